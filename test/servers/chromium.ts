import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** A browser, where this machine has one; nothing here promises it. */
export const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0)

/** How a window looks and what it likes. */
export interface Look {
  readonly width: number
  readonly height: number
  readonly colours: 'dark' | 'light'
  /** As it is printed. */
  readonly paper?: boolean
}

/** A window of a browser without a screen. */
export interface Tab {
  /** Addresses that were asked for, in order. */
  readonly requests: string[]
  /** What the page complained of, and what its policy refused. */
  readonly complaints: string[]
  open(url: string): Promise<void>
  /** Opens an address; milliseconds from the beginning of the navigation until an expression holds there and the browser has painted it. */
  timed(url: string, there: string): Promise<number>
  /** The value of an expression in the page, once it is no promise any more. */
  evaluate<T>(expression: string): Promise<T>
  /** Waits until an expression holds in the page. */
  until(expression: string): Promise<void>
  type(text: string): Promise<void>
  /** Presses a key by its name: `Enter`, `ArrowDown`, `Tab`, `/`. */
  press(key: string): Promise<void>
  look(look: Look): Promise<void>
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

export interface Browser {
  tab(look?: Look): Promise<Tab>
  close(): Promise<void>
}

type Answer = Readonly<Record<string, unknown>>
interface Message {
  readonly id?: number
  readonly sessionId?: string
  readonly method?: string
  readonly params?: Answer
  readonly result?: Answer
  readonly error?: { readonly message: string }
}
type Call = (method: string, params?: object, sessionId?: string) => Promise<Answer>

const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']
const plain: Look = { width: 1280, height: 800, colours: 'light' }

/** Starts a browser that is spoken to over two pipes: nothing listens on the network. */
export async function startChromium(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'))
  const args = [...quiet, '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--hide-scrollbars', 'about:blank']
  const child = spawn(chromium ?? '', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] })
  const listeners = new Set<(message: Message) => void>()
  const call = speak(child, listeners)
  return {
    tab: async (look = plain) => await openTab(call, listeners, look),
    async close() {
      const ended = once(child, 'exit')
      await call('Browser.close').catch(() => undefined)
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** Messages are JSON, each ended by a zero byte, in on the third and out on the fourth pipe. */
function speak(child: ChildProcess, listeners: Set<(message: Message) => void>): Call {
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable]
  const open = new Map<number, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>()
  let [next, rest] = [0, '']
  child.once('exit', () => {
    for (const { reject } of open.values()) reject(new Error('The browser has ended.'))
  })
  to.on('error', () => undefined)
  from.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\0')
    rest = parts.pop() ?? ''
    for (const message of parts.map((part) => JSON.parse(part) as Message)) {
      const waiting = open.get(message.id ?? -1)
      open.delete(message.id ?? -1)
      if (message.error !== undefined) waiting?.reject(new Error(message.error.message))
      else waiting?.resolve(message.result ?? {})
      if (message.method !== undefined) for (const listener of listeners) listener(message)
    }
  })
  return async (method, params = {}, sessionId) =>
    await new Promise((resolve, reject) => {
      const id = ++next
      open.set(id, { resolve, reject })
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
}

async function openTab(speakTo: Call, listeners: Set<(message: Message) => void>, first: Look): Promise<Tab> {
  const { targetId } = await speakTo('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await speakTo('Target.attachToTarget', { targetId, flatten: true })
  const call = async (method: string, params: object = {}): Promise<Answer> => await speakTo(method, params, String(sessionId))
  const [requests, complaints]: [string[], string[]] = [[], []]
  const listen = (message: Message): void => {
    if (message.sessionId !== sessionId) return
    const { request, entry, exceptionDetails } = (message.params ?? {}) as Record<string, Record<string, unknown>>
    if (message.method === 'Network.requestWillBeSent') requests.push(String(request?.['url']))
    if (message.method === 'Log.entryAdded') complaints.push(String(entry?.['text']))
    if (message.method === 'Runtime.exceptionThrown') complaints.push(JSON.stringify(exceptionDetails))
  }
  listeners.add(listen)
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await call(`${domain}.enable`)
  const evaluate = async <T>(expression: string): Promise<T> => {
    const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true, userGesture: true })
    if (answer['exceptionDetails'] !== undefined) throw new Error(JSON.stringify(answer['exceptionDetails']))
    return (answer['result'] as { value: T }).value
  }
  const look = async ({ width, height, colours, paper }: Look): Promise<void> => {
    await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
    await call('Emulation.setEmulatedMedia', {
      media: paper === true ? 'print' : '',
      features: [{ name: 'prefers-color-scheme', value: colours }],
    })
  }
  await look(first)
  return {
    requests,
    complaints,
    evaluate,
    look,
    async open(url) {
      const loaded = new Promise<void>((resolve) => {
        const once = (message: Message): void => {
          if (message.sessionId !== sessionId || message.method !== 'Page.loadEventFired') return
          listeners.delete(once)
          resolve()
        }
        listeners.add(once)
      })
      // An address that differs only behind # loads nothing: so it is left first.
      await call('Page.navigate', { url: 'about:blank' })
      await loaded
      await call('Page.navigate', { url })
      await evaluate(`new Promise((done) => document.readyState === 'complete' ? done() : addEventListener('load', () => done()))`)
    },
    async timed(url, there) {
      const { identifier } = await call('Page.addScriptToEvaluateOnNewDocument', { source: watch(there) })
      await call('Page.navigate', { url: 'about:blank' })
      await call('Page.navigate', { url })
      const passed = await evaluate<number>('window.painted')
      await call('Page.removeScriptToEvaluateOnNewDocument', { identifier })
      return passed
    },
    until: async (expression) =>
      await evaluate(`new Promise((done, fail) => {
        const begun = performance.now()
        const look = () => {
          if (${expression}) done()
          else if (performance.now() - begun > 20000) fail(new Error('It never came to: ' + ${JSON.stringify(expression)} + ' in ' + document.body.innerText))
          else setTimeout(look, 5)
        }
        look()
      })`),
    type: async (text) => void (await call('Input.insertText', { text })),
    async press(name) {
      const text = name === 'Enter' ? '\r' : name.length === 1 ? name : undefined
      const what = { key: name, code: name, windowsVirtualKeyCode: codes[name] ?? 0 }
      await call('Input.dispatchKeyEvent', { type: text === undefined ? 'rawKeyDown' : 'keyDown', ...what, text })
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...what })
    },
    screenshot: async () => Buffer.from(String((await call('Page.captureScreenshot', { format: 'png' }))['data']), 'base64'),
    async close() {
      listeners.delete(listen)
      await speakTo('Target.closeTarget', { targetId })
    },
  }
}

/** What a page runs before anything of its own, to see when something is there. */
function watch(there: string): string {
  return `window.painted = new Promise((done) => {
    const look = () => {
      if (document.body !== null && (${there})) requestAnimationFrame(() => setTimeout(() => done(performance.now())))
      else setTimeout(look, 1)
    }
    look()
  })`
}

const codes: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  ' ': 32,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
}
