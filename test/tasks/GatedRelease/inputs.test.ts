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
      source: undefined,
      artifacts: undefined,
      files: undefined,
      repository: { kind: 'index', uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' },
      policy: undefined,
      environment: '',
      minApprovers: undefined,
      requireCode: undefined,
      separationOfDuties: undefined,
      uploader: 'twine',
      twineRequirements: '',
      region: undefined,
      awsConnection: undefined,
      verifyUpload: 'both',
      dryRun: false,
      allowPullRequest: false,
    })
    assert.deepEqual(
      [job.run, job.planId, job.id, job.stageAttempt, job.pullRequest, job.classic],
      [7, 'orchestration', 'job', 1, false, undefined],
    )
  })

  it('leave to the plan what is not given for publish', () => {
    const inputs = inputsOf({ mode: 'publish', uploader: 'builtin' }, { 'Environment.Name': 'pypi' })
    const { repository, source, files, policy, minApprovers } = inputs
    assert.deepEqual([repository, source, files, policy, minApprovers, inputs.environment], [...Array.from({ length: 5 }), 'pypi'])
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
    ['a feed by its own input', { artifactFeed: 'p/f' }, 'repository', { kind: 'feed', project: 'p', feed: 'f' }],
    ['the text of a policy', { policy: 'approval:\n  minApprovers: 2' }, 'policy', 'approval:\n  minApprovers: 2'],
    ['what verifies an upload', { verifyUpload: 'pip' }, 'verifyUpload', 'pip'],
    ['that nothing verifies it', { verifyUpload: 'False' }, 'verifyUpload', 'none'],
    ['the name of a connection', { awsConnection: 'aws' }, 'awsConnection', 'awsConnection'],
  ] as const)
    it(`take ${what}`, () => assert.deepEqual(inputsOf(given, { 'Environment.Name': 'pypi' })[key], expected))

  it('know a pull request', () => assert.ok(inputsOf({}, { 'Build.Reason': 'PullRequest' }).job.pullRequest))
  it('do without an attempt of the stage', () => assert.equal(inputsOf({}, { 'System.StageAttempt': 'x' }).job.stageAttempt, undefined))

  it('know the run of a resource', () => {
    const { source } = inputsOf({ source: 'build' }, { 'resources.pipeline.build.runID': '12', 'resources.pipeline.build.pipelineID': '3' })
    assert.deepEqual([source?.run, source?.told.definition], [12, '3'])
  })

  describe('in a classic release', () => {
    const release = {
      'System.HostType': 'release',
      'Release.ReleaseId': '5',
      'Release.EnvironmentId': '50',
      'Release.EnvironmentName': 'PyPI',
      'Release.AttemptNumber': '2',
      'Release.DefinitionId': '4',
      'System.TeamProjectId': 'p',
      'release.primaryArtifactSourceAlias': '_spam',
      'release.artifacts._spam.buildId': '12',
    }
    it('come from its primary artifact, and know its stage', () => {
      const { source, job } = inputsOf({}, release)
      assert.equal(source?.run, 12)
      assert.deepEqual(job.classic, {
        release: 5,
        definition: 4,
        project: 'p',
        environment: 50,
        environmentName: 'PyPI',
        attempt: 2,
        deployment: undefined,
      })
    })
    it('go to the repository that publish names as plan does, for no plan is kept', () => {
      const given = { checkUrl: 'https://mirror.example.org/simple' }
      const { repository } = inputsOf({ mode: 'plan', ...given }, release)
      assert.ok(repository?.kind === 'index' && repository.checkUrl === given.checkUrl)
      assert.deepEqual(inputsOf({ mode: 'publish', ...given }, release).repository, repository)
    })
    it('know the deployment', () => assert.equal(inputsOf({}, { ...release, 'Release.DeploymentID': '9' }).job.classic?.deployment, 9))
    for (const name of [
      'Release.ReleaseId',
      'Release.DefinitionId',
      'Release.EnvironmentId',
      'Release.EnvironmentName',
      'Release.AttemptNumber',
      'System.TeamProjectId',
    ])
      it(`refuse to do without ${name}`, () =>
        assert.equal(
          problemCode(() => inputsOf({}, { ...release, [name]: '' })),
          'NOT_SUPPORTED',
        ))
    it('refuse to do without a source', () =>
      assert.equal(
        problemCode(() => inputsOf({}, { ...release, 'release.primaryArtifactSourceAlias': '' })),
        'INPUT_MISSING',
      ))
  })

  for (const [given, code, variables] of [
    [{ mode: 'pubish' }, 'INPUT_INVALID'],
    [{ source: 'build' }, 'INPUT_INVALID'],
    [{ source: 'latest' }, 'INPUT_INVALID'],
    [{ verifyUpload: 'maybe' }, 'INPUT_INVALID'],
    [{ repository: 'pypi', artifactFeed: 'f' }, 'INPUT_INVALID'],
    [{ uploader: 'pip' }, 'INPUT_INVALID'],
    [{ repository: 'pipy' }, 'INPUT_INVALID'],
    [{ repository: 'az://bucket' }, 'NOT_SUPPORTED'],
    [{ repository: 'https://host/' }, 'INPUT_MISSING'],
    [{ mode: 'publish', uploader: 'builtin', checkUrl: 'https://host/' }, 'INPUT_INVALID'],
    [{ mode: 'publish', uploader: 'builtin', endpointUrl: 'https://minio:9000' }, 'INPUT_INVALID'],
    [{ mode: 'verify', source: '7', endpointUrl: 'https://minio:9000' }, 'INPUT_INVALID'],
    [{ minApprovers: '0' }, 'INPUT_INVALID'],
    [{ minApprovers: 'two' }, 'INPUT_INVALID'],
    [{ requireCode: 'maybe' }, 'INPUT_INVALID'],
    [{ separationOfDuties: 'author' }, 'INPUT_INVALID'],
    [{ separationOfDuties: 'none, requester' }, 'INPUT_INVALID'],
    [{ separationOfDuties: ',' }, 'INPUT_INVALID'],
    [{ enviroment: 'pypi' }, 'INPUT_UNKNOWN'],
    [{}, 'INPUT_MISSING', { 'System.HostType': 'release' }],
    [{}, 'NOT_SUPPORTED', { 'System.JobId': '' }],
  ] as const)
    it(`refuse ${JSON.stringify(given)} ${JSON.stringify(variables ?? {})}`, () =>
      assert.equal(
        problemCode(() => inputsOf(given, variables)),
        code,
      ))
})

interface Manifest {
  readonly id: string
  readonly inputs: readonly { readonly name: string; readonly visibleRule?: string }[]
}

describe('task.json', () => {
  const json = JSON.parse(readFileSync(join(root, 'tasks/GatedRelease/task.json'), 'utf8')) as Manifest
  it('has the id by which the task knows itself', () => assert.equal(json.id, taskId))
  it('hides in other modes what publishing alone goes by, and nothing else', () =>
    assert.deepEqual(
      json.inputs.filter(({ visibleRule }) => visibleRule !== undefined).map(({ name }) => name),
      ['uploader', 'twineRequirements', 'verifyUpload', 'dryRun'],
    ))
})
