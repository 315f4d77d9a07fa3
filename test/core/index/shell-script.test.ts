import assert from 'node:assert/strict'
import { createContext, runInContext } from 'node:vm'
import { shellScript } from '../../../core/index/shell-script.ts'

/** As much of a browser's document as the page uses. */
class Node {
  readonly name: string
  readonly attributes: Record<string, string> = {}
  children: (Node | string)[] = []
  readonly on: Record<string, (event?: unknown) => unknown> = {}
  value = ''

  constructor(name: string) {
    this.name = name
  }

  setAttribute(key: string, value: string): void {
    this.attributes[key] = value
  }

  append(...children: (Node | string)[]): void {
    this.children.push(...children)
  }

  replaceChildren(...children: (Node | string)[]): void {
    this.children = children
  }

  addEventListener(name: string, listener: (event?: unknown) => unknown): void {
    this.on[name] = listener
  }

  focus(): void {
    focused.push(this)
  }

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('')
  }

  set textContent(text: string) {
    this.children = [text]
  }

  all(name: string): Node[] {
    return this.children.flatMap((child) =>
      typeof child === 'string' ? [] : [...(child.name === name ? [child] : []), ...child.all(name)],
    )
  }
}

let focused: Node[] = []

interface Page {
  readonly title: () => string
  readonly main: Node
  readonly search: Node
  readonly asked: string[]
  readonly copied: string[]
  readonly go: (hash: string) => Promise<void>
}

const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

/** Opens the page at an address whose server has these documents. */
async function open(base: string, documents: Readonly<Record<string, unknown>>, hash = ''): Promise<Page> {
  const parts: Record<string, Node> = { main: new Node('main'), search: new Node('input'), title: new Node('a') }
  const listeners: Record<string, () => unknown> = {}
  const [asked, copied]: [string[], string[]] = [[], []]
  focused = []
  const location = { hash, protocol: new URL(base).protocol }
  const document = {
    getElementById: (id: string) => parts[id],
    createElement: (name: string) => new Node(name),
    createTextNode: String,
    baseURI: base,
    title: '',
  }
  const context = createContext({
    document,
    addEventListener: (name: string, listener: () => unknown) => (listeners[name] = listener),
    navigator: { clipboard: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } },
    fetch: (url: URL) => {
      asked.push(url.href)
      if (location.protocol === 'file:') return Promise.reject(new TypeError('Failed to fetch'))
      const found = documents[url.href.slice(base.length)]
      return Promise.resolve({ ok: found !== undefined, status: found === undefined ? 404 : 200, json: () => Promise.resolve(found) })
    },
    location,
    URL,
  })
  runInContext(shellScript, context)
  await settled()
  const go = async (to: string): Promise<void> => {
    location.hash = to
    listeners['hashchange']?.()
    await settled()
  }
  return { main: parts['main'] ?? assert.fail(), search: parts['search'] ?? assert.fail(), asked, copied, go, title: () => document.title }
}

const file = (filename: string, more: object = {}): object => ({
  filename,
  url: `../../packages/${filename.replace('+', '%2B')}`,
  hashes: { sha256: 'ab' },
  ...more,
})
const documents = {
  'simple/index.json': { projects: [{ name: 'demo-pkg' }, { name: 'other' }], _title: 'Our wheels' },
  'simple/demo-pkg/index.json': {
    name: 'demo-pkg',
    files: [
      file('demo_pkg-1.9.whl', { size: 999, 'upload-time': '2026-11-20T12:00:00.000000Z', 'requires-python': '>=3.8' }),
      file('demo_pkg-1.10+cpu.whl', { size: 12_345_678, yanked: 'bad <b>build</b>' }),
      file('evil.whl', { url: 'javascript:alert(1)', yanked: true }),
    ],
  },
}
const base = 'https://wheels.example.com/index/'

describe("the script of the people's page", () => {
  it('lists the projects from the one document that it asks for', async () => {
    const { main, asked } = await open(base, documents)
    assert.deepEqual(asked, [`${base}simple/index.json`])
    assert.deepEqual(
      main.all('a').map((link) => [link.attributes['href'], link.textContent]),
      [
        ['#/demo-pkg', 'demo-pkg'],
        ['#/other', 'other'],
      ],
    )
  })

  for (const [typed, found] of [
    ['demo', ['demo-pkg']],
    ['Demo_Pkg', ['demo-pkg']],
    ['o t', ['other']],
    ['nothing', []],
    ['', ['demo-pkg', 'other']],
  ] as const) {
    it(`finds ${found.join(', ') || 'nothing'} for '${typed}'`, async () => {
      const { main, search } = await open(base, documents)
      search.value = typed
      search.on['input']?.()
      assert.deepEqual(
        main.all('a').map((link) => link.textContent),
        found,
      )
    })
  }

  it('shows the files of a project, newest first, with all that is told of them', async () => {
    const { main, go } = await open(base, documents)
    await go('#/demo-pkg')
    const rows = main
      .all('tr')
      .slice(1)
      .map((row) => row.all('td').map((cell) => cell.textContent))
    assert.deepEqual(rows, [
      ['evil.whl', '', '', 'any', 'yanked'],
      ['demo_pkg-1.10+cpu.whl', '12.3 MB', '', 'any', 'yanked: bad <b>build</b>'],
      ['demo_pkg-1.9.whl', '999 B', '2026-11-20', '>=3.8', ''],
    ])
    assert.deepEqual(
      main.all('a').map((link) => link.attributes['href']),
      [`${base}packages/demo_pkg-1.10%2Bcpu.whl`, `${base}packages/demo_pkg-1.9.whl`],
    )
  })

  it('gives lines to copy, for pip and for uv', async () => {
    const { main, copied } = await open(base, documents, '#/demo-pkg')
    for (const button of main.all('button')) await button.on['click']?.()
    assert.deepEqual(copied, [`pip install --index-url ${base}simple/ demo-pkg`, `uv pip install --index-url ${base}simple/ demo-pkg`])
    assert.deepEqual(
      main.all('pre').map((line) => line.textContent),
      copied,
    )
    assert.equal(new Set(main.all('button').map((button) => button.attributes['aria-label'])).size, 2)
  })

  it('names each column, and heads numbers as it sets them', async () => {
    const { main } = await open(base, documents, '#/demo-pkg')
    const heads = main.all('th').map((head) => [head.textContent, head.attributes['class']])
    assert.deepEqual(heads, [
      ['File', ''],
      ['Size', 'number'],
      ['Uploaded', ''],
      ['Python', ''],
      ['Note', ''],
    ])
  })

  it('leads the keyboard to the project, whose name the window takes', async () => {
    const { go, title } = await open(base, documents)
    assert.deepEqual([title(), focused], ['Our wheels', []])
    await go('#/demo-pkg')
    assert.deepEqual([title(), focused.map((node) => node.textContent)], ['demo-pkg - Our wheels', ['demo-pkg']])
    await go('')
    assert.equal(title(), 'Our wheels')
  })

  for (const [where, hash, says] of [
    [base, '#/nothing', /404.*plain list of projects/],
    [base, '#/%', /malformed\. There is also.*plain list of projects/],
    ['file:///srv/index/', '', /Browsers do not let a page read other files from disk.*plain list of projects/],
  ] as const) {
    it(`says what is the case at ${where}${hash}`, async () => {
      const { main } = await open(where, documents, hash)
      assert.match(main.textContent, says)
      assert.equal(main.all('a')[0]?.attributes['href'], 'simple/index.html')
    })
  }
})
