import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseManifest } from '../../../core/build/manifest.ts'
import type { Artifacts } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { findPython, minorOf } from '../../servers/python.ts'
import { type Project, project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { askOf, leg, portsOf, type Tried, tryRun } from './try-run.ts'

const wheel = 'spam-1.0-py3-none-any.whl'
const sdist = 'spam-1.0.tar.gz'

describe('BuildWheels with sdists', () => {
  let yard: Yard
  /** Two rows of one interpreter. */
  let twice: string
  before(function () {
    twice = `3 3.${minorOf(findPython(this))}`
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  async function build(inputs: Readonly<Record<string, string>>, is: Partial<Project> = {}): Promise<Tried> {
    yard.tree('sources/lib', project(is))
    return await tryRun(yard, { packages: 'lib', distributions: 'both', ...inputs }, { host: quick() })
  }
  const names = ({ manifest }: Tried): string[] => manifest.files.map(({ name }) => name)
  const attached = ({ pipeline }: Tried): string[] => pipeline.attached.map(({ name }) => name)
  const failure = ({ outcome, manifest }: Tried): string[] => [outcome.result, ...manifest.failures.map(({ code }) => code)]

  it('builds the wheel from the sdist, once for all pythons, and attaches each once', async () => {
    const tried = await build({ python: twice, release: 'false' }, { metadata: ['Requires-Python: >=3.6'] })
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    assert.deepEqual(attached(tried), [sdist, `${sdist}.json`, wheel, `${wheel}.json`, 'manifest.json'])
    const [file] = tried.manifest.files.filter(({ name }) => name === sdist)
    const bytes = readFileSync(yard.path(`staging/${sdist}`))
    assert.deepEqual(
      [
        file?.size,
        file?.sha256,
        file?.project,
        file?.version,
        file?.tags,
        file?.requires_python,
        file?.origin,
        file?.release,
        file?.source,
      ],
      [bytes.length, sha256Of(bytes), 'spam', '1.0', [], '>=3.6', 'built', false, 'lib'],
    )
    assert.deepEqual([names(tried), tried.outcome.outputs['builtCount']], [[wheel, sdist], '1'])
    assert.equal(tried.log.text().match(/build_sdist of fixture_backend/g)?.length, 1)
    assert.match(tried.log.text(), /Its sdist is there already: spam-1\.0\.tar\.gz/)
  })

  it('makes the same wheel as without one, with the time of the sources', async () => {
    const direct = await build({ distributions: 'wheel' }, { tells: true })
    const epoch = /"SOURCE_DATE_EPOCH": "\d+"/.exec(direct.log.text())?.[0] ?? 'none'
    const sha256 = direct.manifest.files[0]?.sha256
    rmSync(yard.path('staging'), { recursive: true })
    const both = await build({}, { tells: true })
    assert.equal(both.manifest.files.find(({ name }) => name === wheel)?.sha256, sha256)
    assert.ok(both.log.text().includes(epoch))
  })

  it('fails a wheel that cannot be built from it, and says what the sdist lacks; such an sdist is not kept', async () => {
    const tried = await build({ python: twice }, { leaves: ['project.json'] })
    assert.deepEqual(failure(tried), ['failed', 'BUILD_FAILED', 'BUILD_FAILED'])
    const text = tried.outcome.problems[0]?.text ?? ''
    assert.match(text, /built from spam-1\.0\.tar\.gz, which lacks what the sources have: project\.json\./)
    assert.match(text, /MANIFEST\.in/)
    assert.deepEqual([names(tried), attached(tried).filter((name) => name.startsWith(sdist))], [[], []])
  })

  it('says from what it was built where the sdist lacks nothing', async () => {
    const { outcome } = await build({}, { fault: 'raises' })
    assert.match(outcome.problems[0]?.text ?? '', /exit code \d+, built from spam-1\.0\.tar\.gz \(.*this backend is broken\)/)
  })

  it('shows tests and scripts the sources, which hold what no sdist need', async () => {
    const testCommand = 'test -f {project}/tests/data.txt && test ! -e {project}/PKG-INFO'
    const tried = await build(
      { testCommand, beforeBuild: 'test -f {project}/PKG-INFO' },
      { leaves: ['tests/data.txt'], files: { 'tests/data.txt': '' } },
    )
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
  })

  it('builds sdists alone', async () => {
    const tried = await build({ distributions: 'sdist', python: twice })
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    assert.deepEqual([names(tried), attached(tried)], [[sdist], [sdist, `${sdist}.json`, 'manifest.json']])
    assert.match(tried.outcome.summary, /spam-1\.0\.tar\.gz/)
  })

  it('makes none of what is one already', async () => {
    const { path } = yard.sdist(project())
    const both = await build({ packages: path })
    assert.deepEqual([both.outcome.result, names(both)], ['succeeded', [wheel]])
    assert.deepEqual(failure(await build({ packages: path, distributions: 'sdist' })), ['failed', 'INPUT_INVALID'])
  })

  it('warns of a name of an older form', async () => {
    const tried = await build({ distributions: 'sdist' }, { name: 'spam-eggs', sdist: 'spam-eggs-1.0.tar.gz' })
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    assert.match(tried.log.text(), /warning: spam-eggs-1\.0\.tar\.gz: its name is of an older form; PEP 625 has spam_eggs-1\.0\.tar\.gz/)
  })

  const broken: [what: string, is: Partial<Project>, code: string][] = [
    ['whose name is that of another version', { sdist: 'spam-2.0.tar.gz' }, 'FILE_INVALID'],
    ['that is called as nothing is', { sdist: 'spam.tar.gz' }, 'FILE_INVALID'],
    ['that is not there', { sdist: 'spam-1.0.txt' }, 'BUILD_FAILED'],
  ]
  for (const [what, is, code] of broken)
    it(`refuses an sdist ${what}`, async () => {
      const tried = await build({ distributions: 'sdist' }, is)
      assert.deepEqual([failure(tried), names(tried)], [['failed', code], []])
    })

  it('refuses two sdists of one name', async () => {
    yard.tree('sources/two', project({ files: { 'more.txt': '' } }))
    const tried = await build({ packages: 'lib\ntwo' })
    assert.deepEqual(
      [failure(tried), names(tried)],
      [
        ['failed', 'CONFLICT'],
        [wheel, sdist],
      ],
    )
  })

  describe('on a second attempt', () => {
    /** Attempts of one leg, each of which reads what those before have attached. */
    async function attempt(
      number: number,
      before: readonly Tried['pipeline'][],
      inputs: Readonly<Record<string, string>>,
    ): Promise<Tried['pipeline'] & { log: string; result: string }> {
      const all = before.flatMap(({ attached: some }) => some)
      const download: Artifacts['download'] = async ({ name }, into) => {
        mkdirSync(into, { recursive: true })
        for (const one of all) if (one.artifact === name) copyFileSync(one.path, join(into, one.name))
        await Promise.resolve()
      }
      const found = [...new Set(all.map(({ artifact }) => artifact))]
      const list: Artifacts['list'] = async () =>
        await Promise.resolve(found.map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' })))
      const ports = portsOf(yard, { host: quick(), artifacts: async () => await Promise.resolve({ list, download }) })
      const given = { packages: 'lib', python: twice, outputDirectory: yard.path(`out${number}`), ...inputs }
      const outcome = await run(
        readInputs(askOf(given, { ...leg, 'System.JobAttempt': String(number), 'System.TaskInstanceId': 'step' })),
        ports,
      )
      return { ...ports.pipeline, log: ports.log.text(), result: outcome.result }
    }
    const last = ({ attached: some }: Tried['pipeline']): string[] => some.map(({ name }) => name)

    const wheels = (pipeline: Tried['pipeline']): string[] => last(pipeline).filter((name) => name.startsWith('spam'))

    it('builds what is left from the sdist of the first', async () => {
      yard.tree('sources/lib', project())
      const inputs = { distributions: 'both', beforeBuild: `mkdir ${yard.path('once')}` }
      const first = await attempt(1, [], inputs)
      assert.deepEqual([first.result, last(first).includes(sdist)], ['failed', true])
      rmSync(yard.path('once'), { recursive: true })
      yard.write('sources/lib/new.txt', 'an sdist that is made now has other bytes')
      const second = await attempt(2, [first], inputs)
      assert.deepEqual([second.result, last(second)], ['succeeded', [wheel, `${wheel}.json`, 'manifest.json']])
      assert.match(second.log, /Its sdist is there already: spam-1\.0\.tar\.gz/)
      assert.deepEqual(readFileSync(yard.path(`out2/${sdist}`)), readFileSync(yard.path(`out1/${sdist}`)))
    })

    it('keeps on a retry of it what was built from the sdist of the first', async () => {
      yard.tree('sources/lib', project())
      yard.tree('sources/bad', project({ name: 'bad' }))
      const [out, once] = [yard.path('out'), yard.path('once')]
      const inputs = { distributions: 'both', packages: 'lib\nbad', beforeBuild: `mkdir ${once}` }
      const first = await attempt(1, [], inputs)
      rmSync(once, { recursive: true })
      const second = await attempt(2, [first], { ...inputs, outputDirectory: out })
      assert.deepEqual([second.result, wheels(second)], ['failed', [wheel, `${wheel}.json`]])
      const again = await attempt(2, [first], { ...inputs, outputDirectory: out })
      assert.deepEqual([again.result, wheels(again)], ['failed', []])
      assert.match(again.log, /kept .*lib for 3\.\d+: spam-1\.0-py3-none-any\.whl, from the try before/)
      const { files } = parseManifest(readFileSync(join(out, 'manifest.json'), 'utf8'), 'manifest.json')
      assert.deepEqual(
        files.map(({ name }) => name),
        [wheel],
      )
    })

    it('makes none again that is all there is to make', async () => {
      yard.tree('sources/lib', project())
      const first = await attempt(1, [], { distributions: 'sdist' })
      const second = await attempt(2, [first], { distributions: 'sdist' })
      assert.deepEqual([first.result, second.result, last(second)], ['succeeded', 'succeeded', ['manifest.json']])
      assert.match(second.log, /kept .*spam-1\.0\.tar\.gz, from attempt 1/)
    })
  })
})
