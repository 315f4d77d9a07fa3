import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../root.ts'
import { taskNames } from './task-json.ts'

interface Metafile {
  inputs: Record<string, unknown>
  outputs: Record<string, unknown>
}

const dist = join(root, 'dist')
const metafiles = (): Metafile[] => JSON.parse(readFileSync(join(root, 'build/metafiles.json'), 'utf8')) as Metafile[]
const isMain = (metafile: Metafile): boolean => Object.keys(metafile.outputs).some((output) => output.endsWith('main.cjs'))

describe('the bundles', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'bundle-'))
  after(() => rmSync(elsewhere, { recursive: true, force: true }))

  it('hold one copy of every package', () => {
    for (const metafile of metafiles()) {
      const folders = new Set(
        Object.keys(metafile.inputs).flatMap((input) => /^(?:.*\/)?node_modules\/.*node_modules\//.exec(input)?.[0] ?? []),
      )
      assert.deepEqual(
        [...folders].filter((folder) => folder.includes('azure-pipelines-task-lib')),
        [],
      )
    }
  })

  it('hold no SDK in a main file', () => {
    const heavy = metafiles()
      .filter((metafile) => isMain(metafile))
      .flatMap((metafile) =>
        Object.keys(metafile.inputs).filter((input) => /node_modules\/(@aws-sdk|@smithy|azure-devops-node-api)\//.test(input)),
      )
    assert.deepEqual(heavy, [])
  })

  it('hold of the SDK what requests need, not all that S3 can do', () => {
    for (const name of taskNames) {
      const { size } = statSync(join(dist, 'tasks', name, 'aws-bucket.cjs'))
      assert.ok(size < 400_000, `${name}: ${size} bytes`)
    }
  })

  it('have main files of less than 2 MB together', () => {
    const size = taskNames.reduce((sum, name) => sum + statSync(join(dist, 'tasks', name, 'main.cjs')).size, 0)
    assert.ok(size < 2_000_000, `${size} bytes`)
  })

  for (const name of taskNames) {
    it(`${name} has beside it every sibling that it loads, and that its siblings load`, () => {
      const folder = join(dist, 'tasks', name)
      const scripts = readdirSync(folder).filter((file) => file.endsWith('.cjs'))
      const loaded = scripts.flatMap((file) =>
        [...readFileSync(join(folder, file), 'utf8').matchAll(/require\(["']\.\/([^"']+)["']\)/g)].map(([, sibling = '']) => sibling),
      )
      assert.deepEqual([...new Set(loaded)].sort(), scripts.filter((file) => !['main.cjs', 'post.cjs'].includes(file)).sort())
    })

    it(`${name} starts from an empty folder and tells a missing input as one error`, () => {
      const folder = join(elsewhere, name)
      cpSync(join(dist, 'tasks', name), folder, { recursive: true })
      const run = spawnSync(process.execPath, [join(folder, 'main.cjs')], {
        cwd: elsewhere,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '', AGENT_TEMPDIRECTORY: elsewhere },
      })
      assert.equal(run.status, 0, run.stderr)
      assert.equal(run.stdout.match(/##vso\[task\.complete result=/g)?.length, 1, run.stdout)
      assert.match(run.stdout, /##vso\[task\.complete result=Failed;\]/)
      assert.doesNotMatch(run.stdout.replaceAll(/##vso\[task\.debug\].*/g, ''), /\n\s+at /)
      assert.doesNotMatch(run.stdout, /fault in Wheelworks/)
      assert.doesNotMatch(run.stdout, /##vso\[task\.setvariable/)
    })
  }

  it('lie in dist/ with nothing that the VSIX does not need', () =>
    assert.deepEqual(readdirSync(dist).sort(), [
      'LICENSE',
      'THIRD-PARTY-NOTICES.txt',
      'images',
      'overview.md',
      'schemas',
      'tasks',
      'vss-extension.json',
    ]))
})
