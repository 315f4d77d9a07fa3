import assert from 'node:assert/strict'
import { delimiter } from 'node:path'
import fc from 'fast-check'
import type { Endpoint } from '../../../local-agent/record.ts'
import {
  endpointEnvironment,
  inheritedEnvironment,
  mangle,
  scriptEnvironment,
  SYSTEM_CONNECTION,
  taskEnvironment,
  type EnvironmentParts,
} from '../../../local-agent/worker/environment.ts'
import type { NamedVariable } from '../../../local-agent/worker/variables.ts'

function variable(name: string, value: string, more: Partial<NamedVariable> = {}): NamedVariable {
  return { name, value, secret: false, readOnly: false, preserveCase: false, ...more }
}

function parts(more: Partial<EnvironmentParts> = {}): EnvironmentParts {
  return {
    inherited: {},
    step: {},
    variables: [],
    inputs: new Map(),
    endpoints: [],
    taskVariables: [],
    prependPath: [],
    lookupId: 'vsts_1',
    ...more,
  }
}

const ID = '5B2AB2C5-5D1C-4AB0-8B76-B2D0C5E90B9A'
const CONNECTION: Endpoint = {
  id: ID,
  name: 'store',
  type: 'Generic',
  url: 'https://store',
  scheme: 'UsernamePassword',
  parameters: { username: 'me', 'pass word': 'hunter2' },
  data: { 'a.b': '1' },
}

describe('mangle', () => {
  const CASES: readonly (readonly [name: string, mangled: string, kept: string])[] = [
    ['a.b c', 'A_B_C', 'a_b_c'],
    ['my-var', 'MY-VAR', 'my-var'],
    ['Build.SourcesDirectory', 'BUILD_SOURCESDIRECTORY', 'Build_SourcesDirectory'],
    ['a_b', 'A_B', 'a_b'],
    ['', '', ''],
    ['é/ß', 'É/SS', 'é/ß'],
  ]
  for (const [name, mangled, kept] of CASES)
    it(`makes ${mangled} of '${name}'`, () => assert.deepEqual([mangle(name), mangle(name, true)], [mangled, kept]))

  it('leaves neither dot nor space, and is done once', () => {
    const ascii = fc.string()
    fc.assert(
      fc.property(ascii, (name) => {
        assert.doesNotMatch(mangle(name), /[. ]/)
        assert.equal(mangle(mangle(name)), mangle(name))
      }),
    )
  })
})

describe('taskEnvironment', () => {
  it('gives public variables, secrets under their own prefix, and the names of both', () => {
    const env = taskEnvironment(
      parts({
        variables: [
          variable('a.b', '1'),
          variable('my key', 'hunter2', { secret: true }),
          variable('MixedCase', '2', { preserveCase: true }),
        ],
      }),
    )
    assert.deepEqual(env, {
      TF_BUILD: 'True',
      VSTS_PROCESS_LOOKUP_ID: 'vsts_1',
      A_B: '1',
      MixedCase: '2',
      SECRET_MY_KEY: 'hunter2',
      VSTS_PUBLIC_VARIABLES: '["a.b","MixedCase"]',
      VSTS_SECRET_VARIABLES: '["my key"]',
    })
  })

  it('gives the status of the job twice', () => {
    const env = taskEnvironment(parts({ variables: [variable('Agent.JobStatus', 'Failed')] }))
    assert.deepEqual([env['AGENT_JOBSTATUS'], env['agent.jobstatus']], ['Failed', 'Failed'])
  })

  it('gives inputs and task variables', () => {
    const env = taskEnvironment(
      parts({
        inputs: new Map([
          ['wheelMatrix', 'x'],
          ['two words', 'y'],
          ['empty', ''],
        ]),
        taskVariables: [{ name: 'a.b', value: 'z', secret: true, readOnly: false, preserveCase: false }],
      }),
    )
    assert.deepEqual(
      [env['INPUT_WHEELMATRIX'], env['INPUT_TWO_WORDS'], env['INPUT_EMPTY'], env['VSTS_TASKVARIABLE_A_B']],
      ['x', 'y', '', 'z'],
    )
  })

  // The later wins: inherited, env:, variables, inputs, endpoints.
  const ORDER: readonly (readonly [what: string, given: Partial<EnvironmentParts>, name: string, value: string])[] = [
    ['env: before what is inherited', { inherited: { FOO: 'inherited' }, step: { FOO: 'step' } }, 'FOO', 'step'],
    ['a variable before env:', { step: { FOO: 'step' }, variables: [variable('foo', 'variable')] }, 'FOO', 'variable'],
    [
      'env: where only a secret has the name',
      { step: { FOO: 'step' }, variables: [variable('foo', 's', { secret: true })] },
      'FOO',
      'step',
    ],
    ['an input before a variable', { variables: [variable('input.x', 'v')], inputs: new Map([['x', 'input']]) }, 'INPUT_X', 'input'],
    ['the agent over TF_BUILD', { inherited: { TF_BUILD: 'no' } }, 'TF_BUILD', 'True'],
    ['the agent over a variable TF_BUILD', { variables: [variable('tf.build', 'no')], step: { TF_BUILD: 'no' } }, 'TF_BUILD', 'True'],
  ]
  for (const [what, given, name, value] of ORDER) it(`takes ${what}`, () => assert.equal(taskEnvironment(parts(given))[name], value))

  const PATHS: readonly (readonly [what: string, given: Partial<EnvironmentParts>, path: readonly string[]])[] = [
    ['the inherited one', { inherited: { PATH: '/usr' } }, ['/usr']],
    ['prepended folders, newest first', { inherited: { PATH: '/usr' }, prependPath: ['/old', '/new'] }, ['/new', '/old', '/usr']],
    ['a base from env:', { inherited: { PATH: '/usr' }, step: { PATH: '/step' }, prependPath: ['/new'] }, ['/new', '/step']],
    [
      'a base from a variable',
      { inherited: { PATH: '/usr' }, variables: [variable('Path', '/var')], prependPath: ['/new'] },
      ['/new', '/var'],
    ],
    ['no base', { prependPath: ['/new'] }, ['/new']],
  ]
  for (const [what, given, path] of PATHS)
    it(`has as PATH ${what}`, () => {
      assert.equal(taskEnvironment(parts(given))['PATH'], path.join(delimiter))
      assert.equal(scriptEnvironment(parts(given))['PATH'], path.join(delimiter))
    })

  it('refuses NUL in a value', () => assert.throws(() => taskEnvironment(parts({ variables: [variable('x', 'a\0b')] })), /null character/))
})

