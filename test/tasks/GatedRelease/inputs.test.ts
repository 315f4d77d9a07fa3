import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { taskId } from '../../../tasks/GatedRelease/task-id.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { root } from '../../root.ts'
import { inputsOf } from './releasing.ts'

describe('the inputs of GatedRelease', () => {
  it('have defaults for a plan', () => {
    const { job, ...inputs } = inputsOf({})
    assert.deepEqual(inputs, {
      mode: 'plan',
      artifacts: undefined,
      files: undefined,
      repository: { uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' },
      environment: '',
      minApprovers: undefined,
      requireCode: true,
      separationOfDuties: ['requester', 'sourceRequester'],
      verifyUpload: true,
      dryRun: false,
      allowPullRequest: false,
    })
    assert.deepEqual([job.run, job.planId, job.id, job.stageAttempt, job.pullRequest], [7, 'orchestration', 'job', 1, false])
  })

  it('leave to the plan what is not given for publish', () => {
    const inputs = inputsOf({ mode: 'publish', uploader: 'builtin' }, { 'Environment.Name': 'pypi' })
    assert.deepEqual([inputs.repository, inputs.files, inputs.minApprovers, inputs.environment], [undefined, undefined, undefined, 'pypi'])
  })

  for (const [what, given, key, expected] of [
    ["the environment before the job's own", { environment: 'staging' }, 'environment', 'staging'],
    ["the job's own where the input is a macro of nothing", { environment: '$(Environment.Name)' }, 'environment', 'pypi'],
    ['lists by lines', { files: 'a*\n\n b* ' }, 'files', ['a*', 'b*']],
    ['no duties', { separationOfDuties: 'none' }, 'separationOfDuties', []],
    ['one duty in any case', { separationOfDuties: 'Requester' }, 'separationOfDuties', ['requester']],
    ['duties by blanks', { separationOfDuties: 'requester sourcerequester' }, 'separationOfDuties', ['requester', 'sourceRequester']],
    ['a number of approvers', { minApprovers: '2' }, 'minApprovers', 2],
    ['flags', { requireCode: 'False' }, 'requireCode', false],
  ] as const)
    it(`take ${what}`, () => assert.deepEqual(inputsOf(given, { 'Environment.Name': 'pypi' })[key], expected))

  it('know a pull request', () => assert.ok(inputsOf({}, { 'Build.Reason': 'PullRequest' }).job.pullRequest))
  it('do without an attempt of the stage', () => assert.equal(inputsOf({}, { 'System.StageAttempt': 'x' }).job.stageAttempt, undefined))

  for (const [given, code, variables] of [
    [{ mode: 'verify' }, 'NOT_SUPPORTED'],
    [{ mode: 'pubish' }, 'INPUT_INVALID'],
    [{ source: 'build' }, 'NOT_SUPPORTED'],
    [{ mode: 'publish' }, 'NOT_SUPPORTED'],
    [{ mode: 'publish', uploader: 'twine' }, 'NOT_SUPPORTED'],
    [{ uploader: 'pip' }, 'INPUT_INVALID'],
    [{ repository: 'pipy' }, 'INPUT_INVALID'],
    [{ repository: 's3://bucket' }, 'NOT_SUPPORTED'],
    [{ repository: 'https://host/' }, 'INPUT_MISSING'],
    [{ mode: 'publish', uploader: 'builtin', checkUrl: 'https://host/' }, 'INPUT_INVALID'],
    [{ minApprovers: '0' }, 'INPUT_INVALID'],
    [{ minApprovers: 'two' }, 'INPUT_INVALID'],
    [{ requireCode: 'maybe' }, 'INPUT_INVALID'],
    [{ separationOfDuties: 'author' }, 'INPUT_INVALID'],
    [{ separationOfDuties: 'none, requester' }, 'INPUT_INVALID'],
    [{ separationOfDuties: ',' }, 'INPUT_INVALID'],
    [{ enviroment: 'pypi' }, 'INPUT_UNKNOWN'],
    [{}, 'NOT_SUPPORTED', { 'System.HostType': 'release' }],
    [{}, 'NOT_SUPPORTED', { 'System.JobId': '' }],
  ] as const)
    it(`refuse ${JSON.stringify(given)} ${JSON.stringify(variables ?? {})}`, () =>
      assert.equal(
        problemCode(() => inputsOf(given, variables)),
        code,
      ))
})

describe('the id of the task', () => {
  it('is that of task.json', () => {
    const json = JSON.parse(readFileSync(join(root, 'tasks/GatedRelease/task.json'), 'utf8')) as { id: string }
    assert.equal(json.id, taskId)
  })
})
