import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { processesWith } from '../../local-agent/worker/process-tree.ts'
import { until } from '../contracts/host.ts'
import type { RunOptions } from '../../local-agent/server/run-pipeline.ts'
import { root } from '../root.ts'
import { findPython } from '../servers/python.ts'
import { type Sshd, startSshd } from '../servers/sshd.ts'
import { project } from '../tasks/BuildWheels/projects.ts'
import { attached, filesWith, type OwnReport, OwnPipeline, processesOf } from './own-pipeline.ts'

/** As long as there is a GATE, a build tells it where it is and waits there, with a child that does not care for TERM. */
const backend = `
import os, signal, socket, subprocess, sys
from fixture_backend import *
from fixture_backend import build_wheel as build

def build_wheel(folder, config_settings=None, metadata_directory=None):
    if os.path.exists(os.environ['GATE']):
        line = socket.socket(socket.AF_UNIX)
        line.connect(os.environ['GATE'])
        child = 'import signal\\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\\nprint("deaf", flush=True)\\nsignal.pause()'
        deaf = subprocess.Popen([sys.executable, '-c', child], pass_fds=[line.fileno()], stdout=subprocess.PIPE)
        deaf.stdout.readline()
        line.sendall(os.getcwd().encode())
        line.recv(1)
    return build(folder, config_settings, metadata_directory)
`

/** A build that waits: where, and the line that it and its children hold. */
interface Waiting {
  readonly cwd: string
  /** Settles once the last process of the build is gone. */
  readonly gone: Promise<unknown>
}

const cases = {
  cancelled: 'by being cancelled',
  task: "by the death of the task's process",
  agent: 'by the death of the agent itself, after which no step of the job runs any more',
  cut: 'by the loss of the connection, after which the row is tried again and the run completes',
}
type Case = keyof typeof cases

