import assert from 'node:assert/strict'
import fc from 'fast-check'
import { platformFits } from '../../core/python/platform.ts'
import { satisfies, type Wish } from '../../core/python/satisfies.ts'
import { formatTag } from '../../core/python/tag.ts'
import { parseWheelName } from '../../core/python/wheel-name.ts'
import { checkWheel } from '../../core/wheel/check.ts'
import { inspectWheel } from '../../core/wheel/inspect.ts'
import { wheelContents } from '../fakes/wheel-contents.ts'
import { wheelParts } from './python-arbitraries.ts'

const interpreter = fc.record({
  python: fc.constantFrom('cp38', 'cp312', 'cp314', 'cp314t', 'pp311', 'py3'),
  abi: fc.constantFrom('', '', 'abi3', 'none', 'cp314t'),
})
const platform = fc.constantFrom(
  'any',
  'win_amd64',
  'linux_x86_64',
  'manylinux_2_17_x86_64',
  'manylinux_2_28_x86_64',
  'macosx_12_0_arm64',
  'freebsd_14_4_release_amd64',
)
const rest = fc.record({ platform, build: fc.nat(3), pure: fc.boolean() })

/** A file and a wish for its project and version, so that the rest decides. */
const pair = fc.tuple(wheelParts, interpreter, rest).map(([parts, wanted, more]) => {
  const file = { ...parts, text: '' }
  const wish: Wish = { project: file.project, version: file.version, ...wanted, ...more }
  return { file, wish }
})

const family = fc.constantFrom('manylinux_2_', 'musllinux_1_', 'macosx_12_', 'ios_13_', 'android_')
const arch = fc.constantFrom('x86_64', 'arm64', 'arm64_v8a', 'arm64_iphoneos')

describe('laws of satisfies', () => {
  it('a file that serves a platform serves every later one of its family', () => {
    fc.assert(
      fc.property(family, arch, fc.nat(40), fc.nat(40), fc.nat(40), (name, of, file, wish, later) => {
        const tag = (version: number): string => `${name}${version}_${of}`
        assert.equal(platformFits(tag(file), tag(wish)), file <= wish)
        if (platformFits(tag(file), tag(wish))) assert.ok(platformFits(tag(file), tag(wish + later)))
      }),
    )
  })

  it('serving is transitive, and every platform serves itself', () => {
    const any = fc.oneof(
      platform,
      fc.constantFrom(
        'manylinux1_x86_64',
        'manylinux2014_x86_64',
        'macosx_11_0_universal2',
        'macosx_11_0_x86_64',
        'macosx_13_0_universal2',
      ),
    )
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        assert.ok(platformFits(a, a))
        if (platformFits(a, b) && platformFits(b, c)) assert.ok(platformFits(a, c), `${a} ${b} ${c}`)
      }),
    )
  })

  it('case does not matter', () => {
    fc.assert(
      fc.property(pair, ({ file, wish }) => {
        const loud = { ...wish, python: wish.python.toUpperCase(), abi: wish.abi.toUpperCase(), platform: wish.platform.toUpperCase() }
        assert.equal(satisfies(file, loud), satisfies(file, wish))
      }),
    )
  })

  it('a tag more never takes a file away', () => {
    fc.assert(
      fc.property(pair, wheelParts, ({ file, wish }, { tags }) => {
        if (satisfies(file, wish)) assert.ok(satisfies({ ...file, tags: [...tags, ...file.tags] }, wish))
      }),
    )
  })

  it('a file serves exactly when one of its tags alone does', () => {
    fc.assert(
      fc.property(pair, ({ file, wish }) => {
        assert.equal(
          satisfies(file, wish),
          file.tags.some((tag) => satisfies({ ...file, tags: [tag] }, wish)),
        )
      }),
    )
  })

  it('asking for less never takes a file away: pure allowed, a lower build', () => {
    fc.assert(
      fc.property(pair, ({ file, wish }) => {
        if (!satisfies(file, wish)) return
        assert.ok(satisfies(file, { ...wish, pure: true }))
        assert.ok(satisfies(file, { ...wish, build: 0 }))
        assert.ok(satisfies({ ...file, build: { number: 100, suffix: '' } }, wish))
      }),
    )
  })

  it('free-threaded Python never takes abi3, nor the other abi3t', () => {
    fc.assert(
      fc.property(pair, ({ file, wish }) => {
        const tags = (abi: string): typeof file => ({ ...file, tags: file.tags.map((tag) => ({ ...tag, abi })) })
        assert.ok(!satisfies(tags('abi3'), { ...wish, python: 'cp314t' }))
        if (wish.python !== 'cp314t') assert.ok(!satisfies(tags('abi3t'), { ...wish, abi: '' }))
      }),
    )
  })

  it('the stable ABI reaches every later CPython, and none before its floor', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 2, max: 30 }), fc.constantFrom('', 'abi3'), (floor, minor, abi) => {
        const file = parseWheelName(`foo-1-cp3${floor}-abi3-win32.whl`) ?? assert.fail()
        const wish = { project: file.project, version: file.version, python: `cp3${minor}`, abi, platform: 'win32', build: 0, pure: false }
        assert.equal(satisfies(file, wish), floor <= minor)
      }),
    )
  })

  it('what a wheel is checked for is what satisfies says', () => {
    fc.assert(
      fc.property(pair, ({ file, wish }) => {
        const text = `${file.project.replaceAll('-', '_')}-${file.version.canonical}-${file.tags.map(formatTag)[0]}.whl`
        const { facts } = inspectWheel(text, wheelContents(text))
        assert.ok(facts !== undefined, text)
        assert.equal(checkWheel(facts, wish).length === 0, satisfies(facts.name, wish))
      }),
      { numRuns: 300 },
    )
  })
})
