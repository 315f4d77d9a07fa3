import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalizeName } from '../../../core/python/name.ts'
import { parseSdistName } from '../../../core/python/sdist-name.ts'
import { formatTag } from '../../../core/python/tag.ts'
import { compareVersions, parseVersion } from '../../../core/python/version.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { type OpenPage, pageFunctions } from './page-script.ts'

interface Read {
  readonly key: string
  readonly early: boolean
}
interface ReadWheel {
  readonly version: Read
  readonly build: string
  readonly pythons: string[]
  readonly abis: string[]
  readonly platforms: string[]
}

const piece = (...texts: string[]): fc.Arbitrary<string> => fc.constantFrom(...texts)
const digits = piece('0', '1', '2', '10', '007', '20260131235959123')
const version = fc
  .tuple(
    piece('', '', '1!', '0!', 'v'),
    fc.array(digits, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
    piece('', '', 'a1', '-ALPHA.2', 'rc', '_c3', 'b0', '.pre1', '.beta'),
    piece('', '', '.post1', '-2', '.r', 'rev3', '_post_4'),
    piece('', '', '.dev0', 'dev', '-DEV7', '_dev1'),
    piece('', '', '+ubuntu.1', '+1.2', '+ABC-1', '+a.10', '+a.b', '+01', '+', '+a..b'),
  )
  .map((parts) => parts.join(''))
const tag = piece(
  'py3',
  'py2',
  'cp314',
  'cp313',
  'none',
  'abi3',
  'any',
  'win_amd64',
  'manylinux_2_17_x86_64',
  'ANY',
  '3',
  '',
  'ü1',
  'a b',
  '_x',
)
const tags = fc.array(tag, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('.'))
const wheel = fc
  .tuple(
    piece('demo', 'Demo_pkg', 'a__b', 'ä', '', 'x.y'),
    version,
    fc.option(piece('1', '2abc', 'x', '')),
    tags,
    tags,
    tags,
    piece('.whl', '.WHL', '.zip'),
  )
  .map(
    ([name, text, build, python, abi, platform, end]) =>
      [name, text, ...(build === null ? [] : [build]), python, abi, platform].join('-') + end,
  )

describe('what the page reads of names is what the core reads', () => {
  let evaluate: OpenPage['evaluate']
  before(async () => void (evaluate = await pageFunctions()))
  const readVersion = (text: string): Read | undefined => evaluate<Read | null>(`readVersion(${JSON.stringify(text)}) ?? null`) ?? undefined
  const readWheel = (name: string): ReadWheel | undefined =>
    evaluate<ReadWheel | null>(`readWheel(${JSON.stringify(name)}) ?? null`) ?? undefined

  it('is a version for both or for neither, and an early one for both', () =>
    fc.assert(
      fc.property(version, (text) => {
        const [ours, core] = [readVersion(text), parseVersion(text)]
        assert.deepEqual(ours?.early, core === undefined ? undefined : core.pre || core.dev)
      }),
      { numRuns: 1000 },
    ))

  it('sorts two versions alike', () =>
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [one, other, first, second] = [readVersion(a), readVersion(b), parseVersion(a), parseVersion(b)]
        if (one === undefined || other === undefined || first === undefined || second === undefined) return
        assert.equal(one.key < other.key ? -1 : one.key > other.key ? 1 : 0, compareVersions(first, second), `${a} and ${b}`)
      }),
      { numRuns: 2000 },
    ))

  it("reads a wheel's name alike", () =>
    fc.assert(
      fc.property(wheel, (name) => {
        const [ours, core] = [readWheel(name), parseWheelName(name)]
        assert.equal(ours === undefined, core === undefined, name)
        if (ours === undefined || core === undefined) return
        const expanded = ours.pythons.flatMap((python) =>
          ours.abis.flatMap((abi) => ours.platforms.map((platform) => ({ python, abi, platform }))),
        )
        assert.deepEqual(expanded.map(formatTag), core.tags.map(formatTag))
        assert.equal(ours.build, core.build === undefined ? '' : /^[^-]+-[^-]+-([^-]+)/.exec(name)?.[1])
        assert.equal(ours.version.key, readVersion(core.version.canonical)?.key)
      }),
      { numRuns: 2000 },
    ))

  it("reads an sdist's name alike", () =>
    fc.assert(
      fc.property(piece('demo', 'Demo-Pkg', 'demo_pkg', 'other'), version, piece('.tar.gz', '.zip', '.tar.bz2'), (name, text, end) => {
        const project = normalizeName('demo-pkg')
        const core = parseSdistName(`${name}-${text}${end}`, project)
        const ours = evaluate<{ version: Read } | null>(`readSource(${JSON.stringify(`${name}-${text}${end}`)}, 'demo-pkg') ?? null`)
        assert.equal(ours?.version.key, core === undefined ? undefined : readVersion(core.version.canonical)?.key)
      }),
      { numRuns: 1000 },
    ))

  const grouped = (files: readonly object[]): { text: string; yanked: boolean; files: unknown[] }[] =>
    evaluate(`versionsOf(${JSON.stringify(files)}, 'demo')`)
  const newest = (files: readonly object[]): string | undefined =>
    evaluate<{ text?: string }>(`newestOf(versionsOf(${JSON.stringify(files)}, 'demo')) ?? {}`).text
  const named = (filename: string, yanked?: unknown): object => ({ filename, ...(yanked === undefined ? {} : { yanked }) })

  it('puts the newest version first, two spellings of one together, and what has none last', () =>
    assert.deepEqual(
      grouped(
        [
          'demo-1.9.tar.gz',
          'demo.exe',
          'demo-1.10.0-py3-none-any.whl',
          'demo-1.10.tar.gz',
          'demo-1.10rc1.zip',
          'demo-1.10+cpu-py3-none-any.whl',
        ].map((name) => named(name)),
      ).map(({ text, files }) => [text, files.length]),
      [
        ['1.10+cpu', 1],
        ['1.10.0', 2],
        ['1.10rc1', 1],
        ['1.9', 1],
        ['other files', 1],
      ],
    ))

  it('calls a version yanked when all of it is', () =>
    assert.deepEqual(
      grouped([
        named('demo-2.tar.gz', ''),
        named('demo-2-py3-none-any.whl', 'bad'),
        named('demo-1.tar.gz', true),
        named('demo-1.zip', false),
      ]).map(({ text, yanked }) => [text, yanked]),
      [
        ['2', true],
        ['1', false],
      ],
    ))

  for (const [what, files, first] of [
    ['the newest', ['demo-1.tar.gz', 'demo-2.tar.gz'], '2'],
    ['the newest that is final', ['demo-1.tar.gz', 'demo-2rc1.tar.gz', 'demo-2.dev1.tar.gz'], '1'],
    ['the newest pre-release where there is nothing else', ['demo-2rc1.tar.gz', 'demo-2rc2.tar.gz'], '2rc2'],
    ['nothing of nothing', [], undefined],
    ['what has no version where there is nothing else', ['demo.exe'], 'other files'],
  ] as const) {
    it(`shows ${what}`, () => assert.equal(newest(files.map((name) => named(name))), first))
  }

  it('shows a yanked version only where there is nothing else', () => {
    assert.equal(newest([named('demo-1.tar.gz'), named('demo-2.tar.gz', 'bad')]), '1')
    assert.equal(newest([named('demo-1.tar.gz', true), named('demo-2.tar.gz', 'bad')]), '2')
  })
})