describe('a run that is killed in the middle of a remote build', function () {
  this.timeout(120_000)
  let sshds: Record<Case, Sshd>
  let own: OwnPipeline
  let python: string
  /** They wait most of their time, and do it side by side. */
  let wheels: Record<Case, Promise<string>>
  const gates: Server[] = []
  before(async function () {
    if (process.platform !== 'linux') this.skip()
    python = execFileSync(findPython(this), ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    const sshd = await startSshd(this)
    sshds = { cancelled: sshd, task: sshd, agent: sshd, cut: await startSshd(this) }
    own = new OwnPipeline()
    const build = '[build-system]\nrequires = []\nbuild-backend = "gate_backend"\nbackend-path = ["."]\n'
    own.tree('repository/lib', project({ files: { 'gate_backend.py': backend, 'pyproject.toml': build } }))
    wheels = { cut: cut(), cancelled: cancelled(), task: taskKilled(), agent: agentKilled() }
    // Each is awaited where it is told of.
    await Promise.allSettled(Object.values(wheels))
  })
  after(async () => {
    gates.forEach((gate) => gate.close())
    await Promise.all([...new Set(Object.values(sshds ?? {}))].map(async (sshd) => await sshd.close()))
    own?.remove()
  })

  for (const [name, how] of Object.entries(cases))
    it(`leaves no process there, no key here, and a host for the next run: ${how}`, async () => {
      await wheels[name as Case]
    })

  it('comes to the same bytes in the end, however it was killed', async () => {
    const digests = new Set(await Promise.all(Object.values(wheels)))
    assert.equal(digests.size, 1)
    assert.match([...digests].join(), /^[0-9a-f]{64}$/)
  })

  async function cancelled(): Promise<string> {
    const { waiting, server } = await gate('cancelled')
    const cancel = new AbortController()
    const running = run('cancelled', { signal: cancel.signal })
    const build = await waiting
    cancel.abort()
    const report = await running
    await build.gone
    assert.equal(report.result, 'canceled', report.log.join('\n'))
    await nothingLeft('cancelled', report.work)
    server.close()
    return await completes('cancelled', build)
  }

  async function taskKilled(): Promise<string> {
    const { waiting, server } = await gate('task')
    const running = run('task')
    const build = await waiting
    const tasks = processesOf(own.path('work/task-')).filter((pid) => processesOf('main.cjs').includes(pid))
    assert.equal(tasks.length, 1)
    for (const pid of tasks) process.kill(pid, 'SIGKILL')
    const report = await running
    await build.gone
    assert.equal(report.result, 'failed')
    await nothingLeft('task', report.work)
    server.close()
    return await completes('task', build)
  }

  async function agentKilled(): Promise<string> {
    const { waiting, server } = await gate('agent')
    const { file, workFolder } = own.lay('agent', job('agent'), local('agent'))
    const agent = spawn(process.execPath, [join(root, 'build/local-agent/cli.js'), file, '--work', workFolder], { stdio: 'ignore' })
    const build = await waiting
    assert.notDeepEqual(filesWith(keyLines('agent'), workFolder), [])
    agent.kill('SIGKILL')
    await build.gone
    await nothingLeft('agent', workFolder)
    server.close()
    return await completes('agent', build)
  }

  async function cut(): Promise<string> {
    const { waiting, server } = await gate('cut')
    const running = run('cut')
    const build = await waiting
    server.close()
    assert.ok(sshds.cut.cut() > 0)
    await build.gone
    const report = await running
    assert.equal(report.code, 0, report.log.join('\n'))
    assert.ok(report.log.some((line) => /##\[warning\].*connection to .* broke.*try 2 of 3/.test(line)))
    return await complete('cut', report, build)
  }

  async function run(name: Case, more: Partial<RunOptions> = {}): Promise<OwnReport> {
    return await own.run(name, job(name), local(name), more)
  }

  /** The job of a name, on the throw-away host. */
  const job = (name: Case): string => `
- job: ${name}
  steps:
  - task: BuildWheels@1
    inputs:
      packages: lib
      pythons: 3 = ${python}
      host: ssh
      sshConnection: farm
      knownHosts: ${sshds[name].hostKey}
      importCheck: never
      buildEnvironment: |
        GATE=${own.path(`${name}.gate`)}
        MARK=${name}-${process.pid}
`
  const local = (name: Case) => ({
    connections: {
      farm: {
        type: 'ssh',
        url: '',
        scheme: 'UsernamePassword',
        parameters: { username: sshds[name].address().user, password: '' },
        data: { host: '127.0.0.1', port: String(sshds[name].port), privateKey: readFileSync(sshds[name].keyFile, 'utf8') },
      },
    },
  })

  /** Opens the gate of a job, at which its next build waits. */
  async function gate(name: Case): Promise<{ server: Server; waiting: Promise<Waiting> }> {
    const server = createServer().listen(own.path(`${name}.gate`))
    gates.push(server)
    await once(server, 'listening')
    const connected = once(server, 'connection') as Promise<[Socket]>
    const waiting = connected.then(async ([socket]) => {
      const gone = once(
        socket.on('error', () => undefined),
        'close',
      )
      const [cwd] = (await once(socket, 'data')) as [Buffer]
      return { cwd: cwd.toString(), gone }
    })
    return { server, waiting }
  }

  /** Lines of the key, as whoever looks for it would know it. */
  function keyLines(name: Case): string[] {
    return readFileSync(sshds[name].keyFile, 'utf8')
      .split('\n')
      .filter((line) => line.length > 60)
  }

  /** What has to be true after a kill: nothing runs, nothing is kept. */
  async function nothingLeft(name: Case, work: string): Promise<void> {
    await until(() => processesOf(work).length === 0)
    assert.deepEqual(processesWith(`MARK=${name}-${process.pid}`), [])
    assert.deepEqual(filesWith(keyLines(name), work), [])
  }

  /** The next run on the same host completes, and leaves nothing either: its wheel. */
  async function completes(name: Case, build: Waiting): Promise<string> {
    const report = await run(name)
    assert.equal(report.code, 0, report.log.join('\n'))
    return await complete(name, report, build)
  }

  async function complete(name: Case, report: OwnReport, { cwd }: Waiting): Promise<string> {
    await nothingLeft(name, report.work)
    assert.ok(!existsSync(cwd.split('/').slice(0, 3).join('/')), cwd)
    return Object.values(attached(report, '.whl')).join()
  }
})
