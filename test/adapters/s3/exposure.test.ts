import assert from 'node:assert/strict'
import { persistence } from '../../../adapters/s3/persist.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { startPublishing } from '../../tasks/PublishIndex/publishing.ts'

describe('a bucket that an index is published to', () => {
  it('is opened to nobody: no request carries a right or a grant, or asks for the rights or the policy of the bucket', async () => {
    const [server, publishing] = [await startS3Server({ buckets: ['bucket'] }), await startPublishing()]
    try {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
      const patience = persistence({ pause: () => Promise.resolve(), random: () => 0.5, now: Date.now })
      const store = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl: server.url, credentials }, patience)
      await publishing.wheel('spam-1.0-py3-none-any.whl')
      await publishing.sdist('spam-1.0.tar.gz')
      assert.equal((await publishing.publish(store)).result, 'succeeded')
      await publishing.publish(store)
      const writes = server.requests.filter(({ method }) => method === 'PUT')
      assert.ok(writes.length > 5, String(writes.length))
      for (const { method, path, headers } of server.requests) {
        const asked = Object.keys(headers).filter((name) => /^x-amz-(?:acl|grant-)/.test(name))
        assert.deepEqual([method, path, asked], [method, path, []])
        assert.doesNotMatch(path, /[?&](?:acl|policy|publicAccessBlock|ownershipControls|cors|website)\b/)
      }
    } finally {
      await Promise.all([server.close(), publishing.close()])
    }
  })
})
