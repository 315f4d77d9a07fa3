import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifest } from '../../core/build/manifest.ts'
import type { SuiteRun } from '../../core/suites/suite-run.ts'
import { loggingCommandOf } from '../../core/logging-command.ts'
import { root } from '../root.ts'
import { findPython } from '../servers/python.ts'
import { type Sshd, startSshd } from '../servers/sshd.ts'
import { filesWith, type OwnReport, OwnPipeline, processesOf } from './own-pipeline.ts'

const hosts = ['here', 'there'] as const

/** Keeps what the task's own process says before the agent has masked or obeyed it. */
const tee = (file: string): string => `
const { appendFileSync } = require('node:fs')
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream)
  stream.write = (chunk, ...rest) => { appendFileSync(${JSON.stringify(file)} + process.env.AGENT_JOBNAME, chunk); return write(chunk, ...rest) }
}
require('./real.cjs')
`

const suites = `
pries: { install: none, run: ['sh {project}/ci/says.sh {results}', 'sh {project}/ci/links.sh {results}', 'sh {project}/ci/looks.sh'] }
shows: { install: none, run: 'sh {project}/ci/shows.sh {results}', environmentPass: [VENDOR], allowFailure: true }
lasts: { install: none, run: 'sh {project}/ci/lasts.sh {results}', timeout: 1s, allowFailure: true }
`

const report = (name: string): string => `<testsuite name="s"><testcase classname="c" name="${name}"/></testsuite>`

/** A report that shows a secret in every place that a report has, one of them as numbers of its letters. */
const showing = `
letters=$(printf %s "$VENDOR" | od -An -v -tu1 | tr -s ' \\n' ' ' | sed 's/ \\([0-9]\\)/ \\&#\\1/g; s/\\([0-9]\\) /\\1;/g; s/\\([0-9]\\)$/\\1;/; s/ //g')
echo "it is $VENDOR"
cat >"$1/$VENDOR.xml" <<END
<testsuite name="$VENDOR"><properties><property name="p" value="$VENDOR"/></properties>
<testcase classname="$VENDOR" name="$VENDOR" file="$VENDOR" line="1"><failure message="$letters">$letters <![CDATA[$VENDOR]]></failure></testcase>
<system-out>$VENDOR</system-out></testsuite>
END
echo "<coverage><packages><package name='$VENDOR'><classes><class name='$VENDOR' filename='spam.py'><lines><line number='1' hits='1'/></lines></class>
<class name='x' filename='$VENDOR.py'><lines><line number='1' hits='1'/></lines></class></classes></package></packages></coverage>" >"$1/coverage.xml"
echo "<odd a='$letters'/>" >"$1/odd.xml"
echo "<cut $VENDOR" >"$1/cut-$VENDOR.xml"
echo "spam.py:1: error: $VENDOR"
exit 3
`

