import assert from 'node:assert/strict'
import type { LocalFile } from '../../local-agent/server/local-file.ts'
import { type GitHost, gitHost } from '../local-agent/git-host.ts'
import { issues, output } from './example.ts'
import { OwnPipeline, type OwnReport } from './own-pipeline.ts'

/** A plan whose index needs a connection, and all that comes of it, written as the documentation says. */
const jobs = (build: string): string => `- job: plan
  steps:
  - { checkout: self, fetchDepth: 2 }
  - task: GenerateMatrix@1
    name: gm
    inputs: { mode: wheels, store: 's3://wheels', awsConnection: wheels }
- job: build
  dependsOn: plan
  condition: and(succeeded(), ne(dependencies.plan.outputs['gm.hasJobs'], 'false'))
  strategy: { matrix: "$[ dependencies.plan.outputs['gm.matrix'] ]" }
  steps:
  - { task: BuildWheels@1, name: bw, inputs: { ${build} } }
- job: index
  dependsOn: build
  steps:
  - bash: echo "published"
`

describe('the pull request of a fork, through the built tasks', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  let host: GitHost
  before(() => (host = gitHost(own.folder)))
  after(() => own.remove())

  const run = (name: string, build: string, provider: LocalFile['provider']): Promise<OwnReport> =>
    own.run(name, jobs(build), {
      repository: host.folder,
      provider,
      pullRequest: { number: '7', source: 'change', target: 'main', fork: true },
      secrets: { TOKEN: 'hunter2hunter2' },
      connections: {
        wheels: { type: 'AWS', url: '', scheme: 'UsernamePassword', parameters: { username: 'AKIA', password: '$(TOKEN)' }, data: {} },
      },
    })
  const results = ({ run: { records } }: OwnReport): Record<string, string | undefined> =>
    Object.fromEntries(records.filter(({ type }) => type === 'Phase').map(({ name, result }) => [name, result]))

  const cases: readonly (readonly [how: string, build: string, provider: LocalFile['provider']])[] = [
    ['its legs`s job_data', 'onFailure: continue', 'TfsGit'],
    ['the sources, for the python of its leg', "packages: ., python: '$(PythonVersion)'", 'TfsGit'],
    ['the names of its legs`s packages', "packages: '$(ArtifactPackageNames)'", 'GitHub'],
  ]
  for (const [at, [how, build, provider]] of cases.entries())
    it(`is not green by a plan that was skipped, where the build is given ${how}`, async () => {
      const report = await run(`fork-${at}`, build, provider)
      assert.deepEqual(results(report), { plan: 'succeeded', build: 'failed', index: 'skipped' }, report.log.join('\n'))
      const [error, ...more] = issues(report, 'error')
      assert.match(error ?? '', /fork/)
      assert.deepEqual([report.code, more, report.run.artifacts, output(report, 'gm.matrix')], [1, [], [], undefined])
    })
})
