import assert from 'node:assert/strict'
import { openPage, type OpenPage, pageFunctions } from './page-script.ts'

describe("what the people's page is made of", () => {
  let evaluate: OpenPage['evaluate']
  before(async () => void (evaluate = await pageFunctions()))

  for (const [size, text] of [
    ['0', '0 B'],
    ['999', '999 B'],
    ['1000', '1.0 kB'],
    ['12345678', '12.3 MB'],
    ['5e12', '5000.0 GB'],
    ['"1"', ''],
    ['undefined', ''],
  ] as const) {
    it(`calls ${size} bytes '${text}'`, () => assert.equal(evaluate(`bytes(${size})`), text))
  }

  for (const [count, text] of [
    [0, '0 files'],
    [1, '1 file'],
    [1000, '1,000 files'],
    [1234567, '1,234,567 files'],
  ] as const) {
    it(`counts ${text}`, () => assert.equal(evaluate(`counted(${count}, 'file')`), text))
  }

  for (const [url, href] of [
    ['../../packages/a-1.whl', 'https://wheels.example.com/packages/a-1.whl'],
    ['https://files.example.org/a-1.whl', 'https://files.example.org/a-1.whl'],
    ['//files.example.org/a-1.whl', 'https://files.example.org/a-1.whl'],
    ['javascript:alert(1)', null],
    [' JavaScript:alert(1)', null],
    ['java\nscript:alert(1)', null],
    ['data:text/html,<script>alert(1)</script>', null],
    ['blob:https://wheels.example.com/1', null],
    ['file:///etc/passwd', null],
    ['http://[', null],
    [undefined, 'https://wheels.example.com/simple/a/undefined'],
  ] as const) {
    it(`links ${JSON.stringify(url)} to ${href}`, () =>
      assert.equal(evaluate(`hrefOf({ url: ${JSON.stringify(url)} }, 'https://wheels.example.com/simple/a/') ?? null`), href))
  }

  for (const [word, safe] of [
    ['https://wheels.example.com:8080/a/simple/', 'https://wheels.example.com:8080/a/simple/'],
    ['demo==1.0+cpu', 'demo==1.0+cpu'],
    ['demo==1!2.0', "'demo==1!2.0'"],
    ['https://wheels.example.com/a(b)&c/', "'https://wheels.example.com/a(b)&c/'"],
    ["a'; rm -rf $HOME; '", "'a%27; rm -rf $HOME; %27'"],
  ] as const) {
    it(`writes ${word} for a shell`, () => assert.equal(evaluate(`quoted(${JSON.stringify(word)})`), safe))
  }

  const base = 'https://wheels.example.com/'
  const documents = { 'simple/index.json': { projects: [{ name: 'demo' }] } }

  it('says what it copied, and tells who cannot copy what to do', async () => {
    for (const noClipboard of [false, true]) {
      const page = await openPage(base, documents, { noClipboard })
      const [button] = page.main.all('button')
      await button?.on['click']?.()
      assert.match(page.said(), noClipboard ? /does not let this page copy/ : /^Copied the address of the index$/)
      assert.deepEqual(page.copied, noClipboard ? [] : [`${base}simple/`])
    }
  })

  it('shows the first of many, and all when asked', async () => {
    const files = Array.from({ length: 1000 }, (_, at) => ({ filename: `demo-1-${at}-py3-none-any.whl`, url: 'a' }))
    const page = await openPage(base, { ...documents, 'simple/demo/index.json': { name: 'demo', files } }, { hash: '#/demo' })
    const details = page.main.all('details')[0] ?? assert.fail()
    assert.deepEqual([details.open, details.all('tr').length], [false, 0])
    details.open = true
    details.on['toggle']?.()
    assert.equal(details.all('tr').length, 201)
    const more = details.all('button').find((button) => button.textContent === 'Show all 1,000') ?? assert.fail()
    more.on['click']?.()
    details.on['toggle']?.()
    assert.deepEqual([details.all('tr').length, details.all('button').includes(more)], [1001, false])
  })
})
