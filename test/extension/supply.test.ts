import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { root } from '../root.ts'

interface Locked {
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('what the extension is made of', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
  const locked = Object.entries(packages).filter(([path]) => path !== '')

  it('is locked by hash, every package of it', () => {
    assert.ok(locked.length > 100)
    assert.deepEqual(
      locked.filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '')).map(([path]) => path),
      [],
    )
  })

  it('is named by exact versions, and never by an address', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<
      'dependencies' | 'devDependencies',
      Record<string, string>
    >
    const versions = Object.entries({ ...dependencies, ...devDependencies })
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    )
    for (const [name, version] of versions) assert.equal(packages[`node_modules/${name}`]?.version, version)
    assert.deepEqual(
      locked.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://')).map(([path]) => path),
      [],
    )
  })

  it('is installed without running anything of it, and where no secret is at hand', () => {
    const installs = ['.ci/run', 'azure-pipelines.yml'].flatMap((file) =>
      read(file)
        .split('\n')
        .filter((line) => /\bnpm (?:ci|i|install|add)\b/.test(line)),
    )
    assert.equal(installs.length, 2)
    for (const line of installs) {
      assert.match(line, /npm ci --ignore-scripts\b/)
      assert.doesNotMatch(line, /TOKEN/)
    }
    assert.doesNotMatch(`${read('.ci/run')}${read('azure-pipelines.yml')}`, /npx (?!--no-install )/)
  })
})

describe('the build of the extension', function () {
  this.timeout(240_000)
  const temporary = mkdtempSync(join(tmpdir(), 'supply-'))
  after(() => rmSync(temporary, { recursive: true, force: true }))

  /** Builds the sources anew, at another place: links lead to them, so that all places have to lie equally deep. */
  function build(place: string, env: Record<string, string>): Map<string, string> {
    const at = join(temporary, place)
    mkdirSync(join(at, 'build'), { recursive: true })
    const own = ['.git', '.scratch', 'build', 'dist', 'out', 'coverage']
    for (const name of readdirSync(root).filter((one) => !own.includes(one))) symlinkSync(join(root, name), join(at, name))
    cpSync(join(import.meta.dirname, '../../scripts'), join(at, 'build/scripts'), { recursive: true })
    const run = spawnSync(process.execPath, [join(at, 'build/scripts/build.js')], {
      encoding: 'utf8',
      cwd: dirname(at),
      env: { PATH: process.env['PATH'] ?? '', HOME: at, ...env },
    })
    assert.equal(run.status, 0, run.stderr)
    const dist = join(at, 'dist')
    const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return new Map(
      files.map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return [relative(dist, path), createHash('sha256').update(readFileSync(path)).digest('hex')]
      }),
    )
  }

  it('gives the same bytes at another time and place, so that anybody can hold a VSIX against its sources', function () {
    if (process.platform === 'win32') this.skip()
    const one = build('here', { TZ: 'UTC', LANG: 'C' })
    const other = build('at-another-place', { TZ: 'Asia/Kathmandu', LANG: 'de_DE.UTF-8', SOURCE_DATE_EPOCH: '1' })
    assert.ok([...one.keys()].filter((path) => path.endsWith('.cjs')).length >= 8)
    assert.deepEqual(Object.fromEntries(one), Object.fromEntries(other))
  })
})
