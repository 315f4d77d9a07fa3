import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { PackageIndex, Upload, Uploaded } from '../../../core/ports.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import { type ToUpload, uploadFiles, type UploadRun } from '../../../tasks/GatedRelease/upload/upload-files.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'

/** What an index does with one upload. */
type Fate =
  | 'stores'
  | 'stores, and its answer is lost'
  | 'loses it'
  | 'says busy'
  | 'says it exists'
  | 'somebody else was first'
  | 'refuses'
const passing: readonly Fate[] = ['stores', 'stores, and its answer is lost', 'loses it', 'says busy', 'somebody else was first']

const files: readonly ToUpload[] = ['a-1-py3-none-any.whl', 'b-1-py3-none-any.whl', 'b-1.tar.gz'].map((name) => {
  return { name, path: name, size: 1, sha256: sha256Of(name), fields: [], project: name.charAt(0) }
})

/** An index that never lets a name have other bytes, and does with each upload what its script says; after that it works. */
class ScriptedIndex implements PackageIndex {
  readonly name = 'index'
  readonly held = new Map<string, Sha256>()
  readonly sent: string[] = []
  private readonly script: Fate[]

  constructor(script: readonly Fate[]) {
    this.script = [...script]
  }

  project: PackageIndex['project'] = (project) => {
    const mine = [...this.held].filter(([filename]) => filename.startsWith(`${project}-`))
    return Promise.resolve({ files: mine.map(([filename, sha256]) => ({ filename, url: filename, sha256, yanked: false })), deleted: [] })
  }

  upload(file: Upload): Uploaded {
    this.sent.push(file.name)
    const fate = this.held.has(file.name) ? 'stores' : (this.script.shift() ?? 'stores')
    if (fate.startsWith('stores') || fate === 'somebody else was first') this.held.set(file.name, file.sha256)
    if (fate === 'stores') return { kind: 'stored' }
    if (fate === 'refuses') return { kind: 'refused', says: 'no' }
    return fate === 'says it exists' || fate === 'somebody else was first' ? { kind: 'exists' } : { kind: 'unsure', says: fate, wait: 0 }
  }
}

async function release(index: ScriptedIndex): Promise<UploadRun> {
  const missing = files.filter((file) => index.held.get(file.name) !== file.sha256)
  const uploader = { upload: (file: Upload) => Promise.resolve(index.upload(file)) }
  return await uploadFiles(missing, {
    uploader,
    index,
    clock: fixedClock(),
    log: recordingLog(),
    pipeline: recordingPipeline(),
    random: () => 0.5,
  })
}

describe('the laws of uploading', () => {
  const fates = fc.array(fc.constantFrom<Fate>(...passing, 'says it exists', 'refuses'), { maxLength: 20 })

  it('running again until it succeeds ends with every file, whatever the index did', async () => {
    await fc.assert(
      fc.asyncProperty(fates, async (script) => {
        const index = new ScriptedIndex(script)
        let run = await release(index)
        for (let again = 0; run.failure !== undefined && again < 25; again++) run = await release(index)
        assert.equal(run.failure, undefined)
        assert.deepEqual(
          [...index.held],
          files.map((file) => [file.name, file.sha256]),
        )
      }),
    )
  })

  it('what is told as published or skipped is there, and what failed is the last that was tried', async () => {
    await fc.assert(
      fc.asyncProperty(fates, async (script) => {
        const index = new ScriptedIndex(script)
        const { outcomes, failure } = await release(index)
        for (const [name, outcome] of outcomes) assert.equal(index.held.has(name) || outcome === 'failed', true)
        const told = [...outcomes.values()]
        assert.equal(told.indexOf('failed'), failure === undefined ? -1 : told.length - 1)
      }),
    )
  })

  it('files go up in their order, and none is sent again once it is there', async () => {
    await fc.assert(
      fc.asyncProperty(fates, async (script) => {
        const index = new ScriptedIndex(script)
        await release(index)
        const order = [...new Set(index.sent)]
        assert.deepEqual(order, files.map((file) => file.name).slice(0, order.length))
        const sent = index.sent.length
        await release(index)
        assert.ok(index.sent.slice(sent).every((name) => files.some((file) => file.name === name)))
        assert.deepEqual(
          index.sent.slice(sent).filter((name) => order.indexOf(name) !== -1 && order.indexOf(name) < order.length - 1),
          [],
        )
      }),
    )
  })

  it('an index that only stumbles never ends a release', async () => {
    const stumbles = fc.array(fc.constantFrom<Fate>(...passing), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(stumbles, async (script) => assert.equal((await release(new ScriptedIndex(script))).failure, undefined)),
    )
  })
})
