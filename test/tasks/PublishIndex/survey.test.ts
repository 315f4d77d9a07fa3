import assert from 'node:assert/strict'
import { emptyProject, formatProject } from '../../../core/index/project-document.ts'
import { formatRoot, mergeRoot } from '../../../core/index/root-document.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { survey } from '../../../tasks/PublishIndex/rebuild/survey.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { asked, filled } from './rebuilding.ts'

const text = (value: string): Uint8Array => Buffer.from(value)
const document = (name: string): [string, Uint8Array] => [
  `simple/${name}/index.json`,
  text(formatProject({ ...emptyProject(normalizeName(name)), serial: 1 })),
]
const root = mergeRoot(undefined, { projects: [normalizeName('six')] })
assert.ok(root !== 'unchanged')

describe('a survey of a store', () => {
  it('is one list, and one read of each document and of the root and its page', async () => {
    const objects = new Map([
      document('six'),
      document('eggs'),
      ['simple/index.json', text(formatRoot(root))],
      ['packages/x.whl', text('x')],
    ])
    const store = await filled(objects)
    const found = await survey(store)
    assert.deepEqual([...found.documents.keys()].sort(), ['eggs', 'six'])
    assert.deepEqual([...found.objects.keys()].sort(), [...objects.keys()].sort())
    assert.deepEqual(found.root?.document.projects, ['six'])
    assert.deepEqual([found.foreignRoot, found.unreadable.size], [undefined, 0])
    assert.deepEqual([asked(store, /^LIST/).length, asked(store, /^GET/).length, asked(store, /packages/)], [1, 3, []])
  })

  it('is of nothing where nothing is', async () => {
    const store = await filled(new Map())
    const { objects, documents, unreadable, root: none } = await survey(store)
    assert.deepEqual([objects.size, documents.size, unreadable.size, none], [0, 0, 0, undefined])
    assert.deepEqual(store.requests, ['LIST '])
  })

  it('keeps what it cannot read as a Problem, and goes on', async () => {
    const store = await filled(new Map([document('six'), ['simple/eggs/index.json', text('{')], ['simple/index.json', text('[]')]]))
    const { documents, unreadable, root: none } = await survey(store)
    assert.deepEqual([[...documents.keys()], none], [['six'], undefined])
    assert.deepEqual([...unreadable.keys()].sort(), ['simple/eggs/index.json', 'simple/index.json'])
    assert.ok([...unreadable.values()].every((problem) => problem instanceof Problem && problem.code === 'INDEX_INVALID'))
  })

  it('takes no document for one in a folder of another spelling', async () => {
    const [, bytes] = document('six')
    const { documents, objects, unreadable } = await survey(await filled(new Map([['simple/Six/index.json', bytes]])))
    assert.deepEqual([documents.size, unreadable.size, objects.size], [0, 0, 1])
  })

  it('tells the root page of another tool from ours', async () => {
    const foreign = text('<a href="six/">six</a>')
    assert.match((await survey(await filled(new Map([['simple/index.html', foreign]])))).foreignRoot?.text ?? '', /six/)
  })

  it('passes over a document that went meanwhile, and fails where the store does', async () => {
    const inner = await filled(new Map([document('six'), document('eggs')]))
    const gone: ObjectStore = { ...inner, get: async (key) => (key.includes('eggs') ? undefined : await inner.get(key)) }
    assert.deepEqual([...(await survey(gone)).documents.keys()], ['six'])
    const away: ObjectStore = { ...inner, get: async () => await Promise.reject(new Problem('STORE_UNREACHABLE', 'away.', '')) }
    assert.equal(await rejectedCode(survey(away)), 'STORE_UNREACHABLE')
  })
})
