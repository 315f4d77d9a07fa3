import assert from 'node:assert/strict'
import type { LocalFile } from '../../local-agent/server/local-file.ts'
import { type GitHost, gitHost } from '../local-agent/git-host.ts'
import { issues, output } from './example.ts'
import { OwnPipeline } from './own-pipeline.ts'

const declared = (name: string, needs = ''): string => `[project]\nname = "${name}"\nversion = "1.0"\ndependencies = [${needs}]\n`
const files = {
  'libs/core/pyproject.toml': declared('core'),
  'libs/tool/pyproject.toml': declared('tool', '"core"'),
  'libs/other/pyproject.toml': declared('other'),
}

describe('a plan of changes from a checkout, through the built tasks', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  let host: GitHost
  before(() => (host = gitHost(own.folder, { files, changes: 'libs/core/core.py' })))
  after(() => own.remove())

  const pullRequest = { number: '7', source: 'change', target: 'main', fork: false }
  const plan = async (name: string, checkout: string, local: Partial<LocalFile>): Promise<unknown> => {
    const steps = `  - { checkout: ${checkout} }\n  - { task: GenerateMatrix@1, name: gm, inputs: { mode: changes } }`
    const report = await own.run(name, `- job: plan\n  steps:\n${steps}\n`, { repository: host.folder, ...local })
    assert.deepEqual([report.code, issues(report, 'error')], [0, []], report.log.join('\n'))
    const matrix = JSON.parse(output(report, 'gm.matrix') ?? 'null') as Record<string, Record<string, string>>
    return Object.values(matrix).map((cells) => cells['ArtifactPackageNames'])
  }

  const ways: readonly (readonly [way: string, checkout: string, provider: LocalFile['provider']])[] = [
    ['depth 1, which is deepened', 'self', 'TfsGit'],
    ['depth 2, where all is at hand', 'self, fetchDepth: 2', 'TfsGit'],
    ['the whole history', 'self, fetchDepth: 0', 'TfsGit'],
    ['depth 1 with tags', 'self, fetchTags: true', 'TfsGit'],
    ['depth 1 of GitHub, with the credentials kept', 'self, persistCredentials: true', 'GitHub'],
    ['depth 2 of GitHub', 'self, fetchDepth: 2', 'GitHub'],
  ]
  for (const [at, [way, checkout, provider]] of ways.entries())
    it(`has what a pull request changes and who needs it, at ${way}`, async () =>
      assert.deepEqual(await plan(`pull-request-${at}`, checkout, { provider, pullRequest }), ['core', 'tool']))

  it('has what a branch changed since its last green run', async () => {
    const branch = 'refs/heads/main'
    assert.deepEqual(await plan('branch', 'self', { branch }), ['core,other,tool'])
    assert.deepEqual(await plan('branch', 'self', { branch }), [])
  })
})
