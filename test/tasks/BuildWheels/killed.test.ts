import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { Yard } from './projects.ts'
import { threeRows } from './three-rows.ts'
import { tryRun } from './try-run.ts'

describe('BuildWheels killed in the middle of its rows', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = new Yard()
    for (const name of ['one', 'two', 'three']) yard.write(`sources/${name}/pyproject.toml`, '')
    const child = spawn(process.execPath, [join(import.meta.dirname, 'run-until-killed.js'), yard.folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const gone = once(child, 'exit')
    const lines = createInterface(child.stdout)
    for await (const line of lines) if (line === 'hanging') break
    child.kill('SIGKILL')
    await gone
  })
  afterEach(() => yard.remove())

  it('leaves the finished wheel with a sidecar that tells all of it', () => {
    const sidecar = parseManifest(readFileSync(yard.path('staging/one-1.0-py3-none-any.whl.json'), 'utf8'), 'sidecar')
    const wheel = readFileSync(yard.path('staging/one-1.0-py3-none-any.whl'))
    assert.deepEqual([sidecar.files.length, sidecar.files[0]?.sha256], [1, sha256Of(wheel)])
    assert.ok(!existsSync(yard.path('staging/manifest.json')))
  })

  it('comes to the same wheels when it is run again', async () => {
    const before = readFileSync(yard.path('staging/one-1.0-py3-none-any.whl'))
    const { inputs, host } = threeRows()
    const { outcome, manifest } = await tryRun(yard, inputs, { host })
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(
      manifest.files.map(({ project }) => project),
      ['one', 'two', 'three'],
    )
    assert.equal(manifest.files[0]?.sha256, sha256Of(before))
  })
})
