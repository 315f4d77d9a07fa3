import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

describe('runTask', () => {
  const temp = mkdtempSync(join(tmpdir(), 'run-task-'))
  after(() => rmSync(temp, { recursive: true, force: true }))
  const script = join(import.meta.dirname, 'sample-task.js')
  const environment = (inputs: Record<string, string>): Record<string, string> => ({
    PATH: process.env['PATH'] ?? '',
    AGENT_TEMPDIRECTORY: temp,
    ...inputs,
  })

  /** What the task told the agent, without debug lines. */
  const told = (behaviour: string, more: Record<string, string> = {}): string[] => {
    const run = spawnSync(process.execPath, [script], {
      encoding: 'utf8',
      cwd: temp,
      env: environment({ INPUT_BEHAVIOUR: behaviour, ...more }),
    })
    assert.equal(run.status, 0, run.stderr)
    assert.equal(run.stderr, '')
    return run.stdout.split('\n').filter((line) => line !== '' && !line.startsWith('##vso[task.debug]'))
  }

  it('tells summary, outputs in order, and one result, last', () => {
    const lines = told('good')
    assert.match(lines[0] ?? '', /^##vso\[task\.uploadsummary\].*Sample\.md$/)
    assert.deepEqual(lines.slice(1), [
      '##vso[task.setvariable variable=first;isOutput=true;issecret=false;]1',
      '##vso[task.setvariable variable=second;isOutput=true;issecret=false;]a;b]%AZP25%0Ac',
      '##vso[task.complete result=Succeeded;]',
    ])
    assert.equal(readFileSync((lines[0] ?? '').replace(/^##vso\[task\.uploadsummary\]/, ''), 'utf8'), '# Done')
  })

  it('tells problems as warnings when there are issues', () => {
    const lines = told('issues')
    assert.deepEqual(
      lines.filter((line) => line.includes('logissue')),
      ['##vso[task.logissue type=warning;code=NO_PLAN;]There is #_#vso[task.complete result=Succeeded]no plan. Give one.'],
    )
    assert.match(lines.at(-1) ?? '', /^##vso\[task\.complete result=SucceededWithIssues;\]/)
  })

  it('fails where it waits for what nothing brings, for the agent takes the exit code 0 for success', () => {
    const lines = told('endless')
    assert.match(lines.at(-1) ?? '', /^##vso\[task\.complete result=Failed;\]This is a fault in Wheelworks/)
  })

  it('tells where in a source file a problem is', () => {
    const [issue = ''] = told('placed').filter((line) => line.includes('logissue'))
    assert.match(issue, /type=error;code=BUILD_FAILED;sourcepath=src\/a%3Bb\.c;linenumber=3;columnnumber=5;\]No\.$/)
  })

  it('tells problems as errors when it failed, and its outputs all the same', () => {
    const lines = told('failed')
    assert.equal(lines.filter((line) => line.startsWith('##vso[task.logissue type=error;code=NO_PLAN;]')).length, 1)
    assert.equal(lines.filter((line) => line.startsWith('##vso[task.setvariable')).length, 2)
    assert.match(lines.at(-1) ?? '', /^##vso\[task\.complete result=Failed;\]/)
  })

  it('tells a thrown Problem once, disarmed, without output or stack', () => {
    const lines = told('problem')
    assert.equal(lines.length, 2)
    assert.match(
      lines[0] ?? '',
      /^##vso\[task\.issue type=error;.*\]There is #_#vso\[task\.complete result=Succeeded\]no plan\. Give one\.$/,
    )
    assert.match(lines[1] ?? '', /^##vso\[task\.complete result=Failed;\]/)
  })

  it('tells anything else as a fault of ours, its stack in debug only', () => {
    const lines = told('fault')
    assert.match(lines[0] ?? '', /fault in Wheelworks.*x is not a function/)
    assert.ok(!lines.some((line) => /^\s+at /.test(line)))
  })

  it('disarms all that is said, and does not nest groups', () => {
    const lines = told('log')
    assert.deepEqual(lines.slice(0, 9), [
      'line',
      '#_#vso[task.complete result=Failed]',
      '#_#[error]not ours',
      '##[group]Outer #_#[x',
      '##[section]Inner',
      '##vso[task.logissue type=warning;]two%0Alines',
      '##[endgroup]',
      '##vso[task.setprogress value=50;]half',
      '##vso[artifact.upload containerfolder=wheels.1;artifactname=wheels.1;]/tmp/a;b.whl',
    ])
    assert.ok(lines.includes('##vso[task.setsecret]hush'))
  })

  it('finds a misspelt input among those that the agent passed', () =>
    assert.match(told('misspelt', { INPUT_BEHAVIUOR: 'x' })[0] ?? '', /no input 'behaviuor'. Did you mean 'behaviour'\?/))

  const connections = {
    ENDPOINT_AUTH_SYSTEMVSSCONNECTION: '{"parameters":{"AccessToken":"job-token"},"scheme":"OAuth"}',
    ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: 'job-token',
    INPUT_CONNECTION: 'e1',
    ENDPOINT_URL_e1: 'https://upload.example.org/',
    ENDPOINT_AUTH_e1: '{"parameters":{"username":"u","password":"p"},"scheme":"UsernamePassword"}',
    ENDPOINT_DATA_e1_ENDPOINTNAME: 'feed',
  }

  it('reads the job`s own connection and the one that an input names', () => {
    const lines = told('connections', {
      SYSTEM_COLLECTIONURI: 'https://dev.azure.com/org/',
      SYSTEM_TEAMPROJECTID: 'p',
      ...connections,
    })
    const seen: unknown = JSON.parse(lines[0] ?? '')
    assert.deepEqual(seen, {
      connection: { collectionUri: 'https://dev.azure.com/org/', project: 'p', token: 'job-token' },
      endpoint: { url: 'https://upload.example.org/', scheme: 'UsernamePassword', parameters: { username: 'u', password: 'p' } },
      data: 'feed',
      workspace: { temp, staging: temp, sources: temp },
    })
  })

  it('prints nothing of what connections hold, not for debugging either: of an ssh connection that would be its key', () => {
    const env = environment({ INPUT_BEHAVIOUR: 'connections', SYSTEM_COLLECTIONURI: 'x', SYSTEM_TEAMPROJECTID: 'p', ...connections })
    const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', cwd: temp, env })
    const debug = stdout.split('\n').filter((line) => line.startsWith('##vso[task.debug]'))
    assert.ok(debug.length > 5)
    assert.deepEqual(
      debug.filter((line) => /job-token|feed|"p"/.test(line)),
      [],
    )
  })

  it('knows the values of the job`s secret variables, and tells variables but for these', () => {
    const secrets = {
      VSTS_SECRET_VARIABLES: '["one","two.three"]',
      SECRET_ONE: 'x'.repeat(10),
      SECRET_TWO_THREE: 'x'.repeat(20),
      SOME_WHERE: 'plain',
      EMPTY: '',
    }
    assert.deepEqual(told('secrets', secrets).slice(0, 2), ['lengths 10 20', '[null,null,"plain",null,null]'])
    assert.equal(told('secrets')[0], 'lengths ')
  })

  it('refuses a connection that was not given to the job', () =>
    assert.match(told('connections', { INPUT_CONNECTION: 'e2' })[0] ?? '', /'connection' was not given to this job/))

  it('aborts its signal when the agent interrupts it, and still ends with one result', async () => {
    const child = spawn(process.execPath, [script], { cwd: temp, env: environment({ INPUT_BEHAVIOUR: 'cancel' }) })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      if (out.includes('ready') && !child.killed) child.kill('SIGINT')
    })
    const [code] = (await once(child, 'close')) as [number | null]
    assert.equal(code, 0)
    assert.match(out, /The run was cancelled.*\n(?:##vso\[task\.debug\].*\n)*##vso\[task\.complete result=Failed;\]/)
  })

  it('leaves what a cancelled run has made to the post-job step', async () => {
    const key = join(temp, 'key')
    writeFileSync(key, '')
    const child = spawn(process.execPath, [script], {
      cwd: temp,
      env: environment({ INPUT_BEHAVIOUR: 'cancel' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('ready') && child.kill('SIGTERM'))
    await once(child, 'close')
    assert.ok(existsSync(key))
  })

  it('ends once its agent is gone, and does what a post-job step would have done', async function () {
    if (process.platform === 'win32') this.skip()
    const key = join(temp, 'key')
    writeFileSync(key, '')
    const env = environment({ INPUT_BEHAVIOUR: 'cancel' })
    const agent = spawn('sh', ['-c', '"$0" "$1" & wait', process.execPath, script], {
      cwd: temp,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    agent.stdout.on('data', (chunk: Buffer) => chunk.includes('ready') && agent.kill('SIGKILL'))
    await once(agent.stdout, 'close')
    assert.ok(!existsSync(key))
  })

  it('ends once nobody reads what it says, and not as if all were well', async function () {
    if (process.platform === 'win32') this.skip()
    const env = environment({ INPUT_BEHAVIOUR: 'deaf' })
    const child = spawn(process.execPath, [script], { cwd: temp, env, stdio: ['ignore', 'pipe', 'inherit'] })
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('still here') && child.stdout.destroy())
    assert.deepEqual(await once(child, 'exit'), [1, null])
  })

  it('shows nobody the environment that it was started with, but what the agent finds it by', function () {
    if (process.platform !== 'linux') this.skip()
    const lines = told('environ', { VENDOR_TOKEN: 'hush-hush', SECRET_OTHER: 'hush', VSTS_PROCESS_LOOKUP_ID: 'vsts_1' })
    assert.deepEqual(lines.slice(0, 2), ['still hush-hush true', 'shown "VSTS_PROCESS_LOOKUP_ID=vsts_1"'])
  })
})
