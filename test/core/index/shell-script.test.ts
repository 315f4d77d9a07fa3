import assert from 'node:assert/strict'
import { Script } from 'node:vm'
import { shellScript } from '../../../core/index/shell-script.ts'
import { openPage } from './page-script.ts'

const base = 'https://wheels.example.com/index/'
const documents = {
  'simple/index.json': { projects: [{ name: 'demo' }], _title: 'Our wheels' },
  'simple/demo/index.json': { name: 'demo', files: [] },
}

describe("the script of the people's page", () => {
  it('is one', () => assert.doesNotThrow(() => new Script(shellScript)))

  it('sets what it reads as text only', () =>
    assert.doesNotMatch(shellScript, /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(|\.style\b|srcdoc/))

  it('asks for nothing but the documents of this index', () =>
    assert.equal(shellScript.match(/\bfetch\(|XMLHttpRequest|WebSocket|import\(|sendBeacon/g)?.length, 1))

  for (const [hash, heading] of [
    ['', '1 project'],
    ['#', '1 project'],
    ['#/', '1 project'],
    ['#main', '1 project'],
    ['#/demo', 'demo'],
    ['#/DEMO', 'demo'],
    ['#/demo/', 'demo'],
    ['#/demo/1/2', 'demo'],
  ] as const) {
    it(`shows '${heading}' at '${hash}'`, async () => {
      const { main } = await openPage(base, documents, { hash })
      assert.equal(main.all('h2')[0]?.textContent, heading)
    })
  }

  it('goes between the list and a project as the address does', async () => {
    const page = await openPage(base, documents, { hash: '#/demo' })
    await page.go('')
    assert.deepEqual([page.main.all('h2')[0]?.textContent, page.title()], ['1 project', 'Our wheels'])
    await page.go('#/demo')
    assert.deepEqual([page.main.all('h2')[0]?.textContent, page.title()], ['demo', 'demo · Our wheels'])
  })

  it('leaves the project when something is searched for', async () => {
    const page = await openPage(base, documents, { hash: '#/demo' })
    page.search.on['input']?.()
    assert.equal(page.evaluate('location.hash'), '')
  })
})
