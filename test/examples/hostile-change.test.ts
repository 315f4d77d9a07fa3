import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { gitHost } from '../local-agent/git-host.ts'
import { findPython } from '../servers/python.ts'
import { filesWith, OwnPipeline, type OwnReport } from './own-pipeline.ts'
import { issues, output } from './example.ts'

const secret = 'hunter2hunter2'
const command = '##vso[task.setvariable variable=taken;isoutput=true]1'
/** Names of files and folders that would be read as something else by a log, a shell, git or a summary. */
const names = [command, `a\n${command}\nb`, `%0D%0A${command}`, '$(whoami)', '"q\'`|<b>&', '\u001b[31mred', '--output=taken', '[x](y)', ' ']
/** Takes what there is to take, of a step that asks it for its name. */
const setup = (seen: string): string => `import os, sys
for to in (sys.stdout, sys.stderr): to.write(${JSON.stringify(`\n${command}\n`)})
with open(${JSON.stringify(seen)}, "w") as to: to.write(repr(dict(os.environ)))
from setuptools import setup
setup(name="grab" + "ber", version="1.0", install_requires=["${command.replaceAll('"', '')}", "plain"])
`
const declared = (name: string): string => `[project]\nname = "${name}"\nversion = "1.0"\n`
const values = [...names, '$(System.AccessToken)', '$(TOKEN)', '$[variables.TOKEN]', '\\u0024(TOKEN)']

const files = (seen: string): Readonly<Record<string, string>> => ({
  'pkgs/plain/pyproject.toml': declared('plain'),
  'pkgs/grabber/setup.py': setup(seen),
  ...Object.fromEntries(names.map((name, at) => [`pkgs/x${name}/pyproject.toml`, declared(`named-${at}`)])),
  'm.yml': JSON.stringify({ displayNames: { [command]: command }, matrix: { Value: values } }),
  'rules.yml': `shared: ['other/**']\nrules: [{ paths: ${JSON.stringify(`*${command}`)}, packages: ${JSON.stringify(`x${command}`)} }]\n`,
})
const jobs = `- job: plan
  steps:
  - { checkout: self, fetchDepth: 2 }
  - task: GenerateMatrix@1
    name: gm
    inputs: { mode: changes, matrixConfigs: '[{ Path: m.yml }]', rules: rules.yml, diffOutput: $(Agent.TempDirectory)/diff.json }
    env: { TOKEN: $(TOKEN) }
  - { bash: "echo 'told [$(gm.taken)]'" }
`

describe('a pull request that means harm, through the built task', function () {
  this.timeout(60_000)
  const own = new OwnPipeline()
  let report: OwnReport
  before(async function () {
    if (process.platform === 'win32') this.skip()
    findPython(this)
    const host = gitHost(own.folder, { files: files(own.path('seen.txt')), changes: `other/a\n${command}` })
    const pullRequest = { number: '7', source: 'change', target: 'main', fork: false }
    report = await own.run('hostile', jobs, { repository: host.folder, pullRequest, secrets: { TOKEN: secret } })
  })
  after(() => own.remove())

  it('is planned as it is: nothing of it is lost, and nothing of it is obeyed', () => {
    assert.deepEqual([report.code, issues(report, 'error')], [0, []], report.log.join('\n'))
    const matrix = JSON.parse(output(report, 'gm.matrix') ?? 'null') as Record<string, Record<string, string>>
    const placed = Object.values(matrix).flatMap((cells) => (cells['ArtifactPackageNames'] ?? '').split(','))
    assert.deepEqual(placed.sort(), [...names.map((_, at) => `named-${at}`), 'grabber', 'plain'].sort())
    assert.equal(output(report, 'gm.taken'), undefined)
    assert.ok(report.log.some((line) => line.endsWith('told [$(gm.taken)]')))
    const spoken = report.log.filter((line) => line.includes('vso[task.setvariable variable=taken'))
    assert.ok(spoken.length > names.length)
    for (const line of spoken) assert.match(line, /#_#vso/)
  })

  it('sees no secret', () => {
    assert.deepEqual(
      filesWith(['PATH'], own.folder).filter((path) => path === 'seen.txt'),
      ['seen.txt'],
    )
    assert.doesNotMatch(readFileSync(own.path('seen.txt'), 'utf8'), /INPUT_|SECRET_|ENDPOINT_|ACCESSTOKEN|TOKEN/i)
    assert.deepEqual([filesWith([secret], report.work), filesWith([secret], own.path('out'))], [[], []])
    assert.ok(!report.log.some((line) => line.includes(secret)))
  })
})
