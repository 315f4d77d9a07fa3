import assert from 'node:assert/strict'
import { failuresOf, filesOf, type RowResult } from '../../../core/build/result.ts'
import { built, failed } from './results.ts'

describe('a manifest of results', () => {
  const results = [built('spam'), failed('eggs', 'no.'), built('spam')]
  it('holds each file once', () =>
    assert.deepEqual(
      filesOf(results).map(({ name }) => name),
      ['spam-1.0-py3-none-any.whl'],
    ))
  it('holds what an earlier try of this attempt has made, but not what an earlier attempt has', () => {
    const [one, two] = [built('spam'), built('eggs')]
    assert.ok(one?.kind === 'built' && two?.kind === 'built')
    const kept = [one, two].map(({ row, file }, attempt): RowResult => ({ kind: 'kept', row, file, attempt }))
    assert.deepEqual(filesOf(kept), [one.file])
  })
  it('holds each failure', () =>
    assert.deepEqual(failuresOf(results), [
      { package: 'eggs', version: '', python: '3.14', code: 'BUILD_FAILED', message: 'no.', log: 'eggs.log' },
    ]))
})
