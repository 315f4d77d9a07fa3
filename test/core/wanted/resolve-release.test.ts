import assert from 'node:assert/strict'
import { releasesOf } from '../../../core/wanted/releases.ts'
import type { Resolution } from '../../../core/wanted/resolution.ts'
import { resolveFromIndex } from '../../../core/wanted/resolve-release.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { VersionChoice } from '../../../core/wanted/wanted.ts'
import { type ListedFile, listing } from '../../fakes/memory-index.ts'
import { choice as choose, row } from './rows.ts'

const cutoff = '2026-11-01T00:00:00.000Z'
const old = '2026-10-01T00:00:00.000000Z'
const young = '2026-11-02T00:00:00.000000Z'

/** `1.0` for what is found, else the reason. */
function verdict(resolution: Resolution): string {
  if (resolution.kind === 'error') return `${resolution.problem.code}: ${resolution.problem.message}`
  return resolution.kind === 'skip' ? `${resolution.why}: ${resolution.by}` : resolution.version.text
}

function resolve(
  choice: string | VersionChoice,
  files: readonly ListedFile[],
  { python = 'cp312', at = undefined as string | undefined } = {},
): string {
  const wanted = row({ choice, python })
  return resolveFromIndex(wanted, releasesOf(wanted.project, listing(files)), 'https://index.test', at)
    .map(verdict)
    .join(' ')
}

describe('latest', () => {
  const newer = { filename: 'spam-2.0.tar.gz' }
  const table: [files: ListedFile[], expected: RegExp, why: string, how?: { python?: string; at?: string }][] = [
    [['spam-1.9.tar.gz', 'spam-1.10.tar.gz'], /^1\.10$/, 'the highest, not by text'],
    [['spam-1.0.tar.gz', 'spam-2.0rc1.tar.gz', 'spam-2.0.dev3.tar.gz'], /^1\.0$/, 'no pre-release'],
    [['spam-1.0.post1.tar.gz', 'spam-1.0.tar.gz'], /^1\.0\.post1$/, 'a post-release'],
    [['spam-1.0.tar.gz', { ...newer, yanked: true }], /^1\.0$/, 'no yanked one'],
    [['spam-1.0.tar.gz', { ...newer, yanked: 'broken' }, 'spam-2.0-py3-none-any.whl'], /^no-sdist/, 'one that is yanked in part'],
    [['spam-1.0.tar.gz', { ...newer, requiresPython: '>=3.13' }], /^1\.0$/, 'one that admits the python'],
    [['spam-1.0.tar.gz', { ...newer, requiresPython: '>=3.13' }], /^2\.0$/, 'more, for another python', { python: 'cp313' }],
    [['spam-1.0.tar.gz', { ...newer, requiresPython: '>=3.13' }], /^1\.0$/, 'PyPy by its python', { python: 'pp311' }],
    [['spam-1.0.tar.gz', { ...newer, requiresPython: '>=3.13' }], /^2\.0$/, 'whichever python', { python: 'py3' }],
    [['spam-1.0.tar.gz', { ...newer, requiresPython: 'nonsense' }], /^2\.0$/, 'a Requires-Python that none can read'],
    [['spam-1.0.tar.gz', 'spam-2.0-py3-none-any.whl'], /^no-sdist: .*2\.0/, 'never an older version for its sdist'],
    [['spam-1.0.tar.bz2'], /^UNRESOLVED/, 'no archive of another kind'],
    [
      [
        { filename: 'spam-1.0.tar.gz', uploadTime: old },
        { ...newer, uploadTime: young },
      ],
      /^1\.0$/,
      'none newer than the cutoff',
      { at: cutoff },
    ],
    [[{ filename: 'spam-1.0.tar.gz', uploadTime: young }], /^UNRESOLVED: .*older than/, 'nothing if all are newer', { at: cutoff }],
    [['spam-1.0.tar.gz'], /^UNRESOLVED: .*no upload times/, 'nothing without upload times', { at: cutoff }],
    [[], /^UNRESOLVED: .*no release of spam/, 'nothing of an empty project'],
    [['spam-1.0rc1.tar.gz'], /^UNRESOLVED: .*only pre-releases, 1\.0rc1/, 'nothing of pre-releases'],
    [[{ ...newer, yanked: true }], /^UNRESOLVED: .*all are yanked/, 'nothing of yanked ones'],
    [[{ ...newer, requiresPython: '>=3.13' }], /^requires-python: no version admits Python 3\.12/, 'nothing that admits the python'],
    [[{ filename: 'spam-1.0.tar.gz', requiresPython: '>=4' }, 'spam-1.0-py3-none-any.whl'], /^requires-python: .*>=4/, 'the sdist decides'],
  ]
  for (const [files, expected, why, how = {}] of table) it(`takes ${why}`, () => assert.match(resolve('latest', files, how), expected))

  const pre: [files: ListedFile[], expected: RegExp, why: string][] = [
    [['spam-1.0.tar.gz', 'spam-2.0rc1.tar.gz'], /^2\.0rc1$/, 'a pre-release'],
    [['spam-2.0.tar.gz', 'spam-2.0rc1.tar.gz', 'spam-1.9.dev1.tar.gz'], /^2\.0$/, 'a final one that is higher'],
    [['spam-1.0.tar.gz', { filename: 'spam-2.0rc1.tar.gz', yanked: true }], /^1\.0$/, 'no yanked one all the same'],
  ]
  for (const [files, expected, why] of pre) it(`takes with pre ${why}`, () => assert.match(resolve('latest pre', files), expected))

  it('names pre: true where it would help', () => {
    const [found] = resolveFromIndex(row({ choice: 'latest' }), releasesOf(row().project, listing(['spam-1.0rc1.tar.gz'])), 'i', undefined)
    assert.match(found?.kind === 'error' ? found.problem.remedy : '', /pre: true/)
  })
})

