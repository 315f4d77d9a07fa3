import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PassThrough } from 'node:stream'
import { sha256Of } from '../../core/sha256.ts'
import { Terminal } from '../../local-agent/server/terminal.ts'
import { startStaticServer, type StaticServer } from '../servers/static-server.ts'
import { findPython, requireCompiler, requireTwine } from '../servers/python.ts'
import { copyExample, issues, output, stages, type Example } from './example.ts'
import type { RunOptions, RunReport } from '../../local-agent/server/run-pipeline.ts'

const execute = promisify(execFile)

/** Every file below a folder with its digest and its time of change. */
function snapshot(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder, path)).isFile())
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      `${createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex')} ${statSync(join(folder, path)).mtimeMs}`,
    ]),
  )
}

function wheelsAttached(report: RunReport): string[] {
  return report.run.artifacts.flatMap((artifact) => [...artifact.files.keys()].filter((file) => file.endsWith('.whl'))).sort()
}

function changed(before: Record<string, string>, now: Record<string, string>): string[] {
  return Object.keys(now).filter((path) => before[path] !== now[path])
}

/** The example without some of its projects, for what one of them shows. */
function copyWithout(...projects: readonly string[]): Example {
  const example = copyExample('quickstart')
  const path = join(example.folder, 'wheel_matrix.in.yml')
  const without = (text: string, project: string): string => text.replace(new RegExp(`^  ${project}:\n(?: {3,}.*\n)*`, 'm'), '')
  writeFileSync(path, projects.reduce(without, readFileSync(path, 'utf8')))
  return example
}

/** What is looked at of release-record.json. */
interface ReleasedRecord {
  readonly approvalCode: string
  readonly planDigest: string
  readonly verdict: { readonly approvers: readonly { readonly name: string }[] }
  readonly files: readonly { readonly name: string; readonly result: string; readonly sha256: string }[]
}

