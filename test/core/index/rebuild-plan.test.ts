import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readOldPage } from '../../../core/index/old-page.ts'
import { keyOfUrl } from '../../../core/index/layout.ts'
import { type FoundIndex, isInOwnFolder, planRebuild, type RebuildPlan } from '../../../core/index/rebuild-plan.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import type { StoredObject } from '../../../core/store.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const wheel = 'demo-1.0-py3-none-any.whl'
const objectsOf = (keys: readonly string[]): Map<string, StoredObject> => new Map(keys.map((key) => [key, { key, size: 7 }]))
const pagesOf = (pages: Readonly<Record<string, readonly string[]>>): FoundIndex['old'] =>
  new Map(
    Object.entries(pages).map(([name, hrefs]): [ProjectName, { files: ReturnType<typeof readOldPage> }] => [
      normalizeName(name),
      { files: readOldPage(hrefs.map((href) => `<a href="${href}">x</a>`).join(''), `simple/${name}/index.html`) },
    ]),
  )
const plan = (keys: readonly string[], is: Partial<FoundIndex> = {}): RebuildPlan =>
  planRebuild({
    objects: objectsOf(keys),
    documents: new Map(),
    unreadable: new Map(),
    old: new Map(),
    where: 'everywhere',
    computeHashes: true,
    ...is,
  })
const unread = ({ projects }: RebuildPlan): [string, string[]][] =>
  [...projects].map(([name, { unread: files }]) => [name, files.map(({ key }) => key)])
const lost = ({ losses }: RebuildPlan): unknown[] => losses.map(({ project, kind, filename }) => [project, kind, filename])
const listing = (...files: readonly Parameters<typeof documentFile>[]): Partial<FoundIndex> => ({
  documents: new Map([[demo, documentOf(files.map((one) => documentFile(...one)))]]),
})

