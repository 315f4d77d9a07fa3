import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import { formatDistrusted } from '../../../../core/cache/distrusted.ts'
import type { Artifacts } from '../../../../core/ports.ts'
import { Problem } from '../../../../core/problem.ts'
import type { CacheStore } from '../../../../core/store.ts'
import { judgeUnits } from '../../../../tasks/GenerateMatrix/cache/judge-units.ts'
import type { Unit } from '../../../../tasks/GenerateMatrix/cache/unit.ts'
import { type MemoryStore, memoryStore } from '../../../fakes/memory-store.ts'
import { type RecordingLog, recordingLog } from '../../../fakes/recording-log.ts'
import { asCache } from '../../../flows/cache/world.ts'
import { keep, told, unit } from './units.ts'

describe('judgeUnits', () => {
  let store: MemoryStore
  let log: RecordingLog
  beforeEach(() => {
    store = memoryStore()
    log = recordingLog()
  })

  const where = { stage: 'build', job: 'plan', leg: '', attempt: 1 }
  const judge = async (units: readonly Unit[], cache: CacheStore | Error = asCache(store, false), force = false): Promise<string[]> => {
    const open = (): Promise<CacheStore> => (cache instanceof Error ? Promise.reject(cache) : Promise.resolve(cache))
    const ports = { artifacts: undefined, cache: open, files: localFiles('nowhere'), log }
    const judged = await judgeUnits(units, { buildId: '41', force, where }, ports)
    return units.map((one) => told(judged.get(one)))
  }
  const [now, before] = [unit('spam', { recipe: 'new' }), unit('spam', { recipe: 'old' })]

  it('knows what is there, and what its build took', async () => {
    const units = [unit('a'), unit('b'), unit('c'), unit('d')]
    for (const [at, one] of units.slice(0, 3).entries()) keep(store, one, at === 2 ? 'failed' : 'whole', at === 1 ? undefined : 41)
    assert.deepEqual(await judge(units), ['warm 41', 'warm', 'failed 41', 'cold: it was never built here'])
  })

  it('downloads nothing to know it', async () => {
    const units = [unit('a'), unit('b')]
    for (const one of units) keep(store, one)
    assert.deepEqual(await judge(units), ['warm', 'warm'])
    assert.ok(store.requests.every((request) => request.startsWith('LIST ')))
  })

  it('says what differs from what was built before, and what that took', async () => {
    keep(store, before, 'whole', 41)
    assert.deepEqual(await judge([now]), ['cold 41: its recipe changed'])
  })

  it('asks for no document of a place at which nothing is', async () => {
    await judge([now])
    assert.deepEqual(
      store.requests.filter((request) => !request.startsWith('LIST ')),
      [],
    )
  })

  it('takes what was only built for no result', async () => {
    keep(store, now, 'wheel')
    keep(store, before)
    assert.deepEqual(await judge([now]), ['cold: it was only built for others that need it, and never tested'])
  })

  it('takes the whole one of a key that failed before', async () => {
    for (const kind of ['failed', 'whole'] as const) keep(store, now, kind)
    assert.deepEqual(await judge([now]), ['warm'])
  })

  it('passes over what is there by force, and knows how long it takes', async () => {
    keep(store, now, 'whole', 41)
    assert.deepEqual(await judge([now, unit('b')], asCache(store), true), [
      'cold 41: its build is forced, though the cache has it',
      'cold: it was never built here',
    ])
  })

  it('builds what an earlier attempt could not restore, whether it is still there or not', async () => {
    const [there, gone] = [unit('a'), unit('b', { recipe: 'new' })]
    keep(store, there, 'whole', 41)
    keep(store, unit('b', { recipe: 'old' }), 'whole', 7)
    const artifacts = async (): Promise<Artifacts> =>
      await Promise.resolve({
        list: async () =>
          await Promise.resolve([{ name: 'distrusted.build.plan.1', source: '', kind: 'Container', data: '', downloadUrl: '' }]),
        download: async (_, into) =>
          await files.write(`${into}/d.json`, formatDistrusted([there, gone].map(({ fingerprint }) => fingerprint.key))),
      })
    const folder = mkdtempSync(join(tmpdir(), 'judge-'))
    const files = localFiles(folder)
    const ports = { artifacts, cache: async () => await Promise.resolve(asCache(store, false)), files, log }
    try {
      const judged = await judgeUnits([there, gone], { buildId: '41', force: false, where: { ...where, attempt: 2 } }, ports)
      const because = 'attempt 1 of this job could not restore it'
      assert.deepEqual(
        [there, gone].map((one) => told(judged.get(one))),
        [`cold 41: ${because}`, `cold 7: ${because}`],
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('says so where what was built before cannot be read', async () => {
    keep(store, before)
    for (const key of store.objects.keys()) store.objects.set(key, { bytes: new Uint8Array([123]), type: '', cache: '' })
    assert.deepEqual(await judge([now]), ['cold: what was built here before cannot be read'])
  })

  it('explains some hundred units and no more', async () => {
    const units = Array.from({ length: 210 }, (_, at) => unit(`p${at}`, { recipe: 'new' }))
    for (const [at] of units.entries()) keep(store, unit(`p${at}`, { recipe: 'old' }))
    const judged = await judge(units)
    assert.deepEqual(
      [judged[0], judged[199], judged[200]],
      ['cold: its recipe changed', 'cold: its recipe changed', 'cold: it is not what was built here before'],
    )
    assert.equal(store.requests.filter((request) => request.startsWith('GET ')).length, 200)
  })

  it('asks one on the web for each document alone, and does not claim to know more', async () => {
    keep(store, now)
    const web = { ...asCache(store, false), list: undefined }
    assert.deepEqual(await judge([now, unit('b')], web), ['warm', 'cold: nothing is there for it'])
    assert.equal(store.requests.length, 2)
  })

  describe('with a store in trouble', () => {
    const down = new Problem('STORE_UNREACHABLE', 'The store cannot be reached.', 'Try again.')
    const everything = ['cold: the cache cannot be asked', 'cold: the cache cannot be asked']
    const refusing = (what: Partial<CacheStore>): CacheStore => ({ ...asCache(store, false), ...what })

    it('takes everything for cold, and warns once', async () => {
      assert.deepEqual(await judge([now, before], down), everything)
      assert.deepEqual(
        log.lines.filter((line) => line.startsWith('warning')),
        ['warning: The cache cannot be read, so everything counts as cold. The store cannot be reached. Try again.'],
      )
    })
    it('also where it breaks off in the middle of its list', async () => {
      const broken = refusing({
        list: async function* () {
          await Promise.resolve()
          yield { key: 'entries/x', size: 1 }
          throw new Problem('STORE_REFUSED', 'No.', '')
        },
      })
      assert.deepEqual(await judge([now, before], broken), everything)
    })
    it('restores what it knows of where only documents cannot be read', async () => {
      keep(store, before)
      assert.deepEqual(await judge([now, before], refusing({ get: () => Promise.reject(down) })), [
        'cold: it is not what was built here before',
        'warm',
      ])
      assert.equal(log.lines.filter((line) => line.startsWith('warning')).length, 1)
    })
    it('but an input that is wrong stays wrong, and a fault of ours is one', async () => {
      await assert.rejects(judge([now], new Problem('INPUT_INVALID', 'That is none.', '')), { code: 'INPUT_INVALID' })
      await assert.rejects(judge([now], new TypeError('x')), TypeError)
    })
  })
})
