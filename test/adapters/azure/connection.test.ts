import assert from 'node:assert/strict'
import { requireConnection } from '../../../adapters/azure/connection.ts'
import { problemCode } from '../../fakes/problem-code.ts'

describe('what a task cannot go on without', () => {
  const connection = { collectionUri: 'http://127.0.0.1:1/', project: 'p', token: 't' }
  it('is a connection', () => {
    assert.equal(requireConnection(connection), connection)
    assert.equal(
      problemCode(() => requireConnection(undefined)),
      'SERVICE_UNREACHABLE',
    )
  })
})
