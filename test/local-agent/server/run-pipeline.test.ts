import assert from 'node:assert/strict'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { Mistake } from '../../../local-agent/mistake.ts'
import { runPipeline } from '../../../local-agent/server/run-pipeline.ts'
import { Place, said } from './runs.ts'

const say = (text: string): string => `steps: [ { checkout: none }, { script: 'echo "> ${text}"' } ]`

describe('runPipeline: what the local file gives', () => {
  const place = new Place()
  afterEach(() => place.write('p.local.yml', 'next: x'))
  after(() => place.remove())

  it('variables, of the command line over those of the file, macros filled in; out is one of them', async () => {
    place.write('p.local.yml', 'variables: { a: $(out)/a, b: file, c: $(b)$(b) }')
    const report = await place.run(say('$(a) $(b) $(c)'), { variables: { b: 'line' } })
    assert.deepEqual(said(report), [`${join(place.folder, 'out')}/a line lineline`])
  })

  it('groups, which must be there', async () => {
    place.write('p.local.yml', 'groups: { mine: { g: from the group } }')
    assert.deepEqual(said(await place.run(`variables: [ { group: mine } ]\n${say('$(g)')}`)), ['from the group'])
    await assert.rejects(
      place.run(`variables: [ { group: other } ]\n${say('')}`),
      (error) => error instanceof Mistake && /group 'other', which is not in p\.local\.yml/.test(error.message),
    )
  })

  it('secrets, which never show', async () => {
    place.write('p.local.yml', 'secrets: { token: hunter2hunter2 }\ngroups: { g: { token: hunter3hunter3 } }')
    const report = await place.run(`variables: [ { group: g } ]\n${say('$(token)')}`)
    assert.deepEqual(said(report), ['***'])
    assert.ok(!JSON.stringify(report.log).includes('hunter'))
  })

  it('secrets, and warns where one was attached or uploaded, which nothing masks', async () => {
    place.write('p.local.yml', 'secrets: { token: hunter2hunter2, short: "1" }')
    const keep = 'echo 1 hunter2hunter2 > leak.txt; echo 1 > clean.txt'
    const steps = `{ checkout: none }, { bash: '${keep}' }, { publish: leak.txt, artifact: a }, { publish: clean.txt, artifact: b }`
    const report = await place.run(`steps: [ ${steps} ]`)
    assert.deepEqual(
      report.log.filter((line) => line.includes('holds the secret')),
      ['##[warning]a/leak.txt holds the secret token: nothing masks it there.'],
    )
  })

  it('reason, branch, who asked, and the repository', async () => {
    place.write(
      'p.local.yml',
      'reason: PullRequest\nbranch: refs/pull/7/merge\nrequestedFor: { displayName: Bo, uniqueName: bo@example.com }\nrepository: ../other',
    )
    mkdirSync(join(place.folder, 'other'))
    writeFileSync(join(place.folder, 'other', 'file.txt'), 'x')
    const report = await place.run(
      'steps: [ { script: echo "> $(Build.Reason) $(Build.SourceBranch) $(Build.SourceBranchName) $(Build.RequestedFor) $(Build.Repository.Name) $(ls)" } ]',
    )
    assert.deepEqual(said(report), ['PullRequest refs/pull/7/merge merge Bo other file.txt'])
  })

  it('package indexes, up before the run and named by variables', async () => {
    place.write(
      'p.local.yml',
      'variables: { from: $(up.simpleUrl) }\nservices: { up: { packageIndex: { folder: $(out)/up, username: u, password: p } } }',
    )
    const ask = 'fetch(process.env.FROM).then(async (r) => console.log(">", r.status, process.env.UP_UPLOADURL.replace(/.*[/](?=.)/, "")))'
    const report = await place.run(`steps: [ { checkout: none }, { bash: "${process.execPath} -e '${ask.replaceAll('"', '\\"')}'" } ]`)
    assert.deepEqual(said(report), ['200 legacy/'])
    assert.ok(existsSync(join(place.folder, 'out', 'up')))
  })

  it('buckets, which keep what they have from run to run', async () => {
    place.write('p.local.yml', 'services: { b: { s3: { bucket: wheels, folder: $(out)/b, accessKey: K } } }')
    const ask = `const u = process.env.B_ENDPOINTURL + '/wheels/a', headers = { authorization: 'AWS4-HMAC-SHA256 Credential=K/20261121/r/s3/aws4_request, Signature=0' };
fetch(u, { headers }).then(async (r) => { console.log('>', r.status); await fetch(u, { method: 'PUT', body: 'x', headers }) })`
    place.write('ask.cjs', ask)
    const steps = `steps: [ { bash: "${process.execPath} ask.cjs" } ]`
    assert.deepEqual([said(await place.run(steps)), said(await place.run(steps))], [['404'], ['200']])
  })

  it('what to try next, after a success only', async () => {
    place.write('p.local.yml', 'next: |\n  look into $(out)\n  and go on\n')
    const good = await place.run(say(''))
    assert.deepEqual(good.log.slice(-3), ['', `look into ${join(place.folder, 'out')}`, 'and go on'])
    const bad = await place.run('steps: [ { script: exit 1 } ]')
    assert.ok(!bad.log.includes('and go on'))
  })

  it('the service of the run, with its token, which is a secret', async () => {
    const ask =
      'fetch(process.env.URL, { headers: { authorization: "Bearer " + process.env.TOKEN } }).then(async (r) => console.log(">", r.status, (await r.json()).status))'
    const url = '$(System.CollectionUri)$(System.TeamProject)/_apis/build/builds/$(Build.BuildId)'
    const report = await place.run(
      `steps: [ { checkout: none }, { bash: "${process.execPath} -e '${ask.replaceAll('"', '\\"')}'", env: { URL: ${url}, TOKEN: $(System.AccessToken) } }, { script: 'echo "> $(System.AccessToken)"' } ]`,
    )
    assert.deepEqual(said(report), ['200 inProgress', '***'])
  })

  it('faults of the services, for tests of what they do to a task', async () => {
    place.write('p.local.yml', 'services: { up: { packageIndex: { folder: $(out)/up } } }')
    const faults = new FaultScript([{ path: /./, do: { status: 503 } }])
    const ask = 'fetch(process.env.UP_SIMPLEURL).then((r) => console.log(String.fromCharCode(62), r.status))'
    const report = await place.run(`steps: [ { checkout: none }, { bash: "${process.execPath} -e '${ask}'" } ]`, { faults: { up: faults } })
    assert.deepEqual(said(report), ['503'])
  })

  it('a work folder that is given is kept', async () => {
    const workFolder = join(place.folder, 'work')
    await place.run('steps: [ { script: "true" } ]', { workFolder })
    assert.ok(existsSync(workFolder))
  })
})