describe('a rebuild', () => {
  const places: [key: string, own: boolean][] = [
    [`demo/${wheel}`, true],
    [`Demo/${wheel}`, true],
    [`simple/demo/${wheel}`, true],
    ['a-b/a_b-1.0-py3-none-any.whl', true],
    ['a-b/a.b-1.0.tar.gz', true],
    ['demo/demo-1.0-py2.7.egg', true],
    [`eggs/${wheel}`, false],
    [`demo/old/${wheel}`, false],
    [wheel, false],
    ['demo/other-1.0.tar.gz', false],
    [`demo/${wheel}.metadata`, false],
    ['demo/index.html', false],
    ['demo/', false],
  ]
  for (const [key, own] of places)
    it(`${own ? 'takes' : 'does not take'} '${key}' for a file in the folder of its project`, () => assert.equal(isInOwnFolder(key), own))

  it('lists what lies below packages/, in its project’s folder, or where an old page links it', () => {
    const keys = [
      `packages/${wheel}`,
      'demo/demo-2.0-py3-none-any.whl',
      'attic/demo-3.0.tar.gz',
      'attic/demo-4.0.tar.gz',
      'notes/readme.txt',
    ]
    const found = plan(keys, { old: pagesOf({ demo: ['../../attic/demo-3.0.tar.gz'] }) })
    assert.deepEqual(unread(found), [['demo', [`packages/${wheel}`, 'demo/demo-2.0-py3-none-any.whl', 'attic/demo-3.0.tar.gz']]])
    assert.deepEqual([found.losses, found.missing], [[], []])
  })

  it('lists but what lies below packages/ before a publish, and calls the rest a loss', () => {
    const found = plan([`packages/${wheel}`, 'demo/demo-2.0-py3-none-any.whl', 'attic/demo-3.0.tar.gz'], {
      where: 'packages',
      old: pagesOf({ demo: ['../../attic/demo-3.0.tar.gz'] }),
    })
    assert.deepEqual(unread(found), [['demo', [`packages/${wheel}`]]])
    assert.deepEqual(lost(found), [['demo', 'elsewhere', 'demo-3.0.tar.gz']])
  })

  it('gives a file to the page that links it where its name does not tell, and else to its name or folder', () => {
    const keys = [
      'packages/old-name-1.0-1.tar.gz',
      'packages/odd.exe',
      'packages/lonely.egg',
      'packages/spam-1.0.tar.gz',
      'eggs/eggs-1.egg',
    ]
    const found = plan(keys, { old: pagesOf({ 'old-name': ['../../packages/old-name-1.0-1.tar.gz', '../../packages/odd.exe'] }) })
    assert.deepEqual(unread(found), [
      ['eggs', ['eggs/eggs-1.egg']],
      ['old-name', ['packages/old-name-1.0-1.tar.gz', 'packages/odd.exe']],
      ['spam', ['packages/spam-1.0.tar.gz']],
    ])
    assert.deepEqual(found.homeless, ['lonely.egg'])
  })

  it('lets no page take a wheel of another project', () =>
    assert.deepEqual([...plan([`packages/${wheel}`], { old: pagesOf({ eggs: [`../../packages/${wheel}`] }) }).projects.keys()], ['demo']))

  it('reads nothing that is told of already', () => {
    const { projects, losses } = plan([`packages/${wheel}`], listing([wheel, { size: 7 }]))
    assert.deepEqual([projects.get(demo), losses], [{ unread: [], known: 1, gone: [] }, []])
  })

  const told: [what: string, keys: readonly string[], file: Parameters<typeof documentFile>[1], kind: string | undefined][] = [
    ['whose bytes are gone', [], {}, 'gone'],
    ['whose bytes are others', [`packages/${wheel}`], { size: 8 }, 'other'],
    ['of which no size is told', [`packages/${wheel}`], {}, undefined],
    ['of another host with a folder packages/', [`packages/${wheel}`], { url: `https://cdn.example/packages/${wheel}` }, undefined],
    ['of a host without one', [`packages/${wheel}`], { url: `https://cdn.example/${wheel}`, size: 7 }, undefined],
    ['of a host without one, and of another size', [`packages/${wheel}`], { url: `https://cdn.example/${wheel}`, size: 8 }, 'other'],
    ['that was never in the store', [], { url: `https://cdn.example/${wheel}` }, undefined],
    ['beside its page', [`demo/${wheel}`], { url: `../../demo/${wheel}` }, undefined],
  ]
  for (const [what, keys, file, kind] of told)
    it(`${kind === undefined ? 'keeps' : 'names as a loss'} a listed file ${what}`, () => {
      const found = plan(keys, listing([wheel, file]))
      assert.deepEqual(lost(found), kind === undefined ? [] : [['demo', kind, wheel]])
      assert.deepEqual(found.projects.get(demo), { unread: [], known: kind === undefined ? 1 : 0, gone: kind === undefined ? [] : [wheel] })
    })

  it('names documents that cannot be read, and lists their files anew', () => {
    const unreadable = new Map([
      ['simple/demo/index.json', 'it is torn'],
      ['simple/index.json', 'it is torn'],
    ])
    const found = plan([`packages/${wheel}`], { unreadable })
    assert.deepEqual(lost(found), [
      ['demo', 'unreadable', undefined],
      [undefined, 'unreadable', undefined],
    ])
    assert.deepEqual(unread(found), [['demo', [`packages/${wheel}`]]])
  })

  it('tells links that led nowhere from those to other hosts, and takes no link to a home page for a file', () => {
    const found = plan([`packages/${wheel}`], {
      old: pagesOf({
        demo: [
          'https://cdn.example/packages/a-1.0.tar.gz',
          '../../packages/b-1.0.tar.gz',
          '../../demo/demo-9.tar.gz',
          'https://other.example/c-1.0.tar.gz',
          '../../packages/old/d-1.0.tar.gz',
          'https://demo.example/demo',
        ],
      }),
    })
    assert.deepEqual(
      found.missing.map(({ filename }) => filename),
      ['a-1.0.tar.gz', 'b-1.0.tar.gz', 'demo-9.tar.gz'],
    )
    assert.deepEqual(
      found.losses.map(({ filename, says }) => [filename, says]),
      [
        ['c-1.0.tar.gz', 'is listed by an old page at https://other.example/c-1.0.tar.gz'],
        ['d-1.0.tar.gz', 'is listed by an old page at https://old.invalid/packages/old/d-1.0.tar.gz'],
      ],
    )
  })

  it('knows what an old page lists and our document has deleted', () => {
    const documents = new Map([[demo, documentOf([], { deleted: [wheel] })]])
    const found = plan([`packages/${wheel}`], { documents, old: pagesOf({ demo: [`../../packages/${wheel}`] }) })
    assert.deepEqual([unread(found), found.losses, found.missing], [[['demo', []]], [], []])
  })

  it('loses no stored file, whatever is listed: each is read, told of, deleted or named', () => {
    const name = fc.constantFrom(wheel, 'demo-2.0.tar.gz', 'eggs-1.0-py3-none-any.whl', 'x.egg', 'Demo-1.0-py3-none-any.whl')
    const key = fc.tuple(fc.constantFrom('packages/', 'demo/', 'eggs/'), name).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.uniqueArray(key), fc.uniqueArray(name), fc.uniqueArray(name), fc.boolean(), (keys, listed, deleted, computeHashes) => {
        const files = listed.filter((one) => one !== 'eggs-1.0-py3-none-any.whl').map((one) => documentFile(one))
        const found = plan(keys, { documents: new Map([[demo, documentOf(files, { deleted })]]), computeHashes })
        const seen = new Set([
          ...[...found.projects.values()].flatMap((one) => one.unread.map((file) => file.key)),
          ...files.map((file) => keyOfUrl(file.url)),
          ...found.doubles.map(({ file }) => file),
          ...found.homeless.map((one) => `packages/${one}`),
        ])
        const silent = keys.filter((one) => !seen.has(one) && (one.startsWith('packages/') || isInOwnFolder(one)))
        assert.deepEqual(
          silent.filter((one) => !deleted.some((gone) => gone.toLowerCase() === one.split('/')[1]?.toLowerCase())),
          [],
        )
      }),
    )
  })
})
