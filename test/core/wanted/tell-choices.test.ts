import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { tellChoices } from '../../../core/wanted/tell-choices.ts'
import type { Source, Wanted } from '../../../core/wanted/wanted.ts'
import { choice, plainMaking, row, version } from './rows.ts'

const sdist: Source = { kind: 'sdist', url: 'u', sha256: sha256Of('') }
const build = (wanted: Wanted, text: string, source: Source = sdist): Decision => ({
  kind: 'build',
  row: wanted,
  target: { row: wanted, version: version(text), source, making: plainMaking },
  why: 'absent',
  by: '',
})
const skip = (wanted: Wanted, text: string): Decision => ({ kind: 'skip', row: wanted, version: version(text), why: 'in-index', by: 'f' })

describe('tellChoices', () => {
  it('has nothing to say of pins', () => assert.equal(tellChoices([build(row(), '1.0')]), undefined))

  it('says once what latest is, whatever became of it', () => {
    const latest = [row({ choice: 'latest' }), row({ choice: 'latest', python: 'cp313' })]
    assert.deepEqual(tellChoices([build(latest[0] ?? row(), '1.0'), skip(latest[1] ?? row(), '1.0')])?.lines, ['spam latest: 1.0'])
  })

  it('says what a specifier takes, the highest first', () => {
    const open = row({ choice: '>=1,<3' })
    assert.deepEqual(tellChoices([build(open, '1.9'), build(open, '1.10'), build(row({ choice: 'latest' }), '4')])?.lines, [
      'spam >=1,<3: 1.10, 1.9',
      'spam latest: 4',
    ])
  })

  it('says that pre-releases count', () =>
    assert.deepEqual(tellChoices([build(row({ choice: { kind: 'latest', pre: true } }), '1.0rc1')])?.lines, [
      'spam latest with pre-releases: 1.0rc1',
    ]))

  it('says what a folder declares', () =>
    assert.deepEqual(tellChoices([build(row({ choice: 'static' }), '0.9')])?.lines, ['spam static: 0.9']))

  it('says at which commit a ref is', () => {
    const git = { kind: 'git' as const, url: 'https://git.test/x', subdirectory: '' }
    const source = { ...git, commit: 'ab'.repeat(20) }
    const fork = (ref: string): Decision => build(row({ origin: { ...git, ref }, choice: choice('1.0') }), '1.0', source)
    assert.deepEqual(tellChoices([fork('v1'), fork('v1'), fork('')])?.lines, [
      `spam 1.0: v1 is the commit ${'ab'.repeat(20)}`,
      `spam 1.0: HEAD is the commit ${'ab'.repeat(20)}`,
    ])
  })

  it('leaves errors to the errors', () => {
    const problem = new Problem('UNRESOLVED', 'Gone.', '')
    assert.equal(tellChoices([{ kind: 'error', row: row({ choice: 'latest' }), version: undefined, problem }]), undefined)
  })
})
