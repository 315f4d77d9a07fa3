import assert from 'node:assert/strict'
import { parseRepository, type Repository } from '../../../../core/release/plan/repository.ts'
import { repositoryAccess } from '../../../../core/release/plan/repository-access.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const none = { region: undefined, awsConnection: undefined }

function storeOf(text: string, endpointUrl?: string): Repository & { readonly kind: 'store' } {
  const repository = parseRepository(text, undefined, endpointUrl)
  return repository.kind === 'store' ? repository : assert.fail()
}

describe('repositoryAccess', () => {
  it("is the plan's place, and nothing that is not said", () => {
    assert.deepEqual(repositoryAccess(storeOf('s3://bucket/a'), none), { location: { kind: 's3', bucket: 'bucket', prefix: 'a' } })
    assert.deepEqual(repositoryAccess(storeOf('file:/srv/x'), none), { location: { kind: 'folder', path: '/srv/x' } })
  })
  it("takes the endpoint from the plan, and the rest from the job's own inputs", () =>
    assert.deepEqual(
      repositoryAccess(storeOf('s3://bucket', 'http://127.0.0.1:9000/'), { region: 'eu-west-1', awsConnection: 'awsConnection' }),
      {
        location: { kind: 's3', bucket: 'bucket', prefix: '' },
        region: 'eu-west-1',
        endpointUrl: 'http://127.0.0.1:9000',
        connection: 'awsConnection',
      },
    ))
  it('refuses what a plan must not hold', () =>
    assert.equal(
      problemCode(() => repositoryAccess({ kind: 'store', store: 'gs://bucket', endpointUrl: '' }, none)),
      'INPUT_INVALID',
    ))
})
