import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { WarmWheel } from '../../../core/pipeline/job-data.ts'
import { memoryStore, type MemoryStore } from '../../fakes/memory-store.ts'
import { artifactsBelow, shellHost } from './after-yard.ts'
import { type Differs, entriesIn, keyed, type Ran, refOf, runCached } from './caching.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { type Play, type ScriptedHost, scriptedHost } from './scripted-host.ts'
import { jobData, portsOf } from './try-run.ts'

describe('a leg of wheels with a cache', () => {
  let yard: Yard
  let store: MemoryStore
  let host: ScriptedHost
  beforeEach(() => {
    yard = new Yard()
    store = memoryStore()
    for (const name of ['one', 'two', 'three'])
      yard.write(`sources/${name}/pyproject.toml`, `[build-system]\nrequires = ${name === 'two' ? '["one"]' : '[]'}\n# ${name}\n`)
  })
  afterEach(() => yard.remove())

  const wheels = (label: string): string[] => [`${label.split('-')[0] ?? ''}-1.0-py3-none-any.whl`]
  let runs = 0
  async function ran(names: readonly string[], inputs: Record<string, string> = {}, differs: Differs = {}): Promise<Ran> {
    host = scriptedHost({ programs: { python3: {} }, wheels })
    const told = { jobData: jobData(names.map((name) => keyed(name))), ...inputs }
    return await runCached(yard, told, store, { host, out: `out${runs++}`, ...differs })
  }
  const files = ({ manifest }: Ran): string[] => manifest.files.map(({ name, origin }) => `${name} ${origin}`).sort()
  const attached = ({ pipeline }: Ran): string[] => pipeline.attached.map(({ name }) => name).sort()

  describe('that the plan says is warm elsewhere', () => {
    const warm = (name: string): WarmWheel => ({ name, version: '1.0', python: '3', cache: refOf(name) })
    const data = jobData([keyed('two')], { warm: [warm('three'), warm('one')] })

    it('builds with the wheels that it requires, which are none of its own, and brings no others', async () => {
      await ran(['one', 'three'])
      store.requests.length = 0
      const second = await ran([], { jobData: data })
      assert.deepEqual([files(second), second.outcome.outputs['restoredCount']], [['two-1.0-py3-none-any.whl built'], '0'])
      assert.match(
        second.log.text(),
        /info: one 1\.0 for 3, which something here needs, is taken from the cache: one-1\.0-py3-none-any\.whl/,
      )
      assert.match(second.log.text(), /With wheels of this job: one-1\.0-py3-none-any\.whl/)
      assert.ok(store.requests.every((request) => !request.includes('/three/')))
    })

    it('goes on where the cache has lost one', async () => {
      const { outcome, log } = await ran([], { jobData: data })
      assert.equal(outcome.result, 'succeeded')
      assert.match(log.text(), /warning: The cache has no one 1\.0 for 3 any more\. Something here needs it/)
    })

    it('asks for none of another python', async () => {
      await ran(['one'])
      store.requests.length = 0
      await ran([], { jobData: jobData([keyed('two')], { warm: [{ ...warm('one'), python: '3.13' }] }) })
      assert.ok(store.requests.every((request) => !request.includes('/one/')))
    })
  })

  it('keeps on a second attempt what the first one restored, as that', async () => {
    await ran(['one'])
    const broken: Partial<Play> = { wheels: (label) => (label.startsWith('two') ? [] : wheels(label)) }
    const artifacts = async (): Promise<ReturnType<typeof artifactsBelow>> => await Promise.resolve(artifactsBelow(yard))
    const variables = { 'Build.BuildId': '42' }
    const first = await ran(['one', 'two'], {}, { variables, host: scriptedHost({ programs: { python3: {} }, ...broken }) })
    assert.deepEqual([files(first), first.outcome.result], [['one-1.0-py3-none-any.whl restored'], 'failed'])
    for (const { artifact, name, bytes } of first.pipeline.attached)
      await portsOf(yard).files.write(yard.path(`run/${artifact}/${name}`), bytes)
    store.requests.length = 0
    const second = await ran(['one', 'two'], {}, { artifacts, variables: { ...variables, 'System.JobAttempt': '2' } })
    assert.deepEqual([files(second), second.outcome.outputs['failedCount']], [['two-1.0-py3-none-any.whl built'], '0'])
    assert.match(second.outcome.summary, /kept from attempt 1/)
    assert.ok(store.requests.every((request) => !request.includes('/one/')))
    assert.deepEqual(entriesIn(store), ['one', 'two'])
  })

  it('restores the files that were made with a wheel, each by its name', async () => {
    const inputs = { after: 'cp pyproject.toml tool', extraFiles: 'tool' }
    const first = await ran(['one'], inputs, { host: shellHost() })
    assert.deepEqual(files(first), ['one-1.0-py3-none-any.whl built', 'tool extra'])
    const second = await ran(['one'], inputs)
    assert.deepEqual([files(second), second.opened], [['one-1.0-py3-none-any.whl restored', 'tool extra'], 0])
    assert.deepEqual(attached(second), attached(first))
    assert.match(readFileSync(`${second.outcome.outputs['wheelsDirectory'] ?? ''}/tool`, 'utf8'), /# one/)
    // By other words the file would be another one.
    const third = await ran(['one'], { ...inputs, after: 'cp pyproject.toml ./tool' }, { host: shellHost() })
    assert.equal(third.opened, 1)
  })

  it('restores nothing beside a file of its name with other bytes: the build tells of that', async () => {
    const inputs = { after: 'cp pyproject.toml tool', extraFiles: 'tool' }
    for (const name of ['one', 'two']) await ran([name], inputs, { host: shellHost() })
    const { log, manifest, outcome } = await ran(['one', 'two'], inputs, { host: shellHost() })
    assert.match(log.text(), /What the cache has of two 1\.0 for 3 is not restored: this job has another tool/)
    assert.deepEqual([outcome.result, manifest.failures.map(({ code }) => code)], ['failed', ['CONFLICT']])
  })

  it('restores the sdist with the wheel that was built from it, and tests nothing twice', async () => {
    yard.tree('sources/spam', project())
    const inputs = { distributions: 'both', jobData: jobData([keyed('spam', { recipe: noRecipe })]) }
    const first = await ran([], inputs, { host: quick() })
    const built = ['spam-1.0-py3-none-any.whl built', 'spam-1.0.tar.gz built']
    assert.deepEqual([files(first), entriesIn(store)], [built, ['spam']])
    const second = await ran([], inputs)
    assert.deepEqual([files(second), second.opened], [built.map((one) => one.replace('built', 'restored')), 0])
    assert.deepEqual(attached(second), attached(first))
    assert.ok(second.manifest.files.every(({ fingerprint }) => fingerprint === refOf('spam').key))
  })
})