describe('a specifier', () => {
  const some = ['spam-1.0.tar.gz', 'spam-1.5.tar.gz', 'spam-2.0rc1.tar.gz', 'spam-2.0.tar.gz', 'spam-3.0.tar.gz', 'spam-1.4.dev1.tar.gz']
  const of = (text: string, more: Partial<VersionChoice> = {}): VersionChoice => ({ ...choose(text), ...more }) as VersionChoice
  const table: [choice: VersionChoice, files: ListedFile[], expected: RegExp, why: string, how?: { python?: string; at?: string }][] = [
    [of('<3'), some, /^2\.0$/, 'the highest that it admits'],
    [of('<3', { take: 2 }), some, /^2\.0 1\.5$/, 'the two highest'],
    [of('<3', { take: 9 }), some, /^2\.0 1\.5 1\.0$/, 'fewer where there are no more'],
    [of('>=1', { take: 'all' }), some, /^3\.0 2\.0 1\.5 1\.0$/, 'all'],
    [of('>=1,<2.0', { take: 'all', pre: true }), some, /^1\.5 1\.4\.dev1 1\.0$/, 'pre-releases if asked'],
    [of('>=2.0rc1,<2.0', { pre: false }), some, /^UNRESOLVED: .*'>=2\.0rc1,<2\.0'/, 'none by naming one'],
    [of('<3', { take: 2 }), ['spam-1.0.tar.gz', { filename: 'spam-2.0.tar.gz', yanked: 'bad' }], /^1\.0$/, 'no yanked one'],
    [
      of('<4', { take: 2 }),
      ['spam-1.0.tar.gz', 'spam-2.0.tar.gz', { filename: 'spam-3.0.tar.gz', requiresPython: '>=3.13' }],
      /^2\.0 1\.0$/,
      'those that admit the python',
    ],
    [
      of('<4', { take: 2 }),
      ['spam-1.0.tar.gz', 'spam-2.0.tar.gz', { filename: 'spam-3.0.tar.gz', requiresPython: '>=3.13' }],
      /^3\.0 2\.0$/,
      'others for another python',
      { python: 'cp313' },
    ],
    [of('<4', { take: 2 }), ['spam-1.0.tar.gz', 'spam-2.0-py3-none-any.whl'], /^no-sdist: .*2\.0 1\.0$/, 'one without an sdist, as such'],
    [
      of('<4'),
      [
        { filename: 'spam-1.0.tar.gz', uploadTime: old },
        { filename: 'spam-2.0.tar.gz', uploadTime: young },
      ],
      /^1\.0$/,
      'none newer than the cutoff',
      { at: cutoff },
    ],
    [of('==1.0'), [{ filename: 'spam-1.0.tar.gz', uploadTime: young }], /^1\.0$/, 'what it pins, newer than the cutoff', { at: cutoff }],
    [of('===2.0rc1'), some, /^2\.0rc1$/, 'what it pins, a pre-release'],
    [of('==1.0,<2'), [{ filename: 'spam-1.0.tar.gz', yanked: 'bad' }], /^1\.0$/, 'what it pins, yanked'],
    [
      of('==1.0'),
      [{ filename: 'spam-1.0.tar.gz', requiresPython: '>=3.13' }],
      /^requires-python: .*>=3\.13/,
      'no pin that refuses the python',
    ],
    [of('==2.0.*'), ['spam-2.0rc1.tar.gz'], /^UNRESOLVED: .*only pre-releases/, 'no family of versions for a pin'],
    [of('>4'), some, /^UNRESOLVED: .*'>4' may take/, 'nothing that is not there'],
    [of('<3'), [{ filename: 'spam-2.0.tar.gz', requiresPython: '<3' }], /^requires-python: no version/, 'nothing that refuses the python'],
  ]
  for (const [choice, files, expected, why, how = {}] of table)
    it(`takes ${why}`, () => assert.match(resolve(choice, files, how), expected))
})

