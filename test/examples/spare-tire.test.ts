import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { RunReport } from '../../local-agent/server/run-pipeline.ts'
import { findPython, minorOf, requireCompiler } from '../servers/python.ts'
import { requireSshd } from '../servers/sshd.ts'
import { startStaticServer } from '../servers/static-server.ts'
import { copyExample, type Example, issues, output, stages } from './example.ts'

const execute = promisify(execFile)
const pip = ['-m', 'pip', '--isolated', '--disable-pip-version-check']

/** `nut_1.0`, of every wheel that a run has attached in an attempt, by leg. */
function wheelsBy(report: RunReport, attempt = 1): Record<string, string[]> {
  const legs = report.run.artifacts
    .filter(({ name }) => name.startsWith('wheels.') && name.endsWith(`.${attempt}`))
    .map(({ name, files }): [string, string[]] => [
      name.split('.').at(-2) ?? '',
      [...files.keys()]
        .filter((file) => file.endsWith('.whl'))
        .map((file) => file.split('-').slice(0, 2).join('_').toLowerCase())
        .sort(),
    ])
  return Object.fromEntries(legs)
}

/** Where in the log something stands first. */
function place(report: RunReport, what: RegExp): number {
  return report.log.findIndex((line) => what.test(line))
}

/** Processes whose command line holds a text. */
function processesOf(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(text))
}