describe('examples/quickstart', function () {
  this.timeout(120_000)
  let python: string
  let example: Example
  let first: RunReport

  before(async function () {
    python = findPython(this)
    requireCompiler(this)
    example = copyExample('quickstart')
    first = await example.run()
  })
  after(() => example?.remove())

  const index = (): string => join(example.out, 'index')
  const pip = async (args: readonly string[], more: Record<string, string> = {}): Promise<string> =>
    (
      await execute(python, ['-m', 'pip', '--isolated', '--disable-pip-version-check', ...args], {
        env: { PATH: process.env['PATH'] ?? '', ...more },
      })
    ).stdout

  it('runs whole', () => {
    assert.equal(first.code, 0, first.log.join('\n'))
    assert.deepEqual(stages(first), { plan: 'succeeded', build: 'succeeded', index: 'succeeded', release: 'succeeded' })
    assert.deepEqual(issues(first, 'error'), [])
  })

  it('builds the three projects in a leg a platform', () => {
    const names = wheelsAttached(first).map((path) => path.split('/').at(-1) ?? '')
    assert.deepEqual(
      names.filter((name) => name.includes('any')),
      ['quick_latest-2.0-py3-none-any.whl', 'quick_pure-1.0-py3-none-any.whl'],
    )
    assert.equal(names.filter((name) => name.startsWith('quick_native-1.0-cp')).length, 1)
    assert.equal(output(first, 'gm.jobCount'), '2')
  })

  it('leaves one manifest a leg and a sidecar a wheel', () => {
    const files = first.run.artifacts.flatMap((artifact) => [...artifact.files.keys()])
    assert.equal(files.filter((file) => file.endsWith('manifest.json')).length, 2)
    assert.equal(files.filter((file) => file.endsWith('.whl.json')).length, 3)
  })

  it('releases exactly the bytes that are in the index, as approved by the code', () => {
    const released = readdirSync(join(example.out, 'pypi')).filter((name) => name.endsWith('.whl'))
    assert.equal(released.length, 3)
    for (const name of released)
      assert.deepEqual(readFileSync(join(example.out, 'pypi', name)), readFileSync(join(index(), 'packages', name)))
    assert.match(first.run.approvals[0]?.comment ?? '', new RegExp(output(first, 'gr.approvalCode') ?? 'none'))
  })

  it('prints no secret and no logging command of others', () => {
    assert.ok(!first.log.some((line) => line.includes('pypi-quickstart-token')))
    assert.ok(!first.log.some((line) => line.includes('##vso[')))
  })

  it('ends by saying what to try next', () => assert.match(first.log.slice(-6).join('\n'), /Try next/))

  describe('its index, through pip', () => {
    let server: StaticServer
    before(async () => {
      server = await startStaticServer(index())
    })
    after(() => server?.close())

    it('gives every project by file and by http', async () => {
      const projects = ['quick-pure', 'quick-latest', 'quick-native']
      const modules = projects.map((project) => project.replace('-', '_')).join(', ')
      for (const [at, base] of [`file://${index()}`, server.url].entries()) {
        const target = join(example.out, `site-${at}`)
        await pip(['install', '--no-deps', '--no-compile', '--target', target, '--index-url', `${base}/simple`, ...projects])
        await execute(python, ['-I', '-c', `import sys; sys.path.insert(0, ${JSON.stringify(target)}); import ${modules}`])
      }
    })

    it('holds under --require-hashes', async () => {
      const page: { files: { filename: string; hashes: { sha256: string } }[] } = JSON.parse(
        example.read('index/simple/quick-pure/index.json'),
      ) as never
      const requirements = join(example.out, 'requirements.txt')
      writeFileSync(requirements, `quick-pure==1.0 --hash=sha256:${page.files[0]?.hashes.sha256}\n`)
      await pip([
        'download',
        '--no-deps',
        '--require-hashes',
        '-d',
        join(example.out, 'hashed'),
        '--index-url',
        `${server.url}/simple`,
        '-r',
        requirements,
      ])
      writeFileSync(requirements, `quick-pure==1.0 --hash=sha256:${'0'.repeat(64)}\n`)
      await assert.rejects(
        pip([
          'download',
          '--no-deps',
          '--require-hashes',
          '-d',
          join(example.out, 'hashed2'),
          '--index-url',
          `${server.url}/simple`,
          '-r',
          requirements,
        ]),
      )
    })

    it('offers metadata beside the wheel, and pip asks for it', async () => {
      server.asked.length = 0
      await pip(['install', '--dry-run', '--ignore-installed', '--index-url', `${server.url}/simple`, 'quick-pure'])
      assert.ok(
        server.asked.some((path) => path.endsWith('.whl.metadata')),
        server.asked.join(' '),
      )
    })
  })

  describe('released by a pipeline of its own (examples/release)', () => {
    let release: Example
    const run = async (more: Partial<RunOptions> = {}): Promise<RunReport> =>
      await release.run({ local: { pipelines: { wheels: example.out } }, ...more })
    before(function () {
      requireTwine(this)
      release = copyExample('release')
    })
    after(() => release?.remove())

    it('refuses without the code, and uploads nothing', async () => {
      const report = await run({ approve: 'Looks fine' })
      assert.deepEqual(stages(report), { plan: 'succeeded', publish: 'failed' })
      assert.match(issues(report, 'error').join(' '), /CODE_MISSING/)
      assert.deepEqual(readdirSync(join(release.out, 'pypi')), [])
    })

    it('plans, is approved, publishes by twine what the other run has made, and is audited', async () => {
      const report = await run()
      assert.equal(report.code, 0, report.log.join('\n'))
      assert.deepEqual(stages(report), { plan: 'succeeded', publish: 'succeeded' })
      assert.deepEqual(issues(report, 'error'), [])
      assert.deepEqual(
        issues(report, 'warning').filter((warning) => !warning.includes('first release')),
        [],
      )
      for (const name of readdirSync(join(release.out, 'pypi')).filter((one) => one.endsWith('.whl')))
        assert.deepEqual(readFileSync(join(release.out, 'pypi', name)), readFileSync(join(index(), 'packages', name)))
      assert.equal(readdirSync(join(release.out, 'pypi')).filter((one) => one.endsWith('.whl')).length, 3)
      assert.ok(report.run.artifacts.some(({ files }) => files.has('release-record.json')))
    })

    it('says in the log whose files it takes, and nothing secret', async () => {
      const report = await run()
      assert.deepEqual(stages(report), { plan: 'succeeded', publish: 'skipped' })
      assert.match(report.log.join('\n'), new RegExp(`run ${first.run.buildId}`))
      assert.ok(!report.log.join('\n').includes('pypi-release-token'))
    })
  })

  describe('run again', () => {
    it('builds nothing, changes nothing and says why', async () => {
      const before = snapshot(index())
      const again = await example.run()
      assert.equal(again.code, 0)
      assert.deepEqual(stages(again), { plan: 'succeeded', build: 'skipped', index: 'skipped', release: 'skipped' })
      assert.deepEqual(snapshot(index()), before)
      assert.equal(again.log.filter((line) => line.includes('already in the index as')).length, 3)
      assert.equal(output(again, 'gm.hasJobs'), 'false')
      assert.equal(output(again, 'gm.matrix'), '{}')
    })

    it('after a version was added, and a wheel taken from the document and the store, builds only these', async () => {
      const path = join(index(), 'simple/quick-latest/index.json')
      const document = JSON.parse(readFileSync(path, 'utf8')) as { files: unknown[] }
      writeFileSync(path, JSON.stringify({ ...document, files: [], versions: [] }))
      for (const suffix of ['', '.metadata']) rmSync(join(index(), `packages/quick_latest-2.0-py3-none-any.whl${suffix}`))
      const before = snapshot(index())
      const matrix = join(example.folder, 'wheel_matrix.in.yml')
      writeFileSync(matrix, readFileSync(matrix, 'utf8').replace('  quick-latest:', '      1.1:\n        wheels: *pure\n  quick-latest:'))
      const again = await example.run()
      assert.equal(again.code, 0, again.log.join('\n'))
      assert.deepEqual(
        wheelsAttached(again).map((file) => file.split('/').at(-1)),
        ['quick_latest-2.0-py3-none-any.whl', 'quick_pure-1.1-py3-none-any.whl'],
      )
      assert.ok(existsSync(join(index(), 'packages/quick_latest-2.0-py3-none-any.whl')))
      const touched = changed(before, snapshot(index())).filter((file) => !/quick[-_]latest/.test(file))
      assert.deepEqual(touched.sort(), [
        'packages/quick_pure-1.1-py3-none-any.whl',
        'packages/quick_pure-1.1-py3-none-any.whl.metadata',
        'simple/quick-pure/index.html',
        'simple/quick-pure/index.json',
      ])
    })
  })
})

