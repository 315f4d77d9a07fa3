import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join, relative } from 'node:path'
import { readCommand } from '../../local-agent/cli.ts'
import { Mistake } from '../../local-agent/mistake.ts'
import { paint } from '../../local-agent/server/paint.ts'
import { processesWith } from '../../local-agent/worker/process-tree.ts'
import { Place } from './server/runs.ts'
import { root } from '../root.ts'

const CLI = join(import.meta.dirname, '..', '..', 'local-agent', 'cli.js')

describe('command line: what it asks for', () => {
  const quickstart = relative('.', join(root, 'examples', 'quickstart', 'azure-pipelines.yml'))
  const rows: readonly (readonly [string, unknown])[] = [
    ['', { file: quickstart, variables: {} }],
    ['p.yml', { file: 'p.yml', variables: {} }],
    ['--approve', { file: quickstart, variables: {}, approve: true }],
    ['--approve p.yml', { file: 'p.yml', variables: {}, approve: true }],
    ['--approve fine p.yml', { file: 'p.yml', variables: {}, approve: 'fine' }],
    ['p.yml --approve --quiet', { file: 'p.yml', variables: {}, approve: true }],
    ['p.yml --approve=fine', { file: 'p.yml', variables: {}, approve: 'fine' }],
    ['p.yml --var a=1 --var b=x=y', { file: 'p.yml', variables: { a: '1', b: 'x=y' } }],
    ['p.yml --branch refs/tags/v1.0', { file: 'p.yml', variables: {}, branch: 'refs/tags/v1.0' }],
    ['--rerun', { file: quickstart, variables: {}, rerun: true }],
    ['p.yml --jobs 3 --work w', { file: 'p.yml', variables: {}, jobs: 3, workFolder: 'w' }],
  ]
  for (const [line, options] of rows)
    it(line, () => {
      const command = readCommand(line.split(' ').filter((word) => word !== ''))
      assert.deepEqual(command.help || command.options, options)
    })

  for (const line of ['--nope', 'a.yml b.yml', '--jobs 0', '--jobs x', '--var x', '--var'])
    it(`${line} is refused`, () => assert.throws(() => readCommand(line.split(' ')), Mistake))
})

describe('command line: colours', () => {
  const rows: readonly (readonly [string, boolean, string | undefined, string])[] = [
    ['##[section]Starting: a', false, undefined, '##[section]Starting: a'],
    ['##[section]Starting: a', true, undefined, '\u001B[32mStarting: a\u001B[0m'],
    ['##[error]no', true, undefined, '\u001B[31merror: no\u001B[0m'],
    ['##[other]x', true, undefined, '##[other]x'],
    ['plain', true, undefined, 'plain'],
    ['plain', false, 'leg', 'leg | plain'],
    ['plain', true, 'leg', '\u001B[2mleg | \u001B[0mplain'],
  ]
  for (const [line, coloured, label, shown] of rows)
    it(`${line} ${coloured} ${label}`, () => assert.equal(paint(line, coloured, label), shown))
})

describe('command line: runs', () => {
  const place = new Place()
  after(() => place.remove())
  const run = (args: readonly string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', cwd: place.folder })
  const write = (script: string): string => place.write('p.yml', `steps: [ { checkout: none }, { script: "${script}" } ]`)

  it('0 where the run succeeded; the log, the table and no noise', () => {
    const { status, stdout, stderr } = run([write('echo hello $(x)'), '--var', 'x=you'])
    assert.deepEqual([status, stderr], [0, ''])
    assert.match(stdout, /^##\[section\]Starting: CmdLine$/m)
    assert.match(stdout, /^hello you$/m)
    assert.match(stdout, /: Succeeded\n$/)
  })
  it('1 where it failed; quiet shows the errors', () => {
    const { status, stdout } = run([write('echo hello; exit 7'), '--quiet'])
    assert.equal(status, 1)
    assert.doesNotMatch(stdout, /hello/)
    assert.match(stdout, /##\[error\]/)
  })
  it('2 where it could not start: one message, no stack trace', () => {
    place.write('bad.yml', 'step: []')
    for (const args of [['none.yml'], ['--nope'], [join(place.folder, 'repo', 'bad.yml')]]) {
      const { status, stdout, stderr } = run(args)
      assert.deepEqual([status, stdout, stderr.trim().split('\n').length], [2, '', 1])
      assert.match(stderr, /^##\[error\]/)
    }
  })
  it('help', () => {
    const { status, stdout } = run(['--help'])
    assert.equal(status, 0)
    for (const option of ['--approve', '--var', '--branch', '--rerun', '--jobs', '--work', '--quiet']) assert.ok(stdout.includes(option))
  })
  it('another process goes on with a run whose own was killed', async () => {
    const file = place.write(
      'killed.yml',
      `jobs:
- { job: a, steps: [ { checkout: none }, { name: s, bash: 'echo "##vso[task.setvariable variable=x;isOutput=true]from a"' } ] }
- job: b
  dependsOn: a
  variables: { x: "$[ dependencies.a.outputs['s.x'] ]" }
  steps: [ { checkout: none }, { bash: 'echo "pid=$$ $(x)"; test $(System.JobAttempt) = 2 || exec sleep 60' } ]`,
    )
    const child = spawn(process.execPath, [CLI, file], { cwd: place.folder, stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const pid = /^pid=(\d+) from a$/m.exec(out)?.[1]
      if (pid !== undefined && !child.killed) {
        child.kill('SIGKILL')
        process.kill(Number(pid), 'SIGKILL')
      }
    })
    await new Promise((resolve) => child.once('close', resolve))
    const { status, stdout } = run([file, '--rerun'])
    assert.equal(status, 0, stdout)
    assert.match(stdout, /^Run \S+ goes on/)
    assert.match(stdout, /^pid=\d+ from a$/m)
    assert.doesNotMatch(stdout, /^Job a /m)
    assert.match(run([file, '--rerun']).stderr, /nothing to run again/)
  })
  it('a second interrupt leaves at once, and no process behind', async function () {
    if (process.platform !== 'linux') this.skip()
    const mark = `MARK=${randomUUID()}`
    const step = `{ bash: "trap '' INT TERM; echo started; while :; do sleep 1; done", env: { MARK: ${mark.slice(5)} } }`
    const file = place.write('stubborn.yml', `steps: [ { checkout: none }, ${step} ]`)
    const child = spawn(process.execPath, [CLI, file], { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (/^started$/m.test(text) && child.kill('SIGINT')))
    child.stderr.setEncoding('utf8').once('data', () => child.kill('SIGINT'))
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), 130)
    while (processesWith(mark).length > 0) await new Promise((resolve) => setImmediate(resolve))
  })
  it('an interrupt cancels the run', async () => {
    const file = place.write('long.yml', 'steps: [ { checkout: none }, { bash: "echo started; exec sleep 60" } ]')
    const child = spawn(process.execPath, [CLI, file], { cwd: place.folder, stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!out.includes('\nstarted\n') && (out + text).includes('\nstarted\n')) child.kill('SIGINT')
      out += text
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 1)
    assert.match(out, /: Canceled\n$/)
  })
})