describe('examples/spare-tire', function () {
  this.timeout(240_000)
  let python: string
  let example: Example
  let first: RunReport

  before(async function () {
    if (process.platform !== 'linux') this.skip()
    python = findPython(this)
    requireCompiler(this)
    requireSshd(this)
    example = copyExample('spare-tire')
    first = await example.run({ workFolder: join(example.out, '..', 'work') })
  })
  after(() => example?.remove())

  const bucket = (): string => join(example.out, 'bucket')
  const release = (name: string): void => writeFileSync(join(example.out, `release-${name}`), '')

  describe('the first night', () => {
    it('runs whole', () => {
      assert.equal(first.code, 0, first.log.join('\n'))
      assert.deepEqual(stages(first), { plan: 'succeeded', build: 'succeeded', publish: 'succeeded' })
      assert.deepEqual(issues(first, 'error'), [])
    })

    it('builds every wheel on the host of its platform, but the one that the bucket has under an old spelling', () =>
      assert.deepEqual(wheelsBy(first), {
        wheel_freebsd_14_4_release_amd64: ['bolt_1.0', 'hub_2.0', 'nut_1.0', 'rim_yaml_5.4', 'rim_yaml_6.1'],
        wheel_freebsd_15_0_release_amd64: ['bolt_1.0', 'nut_1.0', 'rim_yaml_6.1'],
      }))

    it('builds nut before bolt, which is built with it', () => {
      const [nut, bolt] = [place(first, /built +nut 1\.0/), place(first, /built +bolt 1\.0/)]
      assert.ok(nut !== -1 && nut < bolt, `${nut} ${bolt}`)
    })

    it('keeps to the recipes: the constraint is shown to hold, the patch lets it compile, the stable ABI is asked for', () => {
      const files = first.run.artifacts.flatMap((artifact) => [...artifact.files])
      const manifests = files.filter(([path]) => path.endsWith('manifest.json')).map(([, bytes]) => Buffer.from(bytes).toString())
      assert.equal(manifests.filter((text) => text.includes('"constraints":"verified"')).length, 1)
      assert.ok(files.some(([path]) => path.endsWith('hub-2.0-cp39-abi3-freebsd_14_4_release_amd64.whl')))
    })

    it('adopts the bucket: what was there stays as it is, and stands in the index beside what is new', async () => {
      const old = readdirSync(join(bucket(), 'packages')).find((name) => name.includes('RELEASE')) ?? ''
      const server = await startStaticServer(bucket())
      try {
        const page = await (await fetch(`${server.url}/simple/rim-yaml/index.html`)).text()
        assert.ok(page.includes(old), page)
        assert.match(page, /rim_yaml-6\.1|Rim_YAML-6\.1/)
      } finally {
        await server.close()
      }
    })

    it('lets pip choose what its platform can use', async () => {
      const server = await startStaticServer(bucket())
      const abi = `cp3${minorOf(python)}`
      try {
        for (const platform of ['freebsd_14_4_release_amd64', 'freebsd_15_0_release_amd64']) {
          const into = join(example.out, 'downloads', platform)
          const how = ['--no-deps', '--only-binary', ':all:', '--platform', platform, '--abi', abi, '--abi', 'abi3', '--dest', into]
          await execute(python, [...pip, 'download', '-q', '--index-url', `${server.url}/simple/`, ...how, 'bolt', 'rim.yaml'])
          assert.equal(readdirSync(into).length, 2)
        }
      } finally {
        await server.close()
      }
    })

    it('leaves no host, no key and no process behind', () => {
      const work = join(example.out, '..', 'work')
      assert.deepEqual(processesOf(work), [])
      const left = readdirSync(work, { recursive: true, encoding: 'utf8' }).filter((path) => !path.includes('/s/'))
      assert.deepEqual(
        left.filter((path) => /key|host\.json|known_hosts/.test(path)),
        [],
      )
    })
  })

  describe('the nights after the index was lost', () => {
    const lose = (): void => ['packages', 'simple'].forEach((name) => rmSync(join(bucket(), name), { recursive: true }))
    const listed = (): string[] => readdirSync(join(bucket(), 'packages')).filter((name) => name.endsWith('.whl'))

    it('restores every wheel from the cache, and publishes it; no host is started', async () => {
      const before = listed()
      lose()
      const report = await example.run()
      assert.equal(report.code, 0, report.log.join('\n'))
      assert.deepEqual(stages(report), { plan: 'succeeded', build: 'skipped', publish: 'succeeded' })
      assert.deepEqual(wheelsBy(report), wheelsBy(first))
      assert.deepEqual(listed(), before)
      assert.deepEqual(
        ['coldCount', 'warmCount'].map((name) => output(report, `gm.${name}`)),
        ['0', '8'],
      )
    })

    it('builds what an edit concerns, with what it needs from the cache', async () => {
      lose()
      appendFileSync(join(example.folder, 'recipes.yml'), "- { for: bolt, environment: { SPOKES: '36' } }\n")
      const report = await example.run()
      assert.equal(report.code, 0, report.log.join('\n'))
      const built = report.run.artifacts.filter(({ name }) => name.startsWith('wheels.build.')).flatMap(({ files }) => [...files.keys()])
      assert.deepEqual(
        built.filter((file) => file.endsWith('.whl') && !file.includes('dependencies/')).map((file) => file.split('-')[0]),
        ['bolt', 'bolt'],
      )
      assert.equal(output(report, 'gm.warmCount'), '6')
      assert.equal(listed().length, 9)
    })
  })

  describe('the nights after', () => {
    it('starts no host where all is there', async () => {
      const report = await example.run()
      assert.equal(report.code, 0, report.log.join('\n'))
      assert.deepEqual(stages(report), { plan: 'succeeded', build: 'skipped', publish: 'skipped' })
      assert.equal(output(report, 'gm.jobCount'), '0')
    })

    it('runs one leg where one version has moved', async () => {
      release('hub-2.1')
      const report = await example.run()
      assert.equal(report.code, 0, report.log.join('\n'))
      assert.deepEqual(wheelsBy(report), { wheel_freebsd_14_4_release_amd64: ['hub_2.1'] })
    })

    it('publishes what is good beside a row that fails, and builds that row alone when it is run again', async () => {
      release('bolt-1.1')
      release('nut-1.1')
      const allowed = join(example.out, 'allowed')
      appendFileSync(join(example.folder, 'recipes.yml'), `- { for: nut ==1.1, platforms: fb150, before_build: ['test -e ${allowed}'] }\n`)
      const failed = await example.run()
      assert.equal(failed.code, 1)
      assert.deepEqual(stages(failed), { plan: 'succeeded', build: 'failed', publish: 'succeededWithIssues' })
      assert.deepEqual(wheelsBy(failed), {
        wheel_freebsd_14_4_release_amd64: ['bolt_1.1', 'nut_1.1'],
        wheel_freebsd_15_0_release_amd64: ['bolt_1.1'],
      })
      writeFileSync(allowed, '')
      const again = await example.run({ rerun: true })
      assert.equal(again.code, 0, again.log.join('\n'))
      assert.deepEqual(wheelsBy(again, 2), { wheel_freebsd_15_0_release_amd64: ['nut_1.1'] })
      const page = readFileSync(join(bucket(), 'simple/nut/index.html'), 'utf8')
      for (const platform of ['14_4_release_amd64', '15_0_release_amd64']) assert.match(page, new RegExp(`nut-1\\.1-[^"]*${platform}`))
      assert.ok(existsSync(join(bucket(), 'packages')))
    })
  })
})
