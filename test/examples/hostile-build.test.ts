import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifest } from '../../core/build/manifest.ts'
import { loggingCommandOf } from '../../core/logging-command.ts'
import { root } from '../root.ts'
import { findPython } from '../servers/python.ts'
import { type Sshd, startSshd } from '../servers/sshd.ts'
import { project, type Project } from '../tasks/BuildWheels/projects.ts'
import { type OwnReport, OwnPipeline } from './own-pipeline.ts'

const hosts = ['here', 'there'] as const
type Where = (typeof hosts)[number]

/** Keeps what the task's own process says before the agent has masked or obeyed it. */
const tee = (file: string): string => `
const { appendFileSync } = require('node:fs')
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream)
  stream.write = (chunk, ...rest) => { appendFileSync(${JSON.stringify(file)} + process.env.AGENT_JOBNAME, chunk); return write(chunk, ...rest) }
}
require('./real.cjs')
`

describe('builds that mean harm', function () {
  this.timeout(240_000)
  let own: OwnPipeline
  let sshd: Sshd
  let report: OwnReport
  let honest: OwnReport
  const secrets = { vendor: 'very-secret-vendor-token', other: 'another-secret-value' }
  before(async function () {
    if (process.platform !== 'linux') this.skip()
    const python = execFileSync(findPython(this), ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    sshd = await startSshd(this)
    own = new OwnPipeline()
    own.write('repository/README', '')
    const extension = own.path('extension')
    cpSync(join(root, 'dist'), extension, { recursive: true })
    const task = join(extension, 'tasks/BuildWheels')
    copyFileSync(join(task, 'main.cjs'), join(task, 'real.cjs'))
    writeFileSync(join(task, 'main.cjs'), tee(own.path('raw-')))
    const jobs = hosts.map((where) => jobOf(where, python, sshd)).join('')
    lay('honest')
    honest = await own.run('harm', jobs, local(), { extension: join(root, 'dist') })
    lay('hostile')
    report = await own.run('harm', jobs, local(), { extension })
  })
  after(async () => {
    await sshd?.close()
    own?.remove()
  })

  const names = ['evil', 'good', 'raises', 'misnamed'] as const

  /** Writes the sdists of the same names, honest or not. */
  function lay(how: 'honest' | 'hostile'): void {
    for (const name of names) {
      const is = project({ name, ...(how === 'honest' && /raises|misnamed/.test(name) ? { fault: 'raises' as const } : {}) })
      const told = how === 'hostile' && name !== 'good' ? hostile(name, is) : is
      copyFileSync(own.sdist(told).path, own.path(`repository/${name}-1.0.tar.gz`))
    }
  }

  function hostile(name: string, is: Project): Project {
    const more = {
      saw: own.path('saw'),
      [name]: true,
      plants: [
        ...['out', 'links', 'fetched', 'src'].map((folder) => `../../good_1.0-3/${folder}/pwned-1.0-py3-none-any.whl`),
        '../../fetched/good_1.0-3/good-1.0-py3-none-any.whl',
      ],
      metadata: ['Summary: ##vso[task.setvariable variable=pwned]yes', 'Keywords: ##[error]pwned'],
      modules: { [`${name}.py`]: '', [`${name}/##vso[task.complete result=Failed;]pwned`]: 'x' },
    }
    const build = '[build-system]\nrequires = []\nbuild-backend = "hostile_backend"\nbackend-path = ["."]\n'
    const backend = readFileSync(join(root, 'test/fixtures/project/hostile_backend.py'), 'utf8')
    return { ...is, ...more, files: { 'pyproject.toml': build, 'hostile_backend.py': backend } }
  }

  const jobOf = (where: Where, python: string, { hostKey }: Sshd): string => `
- job: ${where}
  steps:
  - task: BuildWheels@1
    name: build
    inputs:
      packages: |
${names.map((name) => `        ${name}-1.0.tar.gz`).join('\n')}
      pythons: 3 = ${python}
      onFailure: continue
      importCheck: never
${where === 'here' ? '' : `      host: ssh\n      sshConnection: farm\n      knownHosts: ${hostKey}\n`}
    env:
      VENDOR: $(vendor)
      SYSTEM_ACCESSTOKEN: $(System.AccessToken)
  - script: echo 'variable $(pwned)' path "$PATH"
`
  const local = () => ({
    secrets,
    connections: {
      farm: {
        type: 'ssh',
        url: '',
        scheme: 'UsernamePassword',
        parameters: { username: sshd.address().user, password: '' },
        data: { host: '127.0.0.1', port: String(sshd.port), privateKey: readFileSync(sshd.keyFile, 'utf8') },
      },
    },
  })

  /** All records of a job, as far as they are the same in every run. */
  const timeline = ({ run }: OwnReport) =>
    run.records.map(({ type, name, identifier, result, state, errorCount, warningCount, outputs }) => ({
      about: [type, name, identifier, result, state, errorCount, warningCount],
      outputs: [...outputs].map(([key, { secret, value }]) => [key, secret, /directory/i.test(key) ? '' : value]),
    }))

  it('change no result, no output and no variable of the run: it is told as one that fails honestly', () => {
    assert.equal(report.result, 'succeededWithIssues', report.log.join('\n'))
    assert.deepEqual(timeline(report), timeline(honest))
    assert.equal(report.log.filter((line) => /(?:^|\| )variable \$\(pwned\) path (?!.*\/pwned)/.test(line)).length, 2)
  })

  it('get into what is attached nothing but their own wheel and log', () => {
    const files = ({ run }: OwnReport) => run.artifacts.map(({ name, files: all }) => [name, [...all.keys()].sort()])
    assert.deepEqual(files(report), files(honest))
    for (const { files: all } of report.run.artifacts) {
      const manifest = parseManifest(Buffer.from(all.get('manifest.json') ?? []).toString(), 'manifest')
      assert.deepEqual(
        [manifest.files.map((file) => file.name), manifest.failures.length],
        [['evil-1.0-py3-none-any.whl', 'good-1.0-py3-none-any.whl'], 2],
      )
    }
  })

  it('change no byte of another row', () => {
    const digests = ({ run }: OwnReport) =>
      run.artifacts.map(({ files }) => Buffer.from(files.get('good-1.0-py3-none-any.whl') ?? []).toString('base64'))
    assert.deepEqual(digests(report), digests(honest))
  })

  for (const where of hosts)
    it(`say nothing that an agent would obey, in the task's own output: ${where}`, () => {
      const lines = readFileSync(own.path(`raw-${where}`), 'utf8').split(/\r\n|\r|\n/)
      const commands = lines.filter((line) => /##\s*vso\[/i.test(line))
      assert.ok(lines.some((line) => line.includes('#_#vso[task.complete result=Failed;]pwned')))
      assert.deepEqual(
        commands.filter((line) => !line.startsWith('##vso[') || line.slice(2).includes('##vso[')),
        [],
      )
      const count = (name: string): number => commands.filter((line) => loggingCommandOf(line) === name).length
      assert.deepEqual([count('task.complete'), count('task.setvariable')], [1, 5])
      assert.deepEqual(
        commands.filter((line) => line.includes('pwned') && !/^##vso\[task\.(?:logissue type=warning|debug)/.test(line)),
        [],
      )
      assert.deepEqual(
        lines.filter((line) => line.startsWith('##[') && (line.includes('pwned') || !/^##\[(?:group|endgroup|section)\]/.test(line))),
        [],
      )
    })

  it('see no secret: not in their environment, not in that of the programs above them, not in private files', () => {
    const saw = readFileSync(own.path('saw'), 'utf8')
    assert.match(saw, /^program .*main\.cjs/m)
    for (const secret of Object.values(secrets)) assert.ok(!saw.includes(secret))
    assert.deepEqual(saw.match(/(?:SECRET_|ENDPOINT_|INPUT_|SYSTEM_ACCESSTOKEN|AccessToken)\S*/g) ?? [], [])
    const key = readFileSync(sshd.keyFile, 'utf8').split('\n')
    assert.deepEqual(
      key.filter((line) => line.length > 60 && saw.includes(line)),
      [],
    )
  })
})
