import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Result, Step } from '../../../local-agent/record.ts'
import { Bench, otherStep, printed, scriptStep, taskStep, type Told } from './one-job.ts'

const ECHO =
  "for (const [k, v] of Object.entries(process.env)) console.log(k + '=' + JSON.stringify(v)); console.log('cwd=' + JSON.stringify(process.cwd())); console.log('dir=' + JSON.stringify(__dirname))"
/** Prints the lines it is given in base64, so that none of them is expanded on the way. */
const SAY =
  "for (const line of JSON.parse(Buffer.from(process.env.INPUT_LINES, 'base64'))) console.log(line); process.exitCode = Number(process.env.INPUT_CODE || 0)"

const lines = (...said: readonly string[]): { lines: string } => ({ lines: Buffer.from(JSON.stringify(said)).toString('base64') })
const complete = (result: string): string => `##vso[task.complete result=${result};]`
const results = (told: Told): (Result | undefined)[] => told.records.map(({ result }) => result)

describe('runJob', () => {
  const bench = new Bench()
  after(() => bench.close())
  before(() => {
    bench.task('Echo', ECHO, {
      inputs: [
        { name: 'word', type: 'string', defaultValue: ' hello ' },
        { name: 'file', type: 'filePath' },
      ],
    })
    bench.task('Say', SAY)
    bench.task('Limited', SAY, { restrictions: { commands: { mode: 'restricted' }, settableVariables: { allowed: ['good'] } } })
    bench.task('Connects', ECHO, { inputs: [{ name: 'conn', type: 'connectedService:Generic' }] })
    bench.task('Declares', SAY, { outputVariables: [{ name: 'matrix' }] })
  })

  describe('gives a task', () => {
    let told: Told
    before(async () => {
      const variables = { 'a.b c': 'value', key: { value: 'hunter2', secret: true }, 'build.buildId': '7', nested: '<$(a.b c)>' }
      told = await bench.run(
        [
          taskStep(
            'Echo',
            { extra: '$(nested)' },
            { name: 'echo', displayName: 'Say $(nested) $(key) $(gone)', env: { ' MAPPED ': ' $(key)x ' } },
          ),
        ],
        { variables },
      )
    })

    const value = (name: string): unknown => printed(told, name)
    const below = (...parts: readonly string[]): string => join(told.work, ...parts)

    it('variables', () => assert.deepEqual([value('A_B_C'), value('BUILD_BUILDID'), value('NESTED')], ['value', '7', '<value>']))
    it('inputs', () =>
      assert.deepEqual([value('INPUT_WORD'), value('INPUT_EXTRA'), value('INPUT_FILE')], ['hello', '<value>', below('1', 's')]))
    it('secrets, masked in the log', () =>
      assert.deepEqual([value('SECRET_KEY'), value('MAPPED'), value('KEY')], ['***', '***x', undefined]))
    it('the agent of a build', () => {
      assert.deepEqual([value('TF_BUILD'), value('AGENT_JOBSTATUS'), value('AGENT_JOBNAME')], ['True', 'Succeeded', 'Wheels'])
      assert.equal(value('AGENT_OS'), { linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' }[process.platform as string])
    })
    it('its name in the job, with the variables that the job begins with, of secrets masked', () => {
      const shown = 'Say <value> *** $(gone)'
      assert.deepEqual([value('SYSTEM_TASKINSTANCENAME'), value('SYSTEM_TASKDISPLAYNAME')], ['echo', shown])
    })
    it('its folders', () => {
      const folders = {
        BUILD_SOURCESDIRECTORY: ['1', 's'],
        SYSTEM_DEFAULTWORKINGDIRECTORY: ['1', 's'],
        BUILD_ARTIFACTSTAGINGDIRECTORY: ['1', 'a'],
        BUILD_BINARIESDIRECTORY: ['1', 'b'],
        COMMON_TESTRESULTSDIRECTORY: ['1', 'TestResults'],
        PIPELINE_WORKSPACE: ['1'],
        AGENT_TEMPDIRECTORY: ['_temp'],
        AGENT_TOOLSDIRECTORY: ['_tool'],
      }
      for (const [name, parts] of Object.entries(folders)) assert.equal(value(name), below(...parts))
    })
    it('the sources as its folder, and its own copy to run from', () => {
      assert.equal(value('cwd'), below('1', 's'))
      assert.ok(String(value('dir')).startsWith(below('_tasks', 'Echo_')))
    })
    it('nothing of what it was itself started with', () => assert.equal(value('INIT_CWD'), undefined))
    it("a log like the agent's", () => {
      assert.deepEqual(
        [told.lines[0], told.lines[2], told.lines[4], told.lines.at(-1)],
        [
          '##[section]Starting: Say <value> *** $(gone)',
          'Task         : Task Echo',
          'Version      : 1.2.3',
          '##[section]Finishing: Say <value> *** $(gone)',
        ],
      )
    })
    it('a record of its own', () => {
      const [record] = told.records
      assert.deepEqual(
        {
          parentId: record?.parentId,
          type: record?.type,
          name: record?.name,
          identifier: record?.identifier,
          state: record?.state,
          result: record?.result,
          order: record?.order,
        },
        {
          parentId: '11111111-1111-4111-8111-111111111111',
          type: 'Task',
          name: 'Say <value> *** $(gone)',
          identifier: 'echo',
          state: 'completed',
          result: 'succeeded',
          order: 1,
        },
      )
      assert.deepEqual([record?.task?.name, record?.task?.version], ['Echo', '1.2.3'])
    })
    it('a temp folder that is gone in the end', () => assert.equal(existsSync(below('_temp')), false))
  })

  it("gives a task the connections it refers to, and the system's", async () => {
    const none = { type: 'Generic', url: 'https://u', scheme: 'Token', data: {} }
    const ids = ['00000000-0000-0000-0000-000000000000', '11111111-0000-4000-8000-000000000000', '22222222-0000-4000-8000-000000000000']
    const endpoints = ids.map((id, at) => ({ ...none, id, name: `c${at}`, parameters: { apitoken: `token-${at}` } }))
    const told = await bench.run([taskStep('Connects', { conn: 'c1' })], { endpoints })
    const urls = told.lines.filter((line) => line.startsWith('ENDPOINT_URL_'))
    assert.deepEqual(urls, ['ENDPOINT_URL_SYSTEMVSSCONNECTION="https://u"', `ENDPOINT_URL_${ids[1]}="https://u"`])
    assert.equal(printed(told, `ENDPOINT_AUTH_PARAMETER_${ids[1]}_APITOKEN`), '***')
  })

  it('lets a task reach no module but what lies in its own folder', async () => {
    bench.task(
      'Requires',
      "for (const name of ['mocha', 'azure-pipelines-task-lib/task']) { try { require(name); console.log('found ' + name) } catch (e) { console.log(e.code) } }",
    )
    const told = await bench.run([taskStep('Requires')])
    assert.deepEqual(told.lines.filter((line) => line === 'MODULE_NOT_FOUND').length, 2)
  })

  describe('ends a task', () => {
    const CASES: readonly (readonly [what: string, said: readonly string[], code: number, result: Result, job: Result])[] = [
      ['with code 0 as succeeded', [], 0, 'succeeded', 'succeeded'],
      ['with errors said and code 0 as succeeded', ['##vso[task.logissue type=error]bad', '##[error]bad'], 0, 'succeeded', 'succeeded'],
      ['with another code as failed', [], 2, 'failed', 'failed'],
      ['with another code as failed, whatever it said', [complete('Skipped')], 1, 'failed', 'failed'],
      ['as it says: Failed', [complete('Failed')], 0, 'failed', 'failed'],
      ['as it says: SucceededWithIssues', [complete('SucceededWithIssues')], 0, 'succeededWithIssues', 'succeededWithIssues'],
      ['as it says: Skipped', [complete('Skipped')], 0, 'skipped', 'succeeded'],
      ['as Failed then Succeeded', [complete('Failed'), complete('Succeeded')], 0, 'failed', 'failed'],
      ['as Failed then Skipped, which hides it', [complete('Failed'), complete('Skipped')], 0, 'skipped', 'succeeded'],
      ['with the Cancelled trap as failed', [complete('Cancelled')], 0, 'failed', 'failed'],
      ['with a failing command as failed', ['##vso[task.nonsense]'], 0, 'failed', 'failed'],
      ['with a failing command after Succeeded as failed', [complete('Succeeded'), '##vso[task.nonsense]'], 0, 'failed', 'failed'],
      ['with a failing command after Skipped as skipped', [complete('Skipped'), '##vso[task.nonsense]'], 0, 'skipped', 'succeeded'],
      ['with an unknown area as succeeded', ['##vso[nonsense.x]'], 0, 'succeeded', 'succeeded'],
    ]
    for (const [what, said, code, result, job] of CASES)
      it(what, async () => {
        const told = await bench.run([taskStep('Say', { ...lines(...said), code: String(code) })])
        assert.deepEqual([results(told), told.outcome.result], [[result], job])
      })

    it('as succeeded with issues, where it may go on in spite of errors', async () => {
      const told = await bench.run([taskStep('Say', { ...lines(), code: '1' }, { continueOnError: true }), taskStep('Say', lines())])
      assert.deepEqual([results(told), told.outcome.result], [['succeededWithIssues', 'succeeded'], 'succeededWithIssues'])
    })

    it('that is done although its process lives on', async () => {
      bench.task('Lingers', `console.log('${complete('Succeeded;done=true')}'); console.log('before'); setInterval(() => {}, 1000)`)
      const told = await bench.run([taskStep('Lingers'), taskStep('Say', lines('next'))])
      assert.deepEqual(results(told), ['succeeded', 'succeeded'])
      assert.ok(told.lines.includes('next'))
    })
  })

  it('reads commands and lines of both streams, and splits at carriage returns', async () => {
    bench.task(
      'Streams',
      "console.error('##vso[task.setvariable variable=err;isoutput=true]1'); process.stderr.write('e1\\re2\\n'); process.stdout.write('o1\\ro2\\r\\n##vso[task.setvariable variable=out;isoutput=true]2')",
    )
    const told = await bench.run([taskStep('Streams', {}, { name: 's' })])
    assert.deepEqual([...told.outcome.outputs].map(([name, { value }]) => `${name}=${value}`).sort(), ['s.err=1', 's.out=2'])
    assert.deepEqual(told.lines.filter((line) => /^[eo]\d$/.test(line)).sort(), ['e1', 'e2', 'o1', 'o2'])
  })

  it('lets later steps see outputs under the name of the step only', async () => {
    const said = lines('##vso[task.setvariable variable=x;isOutput=true]one', '##vso[task.setvariable variable=plain]two')
    const told = await bench.run([taskStep('Say', said, { name: 'gm' }), taskStep('Echo', { a: '$(gm.x)', b: '$(x)', c: '$(plain)' })])
    const names = ['INPUT_A', 'INPUT_B', 'INPUT_C', 'GM_X', 'X', 'PLAIN']
    assert.deepEqual(
      names.map((name) => printed(told, name)),
      ['one', '$(x)', 'two', 'one', undefined, 'two'],
    )
    assert.deepEqual([...told.outcome.outputs.keys()], ['gm.x'])
    assert.equal(told.records[0]?.outputs.get('x')?.value, 'one')
  })

  it('takes declared outputs for outputs', async () => {
    const told = await bench.run([taskStep('Declares', lines('##vso[task.setvariable variable=matrix]{}'), { name: 'gm' })])
    assert.deepEqual(told.outcome.outputs.get('gm.matrix')?.value, '{}')
  })

  it('expands macros in an output when the next step begins', async () => {
    const told = await bench.run(
      [taskStep('Say', lines('##vso[task.setvariable variable=x;isoutput=true]a$(known)'), { name: 'g' }), taskStep('Echo')],
      { variables: { known: '1' } },
    )
    assert.equal(printed(told, 'G_X'), 'a1')
    assert.equal(told.outcome.outputs.get('g.x')?.value, 'a$(known)')
  })

  it('masks secrets that a task learns', async () => {
    const told = await bench.run([
      taskStep('Say', lines('early hunter2', '##vso[task.setsecret]hunter2', 'late hunter2', '##vso[task.logissue type=error]why hunter2')),
    ])
    assert.deepEqual(
      told.lines.filter((line) => /early|late|why/.test(line)),
      ['early hunter2', 'late ***', '##[error]why ***'],
    )
    assert.equal(told.records[0]?.issues[0]?.message, 'why ***')
  })

  it('masks secrets of the message in base64, too', async () => {
    const told = await bench.run([taskStep('Say', lines(Buffer.from('hunter2').toString('base64')))], {
      variables: { key: { value: 'hunter2', secret: true } },
    })
    assert.ok(told.lines.includes('***'))
  })

  it('holds a task to its restrictions', async () => {
    const said = lines(
      '##vso[task.setvariable variable=good]1',
      '##vso[task.setvariable variable=bad]2',
      '##vso[task.prependpath]/x',
      '##vso[build.addbuildtag]t',
    )
    const told = await bench.run([taskStep('Limited', said), taskStep('Echo')])
    assert.deepEqual([printed(told, 'GOOD'), printed(told, 'BAD'), told.tags], ['1', undefined, []])
    assert.equal(told.records[0]?.warningCount, 3)
    assert.ok(!String(printed(told, 'PATH')).startsWith('/x'))
  })

  it('puts folders before the PATH of later steps', async () => {
    const told = await bench.run([taskStep('Say', lines('##vso[task.prependpath]/a', '##vso[task.prependpath]/b')), taskStep('Echo')])
    assert.match(String(printed(told, 'PATH')), /^\/b:\/a:/)
  })

  it('uploads artifacts, attaches files and adds tags', async () => {
    const file = bench.write('out/w/a.whl', 'wheel')
    const said = lines(
      `##vso[artifact.upload artifactname=w;containerfolder=w/deep]${join(bench.folder, 'out')}`,
      `##vso[task.uploadsummary]${file}`,
      '##vso[build.addbuildtag]t',
    )
    const told = await bench.run([taskStep('Say', said)])
    assert.deepEqual(
      [[...told.uploaded], told.attachments.map(({ name }) => name), told.tags],
      [[['w/deep/w/a.whl', 'wheel']], ['a.whl'], ['t']],
    )
    assert.equal(told.attachments[0]?.recordId, told.records[0]?.id)
  })

  it('fails a step whose upload fails', async () => {
    const file = bench.write('out/b.whl', 'wheel')
    const told = await bench.run([taskStep('Say', lines(`##vso[artifact.upload artifactname=w]${file}`, complete('Succeeded')))], {
      upload: () => Promise.reject(new Error('no room')),
    })
    assert.deepEqual([results(told), told.records[0]?.issues], [['failed'], [{ type: 'error', message: 'no room' }]])
  })

  describe('judges conditions:', () => {
    const fail = taskStep('Say', { ...lines(), code: '1' })
    const when = (condition: string): Step => taskStep('Say', lines('ran'), { condition })
    const CASES: readonly (readonly [condition: string, afterSuccess: Result, afterFailure: Result])[] = [
      ['succeeded()', 'succeeded', 'skipped'],
      ['failed()', 'skipped', 'succeeded'],
      ['always()', 'succeeded', 'succeeded'],
      ['succeededOrFailed()', 'succeeded', 'succeeded'],
      ['canceled()', 'skipped', 'skipped'],
      ["and(succeeded(), eq(variables['a.b'], 'YES'))", 'succeeded', 'skipped'],
      ["ne(variables['a.b'], 'yes')", 'skipped', 'skipped'],
      ["eq(variables['Agent.JobStatus'], 'Failed')", 'skipped', 'succeeded'],
      ['nonsense(', 'failed', 'failed'],
    ]
    for (const [condition, afterSuccess, afterFailure] of CASES)
      it(condition, async () => {
        const variables = { 'a.b': 'yes' }
        assert.deepEqual(results(await bench.run([when(condition)], { variables })), [afterSuccess])
        assert.deepEqual(results(await bench.run([fail, when(condition)], { variables })), ['failed', afterFailure])
      })

    it('says why a step is skipped', async () => {
      const told = await bench.run([when('eq(1, 2)')])
      assert.deepEqual([told.lines[0], told.lines.at(-1)], ['Skipping step due to condition evaluation.', 'Result: False'])
      assert.equal(told.outcome.result, 'succeeded')
    })
  })

  describe('fails loudly', () => {
    const CASES: readonly (readonly [what: string, step: Step, message: RegExp])[] = [
      ['for an unknown task', taskStep('Nowhere'), /A task is missing/],
      ['for a task that is no reference', otherStep({ kind: 'task', task: 'Say', inputs: {} }), /Name@1/],
      ['for an unknown connection', taskStep('Connects', { conn: 'nothing' }), /could not be found/],
      ['for an unknown artifact', otherStep({ kind: 'download', source: 'current', artifact: 'none' }), /was not found/],
      ['for a missing repository', otherStep({ kind: 'checkout', self: true }), /does not exist/],
      ['for a working folder that is not there', scriptStep('true', { workingDirectory: 'nowhere' }), /does not exist/],
      ['for NUL in a variable', taskStep('Echo', { x: 'a\0b' }), /null character/],
    ]
    for (const [what, step, message] of CASES)
      it(what, async () => {
        const told = await bench.run([step])
        assert.equal(told.outcome.result, 'failed')
        assert.match(told.records[0]?.issues[0]?.message ?? '', message)
      })
  })

  it('cannot begin another step once a variable is too long for Linux', async function () {
    if (process.platform !== 'linux') this.skip()
    bench.task('Floods', "console.log('##vso[task.setvariable variable=x]' + 'x'.repeat(132000))")
    const told = await bench.run([taskStep('Floods'), scriptStep('echo ran', { condition: 'always()' })])
    assert.deepEqual(results(told), ['succeeded', 'failed'])
    assert.match(told.records[1]?.issues[0]?.message ?? '', /E2BIG/)
  })

  it('begins each job with an empty work folder of its own', async () => {
    const told = await bench.run([scriptStep('touch here')])
    assert.deepEqual(readdirSync(told.work).sort(), ['1', '_tool'])
    assert.deepEqual(readdirSync(join(told.work, '1')).sort(), ['TestResults', 'a', 'b', 's'])
  })
})
