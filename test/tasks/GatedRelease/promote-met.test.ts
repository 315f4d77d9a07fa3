import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { ObjectStore } from '../../../core/store.ts'
import type { UploadRun } from '../../../tasks/GatedRelease/upload/upload-files.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { assertConsistent } from '../PublishIndex/consistent.ts'
import { meeting } from '../PublishIndex/meeting.ts'
import { type Publishing, startPublishing } from '../PublishIndex/publishing.ts'
import { documentOf, PromotingRelease } from './promoting.ts'

const old = 'spam-0.9-py3-none-any.whl'
const wheel = 'spam-1.0-py3-none-any.whl'
const native = 'spam-1.0-cp312-cp312-win_amd64.whl'
const sdist = 'spam-1.0.tar.gz'
const eggs = 'eggs-1.0-py3-none-any.whl'

describe('promote, met by PublishIndex before each of its requests', () => {
  let release: PromotingRelease
  let publishing: Publishing
  let filled: MemoryStore
  before(async () => {
    release = new PromotingRelease()
    publishing = await startPublishing()
    for (const name of [wheel, native, sdist, eggs]) await publishing.write(`same/${name}`, bytesOf(name))
    await publishing.wheel(`other/${eggs}`, { files: { 'eggs.py': 'other' } })
    await publishing.wheel('spelled/SPAM-1.0-py3-none-any.whl', { files: { 'spam.py': 'other' } })
    filled = memoryStore()
    await release.promote(filled, [release.file(old)])
  })
  after(async () => {
    release.close()
    await publishing.close()
  })

  const files = (): ReturnType<PromotingRelease['file']>[] => [wheel, native, sdist, eggs].map((name) => release.file(name))
  const bytesOf = (name: string): Uint8Array => readFileSync(release.file(name).path)

  const folder =
    (name: string) =>
    async (store: ObjectStore): Promise<unknown> =>
      await publishing.publish(store, { distributions: [`${publishing.folder}/${name}`] })

  /** At no moment does any reader see the sdist of the version without a wheel of it. */
  const watched = (store: MemoryStore): ObjectStore => ({
    ...store,
    put: async (key, body, how) => {
      const done = await store.put(key, body, how)
      const text = key.startsWith('simple/spam/') ? Buffer.from(store.objects.get(key)?.bytes ?? []).toString() : ''
      assert.ok(!text.includes(`"${sdist}"`) || /"spam-1\.0-[^"]*\.whl"/i.test(text), `${key} lists the sdist alone`)
      return done
    },
  })

  const everywhere = async (other: (store: ObjectStore) => Promise<unknown>, expected: readonly string[]): Promise<void> => {
    const codes = new Set<string>()
    for (let n = 0, met = true; met; n++) {
      const store = memoryStore()
      for (const [key, value] of filled.objects) store.objects.set(key, value)
      const seen = watched(store)
      const pair = meeting(seen, n, async () => await other(seen))
      const run = await release.promote(pair.store, files())
      met = pair.met()
      if (!met) break
      codes.add(run.failure?.code ?? 'none')
      await assertConsistent(store)
      await assertTrue(store, run)
      if (run.failure === undefined)
        for (const file of files()) assert.ok(['published', 'skipped'].includes(run.outcomes.get(file.name) ?? ''))
    }
    assert.deepEqual([...codes].sort(), [...expected].sort())
  }

  /** What is told of each file is what the index has. */
  async function assertTrue(store: ObjectStore, { outcomes }: UploadRun): Promise<void> {
    for (const { name, sha256, project } of files()) {
      const listed = (await documentOf(store, project))?.files.find(({ filename }) => filename === name)
      assert.equal(outcomes.get(name) === 'failed', listed?.sha256 !== sha256, `${name}: ${outcomes.get(name)}`)
    }
  }

  for (const [what, other, expected] of [
    ['which publishes the very same files', folder('same'), ['none']],
    ['which publishes other bytes under one of the names', folder('other'), ['CONFLICT', 'none']],
    ['which publishes other bytes under another spelling of a name', folder('spelled'), ['CONFLICT', 'none']],
    [
      'which yanks an older version',
      async (store) => await publishing.publish(store, { mode: 'yank', requirements: ['spam==0.9'] }),
      ['none'],
    ],
    [
      'which closes a project',
      async (store) => await publishing.publish(store, { mode: 'status', requirements: ['spam'], status: 'archived' }),
      ['REFUSED', 'none'],
    ],
    [
      'which puts a project into quarantine',
      async (store) => await publishing.publish(store, { mode: 'status', requirements: ['spam'], status: 'quarantined' }),
      ['REFUSED', 'none'],
    ],
    ['which mends what it finds', async (store) => await publishing.publish(store, { mode: 'verify', repair: true }), ['none']],
    ['which makes all pages anew', async (store) => await publishing.publish(store, { mode: 'rebuild' }), ['none']],
  ] as readonly [string, (store: ObjectStore) => Promise<unknown>, string[]][])
    it(what, async () => await everywhere(other, expected))
})
