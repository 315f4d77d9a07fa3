import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { known, type TimelineRecord } from '../../../core/release/evidence.ts'
import { collect } from '../../../tasks/BuildWheels/collect/collect.ts'
import { readCollectInputs } from '../../../tasks/BuildWheels/collect/inputs.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline, type RecordingPipeline } from '../../fakes/recording-pipeline.ts'
import { findPython } from '../../servers/python.ts'
import { artifactsBelow, attempt, type Attempted, type Attempting } from './after-yard.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { askOf, leg, tryRun } from './try-run.ts'

/** A JUnit report of one test. */
const passing = '<testsuite tests="1"><testcase classname="tests.test_one" name="test_it"/></testsuite>'
const failing = passing.replace('/></testsuite>', '><failure message="1 != 2">no</failure></testcase></testsuite>')
const wheel = 'one-1.0-py3-none-any.whl'

/** Each was lost for months or years in a pipeline that was green (clkhash, 2019 to 2022). Here each is refused, or merged and told. */
describe('what used to be lost', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/one/one.py', 'a\nb\nc\n')
    yard.write('sources/one/pyproject.toml', '')
  })
  afterEach(() => yard.remove())

  /** One job of the matrix builds and tests the package, with a machine that is played. */
  const build = async (name: string, inputs: Record<string, string> = {}, how: Attempting = {}): Promise<Attempted> =>
    await attempt(yard, { packages: 'one', importCheck: 'never', ...inputs }, { leg: name, ...how })

  const jobRecord = ({ name, state = 'completed', result = 'succeeded' }: Jobs[number]): TimelineRecord => {
    const times = { started: '2026-01-01T00:00:00Z', finished: '2026-01-01T00:00:00Z' }
    return { id: name, parentId: '', type: 'Job', name, state, result, attempt: 1, earlier: [], ...times, task: '' }
  }

  /** The jobs that the run's timeline tells, besides the one that collects. */
  type Jobs = readonly { readonly name: string; readonly state?: string; readonly result?: string }[]

  const collected = async (
    inputs: Record<string, string> = {},
    { branch = 'refs/heads/main', jobs = [] }: { branch?: string; jobs?: Jobs } = {},
  ): Promise<Outcome & { pipeline: RecordingPipeline }> => {
    const own = {
      'System.StageName': 'package',
      'System.PhaseName': 'collect',
      'System.JobIdentifier': 'package.collect',
      'System.JobId': 'collect',
    }
    const variables = { ...leg, ...own, 'System.ParallelExecutionType': 'None', 'Build.SourceBranch': branch }
    const [files, pipeline] = [localFiles(yard.path('temp')), recordingPipeline()]
    await files.remove(yard.path('staging'))
    const records = [{ name: 'collect', state: 'inProgress', result: '' }, ...jobs].map(jobRecord)
    const outcome = await collect(readCollectInputs(askOf({ mode: 'collect', ...inputs }, variables)), {
      artifacts: async () => await Promise.resolve(artifactsBelow(yard)),
      builds: async () =>
        await Promise.resolve({
          run: () => Promise.reject(new Error('the run itself is not asked for')),
          timeline: () => Promise.resolve(known(records)),
        }),
      files,
      pipeline,
      log: recordingLog(),
      cancelled: () => false,
      workspace: { temp: yard.path('temp'), staging: yard.path('staging'), sources: yard.path('sources') },
    })
    return { ...outcome, pipeline }
  }
  const codes = ({ problems }: Outcome): string[] => problems.map(({ code }) => code)
  const said = ({ problems }: Outcome): string => problems.map(({ text }) => text).join('\n')
  const attached = ({ pipeline }: { readonly pipeline: RecordingPipeline }): string[] => pipeline.attached.map(({ name }) => name)
  const suiteThat = (...lines: readonly string[]): Record<string, string> => ({
    suites: `unit:\n  run:\n${lines.map((line) => `  - ${JSON.stringify(line)}\n`).join('')}`,
  })
  const reporting = (text: string): string => `cat > {results}/unit.xml <<'E'\n${text}\nE`

  describe('an executable that nobody made any more: its glob matched nothing, for two years', () => {
    const extra = { after: 'mkdir dist', extraFiles: 'dist/*.exe' }

    it('fails the job, which tells the glob and what is there, and leaves nothing for a release', async () => {
      const job = await build('windows_38', extra)
      assert.deepEqual([job.result, codes(job), attached(job)], ['failed', ['EXTRA_MISSING'], ['one-3.log', 'manifest.json']])
      assert.match(said(job), /'dist\/\*\.exe', which matches nothing/)
    })

    it('and the set of files for the release is refused, as it is where nobody tried to make it', async () => {
      await build('windows_38', extra)
      const expect = `${wheel} = 1\ntool-x86.exe = 1`
      const tried = await collected({ expect })
      assert.deepEqual([codes(tried), attached(tried)], [['BUILD_FAILED', 'RELEASE_SET'], []])
      await build('linux_311')
      await build('windows_38', {}, { number: 2 })
      const never = await collected({ expect })
      assert.deepEqual([codes(never), attached(never)], [['RELEASE_SET'], []])
      assert.match(said(never), /'tool-x86\.exe = 1' is matched by none/)
    })
  })

  it('a job of the matrix that never ran is missed by name', async () => {
    yard.write(
      'run/plan.build.plan.1/plan.json',
      JSON.stringify({ version: 1, kind: 'matrix', jobs: [{ leg: 'linux_311' }, { leg: 'windows_311' }] }),
    )
    await build('linux_311')
    const early = await collected()
    assert.deepEqual([codes(early), attached(early)], [['LEG_MISSING'], []])
    assert.match(said(early), /windows_311 of build\.wheels/)
    await build('windows_311')
    assert.equal((await collected()).result, 'succeeded')
  })

  it('coverage of all jobs but the last that published theirs: it is merged, line by line, and published once', async () => {
    const cobertura = (hits: readonly number[]): string => {
      const lines = hits.map((count, at) => `<line number="${at + 1}" hits="${count}"/>`).join('')
      const file = `<class name="one" filename="one.py" line-rate="0"><methods/><lines>${lines}</lines></class>`
      return `<coverage line-rate="0"><sources><source>/x/site-packages</source></sources><packages><package name="."><classes>${file}</classes></package></packages></coverage>`
    }
    for (const [name, hits] of [
      ['linux_310', [1, 0, 2]],
      ['linux_311', [0, 0, 3]],
      ['linux_312', [1, 0, 0]],
    ] as const) {
      const job = await build(name, suiteThat(reporting(passing), `echo '${cobertura(hits)}' > {results}/coverage.xml`))
      assert.deepEqual([job.result, job.pipeline.coverage], ['succeeded', []], said(job))
    }
    const { pipeline, summary, result } = await collected()
    assert.deepEqual([result, pipeline.coverage.length], ['succeeded', 1])
    const published = new TextDecoder().decode(pipeline.coverage[0])
    const lines = [...published.matchAll(/<line number="(\d)" hits="(\d)"/g)].map(([, line, hits]) => `${line}:${hits}`)
    assert.deepEqual([lines, /filename="one\/one\.py"/.test(published)], [['1:2', '2:0', '3:5'], true])
    assert.match(summary, /Coverage: 66\.6 % of 3 lines/)
  })

  it('the name of an artifact that a job which runs again finds taken: each attempt has its own, and both count', async () => {
    const broken = { wheels: () => [] }
    assert.equal((await build('linux_311', {}, { play: broken })).result, 'failed')
    assert.equal((await build('linux_311', {}, { number: 2 })).result, 'succeeded')
    assert.deepEqual(readdirSync(yard.path('run')), ['wheels.build.wheels.linux_311.1', 'wheels.build.wheels.linux_311.2'])
    const tried = await collected()
    assert.deepEqual([tried.result, attached(tried)], ['succeeded', [wheel, 'SHA256SUMS', 'manifest.json']])
  })

  describe('the tag of a good run, put on beside tests that failed later', () => {
    const tag = { buildTag: 'Automated' }
    const branch = 'refs/tags/v1.0'

    it('is put on last, when all is there and nothing else runs', async () => {
      await build('linux_311', suiteThat(reporting(passing)))
      const tried = await collected(tag, { branch, jobs: [{ name: 'linux_311' }] })
      assert.deepEqual([tried.result, tried.pipeline.tags], ['succeeded', ['Automated']], said(tried))
    })
    const unwell: [what: string, jobs: Jobs, says: RegExp][] = [
      ['a job that still runs', [{ name: 'types', state: 'inProgress', result: '' }], /'types' still runs/],
      ['a job that failed', [{ name: 'types', result: 'failed' }], /'types' failed/],
      ['a job that was cancelled', [{ name: 'types', result: 'canceled' }], /'types' was cancelled/],
    ]
    for (const [what, jobs, says] of unwell)
      it(`is not put on beside ${what}, which is told`, async () => {
        await build('linux_311')
        const tried = await collected(tag, { branch, jobs })
        assert.deepEqual([codes(tried), tried.pipeline.tags, attached(tried)], [['RUN_UNWELL'], [], []])
        assert.match(said(tried), says)
      })
    it('is not put on after a suite that failed, though its job went on', async () => {
      const job = await build('linux_311', { ...suiteThat(reporting(failing)), onFailure: 'continue' })
      assert.deepEqual([job.result, job.pipeline.testRuns.length], ['issues', 1])
      const tried = await collected(tag, { branch, jobs: [{ name: 'linux_311', result: 'succeededWithIssues' }] })
      assert.deepEqual([codes(tried).includes('TESTS_FAILED'), tried.pipeline.tags], [true, []])
    })
    it('is not put on a branch, which is told and no failure', async () => {
      await build('linux_311')
      const tried = await collected(tag)
      assert.deepEqual([tried.result, tried.pipeline.tags], ['succeeded', []])
      assert.match(tried.summary, /is not put on the run: it builds refs\/heads\/main/)
    })
  })

  it('a pure wheel that was built 17 times, and published four times with other bytes: one is taken, and the others are told', async () => {
    for (let at = 0; at < 17; at++) {
      const holds = (): { files: Record<string, string> } => ({ files: { 'one.py': `answer = ${at % 3}\n` } })
      await build(`linux_${310 + at}`, {}, { play: { holds } })
    }
    const tried = await collected({ expect: '*-py3-none-any.whl = 1' })
    assert.deepEqual([tried.result, attached(tried)], ['succeeded', [wheel, 'SHA256SUMS', 'manifest.json']])
    assert.match(tried.summary, /built by 17 legs, 3 different contents; that of build\.wheels\.linux_310 is taken/)
  })

  describe('with a real python', () => {
    before(function () {
      findPython(this)
    })

    it('tests that import the source tree, and never the wheel, fail the suite, which tells what they would import', async () => {
      yard.tree('sources/spam', project({ files: { 'spam.py': '' } }))
      const suites = 'unit: { run: python -c "import spam", files: [spam.py] }'
      const { outcome, manifest } = await tryRun(yard, { packages: 'spam', suites }, { host: quick() })
      assert.deepEqual(
        manifest.suites?.map(({ suite, result }) => `${suite} ${result}`),
        ['unit failed'],
        said(outcome),
      )
      assert.match(manifest.suites?.[0]?.says ?? '', /import spam from its own files \(spam\.py\), not from the installed wheel/)
    })

    it('an sdist from which no wheel can be built is told by what it lacks, and not kept', async () => {
      // Its wheel needs a file that its sdist leaves out: nobody sees it before somebody installs from the sdist.
      const backend = [
        'import fixture_backend, os, tarfile',
        'def build_wheel(folder, settings=None, metadata=None):',
        "    open('data.txt').close()",
        '    return fixture_backend.build_wheel(folder, settings)',
        'def build_sdist(folder, settings=None):',
        "    with open('PKG-INFO', 'w') as file: file.write('Metadata-Version: 2.1\\nName: spam\\nVersion: 1.0\\n')",
        "    with tarfile.open(os.path.join(folder, 'spam-1.0.tar.gz'), 'w:gz') as sdist:",
        "        for name in os.listdir('.'):",
        "            if name not in ('data.txt', '__pycache__'): sdist.add(name, 'spam-1.0/' + name)",
        "    return 'spam-1.0.tar.gz'",
      ].join('\n')
      const pyproject = '[build-system]\nrequires = []\nbuild-backend = "mine"\nbackend-path = ["."]\n'
      yard.tree('sources/spam', project({ files: { 'mine.py': `${backend}\n`, 'data.txt': 'x', 'pyproject.toml': pyproject } }))
      const { outcome, manifest, pipeline } = await tryRun(yard, { packages: 'spam', distributions: 'both' }, { host: quick() })
      assert.deepEqual([outcome.result, manifest.files, attached({ pipeline }).filter((name) => name.endsWith('.gz'))], ['failed', [], []])
      assert.ok(!existsSync(yard.path('staging/spam-1.0.tar.gz')))
      assert.match(said(outcome), /sdist[^]*data\.txt|data\.txt[^]*sdist/)
    })
  })
})