describe('endpointEnvironment', () => {
  it('gives a connection under its id in lower case', () => {
    const key = ID.toLowerCase()
    assert.deepEqual(endpointEnvironment(CONNECTION), {
      [`ENDPOINT_URL_${key}`]: 'https://store',
      [`ENDPOINT_AUTH_${key}`]: '{"parameters":{"username":"me","pass word":"hunter2"},"scheme":"UsernamePassword"}',
      [`ENDPOINT_AUTH_SCHEME_${key}`]: 'UsernamePassword',
      [`ENDPOINT_AUTH_PARAMETER_${key}_USERNAME`]: 'me',
      [`ENDPOINT_AUTH_PARAMETER_${key}_PASS_WORD`]: 'hunter2',
      [`ENDPOINT_DATA_${key}`]: '{"a.b":"1"}',
      [`ENDPOINT_DATA_${key}_A_B`]: '1',
    })
  })

  it("gives the system's own under its name, without data", () => {
    const system = { ...CONNECTION, id: SYSTEM_CONNECTION, scheme: 'OAuth', parameters: { AccessToken: 't' } }
    assert.deepEqual(Object.keys(endpointEnvironment(system)), [
      'ENDPOINT_URL_SYSTEMVSSCONNECTION',
      'ENDPOINT_AUTH_SYSTEMVSSCONNECTION',
      'ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION',
      'ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN',
    ])
  })
})

describe('scriptEnvironment', () => {
  it('has public variables and env:, but no secret, input or connection', () => {
    const env = scriptEnvironment(
      parts({
        variables: [variable('a.b', '1'), variable('key', 'hunter2', { secret: true })],
        inputs: new Map([['x', 'y']]),
        endpoints: [CONNECTION],
        step: { TOKEN: 'mapped' },
      }),
    )
    assert.deepEqual(env, { TF_BUILD: 'True', VSTS_PROCESS_LOOKUP_ID: 'vsts_1', A_B: '1', TOKEN: 'mapped' })
  })
})

describe('inheritedEnvironment', () => {
  it('hands on where programs, homes and proxies are, and nothing else', () => {
    const kept = { PATH: 'p', HOME: 'h', LANG: 'l', LC_ALL: 'c', https_proxy: 'x', TMPDIR: 't' }
    const lost = { AWS_SECRET_ACCESS_KEY: 's', PIP_INDEX_URL: 'i', NODE_OPTIONS: 'o', VIRTUAL_ENV: 'v', XPATH: 'x', GITHUB_TOKEN: 'g' }
    assert.deepEqual(inheritedEnvironment({ ...kept, ...lost, SHELL: undefined }), kept)
  })
})
