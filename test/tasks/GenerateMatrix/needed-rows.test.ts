import assert from 'node:assert/strict'
import { readFileSync, realpathSync } from 'node:fs'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import { parsePlan, type Plan } from '../../../core/wanted/plan-file.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { zipBytes } from '../../fakes/zip-bytes.ts'
import { asCache } from '../../flows/cache/world.ts'
import { cacheInputs, fill } from './cache/units.ts'
import { type World, world } from './world.ts'

const pyproject = (...requires: string[]): string => `[build-system]\nrequires = ${JSON.stringify(requires)}\n`

/** As in examples/spare-tire: what each release requires to be built. */
const releases: [name: string, version: string, requires: string[]][] = [
  ['bolt', '1.0', ['nut>=1']],
  ['hub', '2.0', []],
  ['nut', '1.0', []],
  ['Rim.YAML', '5.4', ['nut']],
  ['Rim.YAML', '6.1', ['nut']],
]
const rows = (...platforms: string[]): string =>
  `wheels: [${platforms.map((tag) => `{ platform_tag: ${tag}, platform_instance: x, platform_arch: y, python: [{ tag: cp314 }] }`).join(', ')}]`
const everywhere = rows('freebsd_14', 'freebsd_15')
const tire = `packages:
  bolt: { versions: { latest: { ${everywhere} } } }
  hub: { versions: { latest: { ${rows('freebsd_14')} } } }
  nut: { versions: { latest: { ${everywhere} } } }
  Rim.YAML: { versions: { 5.4: { ${everywhere} }, latest: { ${everywhere} } } }
`

interface Night {
  readonly text: string
  readonly plan: Plan
  /** `nut freebsd_14`, of what is in jobs. */
  readonly built: readonly string[]
  readonly restored: readonly string[]
}

