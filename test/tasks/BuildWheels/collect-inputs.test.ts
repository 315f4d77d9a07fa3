import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCollect } from '../../../tasks/BuildWheels/other-mode.ts'
import { readCollectInputs } from '../../../tasks/BuildWheels/collect/inputs.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { root } from '../../root.ts'
import { askOf } from './try-run.ts'

const task = JSON.parse(readFileSync(join(root, 'tasks/BuildWheels/task.json'), 'utf8'))
const declared: { name: string; defaultValue: string }[] = task.inputs
const defaults = Object.fromEntries(declared.map(({ name, defaultValue }) => [name, defaultValue]))
type Read = ReturnType<typeof readCollectInputs>
const read = (inputs: Record<string, string> = {}, variables: Record<string, string> = {}): Read =>
  readCollectInputs(askOf({ mode: 'collect', ...inputs }, variables))

describe('the inputs of the mode collect', () => {
  it('have defaults', () => {
    const { artifacts, expect, buildTag, outputDirectory, artifact, buildId, branch, job } = read()
    assert.deepEqual(
      [artifacts, expect, buildTag, outputDirectory, artifact, buildId, branch, job],
      [[], [], undefined, undefined, 'release', '', '', ''],
    )
  })

  it('are the same as the agent passes them, with the defaults of task.json', () =>
    assert.deepEqual(read({ ...defaults, mode: 'collect' }), read()))

  it('are known whatever else the task declares', () => {
    const asked = new Set<string>()
    const ask = askOf({ mode: 'collect' })
    const optional = ask.optional.bind(ask)
    ask.optional = (name) => (asked.add(name), optional(name))
    readCollectInputs(ask)
    for (const { name } of declared)
      assert.equal(
        problemCode(() => read({ [name]: '$(unset)' })),
        undefined,
        name,
      )
    assert.ok(asked.has('expect'))
  })

  it('are read', () => {
    const inputs = {
      artifacts: 'wheels*\n!*mac*',
      expect: '*.whl = 1\n*.exe >= 2',
      buildTag: 'Automated',
      artifact: 'set',
      outputDirectory: 'out',
    }
    const { artifacts, expect, buildTag, artifact, outputDirectory } = read(inputs)
    assert.deepEqual(
      [artifacts, expect.map(({ least }) => least), buildTag, artifact, outputDirectory],
      [['wheels*', '!*mac*'], [1, 2], 'Automated', 'set', 'out'],
    )
  })

  it('go by the variables of the run', () => {
    const variables = {
      'Build.BuildId': '7',
      'Build.SourceBranch': 'refs/tags/v1',
      'System.JobId': 'j',
      'System.JobAttempt': '2',
      'System.PhaseName': 'collect',
    }
    const { buildId, branch, job, where } = read({}, variables)
    assert.deepEqual([buildId, branch, job, where.attempt, where.job], ['7', 'refs/tags/v1', 'j', 2, 'collect'])
  })

  it('attach nothing where the artifact is passed empty', () => assert.equal(read({ artifact: '' }).artifact, ''))

  for (const tag of ['a b', 'v1/2', 'ä', 'a;b', 'x'.repeat(101), 'a&b=c', '.', '..'])
    it(`refuse the tag '${tag.slice(0, 10)}'`, () =>
      assert.equal(
        problemCode(() => read({ buildTag: tag })),
        'INPUT_INVALID',
      ))

  for (const [input, value, code] of [
    ['expect', '*.whl', 'INPUT_INVALID'],
    ['artifacts', '{a', 'INPUT_INVALID'],
    ['packages', '.', 'INPUT_INVALID'],
    ['suites', 'ci/suites.yml', 'INPUT_INVALID'],
    ['testCommand', 'pytest', 'INPUT_INVALID'],
    ['expects', '*.whl = 1', 'INPUT_UNKNOWN'],
  ] as const)
    it(`refuse ${input}: ${value}`, () =>
      assert.equal(
        problemCode(() => read({ [input]: value })),
        code,
      ))

  for (const [input, value] of [
    ['expect', '*.whl = 1'],
    ['buildTag', 'Automated'],
    ['artifacts', 'wheels*'],
  ] as const)
    it(`refuse ${input} in the mode build`, () =>
      assert.equal(
        problemCode(() => readInputs(askOf({ packages: '.', [input]: value }))),
        'INPUT_INVALID',
      ))
})

describe('isCollect', () => {
  it('goes by the mode', () =>
    assert.deepEqual(
      ['collect', 'Collect', 'build', ''].map((mode) => isCollect(askOf({ mode }))),
      [true, true, false, false],
    ))
})