describe('examples/quickstart with a release that was refused', function () {
  this.timeout(120_000)
  let example: Example
  before(async function () {
    findPython(this)
    // That an extension too has the same bytes each time is shown where BuildWheels itself is tested.
    example = copyWithout('quick-latest', 'quick-native')
  })
  after(() => example?.remove())
  const released = (): string[] => readdirSync(join(example.out, 'pypi')).filter((name) => name.endsWith('.whl'))

  it('uploads nothing without the code', async () => {
    const report = await example.run({ approve: 'looks good to me' })
    assert.equal(report.code, 1)
    assert.match(issues(report, 'error').join(), /code/)
    assert.deepEqual(released(), [])
  })

  /** Somebody at a terminal, who takes the comment that the question shows. */
  function sit(): { terminal: Terminal; shown: string[] } {
    const [input, output, shown] = [new PassThrough(), new PassThrough({ encoding: 'utf8' }), [] as string[]]
    output.on('data', (text: string) => {
      shown.push(text)
      if (text.includes('is the comment: ')) input.write('\n')
    })
    const { signal } = new AbortController()
    return { terminal: new Terminal({ input, output, quiet: true, coloured: false, signal }), shown }
  }

  it('builds the same bytes when forced, leaves the index as it is, and releases what was approved at the terminal, with a record', async () => {
    const before = snapshot(join(example.out, 'index'))
    const { terminal, shown } = sit()
    const report = await example.run({ variables: { force: 'true' }, approve: false, decide: terminal.ask })
    assert.equal(report.code, 0, report.log.join('\n'))
    assert.deepEqual(snapshot(join(example.out, 'index')), before)
    assert.equal(released().length, wheelsAttached(report).length)
    const code = output(report, 'gr.approvalCode') ?? ''
    assert.match(shown.join(''), new RegExp(`Environment pypi waits .*comment: Checked, ${code}\n`, 's'))
    const bytes = report.run.artifacts.flatMap(({ files }) => [...files]).find(([name]) => name === 'release-record.json')?.[1]
    const record = JSON.parse(Buffer.from(bytes ?? []).toString()) as ReleasedRecord
    assert.deepEqual([record.approvalCode, record.planDigest], [code, output(report, 'gr.planDigest')])
    assert.deepEqual(
      record.verdict.approvers.map(({ name }) => name),
      ['Ada Approver'],
    )
    assert.deepEqual(
      record.files.map(({ name, result, sha256 }) => [name, result, sha256]),
      released()
        .sort()
        .map((name) => [name, 'published', sha256Of(readFileSync(join(example.out, 'pypi', name)))]),
    )
  })
})

