import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command, Exit, Host } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'

/** A host under test, whose files this machine can see, and the switch that cancels what runs there. */
export interface Trial {
  readonly host: Host
  readonly cancel: AbortController
  close(): Promise<void>
}

/** Whether a process whose arguments hold a marker runs on this machine. */
export function runs(marker: string): boolean {
  return execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .some((line) => line.includes(marker))
}

/** Waits, looking again, until something is so. */
export async function until(is: () => boolean): Promise<void> {
  const end = Date.now() + 20_000
  while (!is()) {
    if (Date.now() > end) throw new Error('it never came to be')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A word that no other process has in its arguments; a number, so that `sleep` takes it. */
export function marker(): string {
  return `9${String(randomBytes(6).readUIntBE(0, 6)).padStart(15, '0')}`
}

/** Everything that the port `Host` promises, of any POSIX host that shares this machine's files. */
export function hostContract(name: string, open: () => Promise<Trial>): void {
  describe(`a host: ${name}`, () => {
    let trial: Trial
    let host: Host
    let here: string
    before(async () => {
      trial = await open()
      host = trial.host
      here = mkdtempSync(join(tmpdir(), 'here-'))
    })
    after(async () => {
      await trial.close()
      rmSync(here, { recursive: true, force: true })
    })

    const sh = (script: string, more: Partial<Command> = {}): Command => ({
      program: '/bin/sh',
      args: ['-c', script],
      cwd: host.folder,
      env: { PATH: '/usr/bin:/bin' },
      seconds: 0,
      ...more,
    })
    const run = async (command: Command): Promise<{ exit: Exit; lines: string[] }> => {
      const lines: string[] = []
      const exit = await host.run(command, (line) => void lines.push(line))
      return { exit, lines }
    }

    describe('a command', () => {
      for (const code of [0, 1, 5, 126, 127, 254, 255])
        it(`ends with ${code}`, async () => assert.deepEqual((await run(sh(`exit ${code}`))).exit, { kind: 'exited', code }))

      it('is told from one that a signal ended', async () => assert.deepEqual((await run(sh('kill -9 $$'))).exit, { kind: 'signalled' }))

      for (const program of ['/nowhere/to/be/found', 'no-such-program', '/etc/passwd'])
        it(`is not started: ${program}`, async () => assert.equal((await run(sh('', { program }))).exit.kind, 'not-started'))

      it('is not started where its folder is not', async () =>
        assert.equal((await run(sh('true', { cwd: '/nowhere/to/be' }))).exit.kind, 'not-started'))

      it('runs in its folder', async () => assert.deepEqual((await run(sh('pwd', { cwd: '/' }))).lines, ['/']))

      it('sees the environment that it is given and nothing else', async () => {
        const env = { PATH: '/usr/bin:/bin', A: 'it\'s; $(x) `y` "z" \\', EMPTY: '', LINES_: 'one\ntwo\n', ünïcode: 'x' }
        const { ünïcode: _, ...plain } = env
        const { lines } = await run({ program: 'env', args: ['-0'], cwd: '/', env: plain, seconds: 0 })
        assert.deepEqual(
          lines.join('\n').split('\0').filter(Boolean).sort(),
          Object.entries(plain)
            .map(([key, value]) => `${key}=${value}`)
            .sort(),
        )
      })

      it('gets its arguments as they are', async () => {
        const args = ['', ' ', "'", '"', '$HOME', '`id`', '\\', 'a\nb', '-n', '*', 'ü', '#', '~', '!x']
        const { lines } = await run({ program: 'printf', args: ['<%s>', ...args], cwd: '/', env: { PATH: '/usr/bin:/bin' }, seconds: 0 })
        assert.equal(lines.join('\n'), args.map((arg) => `<${arg}>`).join(''))
      })

      it('reads nothing', async () => assert.deepEqual((await run(sh('cat; echo end'))).lines, ['end']))

      it('prints line by line, both streams, while it runs', async () => {
        const go = join(here, 'go')
        const lines: string[] = []
        const running = host.run(
          sh(`echo one; echo two >&2; while [ ! -e '${go}' ]; do sleep 0.05; done; printf three`),
          (line) => void lines.push(line),
        )
        await until(() => lines.length === 2)
        assert.deepEqual(lines.sort(), ['one', 'two'])
        writeFileSync(go, '')
        await running
        assert.equal(lines.at(-1), 'three')
      })

      it('prints a last line without an end on stderr', async () => assert.deepEqual((await run(sh('printf last >&2'))).lines, ['last']))

      it('prints what is no UTF-8, commands and control characters as lines', async () => {
        const { lines } = await run(sh(String.raw`printf '##vso[task.complete result=Failed]\r\n\377\033[1m\rx\n'`))
        assert.deepEqual(lines, ['##vso[task.complete result=Failed]', '\ufffd\u001b[1m', 'x'])
      })

      it('prints ten thousand lines in their order', async () => {
        const { lines } = await run(sh('i=0; while [ $i -lt 10000 ]; do echo $i; i=$((i+1)); done'))
        assert.deepEqual(
          lines,
          Array.from({ length: 10_000 }, (_, at) => String(at)),
        )
      })

      it('is stopped after its time, with all that it started', async () => {
        const mark = marker()
        const { exit } = await run(sh(`sleep ${mark} & sleep ${mark}`, { seconds: 0.5 }))
        assert.deepEqual(exit, { kind: 'timed-out' })
        await until(() => !runs(mark))
      })

      it('is stopped though it does not heed TERM', async () => {
        const mark = marker()
        const { exit } = await run(sh(`trap '' TERM; while :; do sleep ${mark}; done`, { seconds: 0.5 }))
        assert.deepEqual(exit, { kind: 'timed-out' })
        await until(() => !runs(mark))
      })

      it('leaves nothing running when it ends', async () => {
        const mark = marker()
        assert.deepEqual((await run(sh(`sleep ${mark} & exit 3`))).exit, { kind: 'exited', code: 3 })
        await until(() => !runs(mark))
      })
    })

    describe('its files', () => {
      it('are written with their folders, and read back', async () => {
        const text = "it's\n$(x)\\n ü \u0001\n"
        const path = host.join(host.folder, 'a b', "c'd", 'text')
        await host.write(path, text)
        await host.get(path, join(here, 'back'))
        assert.equal(readFileSync(join(here, 'back'), 'utf8'), text)
        await host.write(path, 'other')
        assert.equal(readFileSync(path, 'utf8'), 'other')
      })

      it('come whole: every byte, and large', async () => {
        const bytes = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, at) => at)), randomBytes(3_000_000)])
        writeFileSync(join(here, 'large'), bytes)
        await host.put(join(here, 'large'), host.join(host.folder, 'large'))
        await host.get(host.join(host.folder, 'large'), join(here, 'deep', 'large'))
        assert.ok(bytes.equals(readFileSync(join(here, 'deep', 'large'))))
      })

      it('that are not there leave nothing here', async () => {
        await assert.rejects(
          host.get(host.join(host.folder, 'nothing'), join(here, 'none')),
          (error) => error instanceof Problem || error instanceof Error,
        )
        assert.equal(existsSync(join(here, 'none')), false)
        assert.equal(existsSync(join(here, 'none.ww-part')), false)
      })

      it('keep times, rights and links when a tree is put', async () => {
        const tree = makeTree(here)
        const to = host.join(host.folder, 'deeper', 'tree')
        await host.make(host.join(host.folder, 'deeper'))
        await host.put(tree, to)
        assert.equal(statSync(join(to, 'run.sh')).mode & 0o777, 0o755)
        assert.equal(statSync(join(to, 'private')).mode & 0o777, 0o600)
        assert.equal(statSync(join(to, 'run.sh')).mtimeMs, 1_000_000_000_000)
        assert.equal(statSync(join(to, 'folder')).mtimeMs, 1_100_000_000_000)
        assert.ok(lstatSync(join(to, 'link')).isSymbolicLink())
        assert.equal(readlinkSync(join(to, 'link')), 'run.sh')
        assert.ok(existsSync(join(to, 'folder', 'two\nlines')))
        assert.deepEqual(await host.find(to, ['**']), oddNames.concat(['run.sh', 'private']).sort())
      })

      it('are found by globs, links not followed', async () => {
        const root = host.join(host.folder, 'found')
        for (const path of ['a.whl', 'b/c.whl', 'b/d.txt', '.dot/e.whl']) await host.write(host.join(root, path), '')
        assert.deepEqual(await host.find(root, ['**/*.whl']), ['.dot/e.whl', 'a.whl', 'b/c.whl'])
        assert.deepEqual(await host.find(root, ['*.whl', 'b/*.txt']), ['a.whl', 'b/d.txt'])
        assert.deepEqual(await host.find(host.join(root, 'absent'), ['**']), [])
      })

      it('are removed, whatever their rights, and once more', async () => {
        const root = host.join(host.folder, 'gone')
        await host.write(host.join(root, 'x', 'y'), '')
        chmodSync(join(root, 'x'), 0o500)
        await host.remove(root)
        assert.equal(existsSync(root), false)
        await host.remove(root)
      })
    })

    describe('when the run is cancelled', () => {
      it('stops what runs, and starts nothing more', async () => {
        const mark = marker()
        const running = run(sh(`sleep ${mark} & sleep ${mark}`))
        await until(() => runs(mark))
        trial.cancel.abort()
        assert.deepEqual((await running).exit, { kind: 'cancelled' })
        await until(() => !runs(mark))
        assert.deepEqual((await run(sh('true'))).exit, { kind: 'cancelled' })
      })
    })
  })
}

const oddNames = ['folder/ü $(x)', "folder/it's", 'folder/-rf', 'folder/@at', `folder/${'long'.repeat(40)}`]

function makeTree(here: string): string {
  const tree = join(here, 'tree')
  mkdirSync(join(tree, 'folder'), { recursive: true })
  for (const name of [...oddNames, 'folder/two\nlines', 'run.sh', 'private']) writeFileSync(join(tree, name), name)
  symlinkSync('run.sh', join(tree, 'link'))
  chmodSync(join(tree, 'run.sh'), 0o755)
  chmodSync(join(tree, 'private'), 0o600)
  utimesSync(join(tree, 'run.sh'), 1_000_000_000, 1_000_000_000)
  utimesSync(join(tree, 'folder'), 1_100_000_000, 1_100_000_000)
  return tree
}