describe('suites that mean harm', function () {
  this.timeout(60_000)
  const secrets = { vendor: 'very-secret-vendor-token', other: 'another-secret-value' }
  let own: OwnPipeline
  let sshd: Sshd
  let told: OwnReport
  let marks: string
  before(async function () {
    if (process.platform !== 'linux') this.skip()
    const python = execFileSync(findPython(this), ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    sshd = await startSshd(this)
    own = new OwnPipeline()
    marks = own.path('marks')
    mkdirSync(marks)
    lay()
    const extension = own.path('extension')
    cpSync(join(root, 'dist'), extension, { recursive: true })
    const task = join(extension, 'tasks/BuildWheels')
    copyFileSync(join(task, 'main.cjs'), join(task, 'real.cjs'))
    writeFileSync(join(task, 'main.cjs'), tee(own.path('raw-')))
    told = await own.run('harm', hosts.map((where) => jobOf(where, python)).join(''), local(), { extension })
  })
  after(async () => {
    await sshd?.close()
    own?.remove()
  })

  function lay(): void {
    const command = '##vso[task.complete result=Failed;]pwned'
    own.write('outside/stolen.xml', report('stolen'))
    own.write('repository/pyproject.toml', "[project]\nname = 'spam'\nversion = '1.0'\n")
    own.write('repository/spam.py', 'x = 1\n')
    own.write('repository/ci/suites.yml', suites)
    own.write(
      'repository/ci/says.sh',
      `echo '${command}'; printf 'a\\r##vso[task.setvariable variable=pwned]yes\\r\\n'; echo '##[error]pwned' >&2
echo '${report(`${command}&#10;##vso[task.setvariable variable=pwned]yes`)}' >"$1/a.xml"`,
    )
    own.write(
      'repository/ci/links.sh',
      `echo '${report('own')}' >"$1/own.xml"; mkfifo "$1/fifo.xml"; mkdir "$1/folder.xml"
ln -s '${own.path('outside')}' "$1/folder"; ln -s '${own.path('outside/stolen.xml')}' "$1/stolen.xml"; ln -s /etc/passwd "$1/passwd.xml"; ln -s self.xml "$1/self.xml"`,
    )
    own.write('repository/ci/shows.sh', showing)
    own.write(
      'repository/ci/looks.sh',
      `pid=$$
while [ "$pid" -gt 1 ]; do
  tr '\\0' '\\n' <"/proc/$pid/environ" >>'${marks}/saw'; tr '\\0' ' ' <"/proc/$pid/cmdline" >>'${marks}/saw'
  pid=$(sed 's/.*) [A-Z] \\([0-9]*\\) .*/\\1/' "/proc/$pid/stat")
done`,
    )
    own.write(
      'repository/ci/lasts.sh',
      `echo '${report('before it hung')}' >"$1/a.xml"; trap '' TERM INT HUP
for one in 1 2; do sh -c "trap '' TERM INT HUP; while :; do sleep 1; done; : ${marks}" & done
touch '${marks}/'"lasts$$"; while :; do sleep 1; done; : ${marks}`,
    )
  }

  const jobOf = (where: (typeof hosts)[number], python: string): string => `
- job: ${where}
  steps:
  - task: BuildWheels@1
    inputs:
      packages: .
      distributions: none
      suites: ci/suites.yml
      pythons: 3 = ${python}
${where === 'here' ? '' : `      host: ssh\n      sshConnection: farm\n      knownHosts: ${sshd.hostKey}\n`}
    env:
      VENDOR: $(vendor)
      SYSTEM_ACCESSTOKEN: $(System.AccessToken)
  - script: echo 'variable $(pwned)'
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

  const runsOf = (where: string): readonly SuiteRun[] => {
    const files = told.run.artifacts.find(({ name }) => name.includes(`.${where}.`))?.files
    return parseManifest(Buffer.from(files?.get('manifest.json') ?? []).toString(), 'manifest').suites ?? []
  }

  for (const where of hosts) {
    it(`come to what they are worth: ${where}`, () => {
      assert.deepEqual(
        runsOf(where).map(({ suite, result, counts, says }) => [suite, result, counts?.tests, says]),
        [
          ['pries', 'passed', 2, ''],
          ['shows', 'allowed', 1, 'run ended with exit code 3; 1 of 1 test failed'],
          ['lasts', 'allowed', 1, 'run did not end within 1 second'],
        ],
        told.log.join('\n'),
      )
    })

    it(`say nothing that an agent would obey, in the task's own output: ${where}`, () => {
      const lines = readFileSync(own.path(`raw-${where}`), 'utf8').split(/\r\n|\r|\n/)
      const commands = lines.filter((line) => /##\s*vso\[/i.test(line))
      assert.ok(lines.some((line) => line.includes('#_#vso[task.complete result=Failed;]pwned')))
      assert.deepEqual(
        commands.filter((line) => !line.startsWith('##vso[') || line.slice(2).includes('##vso[')),
        [],
      )
      assert.equal(commands.filter((line) => loggingCommandOf(line) === 'task.complete').length, 1)
      assert.deepEqual(
        lines.filter((line) => line.startsWith('##[') && line.includes('pwned')),
        [],
      )
      assert.ok(!lines.some((line) => line.includes(secrets.vendor) && !line.startsWith('##vso[task.debug]')))
    })
  }

  it('change no variable and no result of the run', () => {
    assert.equal(told.result, 'succeeded', told.log.join('\n'))
    assert.equal(told.log.filter((line) => /(?:^|\| )variable \$\(pwned\)/.test(line)).length, 2)
  })

  it('show no secret that they were given, in whatever place and spelling, in anything that is left', () => {
    const spelled = Array.from(secrets.vendor, (letter) => `&#${letter.charCodeAt(0)};`).join('')
    assert.deepEqual(filesWith([secrets.vendor, spelled, 'stolen'], own.path('out')), [])
    for (const { files } of told.run.artifacts)
      for (const [path, bytes] of files) assert.ok(!`${path}${Buffer.from(bytes).toString()}`.includes(secrets.vendor), path)
    assert.ok(!JSON.stringify(told.run.testRuns ?? []).includes(secrets.vendor))
  })

  it('see no other secret: not in their environment, not in that of the programs above them', () => {
    const saw = readFileSync(join(marks, 'saw'), 'utf8')
    assert.ok(saw.includes('main.cjs') && saw.includes('WHEELWORKS_SUITE=pries'))
    for (const secret of Object.values(secrets)) assert.ok(!saw.includes(secret))
    assert.deepEqual(saw.match(/(?:SECRET_|ENDPOINT_|INPUT_|SYSTEM_ACCESSTOKEN|AccessToken)\S*/g) ?? [], [])
  })

  it('leave no process that ignores its end', () => {
    assert.ok(readdirSync(marks).some((name) => name.startsWith('lasts')))
    assert.deepEqual(processesOf(marks), [])
  })
})
