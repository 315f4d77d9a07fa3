import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'

const size = 200 * 2 ** 20
const zeros = Buffer.alloc(2 ** 20)

describe('a file of 200 MiB', () => {
  let folder: string
  let server: Server
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-large-'))
    const file = await open(join(folder, 'large'), 'w')
    await file.truncate(size)
    await file.close()
    // Takes any bytes, keeps none, and gives as many zeros.
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.setHeader('etag', '"x"')
        if (request.method === 'GET') response.setHeader('content-length', size)
        Readable.from(Array.from({ length: request.method === 'GET' ? size / zeros.length : 0 }, () => zeros)).pipe(response)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  after(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })

  it('is stored and fetched within 200 MB of memory, program and all', async () => {
    const { port } = server.address() as AddressInfo
    const script = join(import.meta.dirname, 'large-file.js')
    const args = ['--max-old-space-size=64', script, folder, `http://127.0.0.1:${port}`]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    const { most, ...done } = JSON.parse(stdout) as { most: number }
    assert.deepEqual(done, { put: 'stored', same: true })
    assert.ok(most < 200, `${most} MiB`)
  })
})
