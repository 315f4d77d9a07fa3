import assert from 'node:assert/strict'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { assertConsistent, assertConverged } from '../PublishIndex/consistent.ts'
import { type Publishing, startPublishing } from '../PublishIndex/publishing.ts'
import { documentOf, PromotingRelease } from './promoting.ts'
import { Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const source = sdist({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })
const all = { eggs: [eggs.file], spam: [spam.file, source.file] }
const bucket = { repository: 's3://bucket/prefix', checkUrl: '' }

describe('a release to a store', () => {
  let releasing: Releasing
  let store: MemoryStore
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('linux', [source, spam])
    releasing.built('pure', [eggs])
    store = memoryStore()
    on(store)
  })
  afterEach(() => releasing.close())

  const on = (one: ObjectStore): void => void (releasing.over = { store: () => Promise.resolve(one) })
  const approved = async (): Promise<Outcome> => {
    const planned = await releasing.plan(bucket)
    releasing.approve(`ok ${planned.outputs['approvalCode'] ?? ''}`)
    return planned
  }
  const puts = (): string[] => store.requests.filter((request) => !/^(?:GET|HEAD|LIST|RANGE|FETCH)/.test(request))

  it('is planned without a write, approved, promoted, and found there', async () => {
    const planned = await approved()
    assert.deepEqual([planned.result, planned.outputs['nothingToDo'], puts()], ['succeeded', 'false', []])
    for (const told of [releasing.log.lines, planned.summary]) assert.match(JSON.stringify(told), /holds no index yet/)
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '3', '0'])
    await assertConverged(store, all, true)
    assert.deepEqual(releasing.secrets, [])
  })

  it('opens its store twice for a plan, however many projects it has: each time may sign in anew', async () => {
    const rival = new PromotingRelease()
    await rival.promote(store, [rival.file('spam-0.9-py3-none-any.whl'), rival.file('eggs-0.9-py3-none-any.whl')])
    rival.close()
    let opened = 0
    releasing.over = { store: () => Promise.resolve((opened++, store)) }
    await releasing.plan(bucket)
    assert.equal(opened, 2)
  })

  it('writes nothing unapproved, nor on a dry run', async () => {
    await releasing.plan(bucket)
    assert.equal((await releasing.publish()).result, 'failed')
    await approved()
    assert.equal((await releasing.publish({ dryRun: 'true' })).outputs['publishedCount'], '0')
    assert.deepEqual(puts(), [])
  })

  it('has nothing to do a second time, in plan and in publish', async () => {
    await approved()
    await releasing.publish()
    store.requests.length = 0
    const again = await releasing.publish()
    assert.deepEqual([again.result, again.outputs['publishedCount'], again.outputs['skippedCount'], puts()], ['succeeded', '0', '3', []])
    assert.equal((await releasing.plan(bucket)).outputs['nothingToDo'], 'true')
    const text = textOf(store, 'simple/eggs/index.json').replace('"filename":', '"yanked":"broken","filename":')
    store.objects.set('simple/eggs/index.json', { bytes: Buffer.from(text), type: '', cache: '' })
    const yanked = await releasing.plan(bucket)
    assert.equal(yanked.outputs['nothingToDo'], 'true')
    assert.match(JSON.stringify(yanked.summary), /Yanked in the index[^.]*: eggs/)
  })

  it('is CONFLICT where a name has other bytes: in plan, and in publish where they came between', async () => {
    const rival = new PromotingRelease()
    const theirs = rival.file(eggs.file, 'theirs')
    await approved()
    await rival.promote(store, [theirs])
    assert.equal(await rejectedCode(releasing.publish()), 'CONFLICT')
    assert.equal(await rejectedCode(releasing.plan(bucket)), 'CONFLICT')
    assert.equal(await documentOf(store, 'spam'), undefined)
    rival.close()
  })

  for (const [what, objects] of [
    ['another tool keeps', { 'simple/index.html': '<a href="spam/">spam</a>', [`packages/${spam.file}`]: 'x' }],
    [
      'was taken over in part',
      { 'simple/index.html': '<a href="spam/">spam</a>', 'simple/index.json': '{"meta":{"api-version":"1.1"},"projects":[]}' },
    ],
  ] as const)
    it(`is REFUSED an index that ${what}, before anything is written`, async () => {
      for (const [key, text] of Object.entries(objects)) store.objects.set(key, { bytes: Buffer.from(text), type: '', cache: '' })
      assert.equal(await rejectedCode(releasing.plan(bucket)), 'REFUSED')
      assert.deepEqual(puts(), [])
    })

  it('is told to leave out what signs in elsewhere', async () => {
    releasing.over = { ...releasing.over, connection: () => ({ url: 'https://x/', scheme: 'Token', parameters: {} }) }
    assert.equal(await rejectedCode(releasing.plan(bucket)), 'INPUT_INVALID')
    for (const [name, value] of [
      ['awsConnection', 'aws'],
      ['region', 'eu-west-1'],
    ] as const) {
      releasing.over = {}
      assert.equal(await rejectedCode(releasing.plan({ [name]: value })), 'INPUT_INVALID', name)
    }
  })

  it('is planned in vain for nobody: REFUSED where a project takes no files, before anything is attached', async () => {
    const rival = new PromotingRelease()
    await rival.promote(store, [rival.file('spam-0.9-py3-none-any.whl')])
    const document = { ...(JSON.parse(textOf(store, 'simple/spam/index.json')) as object), 'project-status': { status: 'archived' } }
    store.objects.set('simple/spam/index.json', { bytes: Buffer.from(JSON.stringify(document)), type: '', cache: '' })
    assert.equal(await rejectedCode(releasing.plan(bucket)), 'REFUSED')
    assert.deepEqual(releasing.pipeline.attached, [])
    rival.close()
  })

  it('is INDEX_INVALID where the list of projects cannot be read', async () => {
    store.objects.set('simple/index.json', { bytes: Buffer.from('<html>'), type: '', cache: '' })
    assert.equal(await rejectedCode(releasing.plan(bucket)), 'INDEX_INVALID')
  })

  for (const answered of [true, false])
    it(`killed ${answered ? 'between two requests' : 'before an answer came'}, at each third: the store is whole, and running it again ends it`, async () => {
      await approved()
      for (let n = answered ? 0 : 1, stopped = true; stopped; n += 3) {
        store = memoryStore()
        on(stopAfter(store, n, answered))
        stopped = await releasing.publish().then(
          () => false,
          (error: unknown) => error instanceof Stopped || assert.fail(String(error)),
        )
        await assertConsistent(store)
        on(store)
        const { result, problems } = await releasing.publish()
        assert.deepEqual([result, problems], ['succeeded', []])
        await assertConverged(store, all, true)
      }
    })

  it('brings pages up to date that a stopped run has left behind, though every file is listed', async () => {
    await approved()
    await releasing.publish()
    const document = JSON.parse(textOf(store, 'simple/spam/index.json')) as Record<string, unknown>
    const { _shown: _, ...unshown } = document
    store.objects.set('simple/spam/index.json', { bytes: Buffer.from(JSON.stringify(unshown)), type: '', cache: '' })
    for (const page of ['simple/spam/index.html', 'simple/spam/']) store.objects.delete(page)
    const again = await releasing.publish()
    assert.deepEqual([again.result, again.outputs['skippedCount']], ['succeeded', '3'])
    await assertConverged(store, all, true)
  })

  it('to a folder is one that PublishIndex goes on with, and pip is told where it is', async () => {
    const publishing: Publishing = await startPublishing()
    const path = `${publishing.folder}/store`
    releasing.over = { store: () => Promise.resolve(folderStore(path)) }
    const planned = await releasing.plan({ repository: `file:${path}`, checkUrl: '' })
    releasing.approve(`ok ${planned.outputs['approvalCode'] ?? ''}`)
    assert.equal((await releasing.publish()).result, 'succeeded')
    const more = await publishing.wheel('new/third-1.0-py3-none-any.whl')
    const location = { kind: 'folder', path } as const
    assert.equal((await publishing.publish(folderStore(path), { distributions: [more], store: { location } })).result, 'succeeded')
    await assertConverged(folderStore(path), { ...all, third: ['third-1.0-py3-none-any.whl'] }, false)
    await publishing.close()
  })
})
