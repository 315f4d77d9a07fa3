import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { memoryStore, type MemoryStore, Stopped, stopAfter } from '../../fakes/memory-store.ts'
import { cacheIn, entriesIn, keyed, type Differs, type Ran, refOf, runCached } from './caching.ts'
import { Yard } from './projects.ts'
import { type Play, type ScriptedHost, scriptedHost } from './scripted-host.ts'
import { jobData, jobPackage } from './try-run.ts'

describe('BuildWheels with a cache', () => {
  let yard: Yard
  let store: MemoryStore
  let host: ScriptedHost
  beforeEach(() => {
    yard = new Yard()
    store = memoryStore()
    for (const name of ['one', 'two', 'three'])
      yard.write(`sources/${name}/pyproject.toml`, `[build-system]\nrequires = ${name === 'two' ? '["one"]' : '[]'}\n`)
  })
  afterEach(() => yard.remove())

  const three = jobData(['one', 'two', 'three'].map((name) => keyed(name)))
  const wheels = (label: string): string[] => [`${label.split('-')[0] ?? ''}-1.0-py3-none-any.whl`]
  const broken: Partial<Play> = { wheels: (label) => (label.startsWith('two') ? { kind: 'exited', code: 1 } : wheels(label)) }
  let runs = 0

  async function ran(
    inputs: Record<string, string> = {},
    play: Partial<Play> = {},
    differs: Differs & { store?: MemoryStore } = {},
  ): Promise<Ran> {
    const prints = (said: string): string[] => (said.startsWith('wheel ') ? [`building ${said}`] : [])
    host = scriptedHost({ programs: { python3: {} }, wheels, prints, ...play })
    return await runCached(yard, { jobData: three, ...inputs }, differs.store ?? store, { host, out: `out${runs++}`, ...differs })
  }
  const built = (): string[] => host.said.filter((one) => one.startsWith('wheel ')).map((one) => one.slice(6).replace(/-.*/, ''))
  const verbs = (): string[] => [...new Set(store.requests.map((one) => one.replace(/ .*/, '')))].sort()
  const counts = ({ outputs }: Outcome): (string | undefined)[] => [outputs['builtCount'], outputs['restoredCount'], outputs['failedCount']]

  it('restores all that a run before has built, as if it had been built, and opens no machine', async () => {
    const first = await ran()
    assert.deepEqual(
      [counts(first.outcome), entriesIn(store)],
      [
        ['3', '0', '0'],
        ['one', 'three', 'two'],
      ],
    )
    assert.ok(first.manifest.files.every(({ fingerprint, project }) => fingerprint === sha256Of(project)))
    const second = await ran({}, {}, { variables: { 'Build.BuildId': '42' } })
    assert.deepEqual([counts(second.outcome), second.opened, host.said], [['0', '3', '0'], 0, []])
    const told = first.manifest.files.map((file) => ({ ...file, origin: 'restored', made_by: 'run 41, build.wheels.wheel_any' }))
    assert.deepEqual(second.manifest.files, told)
    assert.equal(second.manifest.buildId, '42')
    const names = ({ pipeline }: Ran): string[] => pipeline.attached.map(({ name }) => name).sort()
    assert.deepEqual(names(second), names(first))
    assert.match(second.outcome.summary, /### Wheels: 0 built, 3 restored from the cache, 0 failed/)
    assert.match(first.outcome.summary, /Saved to the cache: 3\./)
  })

  it('tells again what was printed then, each line marked', async () => {
    await ran()
    const { log } = await ran()
    const text = log.text()
    assert.match(
      text,
      /group: one 1\.0 for 3 \(from the cache, built by run 41, build\.wheels\.wheel_any\)\nforeign: \[cache\] building wheel one-1\.0-3\nend/,
    )
    assert.match(text, /restored one 1\.0 for 3: one-1\.0-py3-none-any\.whl, from the cache, built by run 41, build\.wheels\.wheel_any/)
  })

  it('saves nothing that a secret shows in', async () => {
    const differs = { secrets: ['hunter2-hunter2'] }
    await ran({}, { prints: (said) => [`${said} with hunter2-hunter2`] }, differs)
    const all = [...store.objects.values()].map(({ bytes }) => new TextDecoder('latin1').decode(bytes)).join('\n')
    assert.match(all, /wheel one-1\.0-3 with \*\*\*/)
    assert.ok(!all.includes('hunter2'))
  })

  it('saves each wheel as soon as it is good, also where another fails', async () => {
    const first = await ran({}, broken)
    assert.deepEqual([first.outcome.result, counts(first.outcome), entriesIn(store)], ['failed', ['2', '0', '1'], ['one', 'three']])
    const second = await ran()
    assert.deepEqual([counts(second.outcome), built()], [['1', '2', '0'], ['two']])
    assert.match(second.log.text(), /With wheels of this job: one-1\.0-py3-none-any\.whl/)
    assert.deepEqual(entriesIn(store), ['one', 'three', 'two'])
  })

  it('opens the machine for what the cache lacks alone', async () => {
    await ran({ jobData: jobData([keyed('one')]) })
    const { opened, outcome } = await ran()
    assert.deepEqual([opened, built(), counts(outcome)], [1, ['two', 'three'], ['2', '1', '0']])
  })

  it('saves failures too where cacheWhen is finished, and tries them again all the same', async () => {
    await ran({ cacheWhen: 'finished' }, broken)
    assert.deepEqual(entriesIn(store), ['one', 'three', 'two.failed'])
    const { outcome } = await ran({ cacheWhen: 'finished' }, broken)
    assert.deepEqual([built(), counts(outcome)], [['two'], ['0', '2', '1']])
  })

  it('keeps as many entries of a place as it is told, the latest', async () => {
    const dated = { ...store, list: (prefix: string) => withTimes(store.list(prefix)) }
    const place = 'wheels/one/py3-any-1a2b3c4d'
    for (const key of ['a', 'b', 'c']) {
      const data = jobData([keyed('one', { cache: { key: sha256Of(key), place, stale: [] } })])
      await ran({ jobData: data, cacheKeep: '2' }, {}, { cache: cacheIn(dated) })
    }
    const left = [...store.objects.keys()].filter((key) => key.endsWith('.json'))
    assert.deepEqual(
      left,
      [sha256Of('b'), sha256Of('c')].map((key) => `entries/${place}/${key}.json`),
    )
  })
  let clock = 0
  const seen = new Map<string, number>()
  async function* withTimes(objects: ReturnType<MemoryStore['list']>): ReturnType<MemoryStore['list']> {
    for await (const object of objects) {
      const at = seen.get(object.key) ?? ++clock
      seen.set(object.key, at)
      yield { ...object, modified: `2026-01-01T00:00:${String(at).padStart(2, '0')}.000Z` }
    }
  }

  const passing: [what: string, play: Partial<Play>][] = [
    ['the network', { ...broken, prints: () => ['ERROR: Could not reach it: Connection refused'] }],
    ['the host', { ends: (said) => (said.startsWith('wheel two') ? { kind: 'signalled', signal: 'SIGKILL' } : undefined) }],
    ['an interpreter', { programs: {} }],
  ]
  for (const [what, play] of passing)
    it(`saves no failure of ${what}`, async () => {
      await ran({ cacheWhen: 'finished' }, play)
      assert.ok(!entriesIn(store).some((one) => one.endsWith('.failed')))
    })

  const others: Record<string, string>[] = [{ beforeBuild: 'echo' }, { testCommand: 'true' }]
  for (const inputs of others)
    it(`builds anew, and replaces, what was made by another ${Object.keys(inputs).join()}`, async () => {
      await ran()
      const again = await ran(inputs, {}, { variables: { 'Build.BuildId': '42' } })
      assert.deepEqual([built().length, again.opened], [3, 1])
      assert.match(again.log.text(), /is not what this job makes, so it is built: it was made or tested by other inputs/)
      assert.deepEqual(counts((await ran(inputs)).outcome), ['0', '3', '0'])
    })

  const damages: [what: string, damage: (key: string, bytes: Uint8Array) => Uint8Array | undefined][] = [
    ['truncated wheels', (key, bytes) => (key.startsWith('files/') ? bytes.subarray(1) : bytes)],
    ['lost files', (key, bytes) => (key.startsWith('files/') ? undefined : bytes)],
    ['documents that are none', (key, bytes) => (key.endsWith('.json') ? Buffer.from('{"version":1}') : bytes)],
  ]
  for (const [what, damage] of damages)
    it(`warns of ${what}, builds, and mends the cache`, async () => {
      await ran()
      for (const [key, one] of store.objects) {
        const bytes = damage(key, one.bytes)
        if (bytes === undefined) store.objects.delete(key)
        else store.objects.set(key, { ...one, bytes })
      }
      const { log } = await ran()
      assert.equal(built().length, 3)
      assert.match(log.text(), /warning: What the cache has of one 1\.0 for 3 is broken, so it is built: /)
      assert.deepEqual(counts((await ran()).outcome), ['0', '3', '0'])
    })

  it('never writes in the run of a pull request, and says so', async () => {
    await ran({ jobData: jobData([keyed('one')]) })
    store.requests.length = 0
    const variables = { 'Build.Reason': 'PullRequest', 'Build.SourceBranch': 'refs/pull/7/merge' }
    const { outcome } = await ran({}, {}, { variables })
    assert.deepEqual(counts(outcome), ['2', '1', '0'])
    assert.deepEqual(verbs(), ['FETCH', 'GET'])
    assert.match(outcome.summary, /What was built is not saved to the cache, because this run builds a pull request\./)
  })

  it('writes nothing for a pull request, whatever its pipeline and the plan that it brings say', async () => {
    await ran({ jobData: jobData([keyed('two')]) })
    const [before, forged] = [[...store.objects.keys()], jobData([keyed('one', { cache: refOf('two', { anew: true }) }), keyed('three')])]
    store.requests.length = 0
    const inputs = { jobData: forged, cacheMode: 'write', cacheWhen: 'finished', cacheKeep: '1' }
    const { outcome } = await ran(inputs, {}, { variables: { 'Build.SourceBranch': 'refs/pull/7/merge' } })
    assert.deepEqual([counts(outcome), store.requests, [...store.objects.keys()]], [['2', '0', '0'], [], before])
  })

  const modes: [mode: string, asks: string[]][] = [
    ['read', ['GET']],
    ['write', ['HEAD', 'PUT']],
  ]
  for (const [cacheMode, asks] of modes)
    it(`does no more than ${cacheMode} where cacheMode says so`, async () => {
      await ran({ cacheMode })
      assert.deepEqual(verbs(), asks)
    })

  for (const verb of ['open', 'get', 'put'] as const)
    it(`goes on without a cache that is down when it is asked to ${verb}, after one warning`, async () => {
      let asked = 0
      const down = async (): Promise<never> => {
        asked += 1
        return await Promise.reject(new Problem('STORE_UNREACHABLE', 'The bucket does not answer.', 'Wait.'))
      }
      const cache = verb === 'open' ? down : cacheIn({ ...store, [verb]: down })
      const { outcome, log } = await ran({}, {}, { cache })
      assert.deepEqual([outcome.result, counts(outcome)], ['succeeded', ['3', '0', '0']])
      assert.equal(log.lines.filter((line) => line.startsWith('warning: The cache cannot be used')).length, 1)
      assert.ok(asked <= (verb === 'get' ? 3 : 4), String(asked))
    })

  it('is whole wherever the run is killed', async () => {
    const inputs = { jobData: jobData([keyed('one'), keyed('two')]) }
    let left = 0
    for (let n = 1, isKilled = true; isKilled; n += 3) {
      const there = memoryStore()
      for (const answered of [true, false]) {
        const cache = cacheIn(stopAfter(there, n, answered))
        isKilled = await ran(inputs, {}, { cache }).then(
          () => false,
          (error: unknown) => (assert.ok(error instanceof Stopped), true),
        )
      }
      const kept = entriesIn(there).length
      const { outcome, log } = await ran(inputs, {}, { cache: cacheIn(there) })
      assert.deepEqual(counts(outcome), [String(2 - kept), String(kept), '0'])
      assert.ok(!log.text().includes('is broken'))
      assert.deepEqual(entriesIn(there), ['one', 'two'])
      left = Math.max(left, n)
    }
    assert.ok(left > 6)
  })

  it('says where its rows have no keys', async () => {
    const unkeyed = jobPackage({ name: 'one', source: { kind: 'folder', path: 'one', commit: 'c', time: 0 } })
    assert.match((await ran({ jobData: jobData([unkeyed]) })).log.text(), /warning: The input 'cache' is set, and comes to nothing here/)
    assert.match((await ran({ jobData: jobData([unkeyed, keyed('two')]) })).log.text(), /Of 2 rows 1 have no key/)
  })

  it('says where its rows have keys, and it has no cache', async () => {
    const [without, { log }] = [await ran({}, {}, { cache: undefined }), await ran()]
    assert.match(without.log.text(), /info: The plan was made with a cache, and the input 'cache' is not set here/)
    assert.doesNotMatch(log.text(), /is not set here/)
    assert.deepEqual(counts(without.outcome), ['3', '0', '0'])
  })

  it('builds whatever the cache has where the plan was forced, and replaces it', async () => {
    await ran()
    store.requests.length = 0
    const forced = jobData([keyed('one', { cache: refOf('one', { anew: true }) })])
    const { outcome } = await ran({ jobData: forced })
    assert.deepEqual([counts(outcome), built()], [['1', '0', '0'], ['one']])
    assert.ok(store.requests.some((one) => /^PUT entries.*\.json$/.test(one)) && !store.requests.some((one) => one.startsWith('GET')))
  })
})
