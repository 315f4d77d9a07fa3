import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { findPython } from '../../servers/python.ts'
import { type Project, project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { type Change, jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

describe('BuildWheels and a bad project', () => {
  let yard: Yard
  before(function () {
    findPython(this)
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** Builds one project as the row that wishes for `spam` 1.0, pure. */
  async function build(
    told: Project,
    row: Parameters<typeof jobPackage>[0] = {},
    inputs: Record<string, string> = {},
    how: Change = { host: quick() },
  ): Promise<Tried> {
    const { url, sha256 } = yard.sdist(told)
    return await tryRun(yard, { jobData: jobData([jobPackage({ sdist_url: url, sdist_sha256: sha256, ...row })]), ...inputs }, how)
  }

  const failing: [what: string, told: Partial<Project>, row: Parameters<typeof jobPackage>[0], code: string, says: RegExp][] = [
    ['no wheel', { fault: 'none' }, {}, 'BUILD_FAILED', /./],
    ['a wheel of another project', { name: 'eggs' }, {}, 'BUILD_FAILED', /eggs/],
    ['a wheel of another version', { version: '1.1' }, {}, 'BUILD_FAILED', /1\.1/],
    ['a wheel for another platform', { tag: 'py3-none-win_amd64' }, {}, 'BUILD_FAILED', /win_amd64/],
    ['a pure wheel where none was allowed', {}, { pure: false }, 'BUILD_FAILED', /pure: allow/],
    ['a wheel that leaves the python out', { metadata: ['Requires-Python: <3'] }, {}, 'BUILD_FAILED', /different Python/],
    ['a wheel whose RECORD lies', { fault: 'record' }, {}, 'WHEEL_INVALID', /broken/],
    [
      'a wheel that does not import',
      { modules: { 'spam.py': 'raise ValueError("no way")\n' } },
      {},
      'BUILD_FAILED',
      /import spam: ValueError: no way/,
    ],
    ['a wheel that ends the interpreter', { modules: { 'spam.py': 'import os; os._exit(0)\n' } }, {}, 'BUILD_FAILED', /import spam/],
    [
      'a wheel that misses a module it does not ask for',
      { modules: { 'spam.py': 'import no_such_module\n' } },
      {},
      'BUILD_FAILED',
      /no_such_module/,
    ],
  ]
  for (const [what, told, row, code, says] of failing)
    it(`fails a row for ${what}`, async () => {
      const platform = what.includes('platform') || what.includes('pure') ? { platform_tag: 'linux_x86_64' } : {}
      const { url, sha256 } = yard.sdist(project(told))
      const leg = jobData([jobPackage({ sdist_url: url, sdist_sha256: sha256, ...row })], platform)
      // What pip itself says of a wheel that it does not take.
      const how = what.includes('the python out') ? {} : { host: quick() }
      const { outcome, manifest, pipeline } = await tryRun(yard, { jobData: leg }, how)
      assert.deepEqual([outcome.result, manifest.files], ['failed', []])
      assert.equal(manifest.failures[0]?.code, code)
      assert.match(outcome.problems[0]?.text ?? '', says)
      assert.ok(!pipeline.attached.some(({ name }) => name.endsWith('.whl')))
    })

  it('tells what to do where the tool is missing that makes a manylinux wheel', async () => {
    const { url, sha256 } = yard.sdist(project({ tag: 'py3-none-linux_x86_64' }))
    const packages = [jobPackage({ sdist_url: url, sdist_sha256: sha256, pure: false })]
    const { outcome } = await tryRun(yard, { jobData: jobData(packages, { platform_tag: 'manylinux_2_28_x86_64' }) }, { host: quick() })
    assert.match(outcome.problems[0]?.text ?? '', /needs auditwheel.*this agent/)
  })

  const passing: [what: string, told: Partial<Project>, inputs: Record<string, string>, imported: RegExp][] = [
    ['imports', {}, {}, /import ok/],
    [
      'needs what is not installed',
      { modules: { 'spam.py': 'import numpie\n' }, metadata: ['Requires-Dist: numpie'] },
      {},
      /not checked.*numpie/,
    ],
    ['has nothing to import', { modules: { 'spam-1.0.data/data/share/x.txt': 'x' } }, {}, /not checked/],
    ['fails to import, which nobody checks', { modules: { 'spam.py': 'raise ValueError' } }, { importCheck: 'never' }, /not checked/],
  ]
  for (const [what, told, inputs, imported] of passing)
    it(`says of a wheel that ${what} what was seen of it`, async () => {
      const { outcome, log } = await build(project(told), {}, inputs)
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      assert.match(log.text(), imported)
    })

  it('says that a wheel for another machine was not checked', async () => {
    const { url, sha256 } = yard.sdist(project({ tag: 'py3-none-freebsd_14_4_release_amd64' }))
    const leg = jobData([jobPackage({ sdist_url: url, sdist_sha256: sha256, pure: false })], { platform_tag: 'FreeBSD_14_4_RELEASE_amd64' })
    const { outcome, log } = await tryRun(yard, { jobData: leg })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.match(log.text(), /not checked \(.*does not take its tags/)
  })

  it('fails a wheel for another machine where it is always to be imported', async () => {
    const { url, sha256 } = yard.sdist(project({ tag: 'py3-none-freebsd_14_4_release_amd64' }))
    const leg = jobData([jobPackage({ sdist_url: url, sdist_sha256: sha256, pure: false })], { platform_tag: 'freebsd_14_4_release_amd64' })
    const { outcome } = await tryRun(yard, { jobData: leg, importCheck: 'always' })
    assert.match(outcome.problems[0]?.text ?? '', /pip install of the built wheel[\s\S]*not a supported wheel/)
  })

  it('fails a wheel for another python even without a plan', async () => {
    yard.tree('sources/lib', project({ tag: 'cp27-none-any' }))
    const { outcome } = await tryRun(yard, { packages: 'lib' }, { host: quick() })
    assert.match(outcome.problems[0]?.text ?? '', /is not what was asked for: .*cp27-none-any[\s\S]*the python it is built for/)
  })

  it('fails a wheel whose dependency is missing where it is always to be imported', async () => {
    const told = project({ modules: { 'spam.py': 'import numpie\n' }, metadata: ['Requires-Dist: numpie'] })
    assert.equal((await build(told, {}, { importCheck: 'always' })).outcome.result, 'failed')
  })

  it('fails a row whose sdist holds no project', async () => {
    const path = yard.write('sources/empty.zip', '')
    const { manifest } = await tryRun(yard, { packages: path })
    assert.equal(manifest.failures[0]?.code, 'FILE_INVALID')
  })

  it('keeps a module of the tree from standing in for one of pip or its imports', async () => {
    const { outcome } = await build(project({ files: { 'pip/__init__.py': 'raise SystemExit("hijacked")\n' } }), {}, {}, {})
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
  })

  it('tells the lines that tell most, and keeps the whole log', async () => {
    const prints = Array.from({ length: 60 }, (_, at) => `step ${at}`)
    const { outcome, pipeline } = await build(project({ prints, fault: 'raises' }), {}, {}, {})
    const [problem] = outcome.problems
    assert.ok((problem?.message.split('\n').length ?? 0) <= 21)
    assert.doesNotMatch(problem?.message ?? '', /step 0$/m)
    const log = pipeline.attached.find(({ name }) => name.endsWith('.log'))
    assert.match(readFileSync(log?.path ?? '', 'utf8'), /step 0\n[\s\S]*step 59/)
    assert.match(problem?.remedy ?? '', /spam-1\.0-3\.log of the artifact/)
  })
})
