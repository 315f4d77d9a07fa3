import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalizeName } from '../../core/python/name.ts'
import { parseTags } from '../../core/python/tag.ts'
import { parseVersion } from '../../core/python/version.ts'
import type { WheelName } from '../../core/python/wheel-name.ts'

/** Small numbers mostly, so that versions meet; sometimes ones that no double holds, or with leading zeros. */
const number = fc.oneof(
  { weight: 9, arbitrary: fc.nat(3).map(String) },
  { weight: 1, arbitrary: fc.constantFrom('00', '01', '10', '20260131235959123', '20260131235959124') },
)
const suffix = (words: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom('', '.', '-', '_'), fc.constantFrom(...words), fc.option(number, { nil: '' })).map((parts) => parts.join(''))
const optional = (part: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.option(part, { nil: '', freq: 2 })

/** Versions in every spelling. */
export const anyVersion = fc
  .tuple(
    optional(fc.nat(2).map((epoch) => `${epoch}!`)),
    fc.array(number, { minLength: 1, maxLength: 4 }).map((release) => release.join('.')),
    optional(suffix(['a', 'alpha', 'b', 'beta', 'c', 'rc', 'pre', 'preview'])),
    optional(suffix(['post', 'rev', 'r'])),
    optional(suffix(['dev'])),
    optional(
      fc
        .array(fc.constantFrom('0', '1', '01', '10', 'a', 'abc', '1e5', 'ABC'), { minLength: 1, maxLength: 3 })
        .map((local) => `+${local.join('-')}`),
    ),
  )
  .map((parts) => parseVersion(parts.join('')) ?? assert.fail(parts.join('')))

const pythons = fc.uniqueArray(fc.constantFrom('py2', 'py3', 'cp38', 'cp312', 'cp314', 'pp311', 'py312'), { minLength: 1, maxLength: 3 })
const abis = fc.uniqueArray(fc.constantFrom('none', 'abi3', 'abi3t', 'cp312', 'cp314', 'cp314t', 'pypy311_pp73'), {
  minLength: 1,
  maxLength: 2,
})
const platforms = fc.uniqueArray(
  fc.constantFrom(
    'any',
    'win_amd64',
    'linux_x86_64',
    'manylinux1_x86_64',
    'manylinux2014_x86_64',
    'manylinux_2_28_x86_64',
    'macosx_11_0_universal2',
    'freebsd_14_4_release_amd64',
  ),
  { minLength: 1, maxLength: 3 },
)

/** Tags that one compressed tag makes. */
export const tagSet = fc.tuple(pythons, abis, platforms).map((sets) => parseTags(sets.map((set) => set.join('.')).join('-')))

/** What a wheel's name may say. */
export const wheelParts: fc.Arbitrary<Omit<WheelName, 'text'>> = fc.record({
  project: fc.stringMatching(/^[a-z0-9](?:[a-z0-9._-]{0,6}[a-z0-9])?$/).map(normalizeName),
  version: anyVersion,
  build: fc.option(fc.record({ number: fc.nat(99), suffix: fc.constantFrom('', 'a', 'b2', '_x') }, { noNullPrototype: true }), {
    nil: undefined,
  }),
  tags: tagSet,
})