describe('runPipeline: nothing is started where something is missing', () => {
  const place = new Place()
  afterEach(() => place.write('p.local.yml', 'next: x'))
  after(() => place.remove())

  const rows: readonly (readonly [string, RegExp, string, string])[] = [
    [
      'a command that fails',
      /^No such thing here\. Install it\.$/,
      `requires: [ { run: ['${process.execPath}', -e, process.exit(1)], says: No such thing here., remedy: Install it. } ]`,
      say(''),
    ],
    ['a command that is not there', /^No pip\.$/, 'requires: [ { run: [/no/such/command], says: No pip. } ]', say('')],
    ['a repository that is not there', /repository .*nowhere is no folder/, 'repository: nowhere', say('')],
    ['a mistake in the pipeline', /^p\.yml:1: unknown key 'step'/, 'next: x', 'step: []'],
    ['a mistake in the local file', /^p\.local\.yml:1: unknown key 'nex'/, 'nex: x', say('')],
    ['a task that is not built', /^p\.yml:1: There is no task 'GenerateMatrix@1' here/, 'next: x', 'steps: [ { task: GenerateMatrix@1 } ]'],
  ]
  for (const [title, says, local, pipeline] of rows)
    it(title, async () => {
      place.write('p.local.yml', local)
      const lines: string[] = []
      await assert.rejects(place.run(pipeline, { onLine: (line) => lines.push(line) }), (error) => {
        assert.ok(error instanceof Mistake)
        assert.match(error.message, says)
        return true
      })
      assert.deepEqual([lines, existsSync(join(place.folder, 'out'))], [[], false])
    })

  it('a file that is not there', async () => assert.rejects(runPipeline({ file: join(place.folder, 'no.yml') }), Mistake))

  it('a command that succeeds lets the run begin', async () => {
    place.write('p.local.yml', `requires: [ { run: ['${process.execPath}', -e, ''], says: No node. } ]`)
    assert.equal((await place.run(say(''))).code, 0)
  })
})