describe('GenerateMatrix, with a cache and rows that need each other', () => {
  const worlds: World[] = []
  afterEach(() => worlds.splice(0).forEach((one) => one.remove()))

  /** A job with the releases upstream, and an empty cache. `fetched` are the archives that it takes. */
  const job = (files: Readonly<Record<string, string>> = {}) => {
    const here = world(tire)
    worlds.push(here)
    const cache = memoryStore('s3://wheels/cache')
    const fetched: string[] = []
    const archives = releases.map(([name, version, requires]): [string, Buffer] => [
      `${name}-${version}.zip`,
      zipBytes([{ path: `${name}-${version}/pyproject.toml`, bytes: pyproject(...requires) }]),
    ])
    const projects = new Map<string, { filename: string; sha256: Sha256 }[]>()
    for (const [filename, bytes] of archives) {
      const name = normalizeName(filename.replace(/-.*$/, ''))
      projects.set(name, [...(projects.get(name) ?? []), { filename, sha256: sha256Of(bytes) }])
    }
    here.upstream = memoryIndex(Object.fromEntries(projects))
    here.archives = new Proxy(Object.fromEntries(archives.map(([filename, bytes]) => [`https://files.test/${filename}`, bytes])), {
      get: (all, url: string) => {
        fetched.push(url.replace(/^.*\//, ''))
        return all[url]
      },
    })
    let state = {}
    const edit = (changed: Readonly<Record<string, string>>): void => {
      state = { ...state, ...changed }
      for (const [path, text] of Object.entries(changed)) here.put(path, text)
      const history = memoryHistory(realpathSync(here.sources), { c1: { files: state } }, 'c1')
      here.checkout = { ...here.checkout, history, cache: () => Promise.resolve(asCache(cache, false)) }
    }
    edit({ 'azure-pipelines.yml': '', 'wheel_matrix.yml': tire, 'recipes.yml': 'recipes: []', ...files })
    const night = async (inputs: Readonly<Record<string, string>> = {}): Promise<Night> => {
      fetched.length = 0
      const { outputs } = await here.run({ recipes: 'recipes.yml', cache: cacheInputs(inputs) })
      const text = readFileSync(outputs['planFile'] ?? '', 'utf8')
      const plan = parsePlan(text, 'plan.json')
      const named = (legs: Plan['jobs'] = []): string[] =>
        legs.flatMap(({ platform_tag, packages }) => packages.map(({ name, version }) => `${name} ${version} ${platform_tag}`))
      return { text, plan, built: named(plan.jobs), restored: named(plan.restores) }
    }
    return { here, cache, edit, fetched, night }
  }
  const on = (tags: readonly string[], ...names: string[]): string[] => tags.flatMap((tag) => names.map((name) => `${name} freebsd_${tag}`))
  const withNut = on(['14', '15'], 'bolt 1.0', 'nut 1.0', 'Rim.YAML 5.4', 'Rim.YAML 6.1')
  const keysOf = ({ plan }: Night): Map<string, CacheRef | undefined> =>
    new Map(plan.jobs.flatMap(({ packages }) => packages.map((one) => [`${one.name} ${one.version}`, one.cache])))
  const saysOf = ({ plan }: Night, name: string): string | undefined => plan.decisions.find((one) => one.name === name)?.says
  const forNut = (recipe: string): Record<string, string> => ({ 'recipes.yml': `recipes: [{ for: nut, ${recipe} }]` })

  it('builds all, restores all, and builds what an edited recipe is for, and what is built with that', async () => {
    const { cache, edit, fetched, night } = job()
    const first = await night()
    assert.deepEqual([first.built.length, first.restored], [9, []])
    fill(cache, first)

    const second = await night()
    assert.deepEqual([second.built, second.restored.length], [[], 9])
    assert.deepEqual(fetched.toSorted(), releases.map(([name, version]) => `${name}-${version}.zip`).toSorted())

    edit(forNut("environment: { SPOKES: '36' }"))
    const third = await night()
    assert.deepEqual([third.built.toSorted(), third.restored], [withNut.toSorted(), ['hub 2.0 freebsd_14']])
    assert.match(saysOf(third, 'nut') ?? '', /its recipe changed/)
    for (const name of ['bolt', 'Rim.YAML']) assert.equal(saysOf(third, name), 'not in the cache, since nut, which it needs, changed', name)
  })

  it('leaves warm what is built with what is only tested otherwise', async () => {
    const { cache, edit, night } = job()
    fill(cache, await night())
    edit(forNut('test_command: pytest'))
    assert.deepEqual((await night()).built, on(['14', '15'], 'nut 1.0'))
  })

  it('has the same keys where what is needed is in the index, and fetches a source once for keys and legs', async () => {
    const { here, cache, fetched, night } = job()
    const first = await night()
    here.store = memoryIndex({ nut: ['14', '15'].map((tag) => `nut-1.0-cp314-cp314-freebsd_${tag}.whl`) })
    const later = await night()
    assert.deepEqual([later.built.length, fetched.length], [7, 5])
    for (const [name, ref] of keysOf(later)) assert.equal(ref?.key, keysOf(first).get(name)?.key, name)

    here.store = memoryIndex({})
    fill(cache, { ...first, plan: { ...first.plan, jobs: first.plan.jobs.map((leg) => ({ ...leg, packages: leg.packages.slice(1) })) } })
    const { plan } = await night()
    assert.deepEqual(
      plan.jobs.map(({ packages, warm }) => [packages.map(({ name }) => name), warm?.map(({ name }) => name)]),
      ['14', '15'].map(() => [['bolt'], ['nut']]),
    )
    assert.equal(fetched.length, 5)
  })

  it('reads nothing for keys where each is by itself', async () => {
    const { cache, edit, fetched, night } = job()
    const first = await night({ isolated: 'true' })
    assert.deepEqual(fetched, [])
    assert.doesNotMatch(first.text, /needs nut/)
    fill(cache, first)
    edit(forNut("environment: { SPOKES: '36' }"))
    assert.deepEqual((await night({ isolated: 'true' })).built, on(['14', '15'], 'nut 1.0'))
  })

  it('is no plan where a source cannot be fetched: its keys would not be the same again', async () => {
    const { here, night } = job()
    here.archives = {}
    await assert.rejects(night(), { code: 'FILE_MISSING' })
  })

  describe('from folders', () => {
    const local = (name: string): string => `${name}: { source: ./libs/${name}, version: 1, ${rows('linux_x86_64')} }`
    const folders = {
      'wheel_matrix.yml': `packages: { ${['core', 'http', 'client', 'docs'].map(local).join(', ')} }`,
      'libs/core/pyproject.toml': pyproject(),
      'libs/http/pyproject.toml': '[project]\nname = "http"\nversion = "1"\ndependencies = ["core"]\n',
      'libs/client/pyproject.toml': pyproject('http>=1'),
      'libs/docs/pyproject.toml': pyproject('core<1'),
    }
    const names = ({ built }: Night): string[] => built.map((one) => one.replace(/ .*$/, ''))

    const edits: [what: string, edit: Readonly<Record<string, string>>][] = [
      ['a file of what is needed', { 'libs/core/x.py': '' }],
      ['the recipe of that', { 'recipes.yml': 'recipes: [{ for: core, environment: { A: b } }]' }],
    ]
    for (const [what, change] of edits)
      it(`makes cold, at any hand, what needs it, by ${what}`, async () => {
        const { cache, edit, fetched, night } = job(folders)
        fill(cache, await night())
        edit(change)
        const { built, restored, ...rest } = await night()
        assert.deepEqual([names({ built, restored, ...rest }), restored.length, fetched], [['client', 'core', 'http'], 1, []])
      })

    it('has no key for what needs what nobody knows', async () => {
      const { 'libs/core/pyproject.toml': made, ...kept } = folders
      const { here, night } = job(kept)
      here.put('libs/core/pyproject.toml', made)
      const { plan } = await night()
      assert.deepEqual(
        plan.jobs.flatMap(({ packages }) => packages.flatMap(({ name, cache: ref }) => (ref === undefined ? [] : [name]))),
        ['docs'],
      )
      assert.equal(here.log.lines.filter((line) => line.startsWith('warning: The repository has no file in libs/core')).length, 1)
    })
  })
})
