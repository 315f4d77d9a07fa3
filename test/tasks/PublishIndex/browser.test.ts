import assert from 'node:assert/strict'
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { type Browser, chromium, startChromium, type Tab } from '../../servers/chromium.ts'
import { startStaticServer, type StaticServer } from '../../servers/static-server.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const title = 'Wheels <img src=x onerror="document.title=1"> & more'
const reason = '<script>document.title=2</script> "broken" & bad'
const summary = '<svg onload="document.title=3">'

describe("the people's page of a published index, in a browser", () => {
  let publishing: Publishing
  let server: StaticServer
  let browser: Browser
  let tab: Tab
  before(async function () {
    if (chromium === undefined && process.env['CI'] === 'true') throw new Error('This machine has no Chromium, which CI promises.')
    if (chromium === undefined) return this.skip()
    publishing = await startPublishing()
    const names = [
      'demo-1.9-py3-none-any.whl',
      'demo-1.10+cpu-py3-none-any.whl',
      'demo-1.10+cpu-cp314-cp314-win_amd64.whl',
      'Other.Name-1.0-py3-none-any.whl',
    ]
    for (const name of names) await publishing.wheel(`wheels/${name}`)
    const index = join(publishing.folder, 'index')
    const location = { kind: 'folder', path: index } as const
    await publishing.publish(folderStore(index), { distributions: [join(publishing.folder, 'wheels')], store: { location }, title })
    const page = join(index, 'simple', 'demo', 'index.json')
    const hostile = `"_about":${JSON.stringify({ version: '1', summary })},"project-status":${JSON.stringify({ status: 'archived', reason })},`
    const changed = (await readFile(page, 'utf8'))
      .replace('"filename":"demo-1.9', `"yanked":${JSON.stringify(reason)},$&`)
      .replace('{', `{${hostile}`)
    await writeFile(page, changed)
    await cp(index, join(publishing.folder, 'site', 'below', 'a prefix'), { recursive: true })
    server = await startStaticServer(join(publishing.folder, 'site'))
    browser = await startChromium()
    return undefined
  })
  after(async () => {
    await browser?.close()
    await server?.close()
    await publishing?.close()
  })
  beforeEach(async () => void (tab = await browser.tab()))
  afterEach(async () => {
    assert.deepEqual(tab.complaints, [])
    const strays = tab.requests.filter((url) => !url.startsWith(`${server.url}/`) && !/^(about|data|file):/.test(url))
    assert.deepEqual(strays, [])
    await tab.close()
  })

  const open = async (hash: string): Promise<void> => {
    await tab.open(`${server.url}/below/a%20prefix/index.html${hash}`)
    await tab.until(`!document.getElementById('main').textContent.startsWith('Reading')`)
  }
  const texts = async (selector: string): Promise<string[]> =>
    await tab.evaluate(
      `[...document.querySelectorAll(${JSON.stringify(selector)})].filter((one) => one.checkVisibility()).map((one) => one.textContent)`,
    )
  const heading = (text: string): string =>
    `document.querySelector('#project')?.checkVisibility() && document.querySelector('#project').textContent === '${text}'`

  it('lists the projects under the title, which is text and nothing else', async () => {
    await open('')
    assert.deepEqual(await texts('h1, li'), [title, 'demo', 'other-name'])
    assert.equal(await tab.evaluate('document.title'), title)
    assert.deepEqual(
      tab.requests.filter((url) => url.endsWith('.json')),
      [`${server.url}/below/a%20prefix/simple/index.json`],
    )
  })

  it('shows a project, and what anybody says of it as text', async () => {
    await open('#/demo')
    await tab.until(heading('demo'))
    assert.deepEqual(await texts('.summary'), [summary])
    assert.ok((await texts('.banner p')).includes(reason))
    assert.deepEqual(await texts('.versions a > span'), ['1.10+cpu', '1.9'])
    assert.deepEqual(await texts('.grid thead th'), ['Platform', '3.14', 'Python 3any'])
    assert.deepEqual(await texts('.grid tbody th'), ['Windows x86-64win_amd64', 'Any platform'])
    assert.equal(await tab.evaluate('document.title'), `demo · ${title}`)
    await tab.evaluate(`location.hash = '#/demo/1.9'`)
    await tab.until(`document.querySelector('h3').textContent === 'Version 1.9'`)
    assert.deepEqual(await texts('.file .note'), ['yanked'])
    assert.ok((await texts('.banner.bad p')).includes(reason))
    assert.equal(await tab.evaluate(`document.querySelectorAll('main script, main img, main svg').length`), 0)
  })

  it('links to wheels that are there', async () => {
    await open('#/demo')
    await tab.until(heading('demo'))
    const sizes = `Promise.all([...document.querySelectorAll('.grid a')].map(async (a) => (await (await fetch(a.href)).blob()).type))`
    assert.deepEqual(await tab.evaluate(sizes), ['application/octet-stream', 'application/octet-stream'])
  })

  it('is used by the keyboard alone: search, open, copy, choose a version, go back', async () => {
    await open('')
    await tab.press('/')
    await tab.type('Other_N')
    assert.deepEqual(await texts('li'), ['other-name'])
    await tab.press('ArrowDown')
    await tab.press('Enter')
    await tab.until(heading('other-name'))
    assert.equal(await tab.evaluate('document.activeElement.id'), 'project')
    await tab.evaluate('history.back()')
    await tab.until(`document.activeElement.textContent === 'other-name'`)
    await tab.press('/')
    await tab.press('Escape')
    assert.deepEqual(await texts('li'), ['demo', 'other-name'])
    await tab.type('dem')
    await tab.press('Enter')
    await tab.until(heading('demo'))
    await tab.press('Tab')
    await tab.press('Tab')
    await tab.press('Enter')
    await tab.until(`document.activeElement.getAttribute('aria-current') === 'page' && location.hash === '#/demo/1.9'`)
    for (let at = 0; at < 2; at++) await tab.press('Tab')
    await tab.press('Enter')
    await tab.until(`document.getElementById('said').textContent === 'Copied the line for pip'`)
    await tab.evaluate('history.back()')
    await tab.until(`location.hash === '#/demo' && document.querySelector('h3')?.textContent === 'Version 1.10+cpu'`)
  })

  it('moves through the list by arrows, as it is seen', async () => {
    await open('')
    await tab.press('/')
    for (const [key, text] of [
      ['ArrowDown', 'demo'],
      ['ArrowRight', 'other-name'],
      ['ArrowLeft', 'demo'],
    ] as const) {
      await tab.press(key)
      assert.equal(await tab.evaluate('document.activeElement.textContent'), text)
    }
    await tab.press('ArrowUp')
    assert.equal(await tab.evaluate('document.activeElement.id'), 'search')
  })

  it("has the system's colours, the others when asked, and remembers them", async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor'
    for (const [system, first, second] of [
      ['light', 'rgb(255, 255, 255)', 'rgb(18, 22, 28)'],
      ['dark', 'rgb(18, 22, 28)', 'rgb(255, 255, 255)'],
    ] as const) {
      await tab.look({ width: 1280, height: 800, colours: system })
      await open('')
      assert.equal(await tab.evaluate(ground), first)
      await tab.evaluate(`document.getElementById('colours').click()`)
      assert.equal(await tab.evaluate(ground), second)
      await open('#/demo')
      assert.equal(await tab.evaluate(ground), second)
      await tab.evaluate('localStorage.clear()')
    }
  })

  it('fits a narrow window, and shows something in either colours', async () => {
    for (const width of [375, 1280]) {
      await tab.look({ width, height: 700, colours: 'light' })
      for (const hash of ['', '#/demo', '#/demo/7']) {
        await open(hash)
        assert.equal(await tab.evaluate('document.documentElement.scrollWidth'), width, hash)
      }
      const light = await tab.screenshot()
      await tab.look({ width, height: 700, colours: 'dark' })
      const dark = await tab.screenshot()
      assert.ok(light.length > 5000 && dark.length > 5000 && !light.equals(dark))
    }
  })

  it('runs no other script, whoever puts it there', async () => {
    await open('')
    await tab.evaluate(`document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = 9' }))`)
    assert.equal(await tab.evaluate('document.title'), title)
    assert.match(tab.complaints.splice(0).join(), /Content Security Policy/)
  })

  it('runs nothing and links to nothing that a hostile index tells', async () => {
    const bad = '<img src=x onerror="document.title=4">'
    const site = join(publishing.folder, 'site')
    await cp(join(site, 'below', 'a prefix', 'index.html'), join(site, 'hostile', 'index.html'))
    const write = async (path: string, page: object): Promise<void> => {
      await mkdir(join(site, 'hostile', 'simple', path), { recursive: true })
      await writeFile(join(site, 'hostile', 'simple', path, 'index.json'), JSON.stringify(page))
    }
    await write('', { projects: [{ name: bad }, { name: 'demo' }, { name: '../../x' }, {}, null, { name: 5 }], _title: { text: bad } })
    const file = {
      filename: `demo-1-cp314-abi3-win32.whl`,
      url: 'javascript:document.title=5',
      size: bad,
      'upload-time': bad,
      'requires-python': bad,
      yanked: bad,
    }
    const files = [file, { ...file, filename: bad, url: 'data:text/html,x', hashes: { sha256: bad }, _build: { run: bad, commit: bad } }]
    const broken = [null, {}, { filename: 5 }, 'x']
    await write('demo', {
      name: bad,
      files: [...broken, ...files],
      _about: { summary: bad },
      'project-status': { status: bad, reason: bad },
    })
    await tab.open(`${server.url}/hostile/#/demo`)
    await tab.until(`document.querySelector('.grid') !== null`)
    await tab.evaluate(`for (const link of document.querySelectorAll('.versions a')) link.click()`)
    await tab.evaluate(`location.hash = ''`)
    await tab.until(`document.querySelectorAll('#found a').length === 3`)
    assert.equal(await tab.evaluate(`document.querySelectorAll('img, main script').length`), 0)
    const links: string[] = await tab.evaluate(`[...document.querySelectorAll('a')].map((link) => link.href)`)
    assert.deepEqual(
      links.filter((href) => !href.startsWith(`${server.url}/hostile/`)),
      [],
    )
    assert.equal(await tab.evaluate('document.title'), 'Simple index')
  })

  it('is printed in dark ink, whatever the colours of the screen', async () => {
    await tab.look({ width: 800, height: 700, colours: 'dark', paper: true })
    await open('#/demo')
    assert.equal(await tab.evaluate('getComputedStyle(document.body).color'), 'rgb(28, 36, 48)')
    assert.equal(await tab.evaluate(`document.getElementById('search').checkVisibility()`), false)
    await tab.look({ width: 1280, height: 700, colours: 'light' })
  })

  it('says of an address that nobody can read that there is no such project', async () => {
    await open('#/%E0%A4%A')
    await tab.until(`document.getElementById('main').textContent.includes('There is no project \u201C%e0%a4%a\u201D here.')`)
    assert.match(tab.complaints.splice(0).join(), /404/)
  })

  it('says what is the case where a project is not there, and where it was opened from disk', async () => {
    await open('#/nothing')
    await tab.until(`document.getElementById('main').textContent.includes('There is no project \u201Cnothing\u201D here.')`)
    assert.match(tab.complaints.splice(0).join(), /404/)
    await tab.open(pathToFileURL(join(publishing.folder, 'index', 'index.html')).href)
    await tab.until(`document.getElementById('main').textContent.includes('Browsers do not let a page read other files from disk')`)
    tab.complaints.splice(0)
  })
})
