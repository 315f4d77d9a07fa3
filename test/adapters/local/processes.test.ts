import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { once } from 'node:events'
import { join } from 'node:path'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Command, Exit } from '../../../core/ports.ts'

/** Signals and process groups are those of Unix. */
const onUnix = process.platform === 'win32' ? it.skip : it

/** A child of this very Node. */
function node(script: string, more: Partial<Command> = {}): Command {
  return { program: process.execPath, args: ['-e', script], cwd: tmpdir(), env: {}, seconds: 0, ...more }
}

async function linesOf(command: Command): Promise<{ exit: Exit; lines: string[] }> {
  const lines: string[] = []
  const exit = await localProcesses().run(command, (line) => lines.push(line))
  return { exit, lines }
}

/** A server that children knock at: one that is gone has closed its connection. */
class Door {
  readonly server: Server
  private readonly guests: Promise<Socket>[] = []

  constructor(server: Server) {
    this.server = server
  }

  static async open(guests: number): Promise<Door> {
    const door = new Door(createServer())
    let arrive: ((socket: Socket) => void)[] = []
    const slots = Array.from({ length: guests }, () => new Promise<Socket>((resolve) => (arrive = [...arrive, resolve])))
    door.guests.push(...slots)
    let next = 0
    door.server.on('connection', (socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      arrive[next++]?.(socket)
    })
    door.server.listen(0, '127.0.0.1')
    await once(door.server, 'listening')
    return door
  }

  get port(): number {
    const address = this.server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  async arrived(): Promise<Socket[]> {
    return await Promise.all(this.guests)
  }

  async gone(): Promise<void> {
    await Promise.all((await this.arrived()).map(async (socket) => await (socket.closed ? undefined : once(socket, 'close'))))
  }

  close(): void {
    this.server.close()
  }
}

describe('a line of a child', () => {
  const cases: [what: string, script: string, lines: string[]][] = [
    ['ends at a line feed', "process.stdout.write('a\\nb\\n')", ['a', 'b']],
    ['ends at carriage return and line feed', "process.stdout.write('a\\r\\nb\\r\\n')", ['a', 'b']],
    ['ends at a lone carriage return', "process.stdout.write('10%\\r20%\\rdone\\n')", ['10%', '20%', 'done']],
    ['is passed on without an end', "process.stdout.write('a\\nrest')", ['a', 'rest']],
    ['may end with a carriage return at the very end', "process.stdout.write('a\\r')", ['a']],
    ['may be empty', "process.stdout.write('a\\n\\nb\\n')", ['a', '', 'b']],
    ['keeps blanks and what looks like a command', "process.stdout.write('  ##vso[task.complete]x \\n')", ['  ##vso[task.complete]x ']],
    ['may come from stderr', "process.stderr.write('e\\n')", ['e']],
    ['is nothing where nothing was printed', '', []],
  ]
  for (const [what, script, expected] of cases)
    it(what, async () => {
      assert.deepEqual(await linesOf(node(script)), { exit: { kind: 'exited', code: 0 }, lines: expected })
    })

  it('may be split anywhere by chunks, inside a character and between \\r and \\n', async () => {
    const script = `
      const bytes = Buffer.from('grün\\r\\n\\u{1F40D} fertig\\r\\n')
      const step = (at) => at < bytes.length ? process.stdout.write(bytes.subarray(at, at + 1), () => setTimeout(step, 2, at + 1)) : 0
      step(0)`
    assert.deepEqual((await linesOf(node(script))).lines, ['grün', '\u{1F40D} fertig'])
  })

  it('that never ends is passed on in parts', async () => {
    const { lines } = await linesOf(node("process.stdout.write('x'.repeat(300000))"))
    assert.equal(lines.join(''), 'x'.repeat(300_000))
    assert.ok(lines.length > 1)
  })
})

describe('the output of a child as it is', () => {
  const outputOf = async (command: Command, signal?: AbortSignal): Promise<{ exit: Exit; bytes: Buffer; lines: string[] }> => {
    const [chunks, lines]: [Uint8Array[], string[]] = [[], []]
    const exit = await localProcesses(signal).output(
      command,
      (chunk) => chunks.push(chunk),
      (line) => lines.push(line),
    )
    return { exit, bytes: Buffer.concat(chunks), lines }
  }
  it('is every byte, and only what came from stderr is lines', async () => {
    const script = "process.stdout.write(Buffer.from([0, 13, 10, 255, 10])); process.stderr.write('e\\nf')"
    const { exit, bytes, lines } = await outputOf(node(script))
    assert.deepEqual([exit, [...bytes], lines], [{ kind: 'exited', code: 0 }, [0, 13, 10, 255, 10], ['e', 'f']])
  })
  it('is whole where it is long', async () =>
    assert.equal((await outputOf(node('process.stdout.write(Buffer.alloc(30_000_000, 1))'))).bytes.length, 30_000_000))
  it('is nothing where nothing was printed', async () => assert.deepEqual((await outputOf(node(''))).exit, { kind: 'exited', code: 0 }))
  it('comes with the exit code', async () => assert.deepEqual((await outputOf(node('process.exit(3)'))).exit, { kind: 'exited', code: 3 }))
  it('is none where the program is not there, or the run was cancelled', async () => {
    assert.equal((await outputOf(node('', { program: '/nowhere' }))).exit.kind, 'not-started')
    assert.deepEqual((await outputOf(node(''), AbortSignal.abort())).exit, { kind: 'cancelled' })
  })
  onUnix('is lost where its end was not seen, since somebody who left the group holds it', async () => {
    const script = `
      const { spawn } = require('node:child_process')
      const left = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 8000)'], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] })
      process.stdout.write('part', () => process.stderr.write(String(left.pid), () => process.exit(0)))`
    const { exit, lines } = await outputOf(node(script))
    process.kill(Number(lines[0]))
    assert.equal(exit.kind, 'lost')
  })
})

describe('how a child ends', () => {
  it('tells its exit code', async () => {
    assert.deepEqual((await linesOf(node('process.exit(7)'))).exit, { kind: 'exited', code: 7 })
  })

  it('is lost when the program is not there', async () => {
    const { exit } = await linesOf({ ...node(''), program: 'wheelworks-no-such-program' })
    assert.equal(exit.kind, 'not-started')
  })

  it('is lost when its folder is not there', async () => {
    assert.equal((await linesOf(node('', { cwd: join(tmpdir(), 'wheelworks-no-such-folder') }))).exit.kind, 'not-started')
  })

  it('is lost when the system takes no such argument', async () => {
    assert.equal((await linesOf({ ...node(''), args: ['-e', 'x'.repeat(5_000_000)] })).exit.kind, 'not-started')
  })

  onUnix('is signalled when somebody kills it', async () => {
    assert.deepEqual((await linesOf(node("process.kill(process.pid, 'SIGKILL')"))).exit, { kind: 'signalled' })
  })

  onUnix('is not waited for by what it leaves running', async () => {
    const door = await Door.open(1)
    try {
      const grandchild = `require('node:net').connect(${door.port}, '127.0.0.1', () => process.send('there')); setInterval(() => 0, 1000)`
      const script = `
        const { spawn } = require('node:child_process')
        const child = spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
        child.on('message', () => process.exit(3))`
      assert.deepEqual((await linesOf(node(script))).exit, { kind: 'exited', code: 3 })
      await door.gone()
    } finally {
      door.close()
    }
  })

  onUnix('sees the environment it was given and nothing else', async () => {
    const { lines } = await linesOf(
      node('console.log(Object.keys(process.env).filter((k) => !/^__|^NODE_V8_COVERAGE$/.test(k)).join())', { env: { ONLY: '1' } }),
    )
    assert.deepEqual(lines, ['ONLY'])
  })

  it('gets nothing to read', async () => {
    const { lines } = await linesOf(node("process.stdin.on('end', () => console.log('end')).resume()"))
    assert.deepEqual(lines, ['end'])
  })

  it('runs in its folder, with its arguments as they are', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'host-'))
    try {
      const { lines } = await linesOf({
        ...node('', { cwd }),
        args: ['-e', 'console.log(process.argv.slice(1).join("|"))', 'a b', '$HOME', '"; ls'],
      })
      assert.deepEqual(lines, ['a b|$HOME|"; ls'])
    } finally {
      rmSync(cwd, { recursive: true })
    }
  })
})