describe('examples/quickstart with a broken sdist', function () {
  this.timeout(120_000)
  let example: Example
  let report: RunReport
  before(async function () {
    findPython(this)
    example = copyWithout('quick-native')
    writeFileSync(join(example.folder, 'sdists/quick_latest-2.0.tar.gz'), 'this was an archive once')
    report = await example.run()
  })
  after(() => example?.remove())

  it('fails that row and says which and why', () => {
    assert.equal(report.code, 1)
    const errors = issues(report, 'error').filter((message) => message.includes('quick-latest'))
    assert.equal(errors.length, 1, issues(report, 'error').join('\n'))
    assert.match(errors[0] ?? '', /quick-latest 2\.0/)
  })

  it('publishes the others', () => {
    const published = readdirSync(join(example.out, 'index/packages'))
    assert.ok(published.includes('quick_pure-1.0-py3-none-any.whl'))
    assert.ok(!published.some((name) => name.startsWith('quick_latest')))
  })

  it('releases nothing', () => assert.equal(stages(report)['release'], 'skipped'))
})

describe('examples/quickstart, its parts', () => {
  let python: string
  let example: Example
  before(function () {
    python = findPython(this)
    example = copyExample('quickstart')
  })
  after(() => example?.remove())

  it('leaves the C extension out where nothing can compile it, and says so', async () => {
    const { stdout: real } = await execute(python, ['-I', '-c', 'import sys; print(sys.executable)'])
    const { stdout } = await execute(real.trim(), ['fit_matrix.py'], { cwd: example.folder, env: { PATH: example.folder } })
    assert.match(stdout, /##vso\[task\.logissue type=warning\]quick-native is left out: there is no C compiler/)
    const matrix = readFileSync(join(example.folder, 'wheel_matrix.yml'), 'utf8')
    assert.ok(matrix.includes('quick-pure') && !matrix.includes('quick-native') && !/THIS_[A-Z]/.test(matrix))
  })

  it('has the sdists that its projects make', async () => {
    const list =
      'import sys, tarfile; print([(m.name, archive.extractfile(m).read()) for archive in [tarfile.open(sys.argv[1])] for m in archive])'
    const names = readdirSync(join(example.folder, 'sdists'))
    const contents = async (): Promise<string[]> =>
      await Promise.all(names.map(async (name) => (await execute(python, ['-I', '-c', list, join(example.folder, 'sdists', name)])).stdout))
    const committed = await contents()
    await execute(python, [join(example.folder, 'projects/make_sdists.py')])
    assert.deepEqual(await contents(), committed)
  })
})
