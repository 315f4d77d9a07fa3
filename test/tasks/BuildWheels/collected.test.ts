import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import { type Collected, collectWheels } from '../../../flows/collect-wheels.ts'
import { Yard } from './projects.ts'
import { threeRows } from './three-rows.ts'
import { scriptedHost } from './scripted-host.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('what BuildWheels attaches', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two', 'three']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  /** Lays the artifact down as a later job would have it. */
  function lay({ pipeline }: Tried): string {
    const folder = yard.path('artifact')
    mkdirSync(folder, { recursive: true })
    for (const { name, bytes } of pipeline.attached) writeFileSync(`${folder}/${name}`, bytes)
    return folder
  }
  const collect = async (folder: string): Promise<Collected> => await collectWheels([folder], localFiles(yard.path('temp')))
  const names = ({ files }: Collected): string[] => files.map(({ file }) => file.project).sort()

  it('is collected by later tasks, file by file, with nothing unlisted', async () => {
    const { inputs, host } = threeRows()
    const collected = await collect(lay(await tryRun(yard, inputs, { host })))
    assert.deepEqual([names(collected), collected.unlisted, collected.failures], [['one', 'three', 'two'], [], []])
  })

  it('is collected by its sidecars where the manifest was never written', async () => {
    const { inputs, host } = threeRows()
    const folder = lay(await tryRun(yard, inputs, { host }))
    rmSync(`${folder}/manifest.json`)
    assert.deepEqual(names(await collect(folder)), ['one', 'three', 'two'])
  })

  it('tells of failures, beside what was built', async () => {
    const { inputs } = threeRows()
    const wheels = (label: string): string[] => (label.startsWith('two') ? [] : [`${label.split('-')[0]}-1.0-py3-none-any.whl`])
    const collected = await collect(lay(await tryRun(yard, inputs, { host: scriptedHost({ programs: { python3: {} }, wheels }) })))
    assert.deepEqual([names(collected), collected.failures.map(({ failure }) => failure.package)], [['one', 'three'], ['two']])
  })

  it('is refused once a byte of a wheel was changed', async () => {
    const { inputs, host } = threeRows()
    const folder = lay(await tryRun(yard, inputs, { host }))
    appendFileSync(`${folder}/two-1.0-py3-none-any.whl`, 'x')
    await assert.rejects(collect(folder), { code: 'HASH_MISMATCH' })
  })
})