describe('a child that is stopped', () => {
  /** Opens the door itself, and so does its own child; neither ends, and neither heeds SIGTERM. */
  const family = (port: number): string => `
    const knock = "process.on('SIGTERM', () => 0); require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => 0, 1000)"
    require('node:child_process').spawn(process.execPath, ['-e', knock], { stdio: 'inherit' })
    eval(knock)`

  onUnix('on abort is gone with its whole tree', async () => {
    const door = await Door.open(2)
    const cancel = new AbortController()
    try {
      const run = localProcesses(cancel.signal).run(node(family(door.port)), () => undefined)
      await door.arrived()
      cancel.abort()
      assert.deepEqual(await run, { kind: 'cancelled' })
      await door.gone()
    } finally {
      door.close()
    }
  })

  onUnix('on timeout says so', async () => {
    assert.deepEqual((await linesOf(node('setInterval(() => 0, 1000)', { seconds: 0.2 }))).exit, { kind: 'timed-out' })
  })

  it('is one of as many as there are, and nothing is said of that', async () => {
    const warnings: string[] = []
    const hear = ({ name }: Error): unknown => warnings.push(name)
    process.on('warning', hear)
    try {
      const processes = localProcesses(new AbortController().signal)
      await Promise.all(Array.from({ length: 12 }, async () => await processes.run(node(''), () => undefined)))
    } finally {
      process.off('warning', hear)
    }
    assert.deepEqual(warnings, [])
  })

  it('is not even begun after the abort', async () => {
    const lines: string[] = []
    const exit = await localProcesses(AbortSignal.abort()).run(node("console.log('ran')"), (line) => lines.push(line))
    assert.deepEqual([exit, lines], [{ kind: 'cancelled' }, []])
  })

  onUnix('may say its last words', async () => {
    const cancel = new AbortController()
    const lines: string[] = []
    const script = "process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); console.log('up'); setInterval(() => 0, 1000)"
    const exit = await localProcesses(cancel.signal).run(node(script), (line) => {
      lines.push(line)
      if (line === 'up') cancel.abort()
    })
    assert.deepEqual([exit, lines], [{ kind: 'cancelled' }, ['up', 'bye']])
  })
})
