import assert from 'node:assert/strict'
import { memoryStore } from '../../fakes/memory-store.ts'
import { elfBytes } from '../../fakes/native-bytes.ts'
import { type Publishing, startPublishing } from './publishing.ts'

describe('PublishIndex, looking into wheels', () => {
  let publishing: Publishing
  before(async () => (publishing = await startPublishing()))
  after(async () => await publishing.close())

  it('publishes a wheel that only its builder could mend, and warns: BuildWheels would have refused it', async () => {
    const foreign = 'spam-1.0-cp38-abi3-manylinux_2_17_x86_64.whl'
    await publishing.wheel(foreign, { files: { 'spam.abi3.so': elfBytes({ symbols: [{ name: '_PyLong_Sign' }] }) } })
    await publishing.wheel('ham-1.0-cp311-cp311-manylinux_2_17_x86_64.whl', { files: { 'ham.py': '' } })
    await publishing.wheel('egg-1.0-cp311-cp311-manylinux_2_17_aarch64.whl', {
      files: { 'egg.cpython-311-aarch64-linux-gnu.so': elfBytes({ machine: 62 }) },
    })
    const outcome = await publishing.publish(memoryStore())
    assert.deepEqual([outcome.outputs['publishedCount'], outcome.problems], ['3', []])
    for (const warning of [
      /spam-1\.0-.* not in the stable ABI: _PyLong_Sign/,
      /ham-1\.0-.* holds no extension module/,
      /egg-1\.0-.* for x86_64/,
    ])
      assert.match(publishing.log.text(), new RegExp(`warning: ${warning.source}`))
  })
})
