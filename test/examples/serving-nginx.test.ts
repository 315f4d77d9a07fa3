import assert from 'node:assert/strict'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderStore } from '../../adapters/folder/folder-store.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import { httpWeb } from '../../adapters/web.ts'
import { hasNginx, type Nginx, startNginx } from '../servers/nginx.ts'
import { root } from '../root.ts'
import { type Publishing, startPublishing } from '../tasks/PublishIndex/publishing.ts'

/** The sample, listening where the test asks, with the test's folder. */
function configured(folder: string, socket: string): string {
  const sample = readFileSync(join(root, 'examples/serving/nginx.conf'), 'utf8')
  return sample
    .replace(/^ *ssl_.*\n/gm, '')
    .replace('listen 443 ssl;', `listen unix:${socket};`)
    .replace('root /srv/wheels;', `root "${folder}";`)
}

describe('the sample for nginx', () => {
  let publishing: Publishing
  let nginx: Nginx
  let index: string
  const web = httpWeb()
  const json = 'application/vnd.pypi.simple.v1+json'

  before(async function () {
    if (!hasNginx()) return this.skip()
    publishing = await startPublishing()
    chmodSync(publishing.folder, 0o755)
    index = join(publishing.folder, 'index')
    nginx = await startNginx((socket) => configured(index, socket))
    return undefined
  })
  after(async () => {
    await nginx?.close()
    await publishing?.close()
  })

  it('serves what checkUrl finds well, through pip too', async () => {
    await publishing.wheel('wheels/demo-1.0-py3-none-any.whl')
    await publishing.wheel('wheels/demo-1.0+cpu-py3-none-any.whl')
    const outcome = await publishing.publish(
      folderStore(index),
      {
        store: { location: { kind: 'folder', path: index } },
        distributions: [join(publishing.folder, 'wheels')],
        checkUrl: `${nginx.url}/simple`,
      },
      { outside: { web, processes: localProcesses(), environment: process.env, authorities: '', windows: false } },
    )
    assert.equal(outcome.result, 'succeeded', outcome.summary)
    for (const check of ['without the slash', 'missing project', 'root page', 'Cache-Control of pages'])
      assert.match(outcome.summary, new RegExp(`\\| ${check} \\| [^|]*\\| ok \\|`))
  })

  for (const [path, accept, status, type, cache] of [
    ['/simple/demo/', json, 200, json, 'max-age=0, must-revalidate'],
    ['/simple/demo/', 'text/html', 200, 'text/html; charset=utf-8', 'max-age=0, must-revalidate'],
    ['/simple/demo/', '', 200, 'text/html; charset=utf-8', 'max-age=0, must-revalidate'],
    ['/simple/', json, 200, json, 'max-age=0, must-revalidate'],
    ['/simple/demo/index.json', '', 200, json, 'max-age=0, must-revalidate'],
    ['/simple/demo/index.html', json, 200, 'text/html; charset=utf-8', 'max-age=0, must-revalidate'],
    ['/', '', 200, 'text/html; charset=utf-8', 'max-age=0, must-revalidate'],
    ['/packages/demo-1.0-py3-none-any.whl', '', 200, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/packages/demo-1.0%2Bcpu-py3-none-any.whl', '', 200, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/packages/demo-1.0+cpu-py3-none-any.whl', '', 200, 'application/octet-stream', 'public, max-age=31536000, immutable'],
    ['/packages/demo-1.0-py3-none-any.whl.metadata', '', 200, 'text/plain; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/packages/', '', 403, 'text/html; charset=utf-8', undefined],
    ['/simple/none/', json, 404, 'text/html; charset=utf-8', 'max-age=0, must-revalidate'],
    ['/nothing', '', 404, 'text/html; charset=utf-8', undefined],
  ] as const)
    it(`answers ${path}${accept === '' ? '' : ` (${accept})`} with ${status} ${type}`, async () => {
      const answer = await web.ask('GET', `${nginx.url}${path}`, accept === '' ? {} : { accept })
      assert.deepEqual([answer.status, answer.headers['content-type'], answer.headers['cache-control']], [status, type, cache])
    })

  for (const path of ['/simple', '/simple/demo'])
    it(`redirects ${path}`, async () => assert.equal((await web.ask('GET', `${nginx.url}${path}`, {})).url, `${nginx.url}${path}/`))
})