describe('an exact version', () => {
  const table: [choice: string, files: ListedFile[], expected: RegExp, why: string, python?: string][] = [
    ['1.0', ['spam-1.0.0.tar.gz'], /^1\.0\.0$/, 'is the same with more zeros'],
    ['1.0', ['spam-1.0+local.tar.gz'], /^UNRESOLVED/, 'is not the one with a local part'],
    ['2.0rc1', ['spam-2.0rc1.tar.gz'], /^2\.0rc1$/, 'may be a pre-release'],
    ['1.0', [{ filename: 'spam-1.0.tar.gz', yanked: true }], /^1\.0$/, 'may be yanked'],
    ['1.0', [{ filename: 'spam-1.0.tar.gz', uploadTime: young }], /^1\.0$/, 'may be newer than the cutoff'],
    ['3.0', ['spam-1.0.tar.gz', 'spam-2.0.tar.gz'], /^UNRESOLVED: .*no version 3\.0 of spam/, 'must be there'],
    ['1.0', ['spam-1.0-py3-none-any.whl'], /^no-sdist/, 'needs an sdist'],
    [
      '1.0',
      [{ filename: 'spam-1.0-py3-none-any.whl', requiresPython: '<3' }],
      /^requires-python/,
      'of wheels must admit the python all the same',
    ],
    ['1.0', [{ filename: 'spam-1.0.tar.gz', requiresPython: '>=3.13' }], /^requires-python: .*>=3\.13/, 'must admit the python'],
    ['1.0', [{ filename: 'spam-1.0.tar.gz', requiresPython: '<3.12.4' }], /^1\.0$/, 'may admit some micro of it'],
  ]
  for (const [choice, files, expected, why, python = 'cp312'] of table)
    it(why, () => assert.match(resolve(choice, files, { python, at: cutoff }), expected))

  it('comes with address and hash of its sdist', () => {
    const wanted = row()
    const [found] = resolveFromIndex(wanted, releasesOf(wanted.project, listing(['spam-1.0.tar.gz'])), 'i', undefined)
    assert.deepEqual(found?.kind === 'found' && found.source, {
      kind: 'sdist',
      url: 'https://files.test/spam-1.0.tar.gz',
      sha256: sha256Of('spam-1.0.tar.gz'),
    })
  })

  it('is an error where the index gives no hash: the download could not be verified', () => {
    const files = [{ filename: 'spam-1.0.tar.gz', url: 'https://files.test/x', yanked: false }]
    const found = resolveFromIndex(row(), releasesOf(row().project, { files, deleted: [] }), 'i', undefined)
    assert.match(found.map(verdict).join(), /^UNRESOLVED: .*no SHA-256/)
  })
})
