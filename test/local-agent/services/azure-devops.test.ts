import assert from 'node:assert/strict'
import type { RunRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, signInPage, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { picked } from './picked.ts'
import { ada, runOf } from './run.ts'
import { unzip } from './unzip.ts'

const token = 'job-token'

describe('Azure DevOps: plain REST', () => {
  let run: RunRecord
  let service: AzureDevOps

  beforeEach(async () => {
    run = runOf()
    service = await startAzureDevOps(run, { token })
  })
  afterEach(() => service.close())

  const ask = (path: string, more: RequestInit = {}, root = service.url): Promise<Response> =>
    fetch(new URL(path, root), { redirect: 'manual', headers: { authorization: `Bearer ${token}` }, ...more })
  const get = async (path: string): Promise<unknown> => {
    const answer = await ask(path)
    assert.equal(answer.status, 200, path)
    return answer.json()
  }
  const project = 'cccccccc-0000-4000-8000-000000000001'
  const build = `${project}/_apis/build/builds/42`

  for (const [who, headers] of [
    ['nobody', {}],
    ['another token', { authorization: 'Bearer other' }],
    ['the token as a password', { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` }],
  ] as const) {
    it(`refuses ${who} everywhere`, async () => {
      for (const path of ['_apis/resourceAreas', build, `${build}/artifacts?artifactName=wheels.build%2B1&$format=zip`]) {
        assert.equal((await ask(path, { headers })).status, 401)
      }
    })
  }

  for (const path of [
    'My%20Wheels/_apis/build/builds/43',
    'Other/_apis/build/builds/42',
    'Other/_apis/pipelines/approvals/approval-2',
    `${build}/nothing`,
    `${build}/artifacts?artifactName=absent`,
    `${build}/timeline/absent`,
    `${project}/_apis/pipelines/approvals/absent`,
    `${project}/_apis/pipelines/checks/runs/stage-2`,
    '../_apis/resourceAreas',
  ]) {
    it(`says in JSON that it does not have ${path}`, async () => {
      const answer = await ask(path)
      assert.equal(answer.status, 404)
      const texts = picked(await answer.json(), 'message', 'typeKey')
      assert.deepEqual(
        texts.map((text) => typeof text),
        ['string', 'string'],
      )
    })
  }

  it('shows the build while it runs', async () => {
    const shown = await get('My%20Wheels/_apis/build/builds/42?api-version=7.1')
    assert.deepEqual(picked(shown, 'id', 'status', 'result', 'finishTime', 'reason'), [
      42,
      'inProgress',
      undefined,
      undefined,
      'individualCI',
    ])
    assert.deepEqual(picked(shown, 'sourceBranch', 'sourceVersion', 'orchestrationPlan.planId'), [
      run.sourceBranch,
      run.sourceVersion,
      run.planId,
    ])
    assert.deepEqual(picked(shown, 'definition.id', 'repository.type', 'project.id', 'tags'), [7, 'TfsGit', project, ['Automated']])
    assert.deepEqual(picked(shown, 'requestedFor'), [{ ...ada, isContainer: false }])
  })

  for (const [result, spelt] of [
    ['succeeded', 'succeeded'],
    ['succeededWithIssues', 'partiallySucceeded'],
    ['failed', 'failed'],
    ['canceled', 'canceled'],
    ['abandoned', 'failed'],
    ['skipped', 'none'],
  ] as const) {
    it(`spells a run that ${result} as a build that ${spelt}`, async () => {
      run.status = 'completed'
      run.result = result
      assert.deepEqual(picked(await get(build), 'status', 'result', 'finishTime'), ['completed', spelt, '2026-11-21T10:05:00.000Z'])
    })
  }

  it('shows the timeline', async () => {
    const timeline = await get(`${build}/timeline`)
    assert.deepEqual(picked(timeline, 'id', 'records.length'), [run.planId, run.records.length])
    const [task] = picked(timeline, 'records.3')
    assert.deepEqual(picked(task, 'type', 'identifier', 'parentId', 'attempt'), ['Task', 'make', 'job-1', 1])
    assert.deepEqual(picked(task, 'state', 'result', 'warningCount'), ['completed', 'succeededWithIssues', 1])
    assert.deepEqual(picked(task, 'task'), [{ id: 'eeeeeeee-0000-4000-8000-000000000001', name: 'BuildWheels', version: '1.2.3' }])
    assert.deepEqual(picked(task, 'issues'), [[{ type: 'warning', category: 'General', message: 'beware', data: { type: 'warning' } }]])
    const [stage] = picked(timeline, 'records.4')
    assert.deepEqual(picked(stage, 'id', 'parentId', 'state', 'result', 'startTime', 'task'), [
      'stage-2',
      null,
      'pending',
      null,
      null,
      null,
    ])
  })

  it('shows all attempts in the timeline that earlier ones are said to be in', async () => {
    const timeline = await get(`${build}/timeline/${run.planId}`)
    assert.deepEqual(picked(timeline, 'id', 'records.length'), [run.planId, run.records.length])
  })

  it('lists artifacts, and gives the zip that a downloadUrl names', async () => {
    const listed = await get(`${build}/artifacts?api-version=7.1`)
    assert.deepEqual(picked(listed, 'count', 'value.0.name', 'value.0.source'), [1, 'wheels.build+1', 'job-1'])
    const [resource] = picked(listed, 'value.0.resource')
    assert.deepEqual(picked(resource, 'type', 'data', 'properties.artifactsize'), ['Container', '#/4201/wheels.build+1', '11'])
    const url = String(picked(resource, 'downloadUrl')[0])
    assert.ok(url.startsWith(service.url) && url.endsWith('&%24format=zip'), url)
    const answer = await ask(url)
    assert.equal(answer.headers.get('content-type'), 'application/zip')
    assert.deepEqual(await unzip(Buffer.from(await answer.arrayBuffer())), {
      'wheels.build+1/': '',
      'wheels.build+1/a.whl': 'first',
      'wheels.build+1/deep/ü.whl': 'second',
    })
  })

  it('gives one artifact by name, as JSON', async () => {
    const artifact = await get(`${build}/artifacts?artifactName=Wheels.Build%2b1`)
    assert.deepEqual(picked(artifact, 'name', 'resource.properties.artifactsize'), ['wheels.build+1', '11'])
  })

  const pipelines = `${project}/_apis/pipelines`

  it('shows a pending approval, steps when asked for them', async () => {
    const approval = await get(`${pipelines}/approvals/approval-2?$expand=steps&api-version=7.1`)
    assert.deepEqual(picked(approval, 'id', 'status', 'pipeline.id', 'pipeline.owner.id'), ['approval-2', 'pending', '7', 42])
    assert.deepEqual(picked(approval, 'steps.0.status', 'steps.0.actualApprover', 'steps.0.assignedApprover.isContainer'), [
      'pending',
      undefined,
      true,
    ])
    assert.deepEqual(picked(approval, 'createdOn', 'steps.0.initiatedOn'), ['2026-11-21T10:06:00.000Z', '2026-11-21T10:06:00.000Z'])
    assert.deepEqual(picked(await get(`${pipelines}/approvals/approval-2`), 'steps'), [undefined])
  })

  const approve = (): void => {
    const [approval] = run.approvals
    Object.assign(approval ?? {}, { status: 'approved', approver: ada, approvedOn: '2026-11-21T11:00:00.000Z', comment: 'code 7Q4K' })
  }

  it('shows who approved, when, and what they wrote', async () => {
    approve()
    const approval = await get(`${pipelines}/approvals/APPROVAL-2?$expand=steps&api-version=7.1`)
    assert.deepEqual(picked(approval, 'status', 'lastModifiedOn'), ['approved', '2026-11-21T11:00:00.000Z'])
    const [step] = picked(approval, 'steps.0')
    assert.deepEqual(picked(step, 'actualApprover'), [{ ...ada, isContainer: false }])
    assert.deepEqual(picked(step, 'status', 'comment', 'lastModifiedOn'), ['approved', 'code 7Q4K', '2026-11-21T11:00:00.000Z'])
  })

  for (const [how, change, status] of [
    ['undecided', () => undefined, 'running'],
    ['approved', approve, 'approved'],
    ['rejected', () => Object.assign(run.approvals[0] ?? {}, { status: 'rejected' }), 'rejected'],
  ] as const) {
    it(`shows the check suite of a checkpoint: ${how}`, async () => {
      change()
      const suite = await get(`${pipelines}/checks/runs/check-2?$expand=resources&api-version=7.1-preview.1`)
      assert.deepEqual(picked(suite, 'id', 'status', 'checkRuns.length'), ['check-2', status, 1])
      assert.deepEqual(picked(suite, 'context.GraphNode'), [{ Id: 'stage-2', Name: 'publish', Attempt: 1 }])
      const owner = picked(suite, 'context.PlanId', 'context.Project.Id', 'context.Pipeline.Id', 'context.Pipeline.Owner.Id')
      assert.deepEqual(owner, [run.planId, project, '7', 42])
      const [check] = picked(suite, 'checkRuns.0')
      assert.deepEqual(picked(check, 'id', 'status'), ['approval-2', status])
      const [environment] = picked(await get(`${pipelines}/environments?name=pypi&api-version=7.1-preview.1`), 'value.0')
      assert.deepEqual(picked(check, 'checkConfigurationRef.resource'), [
        { type: 'environment', id: String(picked(environment, 'id')[0]), name: 'PyPI' },
      ])
      assert.deepEqual(picked(check, 'checkConfigurationRef.type.id'), ['8c6f20a7-a545-4486-9777-f762fafe0d4d'])
    })
  }

  it('tells the checks that an environment asks for, under the id and version that a suite names', async () => {
    const suite = await get(`${pipelines}/checks/runs/check-2?api-version=7.1-preview.1`)
    const [reference, id] = picked(suite, 'checkRuns.0.checkConfigurationRef', 'checkRuns.0.checkConfigurationRef.resource.id')
    const of = (type: string, at: unknown, more = ''): string =>
      `${pipelines}/checks/configurations?resourceType=${type}&resourceId=${String(at)}${more}&api-version=7.1-preview.1`
    const [plain] = picked(await get(of('environment', id)), 'value.0')
    assert.deepEqual(picked(plain, 'id', 'version'), picked(reference, 'id', 'version'))
    assert.deepEqual(picked(plain, 'settings'), [undefined])
    const settings = picked(await get(of('environment', id, '&$expand=settings')), 'value.0.settings.minRequiredApprovers')
    assert.deepEqual(settings, [1])
    assert.deepEqual(picked(await get(of('environment', 1)), 'count'), [0])
    assert.deepEqual(picked(await get(of('variablegroup', id)), 'count'), [0])
  })

  it('knows the environments that runs ask for, all and by name', async () => {
    const at = (query: string): string => `${pipelines}/environments?${query}api-version=7.1-preview.1`
    assert.deepEqual(picked(await get(at('')), 'value.0.name', 'count'), ['PyPI', 1])
    assert.deepEqual(picked(await get(at('name=other&')), 'count'), [0])
  })

  it('wants to hear that configurations and environments are in preview', async () => {
    for (const path of ['checks/configurations?resourceType=environment&resourceId=1&', 'environments?'])
      assert.equal((await ask(`${pipelines}/${path}api-version=7.1`)).status, 400)
  })

  it('wants to hear that check suites are in preview', async () => {
    assert.equal((await ask(`${pipelines}/checks/runs/check-2?api-version=7.1`)).status, 400)
  })

  describe('with a blob store behind it', () => {
    let redirecting: AzureDevOps
    beforeEach(async () => {
      redirecting = await startAzureDevOps(run, { token, blobRedirect: true })
    })
    afterEach(() => redirecting.close())
    const where = async (): Promise<URL> => {
      const answer = await ask(`${build}/artifacts?artifactName=wheels.build%2B1&$format=zip`, {}, redirecting.url)
      assert.equal(answer.status, 302)
      return new URL(answer.headers.get('location') ?? '')
    }

    it('sends a download to another origin, which serves it without credentials', async () => {
      const blob = await where()
      assert.notEqual(blob.origin, new URL(redirecting.url).origin)
      const answer = await fetch(blob)
      assert.equal(Object.keys(await unzip(Buffer.from(await answer.arrayBuffer()))).length, 3)
    })

    it('turns away whoever shows the blob store a token', async () => {
      assert.equal((await fetch(await where(), { headers: { authorization: `Bearer ${token}` } })).status, 403)
    })

    it('turns away a URL that it did not sign', async () => {
      const blob = await where()
      blob.searchParams.set('sig', '00')
      assert.equal((await fetch(blob)).status, 403)
    })
  })

  it('shows the page to sign in where the script says so', async () => {
    const faults = new FaultScript([{ path: /resourceAreas/, do: signInPage }])
    const shaky = await startAzureDevOps(run, { token, faults })
    const answer = await ask('_apis/resourceAreas', {}, shaky.url)
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [203, 'text/html; charset=utf-8'])
    assert.equal((await ask('_apis/resourceAreas', {}, shaky.url)).status, 200)
    assert.equal(shaky.requests.length, 2)
    await shaky.close()
  })
})
