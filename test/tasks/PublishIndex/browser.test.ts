import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Parser } from 'htmlparser2'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { startStaticServer, type StaticServer } from '../../servers/static-server.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const title = 'Wheels <img src=x onerror="document.title=1"> & more'
const reason = '<script>document.title=2</script> "broken" & bad'

describe("the people's page of a published index, in a browser", () => {
  let publishing: Publishing
  let server: StaticServer
  before(async function () {
    if (chromium === undefined && process.env['CI'] === 'true') throw new Error('This machine has no Chromium, which CI promises.')
    if (chromium === undefined) return this.skip()
    publishing = await startPublishing()
    for (const name of ['demo-1.9-py3-none-any.whl', 'demo-1.10+cpu-py3-none-any.whl', 'Other.Name-1.0-py3-none-any.whl'])
      await publishing.wheel(`wheels/${name}`)
    const index = join(publishing.folder, 'index')
    const location = { kind: 'folder', path: index } as const
    await publishing.publish(folderStore(index), { distributions: [join(publishing.folder, 'wheels')], store: { location }, title })
    const page = join(index, 'simple', 'demo', 'index.json')
    await writeFile(page, (await readFile(page, 'utf8')).replace('"filename":"demo-1.9', `"yanked":${JSON.stringify(reason)},$&`))
    server = await startStaticServer(index)
    return undefined
  })
  after(async () => {
    await server?.close()
    await publishing?.close()
  })

  /** The texts of some elements, once the page has come to rest. */
  const texts = async (hash: string, ...names: string[]): Promise<string[]> => {
    const profile = `--user-data-dir=${join(publishing.folder, 'profile')}`
    const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
    const args = [...quiet, profile, '--virtual-time-budget=4000', '--dump-dom', `${server.url}/${hash}`]
    const { stdout } = await promisify(execFile)(chromium ?? '', args)
    const found: string[] = []
    let open = ''
    new Parser({
      onopentagname: (name) => {
        if (names.includes(name)) found.push('')
        open = names.includes(name) ? name : open
      },
      ontext: (text) => {
        if (open !== '') found.push((found.pop() ?? '') + text)
      },
      onclosetag: (name) => {
        if (name === open) open = ''
      },
    }).end(stdout)
    return found
  }

  it('lists the projects under the title, which is text and nothing else', async () => {
    assert.deepEqual(await texts('', 'title', 'h1', 'li'), [title, title, 'demo', 'other-name'])
  })

  it('shows a project, what its owner says of a file as text', async () => {
    const [window, heading, ...cells] = await texts('#/demo', 'title', 'h2', 'td')
    assert.deepEqual([window, heading], [`demo - ${title}`, 'demo'])
    assert.deepEqual(
      [0, 1].map((row) => [cells[5 * row], cells[5 * row + 4]]),
      [
        ['demo-1.10+cpu-py3-none-any.whl', ''],
        ['demo-1.9-py3-none-any.whl', `yanked: ${reason}`],
      ],
    )
  })
})

/** A browser, where this machine has one; nothing here promises it. */
const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0)
