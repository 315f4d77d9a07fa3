import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { Problem } from '../../../core/problem.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { documentIn, type Rebuildings, startRebuilding } from './rebuilding.ts'

type Text = Readonly<Record<string, unknown>>
const [one, two, other] = ['six-1.0-py3-none-any.whl', 'six-2.0-py3-none-any.whl', 'eggs-1.0-py3-none-any.whl']
const key = 'simple/six/index.json'
const listed = (filename: string, url: string): Text => ({ filename, url, hashes: {}, size: 1 })

/** What somebody who can write to a store may put into a document; `undefined` in `changed` leaves what is there. */
const hostile: readonly (readonly [what: string, changed: Text, files?: readonly Text[]])[] = [
  [
    'removes pages',
    { _leaving: ['index.html', 'simple/index.json', 'simple/index.html', key, 'simple/six/index.html', 'simple/six/', ''] },
  ],
  ['removes a file of another project', { _leaving: [`packages/${other}`], _deleted: [{ filename: other }] }],
  ['removes what it lists', { _leaving: [`packages/${one}`], _deleted: [{ filename: one }] }],
  [
    'removes what is outside',
    { _leaving: ['../../etc/six-0.1.zip', '/etc/six-0.1.zip', 'a\u0000b'], _deleted: [{ filename: 'six-0.1.zip' }] },
  ],
  ['lists pages as files', {}, [listed('index.html', '../../index.html'), listed('index.json', '../../simple/six/index.json')]],
  ['lists what is outside', {}, [listed('x', '../../../../etc/x'), listed('passwd', '../../%2e%2e/%2e%2e/etc/passwd')]],
  ['lists no keys', {}, [listed('b', '../../a%00b'), listed('x', 'javascript:alert(1)'), listed('y', '//evil.example/x')]],
  ['lists names that are none', {}, [listed('##vso[task.complete]\n', 'u'), listed('__proto__', '../../packages/__proto__')]],
  ['lists one name with other bytes', {}, [listed(one, `../../packages/${one}`), listed(one.toUpperCase(), `../../packages/${one}`)]],
  ['counts without end', { _serial: 1e300 }],
  ['is nested without end', { x: 'nested' }],
  ['claims to be of a long version', { meta: { 'api-version': 'x'.repeat(1e6) } }],
  ['has texts where none belong', { _deleted: 'x'.repeat(1e6) }],
]

describe('PublishIndex, on a document that somebody made to do harm', () => {
  let rebuilding: Rebuildings
  const folders: string[] = []
  before(async () => {
    rebuilding = await startRebuilding()
    for (const name of [one, two, other]) await rebuilding.wheel(`new/${name}`)
  })
  after(async () => {
    await rebuilding.close()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  const published = async (kind: 'memory' | 'folder'): Promise<[ObjectStore, Partial<Inputs>]> => {
    if (kind === 'folder') folders.push(mkdtempSync(join(tmpdir(), 'hostile-')))
    const store = kind === 'folder' ? folderStore(folders.at(-1) ?? '') : memoryStore()
    const inputs: Partial<Inputs> = kind === 'folder' ? { store: { location: { kind, path: store.name } } } : {}
    await rebuilding.publish(store, inputs)
    return [store, inputs]
  }
  const keysOf = async (store: ObjectStore): Promise<string[]> => {
    const keys: string[] = []
    for await (const object of store.list('')) keys.push(object.key)
    return keys.sort()
  }

  for (const kind of ['memory', 'folder'] as const)
    for (const [what, changed, files = []] of hostile)
      it(`which ${what} (${kind}), every mode answers or refuses, and nothing goes`, async () => {
        const [store, inputs] = await published(kind)
        const before = await keysOf(store)
        const now = JSON.parse(new TextDecoder().decode((await store.get(key))?.bytes)) as Text & { readonly files: readonly Text[] }
        const bytes = new TextEncoder().encode(stringify({ ...now, ...changed, files: [...now.files, ...files] }))
        await store.put(key, bytes, { when: 'always', type: '', cache: '' })
        for (const how of [
          { mode: 'rebuild', acceptLoss: false },
          { mode: 'verify' },
          { mode: 'rebuild', acceptLoss: true },
          { mode: 'verify', repair: true, acceptLoss: true },
          { mode: 'publish' },
        ] as const) {
          rebuilding.log.lines.length = 0
          const outcome = await rebuilding
            .rebuild(store, { ...inputs, distributions: [rebuilding.folder], ...how })
            .catch((error: unknown) => {
              if (error instanceof Problem) return error
              throw error
            })
          const told = outcome instanceof Problem ? [outcome.message] : [outcome.summary, ...outcome.problems.map((one) => one.message)]
          for (const text of [...told, ...rebuilding.log.lines]) assert.ok(text.length < 20_000, `${how.mode} says too much`)
          assert.deepEqual(before.filter(missingIn(await keysOf(store))), [], how.mode)
        }
        assert.ok((await documentIn(store, 'six')).files.some(({ filename }) => filename === two))
      })
})

function missingIn(keys: readonly string[]): (key: string) => boolean {
  const there = new Set(keys)
  return (one) => !there.has(one)
}

/** `x` stands for what is nested deeper than `JSON.stringify` could walk. */
function stringify({ x, ...rest }: Text): string {
  const text = JSON.stringify(rest)
  return x === undefined ? text : text.replace('{', `{"x":${'['.repeat(20_000)}${']'.repeat(20_000)},`)
}
