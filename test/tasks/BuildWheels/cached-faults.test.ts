import assert from 'node:assert/strict'
import { localFiles } from '../../../adapters/local/files.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import { rowsOfPackages } from '../../../core/build/row.ts'
import { sdistKey } from '../../../core/build/sdist-file.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { SdistFacts } from '../../../core/sdist/inspect.ts'
import { setUp } from '../../../tasks/BuildWheels/bench.ts'
import { entryOf } from '../../../tasks/BuildWheels/cache/entry-of.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { formatEntry, parseEntry } from '../../../core/cache/entry-json.ts'
import { fileName } from '../../../core/cache/place.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { memoryStore, type MemoryStore } from '../../fakes/memory-store.ts'
import { wheelBytes, type WheelChange } from '../../fakes/wheel-bytes.ts'
import { cacheIn, type Differs, entriesIn, keyed, type Ran, refOf, runCached } from './caching.ts'
import { Yard } from './projects.ts'
import { type Play, type ScriptedHost, scriptedHost } from './scripted-host.ts'
import { askOf, jobData, leg, portsOf } from './try-run.ts'

describe('a build that has trouble with its cache', () => {
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

  const nameOf = (said: string): string => said.replace(/^wheel /, '').replace(/-.*/, '')
  const wheels = (label: string): string[] => [`${nameOf(label)}-1.0-py3-none-any.whl`]
  const isBuild = (said: string): boolean => said.startsWith('wheel ')
  let runs = 0
  async function ran(inputs: Record<string, string> = {}, play: Partial<Play> = {}, differs: Differs = {}): Promise<Ran> {
    host = scriptedHost({ programs: { python3: {} }, wheels, prints: (said) => (isBuild(said) ? [`building ${said}`] : []), ...play })
    const three = jobData(['one', 'two', 'three'].map((name) => keyed(name)))
    return await runCached(yard, { jobData: three, ...inputs }, store, { host, out: `out${runs++}`, ...differs })
  }
  const built = (): string[] => host.said.filter(isBuild).map(nameOf)
  const refused = async (): Promise<never> =>
    await Promise.reject(new Problem('STORE_REFUSED', 'The bucket refuses it: 403 AccessDenied.', 'Let it.'))

  it('fails no wheel whose log cannot be kept for it', async () => {
    const files = localFiles(yard.path('temp'))
    const write: typeof files.write = async (path, bytes) => {
      if (/[\\/]printed[\\/]/.test(path)) throw new Problem('FILE_INVALID', `Cannot write '${path}': ENOSPC.`, '')
      await files.write(path, bytes)
    }
    const { outcome, log } = await ran({}, {}, { files: { ...files, write } })
    assert.deepEqual([outcome.result, outcome.outputs['builtCount'], entriesIn(store)], ['succeeded', '3', ['one', 'three', 'two']])
    assert.match(log.text(), /warning: What one 1\.0 for 3 printed is not saved in the cache: /)
  })

  it('saves on where nothing may be removed, and says so once', async () => {
    const kept: Pick<ObjectStore, 'list'> = {
      async *list() {
        yield await refused()
      },
    }
    const { outcome, log } = await ran({ cacheKeep: '2' }, {}, { cache: cacheIn({ ...store, ...kept }) })
    assert.deepEqual([outcome.result, entriesIn(store)], ['succeeded', ['one', 'three', 'two']])
    const warnings = log.lines.filter((line) => line.startsWith('warning: '))
    assert.deepEqual([warnings.length, /cacheKeep.*403/.test(warnings[0] ?? '')], [1, true])
  })

  it('counts as saved what it has saved', async () => {
    await ran()
    const { outcome, log } = await ran({ cacheMode: 'write' })
    assert.match(log.text(), /three 1\.0 for 3 is in the cache already/)
    assert.doesNotMatch(outcome.summary, /Saved to the cache/)
  })

  it('begins no save once it is cancelled, and says nothing against the cache', async () => {
    const { log } = await ran({}, {}, { cancelled: () => built().length > 0 })
    assert.deepEqual([built(), entriesIn(store)], [['one'], []])
    assert.doesNotMatch(log.text(), /cache cannot be used/)
  })

  it('does not let two steps of a run that make other things of one leg replace what each of them saves', async () => {
    const one = { jobData: jobData([keyed('one')]) }
    await ran(one)
    const there = new Map(store.objects)
    const { log, outcome } = await ran({ ...one, beforeBuild: 'echo' })
    assert.deepEqual([built(), outcome.outputs['builtCount'], store.objects], [['one'], '1', there])
    assert.match(log.text(), /warning: What the cache has of one 1\.0 for 3 is of this very run, and not what this step makes: /)
    assert.match(outcome.summary, /Not saved to the cache: 1; the log says why\./)
  })

  const poisons: [what: string, wheel: string, change: WheelChange][] = [
    ['whose files are not what it tells', 'one-1.0-py3-none-any.whl', { RECORD: 'one/__init__.py,sha256=AAAA,1\n' }],
    ['of another version', 'one-2.0-py3-none-any.whl', {}],
  ]
  for (const [what, wheel, change] of poisons)
    it(`takes no warm wheel ${what}`, async () => {
      await ran({ jobData: jobData([keyed('one')]) })
      poison('one', wheel, wheelBytes(wheel, change))
      const warm = [{ name: 'one', version: '1.0', python: '3', cache: refOf('one') }]
      const { log } = await ran({ jobData: jobData([keyed('two')], { warm }) })
      assert.match(log.text(), /warning: What the cache has of one 1\.0 for 3 is broken/)
      assert.doesNotMatch(log.text(), /With wheels of this job: one/)
    })

  /** Puts another wheel into an entry, whose document tells of it as of its own. */
  function poison(name: string, wheel: string, bytes: Uint8Array): void {
    const { place, key } = refOf(name)
    const path = `entries/${place}/${key}.json`
    const document = store.objects.get(path) ?? assert.fail()
    const entry = parseEntry(new TextDecoder().decode(document.bytes), path)
    const is = { name: wheel, size: bytes.length, sha256: sha256Of(bytes) }
    const [file = assert.fail()] = entry.manifest.files
    const stored = entry.stored.map((one) => (one.as === 'file' ? { ...one, ...is } : one))
    const poisoned = { ...entry, stored, manifest: { ...entry.manifest, files: [{ ...file, ...is }] } }
    store.objects.set(path, { ...document, bytes: new TextEncoder().encode(formatEntry(poisoned)) })
    store.objects.set(fileName(place, key, is.sha256), { ...document, bytes })
  }

  it('saves with a wheel the sdist that it was built from, though an earlier attempt has built that', async () => {
    const [row = assert.fail()] = rowsOfPackages([{ path: 'one', kind: 'folder' }], [parseAskedPython('3') ?? assert.fail()])
    const rows = [{ ...row, cache: refOf('one') }]
    const inputs = readInputs(
      askOf({ packages: 'one', distributions: 'both', cache: 's3://bucket/c', outputDirectory: yard.path('out') }, leg),
    )
    const ports = portsOf(yard, { cache: cacheIn(store), host: scriptedHost({ programs: {} }) })
    const bench = { ...setUp(inputs, ports, { rows, planDigest: 'x' }, []), host: await ports.openHost() }
    const fileOf = async (name: string, more: object): Promise<BuiltFile> => {
      const path = yard.path(`out/${name}`)
      await ports.files.write(path, name)
      const { size, sha256 } = await ports.files.measure(path)
      return {
        name,
        size,
        sha256,
        project: normalizeName('one'),
        version: '1.0',
        tags: [],
        source: 'one',
        seconds: 1,
        ...more,
        ...released,
      }
    }
    const sdist = await fileOf('one-1.0.tar.gz', {})
    bench.sdists.set(sdistKey(row), { file: sdist, facts: {} as SdistFacts, path: '', attempt: 1 })
    const file = await fileOf('one-1.0-py3-none-any.whl', { tags: ['py3-none-any'] })
    const built = { kind: 'built', imported: { kind: 'imported' }, tested: [], besides: [], suites: [], file } as const
    const results = rows.map((one) => ({ ...built, row: one }))
    const [ended, cache] = [{ ref: refOf('one'), rows, kind: 'whole', results, interpreters: new Map() } as const, bench.cache]
    const { entry, pathOf } = await entryOf(ended, cache ?? assert.fail(), bench)
    assert.deepEqual(entry.manifest.files.map(({ name }) => name).sort(), [file.name, sdist.name])
    assert.deepEqual(parseEntry(formatEntry(entry), '').manifest.files, entry.manifest.files)
    assert.equal(pathOf({ as: 'file', name: sdist.name }), yard.path(`out/${sdist.name}`))
  })
  const released = { origin: 'built', release: true } as const

  describe('where what its build requires makes it stale', () => {
    const stale: Partial<CacheRef> = { stale: ['requirements'] }
    const held = keyed('two', { cache: refOf('two', stale) })
    /** As pip answers where no index has the project: by the wheels of the leg, once there is one. */
    const play = (version = '1.0'): Partial<Play> => {
      const isThere = (): boolean => host.said.some((said) => said.startsWith('wheel one'))
      const report = JSON.stringify({ install: [{ metadata: { name: 'one', version } }] }, undefined, 1).split('\n')
      return {
        prints: (said) => {
          if (said === 'install one') return isThere() ? report : ['ERROR: No matching distribution found for one']
          return said.startsWith('wheel two') ? ['Successfully installed one-1.0'] : []
        },
        ends: (said) => (said === 'install one' && !isThere() ? { kind: 'exited', code: 1 } : undefined),
      }
    }
    const forget = (name: string): void => {
      for (const key of store.objects.keys()) if (key.includes(`/${name}/`)) store.objects.delete(key)
    }

    it('is judged when its leg has built that', async () => {
      const both = jobData([held, keyed('one')])
      await ran({ jobData: both }, play())
      forget('one')
      const { log, outcome } = await ran({ jobData: both }, play())
      assert.deepEqual([built(), outcome.outputs['restoredCount']], [['one'], '1'])
      assert.match(log.text(), /restored two 1\.0 for 3: two-1\.0-py3-none-any\.whl, from the cache/)
      assert.deepEqual(entriesIn(store), ['one', 'two'])
    })

    it('is built where it comes to another version', async () => {
      const both = jobData([held, keyed('one')])
      await ran({ jobData: both }, play())
      forget('one')
      const { log } = await ran({ jobData: both }, play('1.1'))
      assert.deepEqual(built(), ['one', 'two'])
      assert.match(log.text(), /What the cache has of two 1\.0 for 3 is stale: one 1\.0 -> 1\.1\./)
    })
  })
})
