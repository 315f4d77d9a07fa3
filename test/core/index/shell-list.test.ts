import assert from 'node:assert/strict'
import { openPage, type OpenPage, type PageNode } from './page-script.ts'

const base = 'https://wheels.example.com/index/'
const rootOf = (...names: readonly string[]): Record<string, unknown> => ({
  'simple/index.json': { projects: names.map((name) => ({ name })), _title: 'Our wheels' },
})
const found = ({ main }: OpenPage): string[] => main.all('li').map((item) => item.textContent)
const type = ({ search }: OpenPage, typed: string): void => {
  search.value = typed
  search.on['input']?.()
}
const press = (node: PageNode, key: string): void => void node.on['keydown']?.({ key, preventDefault: () => undefined })

describe("the start of the people's page", () => {
  it('lists the projects from the one document that it asks for', async () => {
    const page = await openPage(base, rootOf('demo-pkg', 'other'))
    assert.deepEqual(page.asked, [`${base}simple/index.json`])
    assert.deepEqual(
      page.main.all('a').map((link) => [link.attributes['href'], link.textContent]),
      [
        ['#/demo-pkg', 'demo-pkg'],
        ['#/other', 'other'],
      ],
    )
    assert.deepEqual([page.title(), page.main.all('h2')[0]?.textContent], ['Our wheels', '2 projects'])
  })

  for (const [typed, names] of [
    ['demo', ['demo-pkg']],
    ['Demo_Pkg', ['demo-pkg']],
    [' demo.pkg ', ['demo-pkg']],
    ['o t', ['other', 'tool-other']],
    ['other', ['other', 'tool-other']],
    ['pkg demo', ['demo-pkg']],
    ['nothing', []],
    ['', ['demo-pkg', 'other', 'tool-other']],
  ] as const) {
    it(`finds ${names.join(', ') || 'nothing'} for '${typed}'`, async () => {
      const page = await openPage(base, rootOf('demo-pkg', 'other', 'tool-other'))
      type(page, typed)
      assert.deepEqual(found(page), names)
    })
  }

  it('puts the very name first, then what begins like it', async () => {
    const page = await openPage(base, rootOf('a-numpy', 'numpy', 'numpy-ext', 'z-numpy'))
    type(page, 'numpy')
    assert.deepEqual(found(page), ['numpy', 'numpy-ext', 'a-numpy', 'z-numpy'])
  })

  it('tells how many were found, and when none was', async () => {
    const page = await openPage(base, rootOf('demo', 'other'))
    type(page, 'de')
    assert.equal(page.said(), '1 of 2 projects')
    type(page, '<b>')
    assert.equal(page.said(), '0 of 2 projects')
    assert.match(page.main.textContent, /No project has a name with \u201C<b>\u201D in it\./)
  })

  it('opens the first that was found on Enter, and nothing where nothing was typed', async () => {
    const page = await openPage(base, rootOf('demo', 'other'))
    press(page.search, 'Enter')
    assert.equal(page.evaluate('location.hash'), '')
    type(page, 'oth')
    press(page.search, 'Enter')
    assert.equal(page.evaluate('location.hash'), '#/other')
  })

  it('lists at most 5,000 and says so', async () => {
    const names = Array.from({ length: 6000 }, (_, at) => `project-${at}`)
    const page = await openPage(base, rootOf(...names))
    assert.equal(found(page).length, 5000)
    assert.match(page.main.textContent, /6,000 projects.*The first 5,000 are listed/s)
    type(page, 'project-5999')
    assert.deepEqual(found(page), ['project-5999'])
  })

  it('gives the address of the index and lines for pip and uv', async () => {
    const { main } = await openPage(base, rootOf('demo'))
    assert.deepEqual(
      main.all('pre').map((line) => line.textContent),
      [`${base}simple/`, `pip install --index-url ${base}simple/ NAME`, `uv pip install --index-url ${base}simple/ NAME`],
    )
  })

  it('says kindly that nothing is there yet', async () => {
    const { main } = await openPage(base, rootOf())
    assert.match(main.textContent, /Nothing is published yet/)
    assert.equal(main.all('pre').length, 3)
  })

  for (const [answer, says] of [
    [404, /could not be read.*404 for simple\/index\.json\..*plain list of projects/],
    [403, /could not be read.*403/],
    [{}, /no page of an index/],
    ['lost', /could not be read.*The server could not be reached\. There is also/],
    ['<html>', /no page of an index/],
    [[], /no page of an index/],
  ] as const) {
    it(`says that the index could not be read at ${JSON.stringify(answer)}, and tries again when asked`, async () => {
      const documents: Record<string, unknown> = { 'simple/index.json': answer }
      const page = await openPage(base, documents)
      assert.match(page.main.textContent, says)
      await page.go('#')
      assert.match(page.main.textContent, says)
      Object.assign(documents, rootOf('demo'))
      await page.main.all('button')[0]?.on['click']?.()
      assert.deepEqual(found(page), ['demo'])
    })
  }

  it('keeps what was typed while a project is looked at', async () => {
    const page = await openPage(base, { ...rootOf('demo', 'other'), 'simple/demo/index.json': { name: 'demo', files: [] } })
    type(page, 'dem')
    await page.go('#/demo')
    await page.go('')
    assert.deepEqual([page.search.value, found(page)], ['dem', ['demo']])
    assert.equal(page.focused()?.textContent, 'demo')
  })
})
