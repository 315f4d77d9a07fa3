import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ask } from '../../../core/ask.ts'
import { Problem } from '../../../core/problem.ts'
import { type Inputs, readInputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import { root } from '../../root.ts'

function read(given: Readonly<Record<string, string>> = {}, variables: Readonly<Record<string, string>> = {}): Inputs {
  return readInputs(new Ask({ input: (name) => given[name], variable: (name) => variables[name], inputs: Object.keys(given) }))
}

/** Without what the other modes and the cache ask for. */
function wheelsPart(inputs: Inputs): Partial<Inputs> {
  const { cache: _cache, changes: _changes, language: _language, ...rest } = inputs
  return rest
}

describe('readInputs of GenerateMatrix', () => {
  it('has a default for every input', () =>
    assert.deepEqual(wheelsPart(read()), {
      mode: 'wheels',
      store: undefined,
      indexUrl: 'https://pypi.org/simple',
      skipUpstream: false,
      wheelMatrix: 'wheel_matrix.yml',
      recipes: undefined,
      excludeNewer: undefined,
      wheelsPerJob: 0,
      agents: [],
      force: false,
      maxJobs: 256,
      commit: '',
      buildId: '',
      where: { stage: '', job: 'job', leg: '', attempt: 1 },
      step: '',
    }))

  it('takes all that is given', () => {
    const inputs = read({
      mode: 'Wheels',
      store: 's3://bucket/wheels',
      region: 'eu-west-1',
      indexUrl: 'https://feed.test/simple',
      skipUpstream: 'True',
      wheelMatrix: 'ci/matrix.yml',
      recipes: 'ci/recipes.yml',
      excludeNewer: '3d',
      wheelsPerJob: '10',
      agents: 'win_* = vmImage=windows-2022\n\nlinux_* = pool=Linux',
      force: 'true',
      maxJobs: '10',
    })
    assert.deepEqual(inputs.store, { location: { kind: 's3', bucket: 'bucket', prefix: 'wheels' }, region: 'eu-west-1' })
    assert.equal(inputs.recipes, 'ci/recipes.yml')
    assert.deepEqual(inputs.excludeNewer, { kind: 'ago', milliseconds: 3 * 86_400_000 })
    assert.deepEqual(
      [inputs.agents.length, inputs.skipUpstream, inputs.force, inputs.wheelsPerJob, inputs.maxJobs],
      [2, true, true, 10, 10],
    )
  })

  it('asks PIP_INDEX_URL before PyPI, and the input before both', () => {
    const variables = { PIP_INDEX_URL: 'https://pip.test/simple' }
    assert.equal(read({}, variables).indexUrl, 'https://pip.test/simple')
    assert.equal(read({ indexUrl: 'https://mine.test' }, variables).indexUrl, 'https://mine.test')
  })

  it('takes what still reads $(x) as not given', () => {
    const inputs = read({
      store: '$(store)',
      indexUrl: '$(index)',
      wheelMatrix: '$(matrix)',
      maxJobs: '$(max)',
      agents: '$(agents)',
      excludeNewer: '$(x)',
    })
    assert.deepEqual(inputs, read())
  })

  it('knows where it runs', () => {
    const inputs = read(
      {},
      {
        'System.TaskInstanceName': 'gm',
        'Build.SourceVersion': 'c0ffee',
        'System.PhaseName': 'plan',
        'System.StageName': 'build',
        'System.JobAttempt': '2',
      },
    )
    assert.deepEqual([inputs.step, inputs.commit, inputs.where], ['gm', 'c0ffee', { stage: 'build', job: 'plan', leg: '', attempt: 2 }])
  })

  const refused: [given: Record<string, string>, code: string, says: RegExp][] = [
    [{ mode: 'wheel' }, 'INPUT_INVALID', /Did you mean 'wheels'/],
    [{ store: 'gs://bucket' }, 'INPUT_INVALID', /store/],
    [{ endpointUrl: 'minio' }, 'INPUT_INVALID', /endpointUrl/],
    [{ skipUpstream: 'yes' }, 'INPUT_INVALID', /skipUpstream/],
    [{ force: '1' }, 'INPUT_INVALID', /force/],
    [{ excludeNewer: 'tomorrow' }, 'INPUT_INVALID', /excludeNewer/],
    [{ wheelsPerJob: '-1' }, 'INPUT_INVALID', /wheelsPerJob/],
    [{ maxJobs: '0' }, 'INPUT_INVALID', /maxJobs/],
    [{ maxJobs: '1.5' }, 'INPUT_INVALID', /maxJobs/],
    [{ agents: 'windows-2022' }, 'INPUT_INVALID', /agents/],
    [{ mode: 'changes', packagesVariable: 'PATH' }, 'INPUT_INVALID', /packagesVariable.*'PATH'.*begins/],
    [{ mode: 'changes', packagesVariable: 'System.AccessToken' }, 'INPUT_INVALID', /packagesVariable.*agent/],
    [{ mode: 'changes', packagesVariable: 'a b' }, 'INPUT_INVALID', /packagesVariable.*letters/],
    [{ mode: 'changes', matrixConfig: 'eng/matrix.yml' }, 'INPUT_INVALID', /matrixConfig'.*matrixConfigs/],
    [{ WHEELMATRIXS: 'x' }, 'INPUT_UNKNOWN', /wheelmatrixs.*Did you mean 'wheelMatrix'/],
    [{ RECIPE: 'x' }, 'INPUT_UNKNOWN', /no input 'recipe'.*Did you mean 'recipes'/],
  ]
  for (const [given, code, says] of refused)
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof Problem && error.code === code && says.test(error.text),
      ))

  it('reads exactly the inputs that task.json declares, with the same defaults', () => {
    interface Declared {
      readonly inputs: readonly { readonly name: string; readonly defaultValue?: string }[]
    }
    const task: Declared = JSON.parse(readFileSync(join(root, 'tasks/GenerateMatrix/task.json'), 'utf8'))
    const asked: string[] = []
    const given = { input: (name: string) => void asked.push(name), variable: () => undefined, inputs: [] }
    readInputs(new Ask(given))
    assert.deepEqual([...new Set(asked)].sort(), task.inputs.map(({ name }) => name).sort())
    const defaults = Object.fromEntries(task.inputs.map(({ name, defaultValue }) => [name, defaultValue ?? '']))
    assert.deepEqual(read(defaults), read())
  })
})
