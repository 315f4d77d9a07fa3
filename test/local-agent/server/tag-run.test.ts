import assert from 'node:assert/strict'
import { Mistake } from '../../../local-agent/mistake.ts'
import { type GitHost, gitHost } from '../git-host.ts'
import { Place, resultsOf, said } from './runs.ts'

describe('a run of a tag', function () {
  this.timeout(60_000)
  const place = new Place()
  let host: GitHost
  before(() => (host = gitHost(place.folder)))
  after(() => place.remove())
  const tag = {
    local: {
      get repository() {
        return host.folder
      },
    },
    branch: 'refs/tags/v1.0',
  }
  const tell = 'echo "> $(Build.Reason) $(Build.SourceBranch) $(Build.SourceBranchName) $(git rev-parse HEAD)"'
  const told = (): string => `Manual refs/tags/v1.0 v1.0 ${host.tree.git('rev-parse', 'v1.0^{commit}')}`

  it('is asked for on the command line, and goes on as one', async () => {
    const yaml = `steps: [ { bash: '${tell}' }, { bash: test $(System.JobAttempt) = 2 } ]`
    const first = await place.run(yaml, tag)
    assert.deepEqual([first.code, said(first), first.run.sourceBranch], [1, [told()], 'refs/tags/v1.0'])
    await assert.rejects(
      place.run(yaml, { ...tag, branch: 'refs/heads/main', rerun: true }),
      (error) => error instanceof Mistake && /was of refs\/tags\/v1\.0/.test(error.message),
    )
    const again = await place.run(yaml, { local: tag.local, rerun: true })
    assert.deepEqual([again.code, said(again)], [0, [told()]])
  })

  it('has conditions of tags, and is tagged', async () => {
    const yaml = `jobs:
- { job: tagged, condition: "startsWith(variables['Build.SourceBranch'], 'refs/tags/')", steps: [ { checkout: none }, { bash: 'echo "##vso[build.addbuildtag]Automated"' } ] }
- { job: other, condition: "eq(variables['Build.SourceBranchName'], 'main')", steps: [ { checkout: none }, { bash: exit 1 } ] }`
    const report = await place.run(yaml, tag)
    assert.deepEqual(resultsOf(report, 'Phase'), { '__default.tagged': 'succeeded', '__default.other': 'skipped' })
    assert.deepEqual([...report.run.tags], ['Automated'])
    assert.ok(report.log.includes('Build tags: Automated'))
    // Whoever takes runs of this pipeline finds the tag of the last one.
    const yamlOfRelease =
      'resources: { pipelines: [ { pipeline: build, trigger: { branches: { include: [refs/tags/*] }, tags: [Automated] } } ] }\nsteps: [ { checkout: none }, { bash: echo "> $(resources.pipeline.build.sourceBranch)" } ]'
    const local = { pipelines: { build: `${place.folder}/out` }, reason: 'ResourceTrigger' }
    assert.deepEqual(said(await place.run(yamlOfRelease, { local, out: `${place.folder}/release` })), ['refs/tags/v1.0'])
    await place.run(yaml, { local: tag.local })
    await assert.rejects(place.run(yamlOfRelease, { local, out: `${place.folder}/release` }), Mistake)
  })
})

describe('a variable group', () => {
  const place = new Place()
  after(() => place.remove())

  it('gives its secrets to the jobs that name it, and nobody sees them', async () => {
    const groups = { pypi: { TWINE_USERNAME: '__token__', TWINE_PASSWORD: { secret: 'pypi-$(word)' } } }
    const show =
      '{ bash: \'echo "> $(TWINE_USERNAME) $(TWINE_PASSWORD) $MAPPED ${TWINE_PASSWORD-unset} $(other)"; test "$MAPPED" = "$WANTED"\', env: { MAPPED: $(TWINE_PASSWORD), WANTED: $(wanted) } }'
    const yaml = `stages:
- stage: build
  jobs: [ { job: wheels, variables: { wanted: "" }, steps: [ { checkout: none }, { bash: 'echo "> \${TWINE_USERNAME-none}"' } ] } ]
- stage: publish
  jobs:
  - deployment: pypi
    environment: pypi
    variables: [ { group: pypi }, { name: wanted, value: pypi-sésame1 }, { name: other, value: "token=$(TWINE_PASSWORD)" } ]
    strategy: { runOnce: { deploy: { steps: [ { download: none }, ${show} ] } } }`
    const report = await place.run(yaml, { local: { groups, variables: { word: 'sésame1' } }, approve: true })
    assert.equal(report.code, 0, report.log.join('\n'))
    assert.deepEqual(said(report), ['none', '__token__ *** *** unset ***'])
    assert.ok(!report.log.join().includes('pypi-sésame1'))
  })

  it('is told of where its secret was uploaded', async () => {
    const groups = { g: { key: { secret: 'hunter2hunter2' } } }
    const steps = "[ { checkout: none }, { bash: 'echo hunter2hunter2 > leak.txt' }, { publish: leak.txt, artifact: a } ]"
    const report = await place.run(`variables: [ { group: g } ]\nsteps: ${steps}`, { local: { groups } })
    assert.ok(report.log.includes('##[warning]a/leak.txt holds the secret key of group g: nothing masks it there.'), report.log.join('\n'))
  })
})

describe('a limit of legs', () => {
  const place = new Place()
  after(() => place.remove())
  const yaml = (limit: string): string => `jobs:
- { job: plan, steps: [ { checkout: none }, { name: s, bash: 'echo "##vso[task.setvariable variable=n;isOutput=true]${limit}"' } ] }
- job: test
  dependsOn: plan
  strategy: { parallel: 3, maxParallel: "$[ dependencies.plan.outputs['s.n'] ]" }
  steps: [ { checkout: none }, { bash: 'mkdir $(out)/one && sleep 0.1 && rmdir $(out)/one' } ]`

  it('comes from another job', async () => {
    const report = await place.run(yaml('1'), { jobs: 3 })
    assert.equal(report.code, 0, report.log.join('\n'))
  })

  for (const limit of ['two', '-1', '1.5'])
    it(`is not ${limit}`, async () => {
      const report = await place.run(yaml(limit), { jobs: 3 })
      assert.equal(resultsOf(report, 'Phase')['__default.test'], 'failed')
      assert.ok(report.log.some((line) => line.includes(`maxParallel is '${limit}', which is no whole number`)))
    })
})
