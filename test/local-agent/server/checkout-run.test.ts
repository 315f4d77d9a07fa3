import assert from 'node:assert/strict'
import { pathToFileURL } from 'node:url'
import type { LocalFile } from '../../../local-agent/server/local-file.ts'
import { type GitHost, gitHost } from '../git-host.ts'
import { Place, resultsOf, said } from './runs.ts'

describe('a run that fetches what it builds', function () {
  this.timeout(60_000)
  const place = new Place()
  let host: GitHost
  let names: Readonly<Record<string, string>>
  before(() => {
    host = gitHost(place.folder)
    names = { [host.merge]: 'M', [host.main]: 'main', [host.change]: 'change', [host.tree.git('rev-parse', 'v1.0')]: 'v1.0' }
  })
  after(() => place.remove())

  const pullRequest = { number: '7', source: 'change', target: 'main', fork: false }
  const of = (local: Partial<LocalFile> = {}): { local: Partial<LocalFile> } => ({
    local: { repository: host.folder, pullRequest, ...local },
  })
  /** Commits by their names where they have one. */
  const named = (text: string): string => text.replaceAll(/\b[0-9a-f]{40}\b/g, (commit) => names[commit] ?? 'other')
  const TELL = [
    'echo "> $(git rev-parse HEAD) $(git log --format=%H | wc -l) $(git rev-parse --is-shallow-repository) $(git symbolic-ref -q HEAD || echo detached)"',
    'echo ">" $(git for-each-ref --format="%(refname)")',
    'echo ">" $(ls)',
  ]

  interface Case {
    readonly is: string
    readonly checkout: string
    readonly branch?: string
    readonly told: readonly string[]
  }
  const files = ['change.txt main.txt']
  const cases: readonly Case[] = [
    { is: 'of depth 1, the default', checkout: 'self', told: ['M 1 true detached', 'refs/remotes/origin/M', ...files] },
    {
      is: 'of depth 2, with both parents',
      checkout: 'self, fetchDepth: 2',
      told: ['M 3 true detached', 'refs/remotes/origin/M', ...files],
    },
    {
      is: 'whole, with all branches',
      checkout: 'self, fetchDepth: 0',
      told: ['M 5 false detached', 'refs/remotes/origin/change refs/remotes/origin/main refs/remotes/pull/7/merge', ...files],
    },
    {
      is: 'with tags and what they name',
      checkout: 'self, fetchTags: true',
      told: ['M 1 true detached', 'refs/remotes/origin/M refs/tags/v1.0', ...files],
    },
    {
      is: 'of a branch',
      checkout: 'self',
      branch: 'refs/heads/main',
      told: ['main 1 true detached', 'refs/remotes/origin/main', 'main.txt'],
    },
    {
      is: 'of a branch, whole, whose tags come with it: --prune-tags asks for them',
      checkout: 'self, fetchDepth: 0',
      branch: 'refs/heads/change',
      told: ['change 3 false detached', 'refs/remotes/origin/change refs/remotes/origin/main refs/tags/v1.0', ...files],
    },
    {
      is: 'of a tag',
      checkout: 'self, fetchDepth: 1',
      branch: 'refs/tags/v1.0',
      told: ['v1.0 1 true detached', 'refs/remotes/origin/v1.0', 'main.txt'],
    },
  ]
  for (const { is, checkout, branch, told } of cases)
    it(is, async () => {
      const steps = TELL.map((script) => `{ script: ${JSON.stringify(script)} }`)
      const how = branch === undefined ? of() : of({ pullRequest: undefined, branch })
      const report = await place.run(`steps: [ { checkout: ${checkout} }, ${steps.join(', ')} ]`, how)
      assert.deepEqual([report.code, said(report).map(named)], [0, told], report.log.join('\n'))
    })

  it('can be deepened by a step, and reach what it differs from', async () => {
    const script = 'git fetch --quiet --deepen=1 origin $(Build.SourceVersion) && echo ">" $(git diff --name-only HEAD^1)'
    const report = await place.run(`steps: [ { script: ${JSON.stringify(script)} } ]`, of())
    assert.deepEqual(said(report), ['change.txt'], report.log.join('\n'))
  })

  it('is of a repository that a command of the local file has made', async () => {
    const requires = [{ run: ['git', 'clone', '--quiet', '--mirror', host.folder, '$(out)/made'], says: 'No git.', remedy: '' }]
    const report = await place.run(`steps: [ { script: ${JSON.stringify(TELL[2])} } ]`, of({ repository: '$(out)/made', requires }))
    assert.deepEqual(said(report), files)
  })

  it('keeps the token of the job for later steps where it is told to, and shows it nobody', async () => {
    const tell = (checkout: string): string =>
      `steps: [ { checkout: ${checkout} }, { script: 'echo "> $(git config --get-regexp extraheader)"' } ]`
    const kept = await place.run(tell('self, persistCredentials: true'), of())
    assert.deepEqual(said(kept), [`http.${pathToFileURL(host.folder).href}.extraheader AUTHORIZATION: bearer ***`])
    assert.deepEqual(said(await place.run(tell('self'), of())), [''])
  })

  it('builds what is there when a failed job runs again', async () => {
    const yaml = 'steps: [ { script: echo "> $(Build.SourceVersion)" && test $(System.JobAttempt) = 2 } ]'
    assert.deepEqual(said(await place.run(yaml, of({ pullRequest: undefined }))).map(named), ['main'])
    const again = await place.run(yaml, { ...of({ pullRequest: undefined, branch: 'refs/heads/change' }), rerun: true })
    assert.deepEqual([again.code, said(again).map(named)], [0, ['change']])
  })

  it('tells steps of the pull request, as GitHub has it', async () => {
    const told = 'Build.Reason Build.SourceBranch Build.SourceVersion Build.Repository.Provider Build.Repository.Name'
    const hosts = 'TargetBranch PullRequestNumber SourceCommitId IsFork'.split(' ').map((name) => `System.PullRequest.${name}`)
    const line = [...told.split(' '), ...hosts].map((name) => `$(${name})`).join(' ')
    const report = await place.run(`steps: [ { checkout: none }, { script: echo "> ${line}" } ]`, of({ provider: 'GitHub' }))
    assert.deepEqual(said(report).map(named), ['PullRequest refs/pull/7/merge M GitHub local/host main 7 change False'])
  })

  it('gives a fork no secrets, nor what is made of them, and all others', async () => {
    const groups = { g: { word: 'w', Key: 'hunter3hunter3' } }
    const local = {
      groups,
      secrets: { TOKEN: 'hunter2hunter2', KEY: '' },
      variables: { plain: 'p', url: 'https://$(TOKEN)@host' },
    }
    const steps = `{ bash: 'echo "> $PLAIN $WORD $MAPPED $URL"', env: { MAPPED: $(TOKEN)$(KEY) } }`
    const yaml = `variables: [ { group: g } ]\nsteps: [ { checkout: none }, ${steps} ]`
    const other = await place.run(yaml, of(local))
    assert.deepEqual(said(other), ['p w *** https://***@host'])
    const fork = await place.run(yaml, of({ ...local, pullRequest: { ...pullRequest, fork: true } }))
    assert.deepEqual(said(fork), ['p w $(TOKEN)$(KEY) https://$(TOKEN)@host'])
  })

  it('takes a work tree as it lies, uncommitted work included, where it is no pull request', async () => {
    const { folder } = host
    host = { ...host, folder: host.tree.folder }
    try {
      host.tree.git('switch', '--quiet', 'main')
      place.write('../tree/new.txt', 'not committed')
      const report = await place.run(`steps: [ { script: 'echo ">" $(ls)' } ]`, of({ pullRequest: undefined }))
      assert.deepEqual(said(report), ['main.txt new.txt'])
      const merged = await place.run(`steps: [ { script: 'echo ">" $(ls)' } ]`, of())
      assert.deepEqual(said(merged), files)
    } finally {
      host = { ...host, folder }
    }
  })

  it('hands a plan to the legs of a job without stages, with their pool and their Python', async () => {
    const matrix = JSON.stringify({ one: { Pool: 'p', OSVmImage: 'ubuntu-24.04', PythonVersion: '3.x' }, two: { PythonVersion: '3' } })
    const yaml = `jobs:
- job: plan
  pool: { vmImage: ubuntu-24.04 }
  steps:
  - { checkout: self, fetchDepth: 2 }
  - bash: echo '##vso[task.setvariable variable=matrix;isOutput=true]${matrix}'
    name: gm
- job: build
  dependsOn: plan
  condition: and(succeeded(), ne(dependencies.plan.outputs['gm.hasJobs'], 'false'))
  pool: { name: $(Pool), vmImage: $(OSVmImage) }
  strategy: { matrix: "$[ dependencies.plan.outputs['gm.matrix'] ]" }
  steps:
  - { task: UsePythonVersion@0, inputs: { versionSpec: $(PythonVersion) } }
  - script: echo "> $(System.JobName) $(python -c 'import sys; print(sys.version_info[0])')"
`
    const report = await place.run(yaml, of())
    assert.deepEqual([report.code, [...said(report)].sort()], [0, ['one 3', 'two 3']], report.log.join('\n'))
    assert.deepEqual(Object.keys(resultsOf(report, 'Job')).sort(), [
      '__default.build.one',
      '__default.build.two',
      '__default.plan.__default',
    ])
  })
})
