import assert from 'node:assert/strict'
import { openPage, type OpenPage } from './page-script.ts'

const base = 'https://wheels.example.com/index/'
const file = (filename: string, more: object = {}): object => ({
  filename,
  url: `../../packages/${filename.replace('+', '%2B')}`,
  hashes: { sha256: 'ab'.repeat(32) },
  ...more,
})
const index = (page: object, name = 'demo'): Record<string, unknown> => ({
  'simple/index.json': { projects: [{ name }], _title: 'Our wheels' },
  [`simple/${name}/index.json`]: { name, ...page },
})
const files = [
  file('demo-1.9-py3-none-any.whl'),
  file('demo-1.10+cpu-py3-none-any.whl'),
  file('demo-1.11-py3-none-any.whl', { yanked: 'bad <b>build</b>' }),
  file('demo-2.0rc1-py3-none-any.whl'),
  file('demo-1.10.tar.gz'),
]
const chips = ({ main }: OpenPage): string[] => main.all('nav').flatMap((nav) => nav.all('li').map((item) => item.textContent))
const current = ({ main }: OpenPage): (string | undefined)[] =>
  main.where((node) => node.attributes['aria-current'] === 'page').map((link) => link.attributes['href'])
const lines = ({ main }: OpenPage): string[] => main.all('pre').map((line) => line.textContent)

