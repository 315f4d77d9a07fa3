import { createContext, runInContext } from 'node:vm'
import { shellScript } from '../../../core/index/shell-script.ts'

/** As much of a browser's document as the page uses. */
export class PageNode {
  readonly name: string
  readonly attributes: Record<string, string> = {}
  readonly dataset: Record<string, string> = {}
  children: (PageNode | string)[] = []
  readonly on: Record<string, (event?: unknown) => unknown> = {}
  value = ''
  hidden = false
  open = false
  parent: PageNode | undefined

  constructor(name: string) {
    this.name = name
  }

  setAttribute(key: string, value: string): void {
    this.attributes[key] = value
    if (key === 'hidden') this.hidden = true
    if (key === 'open') this.open = true
  }

  getAttribute(key: string): string | null {
    return this.attributes[key] ?? null
  }

  append(...children: (PageNode | string)[]): void {
    for (const child of children) if (typeof child !== 'string') child.parent = this
    this.children.push(...children)
  }

  replaceChildren(...children: (PageNode | string)[]): void {
    this.children = []
    this.append(...children)
  }

  remove(): void {
    if (this.parent !== undefined) this.parent.children = this.parent.children.filter((child) => child !== this)
  }

  addEventListener(name: string, listener: (event?: unknown) => unknown): void {
    this.on[name] = listener
  }

  focus(): void {
    page.focused = this
  }

  select(): void {}

  querySelectorAll(name: string): PageNode[] {
    return this.all(name)
  }

  querySelector(): PageNode | null {
    return this.where((node) => 'aria-current' in node.attributes)[0] ?? null
  }

  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('')
  }

  set textContent(text: string) {
    this.replaceChildren(text)
  }

  all(name: string): PageNode[] {
    return this.where((node) => node.name === name)
  }

  /** What is below and not hidden. */
  where(wanted: (node: PageNode) => boolean): PageNode[] {
    return this.children.flatMap((child) =>
      typeof child === 'string' || child.hidden ? [] : [...(wanted(child) ? [child] : []), ...child.where(wanted)],
    )
  }
}

/** Which element has the keyboard; one page is open at a time. */
const page: { focused: PageNode | undefined } = { focused: undefined }

/** A page that is open, its parts and what it did. */
export interface OpenPage {
  readonly title: () => string
  readonly main: PageNode
  readonly search: PageNode
  readonly colours: PageNode
  readonly said: () => string
  readonly dataset: Record<string, string>
  readonly asked: string[]
  readonly copied: string[]
  readonly stored: Map<string, string>
  readonly focused: () => PageNode | undefined
  readonly go: (hash: string) => Promise<void>
  /** The value of an expression among the page's functions. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a test says what it expects
  readonly evaluate: <T>(expression: string) => T
}

/** What the browser is like. */
export interface Circumstances {
  readonly hash?: string
  readonly dark?: boolean
  readonly noClipboard?: boolean
  readonly noMemory?: boolean
}

export const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve))

/** Opens the page at an address whose server has these documents; a number is the status of a refusal, `lost` no answer, `<html>` no JSON. */
export async function openPage(base: string, documents: Readonly<Record<string, unknown>>, how: Circumstances = {}): Promise<OpenPage> {
  const names = { main: 'main', search: 'input', title: 'a', said: 'p', colours: 'button' }
  const parts = Object.fromEntries(Object.entries(names).map(([id, name]) => [id, new PageNode(name)])) as Record<
    keyof typeof names,
    PageNode
  >
  const listeners: Record<string, (event?: unknown) => unknown> = {}
  const [asked, copied]: [string[], string[]] = [[], []]
  const stored = new Map<string, string>()
  page.focused = undefined
  const location = { hash: how.hash ?? '', protocol: new URL(base).protocol }
  const documentElement = new PageNode('html')
  const document = {
    getElementById: (id: string) => parts[id as keyof typeof names] ?? parts.main.where((node) => node.attributes['id'] === id)[0] ?? null,
    createElement: (name: string) => new PageNode(name),
    createTextNode: String,
    get activeElement() {
      return page.focused ?? null
    },
    body: new PageNode('body'),
    execCommand: () => false,
    documentElement,
    baseURI: base,
    title: '',
  }
  const refuse = (): never => {
    throw new Error('This browser keeps nothing.')
  }
  const context = createContext({
    document,
    addEventListener: (name: string, listener: (event?: unknown) => unknown) => (listeners[name] = listener),
    matchMedia: () => ({ matches: how.dark === true, addEventListener: () => undefined }),
    localStorage: {
      setItem: (key: string, value: string) => (how.noMemory === true ? refuse() : stored.set(key, value)),
      removeItem: (key: string) => (how.noMemory === true ? refuse() : stored.delete(key)),
    },
    navigator: how.noClipboard === true ? {} : { clipboard: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } },
    fetch: (url: URL) => {
      asked.push(url.href)
      const found = documents[url.href.slice(base.length)] ?? 404
      if (location.protocol === 'file:' || found === 'lost') return Promise.reject(new TypeError('Failed to fetch'))
      const status = typeof found === 'number' ? found : 200
      return Promise.resolve({
        ok: status === 200,
        status,
        json: () => (found === '<html>' ? Promise.reject(new SyntaxError('<')) : Promise.resolve(found)),
      })
    },
    setTimeout: (later: () => void) => later(),
    scrollTo: () => undefined,
    scrollY: 0,
    location,
    URL,
    Intl,
  })
  runInContext(shellScript, context)
  await settled()
  const go = async (to: string): Promise<void> => {
    location.hash = to
    listeners['hashchange']?.()
    await settled()
  }
  return {
    ...parts,
    said: () => parts.said.textContent,
    dataset: documentElement.dataset,
    asked,
    copied,
    stored,
    focused: () => page.focused,
    go,
    title: () => document.title,
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a test says what it expects
    evaluate: <T>(expression: string) => JSON.parse(String(runInContext(`JSON.stringify(${expression})`, context))) as T,
  }
}

/** The functions of the page, without an index. */
export async function pageFunctions(): Promise<OpenPage['evaluate']> {
  return (await openPage('https://wheels.example.com/', {})).evaluate
}
