import assert from 'node:assert/strict'
import { buildSync } from 'esbuild'
import { root } from '../../root.ts'
import { Bench, printed, taskStep, type Told } from './one-job.ts'

// What a task asks of the agent through Microsoft's own library, bundled as our tasks are.
const TASK = `
const tl = require('azure-pipelines-task-lib/task')
const show = (name, value) => console.log(name + '=' + JSON.stringify(value === undefined ? null : value))
show('word', tl.getInput('word', true))
show('flag', tl.getBoolInput('flag'))
show('list', tl.getDelimitedInput('list', '\\n'))
show('missing', tl.getInput('missing'))
show('supplied', [tl.filePathSupplied('given'), tl.filePathSupplied('empty')])
show('variable', tl.getVariable('Build.BuildId'))
show('secretLength', tl.getVariable('my.secret').length)
show('secrets', tl.getVariables().filter((one) => one.secret).map((one) => one.name))
const id = tl.getInput('conn', true)
show('url', tl.getEndpointUrl(id, false))
show('scheme', tl.getEndpointAuthorizationScheme(id, false))
show('data', tl.getEndpointDataParameter(id, 'region', true))
show('password', tl.getEndpointAuthorizationParameter(id, 'password', false).length)
show('token', tl.getEndpointAuthorizationParameter('SystemVssConnection', 'AccessToken', false).length)
show('collection', tl.getEndpointUrl('SYSTEMVSSCONNECTION', false))
show('environment', Object.keys(process.env).filter((name) => /^(INPUT|SECRET|ENDPOINT_AUTH)_/.test(name)))
tl.setTaskVariable('host', 'a; 100%]')
tl.setTaskVariable('key', 'not to be seen', true)
tl.setVariable('matrix', '{"a;b":"50%\\r\\n]"}', false, true)
tl.setSecret('later 100% secret')
console.log('say later 100% secret')
tl.warning('careful; 100%]')
tl.setResult(tl.TaskResult[tl.getInput('result')], 'the end; 100%')
`

const POST = `
const tl = require('azure-pipelines-task-lib/task')
const show = (name, value) => console.log('post ' + name + '=' + JSON.stringify(value === undefined ? null : value))
show('host', tl.getTaskVariable('host'))
show('key', tl.getTaskVariable('key').length)
show('word', tl.getInput('word', true))
show('environment', Object.keys(process.env).filter((name) => name.startsWith('VSTS_TASKVARIABLE')))
`

const SYSTEM = '00000000-0000-0000-0000-000000000000'
const ID = '5b2ab2c5-5d1c-4ab0-8b76-b2d0c5e90b9a'

describe('A task that uses task-lib', () => {
  const bench = new Bench()
  after(() => bench.close())
  let told: Told

  const inputs = { WORD: ' hello ', flag: 'True', list: 'a\n\nb\n', given: 'x.yml', conn: 'store' }
  const endpoints = [
    {
      id: SYSTEM,
      name: 'SystemVssConnection',
      type: 'Externaltfs',
      url: 'http://localhost/org/',
      scheme: 'OAuth',
      parameters: { AccessToken: 'job-token' },
      data: {},
    },
    {
      id: ID,
      name: 'store',
      type: 'AWS',
      url: 'https://s3',
      scheme: 'UsernamePassword',
      parameters: { username: 'someone', password: 'hunter2' },
      data: { region: 'eu' },
    },
  ]
  const run = (result: string): Promise<Told> =>
    bench.run([taskStep('Lib', { ...inputs, result }, { name: 'lib' })], {
      endpoints,
      variables: { 'Build.BuildId': '7', 'my.secret': { value: 'fourteen chars', secret: true } },
    })

  before(async () => {
    const bundled = (contents: string): string => {
      const stdin = { contents, resolveDir: root }
      const built = buildSync({ stdin, bundle: true, platform: 'node', format: 'cjs', write: false, logLevel: 'error' })
      return built.outputFiles[0]?.text ?? ''
    }
    const declared = ['word', 'flag', 'list', 'missing', 'result'].map((name) => ({ name, type: 'string' }))
    const paths = ['given', 'empty'].map((name) => ({ name, type: 'filePath' }))
    const all = [...declared, ...paths, { name: 'conn', type: 'connectedService:AWS' }]
    bench.task('Lib', bundled(TASK), { inputs: all, postjobexecution: { Node20_1: { target: 'post.cjs' } } })
    bench.write('dist/tasks/Lib/post.cjs', bundled(POST))
    told = await run('Succeeded')
  })

  const SEEN: readonly (readonly [name: string, value: unknown])[] = [
    ['word', 'hello'],
    ['flag', true],
    ['list', ['a', 'b']],
    ['missing', null],
    ['supplied', [true, false]],
    ['variable', '7'],
    ['secretLength', 14],
    ['secrets', ['my.secret']],
    ['url', 'https://s3'],
    ['scheme', 'UsernamePassword'],
    ['data', 'eu'],
    ['password', 7],
    ['token', 9],
    ['collection', 'http://localhost/org/'],
    // The library takes away what has a value.
    ['environment', ['INPUT_MISSING']],
  ]
  for (const [name, value] of SEEN) it(`sees ${name}`, () => assert.deepEqual(printed(told, name), value))

  const REMEMBERED: readonly (readonly [name: string, value: unknown])[] = [
    ['post host', 'a; 100%]'],
    ['post key', 14],
    ['post word', 'hello'],
    ['post environment', []],
  ]
  for (const [name, value] of REMEMBERED) it(`${name}: is there in the post-job phase`, () => assert.deepEqual(printed(told, name), value))

  it('sets outputs, unharmed', () => assert.equal(told.outcome.outputs.get('lib.matrix')?.value, '{"a;b":"50%\r\n]"}'))
  it('masks a secret that holds a percent sign', () => assert.ok(told.lines.includes('say ***')))
  it('warns', () => assert.deepEqual(told.records[0]?.issues, [{ type: 'warning', message: 'careful; 100%]' }]))
  it('ends well', () => assert.deepEqual([told.outcome.result, told.records[0]?.currentOperation], ['succeeded', 'the end; 100%']))

  it('ends badly', async () => {
    const bad = await run('Failed')
    assert.equal(bad.outcome.result, 'failed')
    assert.ok(bad.records[0]?.issues.some(({ type, message }) => type === 'error' && message === 'the end; 100%'))
  })

  it('falls into the trap of Cancelled', async () => assert.equal((await run('Cancelled')).records[0]?.result, 'failed'))
})