describe("a project on the people's page", () => {
  it('has its versions, newest first, and shows what installers would take', async () => {
    const page = await openPage(base, index({ files }), { hash: '#/demo' })
    assert.deepEqual(chips(page), ['2.0rc1 pre-release', '1.11 yanked', '1.10+cpu newest', '1.10', '1.9'])
    assert.deepEqual(current(page), ['#/demo/1.10%2Bcpu'])
    assert.equal(page.main.all('h3')[0]?.textContent, 'Version 1.10+cpu')
    assert.equal(page.title(), 'demo · Our wheels')
  })

  for (const [hash, requirement] of [
    ['#/demo', 'demo'],
    ['#/demo/1.9', 'demo==1.9'],
    ['#/demo/1.11', 'demo==1.11'],
    ['#/demo/1.10%2Bcpu', 'demo==1.10+cpu'],
    ['#/Demo/1.9.0', 'demo==1.9'],
  ] as const) {
    it(`gives lines for ${requirement} at ${hash}`, async () => {
      const page = await openPage(base, index({ files }), { hash })
      assert.deepEqual(lines(page), [
        `pip install --index-url ${base}simple/ ${requirement}`,
        `uv pip install --index-url ${base}simple/ ${requirement}`,
      ])
      for (const button of page.main.all('button').slice(0, 2)) await button.on['click']?.()
      assert.deepEqual(page.copied, lines(page))
    })
  }

  it('names the version in the title and to who listens', async () => {
    const page = await openPage(base, index({ files }), { hash: '#/demo/1.9' })
    assert.deepEqual([page.title(), page.said()], ['demo · 1.9 · Our wheels', 'demo 1.9'])
  })

  it('asks for the version by name where all that there is is yanked', async () => {
    const page = await openPage(base, index({ files: [file('demo-1.0.tar.gz', { yanked: true })] }), { hash: '#/demo' })
    assert.match(lines(page)[0] ?? '', / demo==1\.0$/)
  })

  for (const [what, told, facts] of [
    [
      'of a day, a python and a size',
      [{ size: 1500, 'upload-time': '2026-11-21T00:00:00Z', 'requires-python': '>=3.9' }],
      '2026-11-21 · Python >=3.9 · 1 file, 1.5 kB',
    ],
    ['that came over days', [{ 'upload-time': '2026-11-22T00:00:00Z' }, { 'upload-time': '2026-11-21T00:00:00Z' }], '2026-11-21 · 2 files'],
    ['for different pythons', [{ 'requires-python': '>=3.9' }, { size: 10 }], '2 files, 10 B'],
    ['of which nothing is told', [{ size: 'big', 'upload-time': null }], '1 file'],
  ] as const) {
    it(`sums up a version ${what}`, async () => {
      const all = told.map((more, at) => file(`demo-1-${at}-py3-none-any.whl`, more))
      const { main } = await openPage(base, index({ files: all }), { hash: '#/demo' })
      assert.equal(main.where((node) => node.attributes['id'] === 'facts')[0]?.textContent, facts)
    })
  }

  it('tells that a version is yanked, and why, as text', async () => {
    const { main } = await openPage(base, index({ files }), { hash: '#/demo/1.11' })
    assert.match(main.textContent, /This version is yanked.*bad <b>build<\/b>/)
    assert.equal(main.all('b').length, 0)
  })

  it('turns between versions without another request, the keyboard staying where it is', async () => {
    const page = await openPage(base, index({ files }), { hash: '#/demo' })
    page.main
      .where((node) => node.attributes['href'] === '#/demo/1.9')
      .at(0)
      ?.focus()
    await page.go('#/demo/1.9')
    assert.deepEqual(current(page), ['#/demo/1.9'])
    assert.equal(page.focused()?.attributes['href'], '#/demo/1.9')
    assert.equal(page.asked.length, 2)
  })

  it('leads the keyboard to the heading of a project that was opened, and asks anew when it is opened again', async () => {
    const page = await openPage(base, index({ files }))
    assert.equal(page.focused(), undefined)
    await page.go('#/demo')
    assert.equal(page.focused()?.textContent, 'demo')
    await page.go('')
    assert.equal(page.title(), 'Our wheels')
  })

  it('says that there is no such version', async () => {
    const { main } = await openPage(base, index({ files }), { hash: '#/demo/7' })
    assert.match(main.textContent, /There is no version 7 of demo/)
  })

  for (const [hash, status, says] of [
    ['#/nothing', 404, /There is no project \u201Cnothing\u201D here.*404.*plain list of projects/],
    ['#/nothing', 403, /There is no project \u201Cnothing\u201D here/],
    ['#/demo', 403, /could not be read.*403/],
    ['#/demo', 500, /could not be read.*500/],
    ['#/%', 404, /There is no project \u201C%\u201D here.*404.*plain list of projects/],
  ] as const) {
    it(`says what is the case at ${hash} with ${status}`, async () => {
      const documents = { ...index({ files }), 'simple/nothing/index.json': status, 'simple/demo/index.json': status }
      const { main } = await openPage(base, documents, { hash })
      assert.match(main.textContent, says)
    })
  }

  it('explains itself where it was opened from disk', async () => {
    const { main } = await openPage('file:///srv/index/', {})
    assert.match(main.textContent, /Browsers do not let a page read other files from disk.*plain list of projects/)
    assert.equal(main.all('a')[0]?.attributes['href'], 'simple/index.html')
  })

  for (const [status, says] of [
    [{ status: 'archived', reason: 'new-demo does <i>it</i>' }, /This project is archived.*new-demo does <i>it<\/i>/],
    [{ status: 'deprecated' }, /This project is deprecated/],
    [{ status: 'quarantined', reason: 'malware' }, /This project is quarantined.*malware/],
    [{ status: 'constructor' }, /The status of this project is constructor\./],
  ] as const) {
    it(`warns of a project that is ${status.status}`, async () => {
      const { main } = await openPage(base, index({ files, 'project-status': status }), { hash: '#/demo' })
      const [banner] = main.where((node) => node.attributes['class']?.startsWith('banner') === true)
      assert.match(banner?.textContent ?? '', says)
    })
  }

  for (const status of [undefined, null, { status: 'active', reason: 'fine' }, { status: 1 }, 'archived']) {
    it(`does not warn at ${JSON.stringify(status)}`, async () => {
      const { main } = await openPage(base, index({ files, 'project-status': status }), { hash: '#/demo' })
      assert.deepEqual(
        main.where((node) => node.attributes['class']?.startsWith('banner') === true),
        [],
      )
    })
  }

  it('shows the summary, where there is one, as text', async () => {
    const summary = '<script>alert(1)</script> & more'
    const of = async (_about: unknown): Promise<string[]> =>
      (await openPage(base, index({ files, _about }), { hash: '#/demo' })).main
        .where((node) => node.attributes['class'] === 'summary')
        .map((node) => node.textContent)
    assert.deepEqual(await of({ version: '1', summary }), [summary])
    assert.deepEqual([...(await of({ version: '1' })), ...(await of(null)), ...(await of({ summary: 7 }))], [])
  })

  it('names the eight newest versions, the one that is shown, and folds all', async () => {
    const many = Array.from({ length: 300 }, (_, at) => file(`demo-1.${at}.tar.gz`, { size: 1000, 'upload-time': '2026-11-20T12:00:00Z' }))
    const page = await openPage(base, index({ files: many }), { hash: '#/demo/1.0' })
    assert.equal(chips(page).length, 9)
    const all = page.main.all('details')[0] ?? assert.fail()
    assert.equal(all.textContent, 'All 300 versions')
    all.open = true
    all.on['toggle']?.()
    const rows = all.all('tr').map((row) => row.all('td').map((cell) => cell.textContent))
    assert.deepEqual([rows.length, rows[1]], [201, ['1.299 newest', '1', '1.0 kB', '2026-11-20', '']])
  })

  it('has nothing to install where there are no files, or none of a version', async () => {
    const none = await openPage(base, index({ files: [] }), { hash: '#/demo' })
    assert.match(none.main.textContent, /demo has no files/)
    const strange = await openPage(base, index({ files: [file('demo.exe')] }), { hash: '#/demo' })
    assert.deepEqual([strange.main.all('h3')[0]?.textContent, lines(strange)], ['Other files', []])
  })

  it('shows the last that was asked for, whatever answers first', async () => {
    const page = await openPage(base, { ...index({ files }), ...index({ files: [] }, 'slow') })
    await Promise.all([page.go('#/slow'), page.go('#/demo')])
    assert.equal(page.main.all('h2')[0]?.textContent, 'demo')
  })
})
