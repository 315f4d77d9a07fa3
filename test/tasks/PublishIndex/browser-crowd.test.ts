import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crowdedIndex } from '../../fakes/browsable-index.ts'
import { type Browser, chromium, startChromium, type Tab } from '../../servers/chromium.ts'
import { startStaticServer, type StaticServer } from '../../servers/static-server.ts'

describe("the people's page of 2,000 projects, in a browser", () => {
  let folder: string
  let server: StaticServer
  let browser: Browser
  let tab: Tab
  before(async function () {
    if (chromium === undefined && process.env['CI'] === 'true') throw new Error('This machine has no Chromium, which CI promises.')
    if (chromium === undefined) return this.skip()
    folder = await mkdtemp(join(tmpdir(), 'crowd-'))
    await crowdedIndex(folder)
    server = await startStaticServer(folder)
    browser = await startChromium()
    tab = await browser.tab()
    await tab.open(`${server.url}/index.html`)
    return undefined
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  it('has all of them in the list', async () => {
    await tab.until(`document.querySelectorAll('#found a').length === 2000`)
    assert.equal(await tab.evaluate(`document.getElementById('count').textContent`), '2,000 projects')
  })

  it('finds one as it is typed, and opens it with its 50 files', async () => {
    await tab.press('/')
    await tab.type('1999')
    assert.equal(await tab.evaluate(`document.getElementById('found').textContent`), 'project-1999')
    await tab.press('Enter')
    await tab.until(`document.querySelector('summary')?.textContent === '50 files'`)
    assert.equal(await tab.evaluate(`document.querySelectorAll('.grid a').length`), 48)
  })

  it('shows one version of a project of 5,000 files', async () => {
    await tab.evaluate(`location.hash = '#/project-0'`)
    await tab.until(`document.querySelector('summary')?.textContent === 'All 100 versions'`)
    assert.ok((await tab.evaluate<number>(`document.querySelectorAll('main *').length`)) < 5000)
    assert.equal(await tab.evaluate(`document.querySelectorAll('.versions a').length`), 8)
  })

  it('comes back to where the list was', async () => {
    await tab.evaluate(`location.hash = ''`)
    await tab.evaluate(
      `(document.getElementById('search').value = '', document.getElementById('search').dispatchEvent(new Event('input')))`,
    )
    await tab.until(`document.querySelectorAll('#found a').length === 2000`)
    await tab.evaluate('scrollTo(0, 4000)')
    await tab.evaluate(`document.querySelector('a[href="#/project-1001"]').click()`)
    await tab.until(`document.querySelector('summary')?.checkVisibility() && scrollY === 0`)
    await tab.evaluate('history.back()')
    await tab.until(`scrollY === 4000`)
    assert.deepEqual(tab.complaints, [])
  })
})
