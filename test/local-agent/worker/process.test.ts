import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { runProcess, type Graces } from '../../../local-agent/worker/process.ts'
import { processesWith } from '../../../local-agent/worker/process-tree.ts'

const QUICK: Graces = { interrupt: 200, terminate: 200, streams: 200, done: 50, retry: 1, cancel: 60_000, minute: 60_000 }
const READY = "process.stdout.write('ready\\n'); setInterval(() => {}, 1000);"

interface Ran {
  readonly code: number | undefined
  readonly error: unknown
  readonly lines: readonly string[]
}

/** Runs a script in node; `at` is called when it has printed `ready`. */
async function run(script: string, at?: (stop: AbortController) => void, env: Record<string, string> = {}): Promise<Ran> {
  const lines: string[] = []
  const stop = new AbortController()
  const onLine = (line: string): void => {
    lines.push(line)
    if (line === 'ready') at?.(stop)
  }
  const invocation = {
    program: process.execPath,
    args: ['-e', script],
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    graces: QUICK,
    onLine,
  }
  return runProcess(invocation, stop.signal).then(
    (code) => ({ code, error: undefined, lines }),
    (error: unknown) => ({ code: undefined, error, lines }),
  )
}

const REASON = new Error('stopped')
const abort = (stop: AbortController): void => stop.abort(REASON)

/** Waits until no process carries the mark; the kernel takes its moment. */
async function gone(mark: string): Promise<void> {
  while (processesWith(mark).length > 0) await new Promise((resolve) => setImmediate(resolve))
}

describe('runProcess', () => {
  it('gives the exit code', async () => assert.equal((await run('process.exitCode = 3')).code, 3))

  it('gives 128 and the signal of a process that was killed', async () => {
    assert.equal((await run("process.kill(process.pid, 'SIGKILL')")).code, 137)
    assert.equal((await run("process.kill(process.pid, 'SIGABRT')")).code, 134)
  })

  it('reads both streams to their end', async () => {
    const { lines } = await run("console.error('e1\\ne2'); console.log('o1'); process.stdout.write('o2')")
    assert.deepEqual(lines.toSorted(), ['e1', 'e2', 'o1', 'o2'])
  })

  it('keeps the order within a stream', async () => {
    const { lines } = await run('for (let i = 0; i < 20000; i++) console.log(i)')
    assert.deepEqual(
      lines,
      Array.from({ length: 20000 }, (_, at) => String(at)),
    )
  })

  it('makes lines of carriage returns', async () =>
    assert.deepEqual((await run("process.stdout.write('10%\\r20%\\rdone\\r\\n')")).lines, ['10%', '20%', 'done']))

  it('has closed stdin', async () =>
    assert.deepEqual((await run("process.stdin.on('end', () => console.log('end')).resume()")).lines, ['end']))

  it('has the given environment only', async () => {
    const { lines } = await run('for (const name of Object.keys(process.env).sort()) console.log(name)', undefined, { A: '1' })
    // Node itself hands this one on where coverage is measured.
    assert.deepEqual(
      lines.filter((name) => name !== 'NODE_V8_COVERAGE'),
      ['A', 'PATH'],
    )
  })

  it('rejects for a program that is not there', async () => {
    const invocation = { program: '/nonexistent/program', args: [], cwd: process.cwd(), env: {}, graces: QUICK, onLine: () => undefined }
    await assert.rejects(runProcess(invocation, new AbortController().signal), { code: 'ENOENT' })
  })

  it('does not begin once it is stopped', async () => {
    const invocation = { program: process.execPath, args: ['-e', ''], cwd: process.cwd(), env: {}, graces: QUICK, onLine: () => undefined }
    await assert.rejects(runProcess(invocation, AbortSignal.abort(REASON)), REASON)
  })

  it('stops with SIGINT first, and rejects although the process ends well', async () => {
    const { error, lines } = await run(`process.on('SIGINT', () => { console.log('int'); process.exit(0) }); ${READY}`, abort)
    assert.deepEqual([error, lines], [REASON, ['ready', 'int']])
  })

  it('goes on to SIGTERM', async () => {
    const { error, lines } = await run(
      `process.on('SIGINT', () => console.log('int')); process.on('SIGTERM', () => { console.log('term'); process.exit(0) }); ${READY}`,
      abort,
    )
    assert.deepEqual([error, lines], [REASON, ['ready', 'int', 'term']])
  })

  it('kills in the end, with all descendants', async function () {
    if (process.platform !== 'linux') this.skip()
    const id = randomUUID()
    const stubborn = `for (const s of ['SIGINT', 'SIGTERM']) process.on(s, () => {}); `
    const child = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(stubborn + READY)}], { detached: true, stdio: 'inherit' }); `
    const { error } = await run(`${stubborn}${child}setInterval(() => {}, 1000)`, abort, { MARK: id })
    assert.equal(error, REASON)
    await gone(`MARK=${id}`)
  })

  it('does not wait for ever for a grandchild that holds the streams', async function () {
    if (process.platform !== 'linux') this.skip()
    const id = randomUUID()
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref()`
    assert.equal((await run(child, undefined, { MARK: id })).code, 0)
    await gone(`MARK=${id}`)
  })
})
