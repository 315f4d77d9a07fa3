import assert from 'node:assert/strict'
import { parseProject } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { assertConsistent } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const [one, two, local, other] = [
  'demo-1.0-py3-none-any.whl',
  'demo-2.0-py3-none-any.whl',
  'demo-2.0+cpu-py3-none-any.whl',
  'other-1.0-py3-none-any.whl',
] as const
const yanksOf = (store: MemoryStore, name = 'demo'): Record<string, boolean | string> => {
  const { files } = parseProject(textOf(store, `simple/${name}/index.json`), name, normalizeName(name))
  return Object.fromEntries(files.map((file) => [file.filename, file.yanked]))
}
const textsOf = (store: MemoryStore): Map<string, string> => new Map([...store.objects.keys()].map((key) => [key, textOf(store, key)]))
const isWrite = (request: string): boolean => /^(?:PUT|DELETE)/.test(request)

describe('PublishIndex, marking what is there', () => {
  let publishing: Publishing
  let store: MemoryStore
  before(async () => {
    publishing = await startPublishing()
    for (const name of [one, two, local, other]) await publishing.wheel(`base/${name}`)
  })
  after(async () => await publishing.close())
  beforeEach(async () => {
    store = memoryStore()
    await publishing.publish(store, { distributions: [`${publishing.folder}/base`] })
    store.requests.length = 0
    publishing.log.lines.length = 0
  })
  const yank = async (lines: readonly string[], inputs: Partial<Inputs> = {}, on: ObjectStore = store): Promise<Outcome> =>
    await publishing.publish(on, { mode: 'yank', requirements: lines, reason: 'broken', ...inputs })
  const status = async (lines: readonly string[], inputs: Partial<Inputs> = {}, on: ObjectStore = store): Promise<Outcome> =>
    await publishing.publish(on, { mode: 'status', requirements: lines, ...inputs })

  it('yanks every file of a version, its local ones too, on all pages, and takes it back', async () => {
    const outcome = await yank(['demo==2.0'])
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '0', '0'])
    assert.deepEqual(yanksOf(store), { [one]: false, [two]: 'broken', [local]: 'broken' })
    assert.equal(textOf(store, 'simple/demo/index.html').split('data-yanked="broken"').length, 3)
    assert.equal(textOf(store, 'simple/demo/').split('"yanked":"broken"').length, 3)
    assert.match(publishing.log.text(), /yank {6}demo-2\.0-py3-none-any\.whl: not yanked -> yanked: broken/)
    await assertConsistent(store)
    await yank(['demo==2.0'], { undo: true })
    assert.deepEqual(yanksOf(store), { [one]: false, [two]: false, [local]: false })
    assert.doesNotMatch(textOf(store, 'simple/demo/index.html'), /data-yanked/)
  })

  it('reads the documents of those projects and writes theirs, and not the root', async () => {
    await yank([one, 'demo==2.0+cpu'], { reason: undefined })
    assert.deepEqual(yanksOf(store), { [one]: true, [two]: false, [local]: true })
    const expected = ['index.json', '', 'index.html', 'index.json'].map((page) => `PUT simple/demo/${page}`)
    assert.equal(store.requests[0], 'GET simple/demo/index.json')
    assert.deepEqual(store.requests.slice(1).sort(), expected.sort())
  })

  it('writes nothing the second time, nor in a dry run', async () => {
    assert.equal((await yank(['demo==1.0'], { dryRun: true })).result, 'succeeded')
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
    assert.equal(publishing.log.lines.at(-1), 'info: 1 project would be changed: memory')
    await yank(['demo==1.0'])
    assert.equal(publishing.log.lines.at(-1), 'info: 1 project changed: memory')
    store.requests.length = 0
    const again = await yank(['demo==1.0'])
    assert.deepEqual([again.result, store.requests], ['succeeded', ['GET simple/demo/index.json']])
    assert.match(publishing.log.text(), /as it is {2}demo-1\.0/)
    assert.equal(publishing.log.lines.at(-1), 'info: nothing to change: memory')
  })

  it('writes nothing at all when any line names nothing, and names them all', async () => {
    const outcome = await yank(['demo==1.0', 'demo==9', 'nobody==1'])
    assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['INPUT_INVALID', 'INPUT_INVALID']])
    assert.match(outcome.summary, /demo==9[^]*nobody==1/)
    assert.deepEqual(store.requests.filter(isWrite), [])
    assert.ok(outcome.outputs['indexUrl'])
  })

  it('warns when installers are left with nothing', async () => {
    const outcome = await yank(['demo>=0', 'other==1.0'])
    assert.equal(outcome.result, 'issues')
    assert.match(publishing.log.text(), /warning: demo has no version left[^]*warning: other has no version left/)
  })

  it("refuses another tool's index, and changes nothing of it", async () => {
    for (const mode of [yank, status]) {
      const foreign = memoryStore()
      foreign.objects.set('simple/index.html', { bytes: new TextEncoder().encode('<a href="demo/">demo</a>'), type: '', cache: '' })
      const lines = mode === yank ? ['demo==1.0'] : ['demo']
      assert.equal(await rejectedCode(mode(lines, {}, foreign)), 'CONFLICT')
      assert.deepEqual(foreign.requests.filter(isWrite), [])
    }
  })

  it('asks an unreadable line before anything is read', async () => {
    assert.equal(await rejectedCode(yank(['demo'])), 'INPUT_INVALID')
    assert.equal(await rejectedCode(status(['demo==1.0'])), 'INPUT_INVALID')
    assert.deepEqual(store.requests, [])
  })

  it('says when a named version was published meanwhile', async () => {
    const late = 'demo-2.0-1-py3-none-any.whl'
    await publishing.wheel(`late/${late}`)
    let raced = false
    const racing: ObjectStore = {
      ...store,
      put: async (key, body, how) => {
        if (!raced) {
          raced = true
          await publishing.publish(store, { distributions: [`${publishing.folder}/late`] })
        }
        return await store.put(key, body, how)
      },
    }
    assert.equal((await yank(['demo==2.0'], {}, racing)).result, 'issues')
    assert.deepEqual(yanksOf(store), { [one]: false, [two]: 'broken', [local]: 'broken', [late]: false })
    assert.match(publishing.log.text(), /warning: .*published more of it/)
    await yank(['demo==2.0'])
    assert.equal(yanksOf(store)[late], 'broken')
  })

  it('quarantines: pages list nothing, the document keeps all, publishing is refused, and it is set back', async () => {
    await status(['Demo'], { status: 'quarantined', dryRun: true })
    assert.match(publishing.log.text(), /warning: Then demo is quarantined: installers find none/)
    const outcome = await status(['Demo'], { status: 'quarantined', reason: 'malware' })
    assert.equal(outcome.result, 'issues')
    assert.match(publishing.log.text(), /warning: demo is quarantined: installers find none of its 3 files/)
    for (const key of ['simple/demo/', 'simple/demo/index.html']) assert.doesNotMatch(textOf(store, key), /demo-1\.0/, key)
    assert.match(textOf(store, 'simple/demo/'), /"project-status":\{"reason":"malware","status":"quarantined"\}/)
    assert.equal(Object.keys(yanksOf(store)).length, 3)
    await publishing.wheel('new/demo-3.0-py3-none-any.whl')
    const refused = await publishing.publish(store, { distributions: [`${publishing.folder}/new`] })
    assert.deepEqual([refused.result, refused.problems.map(({ code }) => code)], ['failed', ['REFUSED']])
    assert.equal(store.objects.has('packages/demo-3.0-py3-none-any.whl'), false)
    await status(['demo'], { status: 'active' })
    assert.match(textOf(store, 'simple/demo/'), /demo-1\.0/)
    assert.equal((await publishing.publish(store, { distributions: [`${publishing.folder}/new`] })).outputs['publishedCount'], '1')
  })

  it('gives a status without a write where it is given already, and none in a dry run', async () => {
    await status(['demo', 'other'], { status: 'deprecated', dryRun: true })
    assert.deepEqual(store.requests.filter(isWrite), [])
    assert.equal((await status(['demo', 'other'], { status: 'deprecated', reason: 'take x' })).result, 'succeeded')
    assert.match(textOf(store, 'simple/other/index.html'), /name="pypi:project-status-reason" content="take x"/)
    store.requests.length = 0
    await status(['demo', 'other'], { status: 'deprecated', reason: 'take x' })
    assert.deepEqual(store.requests, ['GET simple/demo/index.json', 'GET simple/other/index.json'])
    assert.equal((await status(['demo', 'nobody'], { status: 'archived' })).result, 'failed')
    assert.deepEqual(store.requests.filter(isWrite), [])
  })

  for (const [what, change] of [
    ['a yank', { mode: 'yank', requirements: ['demo==2.0', 'other==1.0'], reason: 'broken' }],
    ['a quarantine', { mode: 'status', requirements: ['demo', 'other'], status: 'quarantined' }],
  ] as const)
    it(`leaves a whole index wherever ${what} is stopped, and the next run goes on`, async () => {
      const before = new Map(store.objects)
      await publishing.publish(store, change)
      const expected = textsOf(store)
      for (const answered of [true, false])
        for (let n = 0, stopped = true; stopped; n++) {
          const copy = memoryStore()
          for (const [key, value] of before) copy.objects.set(key, value)
          stopped = await publishing.publish(stopAfter(copy, n, answered), change).then(
            () => false,
            (error: unknown) => {
              if (error instanceof Stopped) return true
              throw error
            },
          )
          await assertConsistent(copy)
          await publishing.publish(copy, change)
          copy.requests.length = 0
          await publishing.publish(copy, change)
          assert.deepEqual(copy.requests.filter(isWrite), [])
          assert.deepEqual(textsOf(copy), expected)
        }
    })
})
