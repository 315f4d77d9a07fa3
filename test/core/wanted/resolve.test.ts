import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { refKey } from '../../../core/wanted/facts.ts'
import type { Resolution } from '../../../core/wanted/resolution.ts'
import { resolveArchive, resolveFolder, resolveGit, resolveRow } from '../../../core/wanted/resolve.ts'
import { Shelf } from '../../../core/wanted/shelf.ts'
import { facts, row, version } from './rows.ts'

/** `1.0` for what is found, else the reason. */
function verdict(resolution: Resolution): string {
  if (resolution.kind === 'error') return `${resolution.problem.code}: ${resolution.problem.message}`
  return resolution.kind === 'skip' ? `${resolution.why}: ${resolution.by}` : resolution.version.text
}

describe('resolveArchive', () => {
  it('needs no index', () => {
    const sha256 = sha256Of('x')
    const found = resolveArchive(row({ origin: { kind: 'archive', url: 'https://dl.test/spam-1.0.zip', sha256 } }))
    assert.deepEqual(found.kind === 'found' && found.source, { kind: 'sdist', url: 'https://dl.test/spam-1.0.zip', sha256 })
  })
})

describe('resolveFolder', () => {
  const folder = (choice: string, declared: object): string =>
    verdict(
      resolveFolder(row({ choice, origin: { kind: 'folder', path: './spam' } }), { path: 'spam', commit: 'c0ffee', time: 7, declared }),
    )
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
    const found = resolveFolder(row(), { path: 'libs/spam', commit: 'c0ffee', time: 7, declared: {} })
    assert.deepEqual(found.kind === 'found' && found.source, { kind: 'folder', path: 'libs/spam', commit: 'c0ffee', time: 7 })
  })
})

describe('resolveGit', () => {
  const origin = { kind: 'git' as const, url: 'https://git.test/spam', ref: 'v1.0', subdirectory: 'py' }
  it('is at the commit that its ref names now, of the version that the matrix gives', () =>
    assert.deepEqual(resolveGit(row({ origin, choice: '1.0+fork' }), 'ab'.repeat(20)), {
      kind: 'found',
      version: version('1.0+fork'),
      source: { kind: 'git', url: origin.url, commit: 'ab'.repeat(20), subdirectory: 'py' },
    }))
  it('is an error of the row where there is no such ref', () =>
    assert.match(
      verdict(resolveGit(row({ origin }), undefined)),
      /^UNRESOLVED: https:\/\/git\.test\/spam has no branch, tag or commit v1\.0/,
    ))
  it('is an error of the row where the repository cannot be read', () =>
    assert.match(verdict(resolveGit(row({ origin }), new Problem('UNRESOLVED', 'It is down.', ''))), /^UNRESOLVED: It is down/))
  it('shows no credentials', () => {
    const secret = { ...origin, url: 'https://me:hunter2@git.test/spam' }
    assert.doesNotMatch(verdict(resolveGit(row({ origin: secret }), undefined)), /hunter2/)
  })
})

describe('resolveRow', () => {
  it('asks the index that the row names, and that alone', () => {
    const given = facts({ upstream: { spam: ['spam-9.0.tar.gz'] }, others: { 'https://own.test': { spam: ['spam-1.0.tar.gz'] } } })
    const own = row({ choice: 'latest', origin: { kind: 'index', url: 'https://own.test' } })
    assert.deepEqual(resolveRow(own, new Shelf(given), given, undefined).map(verdict), ['1.0'])
    const gone = row({ name: 'gone', origin: { kind: 'index', url: 'https://own.test' } })
    assert.match(resolveRow(gone, new Shelf(given), given, undefined).map(verdict).join(), /https:\/\/own\.test has no release of gone/)
  })
  it('finds the commit of a ref', () => {
    const origin = { kind: 'git' as const, url: 'https://git.test/spam', ref: 'main', subdirectory: '' }
    const given = facts({ commits: { [refKey(origin)]: 'ab'.repeat(20) } })
    assert.deepEqual(resolveRow(row({ origin }), new Shelf(given), given, undefined).map(verdict), ['1.0'])
  })
})
