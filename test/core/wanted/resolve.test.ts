import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { releasesOf } from '../../../core/wanted/releases.ts'
import { resolveArchive, resolveFolder, resolveFromIndex, type Resolution } from '../../../core/wanted/resolve.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type ListedFile, listing } from '../../fakes/memory-index.ts'
import { row } from './rows.ts'

const cutoff = '2026-11-01T00:00:00.000Z'
const old = '2026-10-01T00:00:00.000000Z'
const young = '2026-11-02T00:00:00.000000Z'

/** `1.0` for what is found, else the reason. */
function verdict(resolution: Resolution): string {
  if (resolution.kind === 'error') return `${resolution.problem.code}: ${resolution.problem.message}`
  return resolution.kind === 'skip' ? `${resolution.why}: ${resolution.by}` : resolution.version.text
}

function resolve(choice: string, files: readonly ListedFile[], { python = 'cp312', at = undefined as string | undefined } = {}): string {
  const wanted = row({ choice, python })
  return verdict(resolveFromIndex(wanted, releasesOf(wanted.project, listing(files)), 'https://index.test', at))
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
    const found = resolveFromIndex(wanted, releasesOf(wanted.project, listing(['spam-1.0.tar.gz'])), 'i', undefined)
    assert.deepEqual(found.kind === 'found' && found.source, {
      kind: 'sdist',
      url: 'https://files.test/spam-1.0.tar.gz',
      sha256: sha256Of('spam-1.0.tar.gz'),
    })
  })

  it('is an error where the index gives no hash: the download could not be verified', () => {
    const files = [{ filename: 'spam-1.0.tar.gz', url: 'https://files.test/x', yanked: false }]
    const found = resolveFromIndex(row(), releasesOf(row().project, { files, deleted: [] }), 'i', undefined)
    assert.match(verdict(found), /^UNRESOLVED: .*no SHA-256/)
  })
})

describe('resolveArchive', () => {
  it('needs no index', () => {
    const sha256 = sha256Of('x')
    const found = resolveArchive(row({ origin: { kind: 'archive', url: 'https://dl.test/spam-1.0.zip', sha256 } }))
    assert.deepEqual(found.kind === 'found' && found.source, { kind: 'sdist', url: 'https://dl.test/spam-1.0.zip', sha256 })
  })
})

describe('resolveFolder', () => {
  const folder = (choice: string, declared: object): string =>
    verdict(resolveFolder(row({ choice, origin: { kind: 'folder', path: './spam' } }), { path: 'spam', commit: 'c0ffee', declared }))
  const table: [choice: string, declared: object, expected: RegExp, why: string][] = [
    ['static', { name: 'Spam', version: '1.2' }, /^1\.2$/, 'what it declares'],
    ['2.0', { version: '1.2' }, /^2\.0$/, 'what the matrix gives, before'],
    ['2.0', {}, /^2\.0$/, 'what the matrix gives, alone'],
    ['static', {}, /^UNRESOLVED: .*no static version/, 'nothing that is dynamic'],
    ['static', { version: 'x' }, /^UNRESOLVED: .*'x', which is none/, 'nothing that is no version'],
    ['static', { name: 'eggs', version: '1' }, /^UNRESOLVED: .*eggs, not spam/, 'nothing of another project'],
    ['static', { version: '1', requiresPython: '>=3.13' }, /^requires-python/, 'nothing for a python that it refuses'],
    ['static', new Problem('FILE_MISSING', 'There is no folder.', ''), /^FILE_MISSING/, 'nothing that is not there'],
  ]
  for (const [choice, declared, expected, why] of table) it(`takes ${why}`, () => assert.match(folder(choice, declared), expected))

  it('is at the commit of the sources', () => {
    const found = resolveFolder(row(), { path: 'libs/spam', commit: 'c0ffee', declared: {} })
    assert.deepEqual(found.kind === 'found' && found.source, { kind: 'folder', path: 'libs/spam', commit: 'c0ffee' })
  })
})
