import assert from 'node:assert/strict'
import { fileFaults } from '../../../../core/release/preflight/file-faults.ts'
import type { Repository } from '../../../../core/release/plan/repository.ts'
import { parseRepository } from '../../../../core/release/plan/repository.ts'
import { type FileChange, readFile } from '../../../fakes/read-file.ts'

const pypi = parseRepository('pypi', undefined)
const elsewhere: readonly Repository[] = [
  { kind: 'index', uploadUrl: 'https://host.example/legacy/', checkUrl: 'https://host.example/simple' },
  { kind: 'feed', project: '', feed: 'wheels' },
  { kind: 'store', store: 's3://bucket', endpointUrl: '' },
]
const told = (change: FileChange, repository: Repository): string[] =>
  fileFaults(readFile(change), repository).map(({ code, severity }) => `${severity} ${code}`)

/** One fixture a rule: each is right but for one thing. */
const onlyPyPI: readonly (readonly [string, FileChange])[] = [
  ['fault platform', { name: 'spam-1.0-cp311-cp311-linux_x86_64.whl' }],
  ['fault local-version', { name: 'spam-1.0+cu12-py3-none-any.whl' }],
  ['fault file-name', { name: 'Spam-1.0-py3-none-any.whl' }],
  ['fault dist-info', { without: ['spam_eggs-1.0.dist-info/WHEEL'] }],
  ['fault metadata-version', { metadata: 'Metadata-Version: 2.0\n' }],
  ['fault field-too-new', { metadata: 'License-Expression: MIT\n' }],
  ['fault field-repeated', { metadata: 'Summary: a\nSummary: b\n' }],
  ['fault dynamic', { metadata: 'Metadata-Version: 2.2\nDynamic: Name\n' }],
  ['fault summary', { metadata: `Summary: ${'s'.repeat(513)}\n` }],
  ['fault requires-python', { metadata: 'Requires-Python: three\n' }],
  ['fault requires-dist', { metadata: 'Requires-Dist: a b\n' }],
  ['fault direct-url', { metadata: 'Requires-Dist: a @ https://example.org/a\n' }],
  ['fault extra', { metadata: 'Provides-Extra: -\n' }],
  ['fault content-type', { metadata: 'Description-Content-Type: text/html\n' }],
  ['fault email', { metadata: 'Author-email: ada\n' }],
  ['fault url', { metadata: 'Home-page: home\n' }],
  ['fault project-url', { metadata: `Project-URL: ${'l'.repeat(33)}, https://example.org\n` }],
  ['fault classifier', { metadata: 'Classifier: Python\n' }],
  ['fault license', { metadata: 'Metadata-Version: 2.4\nLicense: MIT\nLicense-Expression: MIT\n' }],
  ['fault license-file', { metadata: 'Metadata-Version: 2.4\nLicense-File: LICENSE\n' }],
  ['fault entry-points', { entryPoints: '[console_scripts]\na/b = c\n' }],
  ['warning file-size', { size: 100 * 1024 * 1024 + 1 }],
]
const everywhere: readonly (readonly [string, FileChange])[] = [
  ['fault version', { name: 'spam-x-py3-none-any.whl' }],
  ['fault file-name', { name: 'Spam-1.0.tar.gz' }],
  ['fault zip-hidden', { odd: [['hidden', 'a']] }],
  ['fault zip-differs', { odd: [['differs', 'a']] }],
  ['fault zip-tar', { odd: [['tar', '']] }],
]

describe('preflight of a file', () => {
  for (const name of ['spam_eggs-1.0-py3-none-any.whl', 'spam_eggs-1.0.tar.gz'])
    it(`finds nothing wrong with ${name}`, () => {
      for (const repository of [pypi, ...elsewhere]) assert.deepEqual(told({ name }, repository), [])
    })
  for (const [expected, change] of onlyPyPI)
    it(`tells PyPI and TestPyPI of ${expected}, and nobody else`, () => {
      assert.deepEqual(told(change, pypi), [expected])
      assert.deepEqual(told(change, parseRepository('testpypi', undefined)), [expected])
      for (const repository of elsewhere) assert.deepEqual(told(change, repository), [])
    })
  for (const [expected, change] of everywhere)
    it(`tells of ${expected} wherever it goes`, () => {
      for (const repository of [pypi, ...elsewhere]) assert.ok(told(change, repository).includes(expected))
    })
  it('judges metadata of any length in no time', () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, at) => `Project-URL: l${at}, x\nClassifier: Private :: ${at}\nLicense-File: ../${at}\n`,
    )
    const metadata = `Metadata-Version: 2.4\n${lines.join('')}Requires-Dist: a; b${' '.repeat(200_000)}c\n`
    assert.ok(told({ metadata }, pypi).length > 2)
  })
  it('tells everything of one file at once, each with its name', () => {
    const faults = fileFaults(
      readFile({
        metadata: onlyPyPI
          .flatMap(([code, { metadata }]) => (code.endsWith('email') || code.endsWith('url') ? (metadata ?? '') : ''))
          .join(''),
      }),
      pypi,
    )
    assert.deepEqual([...new Set(faults.map(({ about }) => about))], ['spam_eggs-1.0-py3-none-any.whl'])
    assert.equal(faults.length, 4)
  })
})
