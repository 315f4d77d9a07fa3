import assert from 'node:assert/strict'
import fc from 'fast-check'
import { renderHtml } from '../../../core/index/html.ts'
import { parseProject, renderJson } from '../../../core/index/project-document.ts'
import { renderLegacyJson } from '../../../core/index/legacy-json.ts'
import { parseRoot, renderRoot } from '../../../core/index/root-document.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { filesOf } from './model-watch.ts'
import { type Deed, digestOf, type Play, type Wheel, World } from './model-world.ts'

/** More of them take longer and see more: a failure tells the seed and the path that show it again. */
const runs = Number(process.env['WHEELWORKS_MODEL_RUNS'] ?? '300')

const wheels: readonly Wheel[] = [
  'alpha-1.0-py3-none-any.whl',
  'alpha-1.0.dev1-py3-none-any.whl',
  'alpha-1.0.dev2-py3-none-any.whl',
  'alpha-1.0.dev3+c-py3-none-any.whl',
  'beta-1.0-py3-none-any.whl',
  'beta-1.0.dev1-py3-none-any.whl',
  'gamma-1.0-py3-none-any.whl',
].map((name) => ({ name, bytes: 'a' }))
const rivals: readonly Wheel[] = [
  { name: 'alpha-1.0-py3-none-any.whl', bytes: 'b' },
  { name: 'Alpha-1.0-py3-none-any.whl', bytes: 'a' },
  { name: 'beta-1.0-py3-none-any.whl', bytes: 'b' },
  { name: 'beta-1.0.dev1-py3-none-any.whl', bytes: 'b' },
]

/** A few of the wheels, of one name (in whatever spelling) no more than one. */
const someWheels = fc.uniqueArray(fc.constantFrom(...wheels, ...wheels, ...rivals), {
  minLength: 1,
  maxLength: 3,
  selector: ({ name }) => name.toLowerCase(),
})

const publish: fc.Arbitrary<Deed> = someWheels.map((wheels) => ({ inputs: {}, wheels, may: [] }))
const keep: fc.Arbitrary<Deed> = someWheels.map((wheels) => ({ inputs: { keep: { kind: 'versions', count: 1 } }, wheels, may: ['remove'] }))
const requirements = fc.constantFrom('alpha==1.0', 'alpha==0.9', 'beta==1.0', 'alpha-1.0.dev1-py3-none-any.whl').map((one) => [one])
const yank: fc.Arbitrary<Deed> = fc
  .record({ mode: fc.constant('yank'), requirements, undo: fc.boolean(), reason: fc.constantFrom(undefined, 'bad') })
  .map((inputs) => ({ inputs, wheels: [], may: ['yank'] }))
const status: fc.Arbitrary<Deed> = fc
  .record({
    mode: fc.constant('status'),
    requirements: fc.constantFrom(['alpha'], ['beta']),
    status: fc.constantFrom('active', 'archived', 'quarantined', 'deprecated'),
  })
  .map((inputs) => ({ inputs, wheels: [], may: ['status'] }))
const rebuild: fc.Arbitrary<Deed> = fc.constant({ inputs: { mode: 'rebuild' }, wheels: [], may: ['adopt'] })
const verify: fc.Arbitrary<Deed> = fc.boolean().map((repair) => ({ inputs: { mode: 'verify', repair }, wheels: [], may: ['adopt'] }))
const deed = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 2, arbitrary: keep },
  { weight: 1, arbitrary: yank },
  { weight: 1, arbitrary: status },
  { weight: 1, arbitrary: rebuild },
  { weight: 1, arbitrary: verify },
)

const serving: fc.Arbitrary<Play['serving']> = fc.record({ layout: fc.constantFrom('both', 'website', 'rest'), legacyJson: fc.boolean() })
/** Some do not serve it as the others do. */
const servedDeed = fc.tuple(deed, fc.option(serving, { nil: {} })).map(([one, own]) => ({ ...one, inputs: { ...own, ...one.inputs } }))

const plays: fc.Arbitrary<Play> = fc.record({
  deeds: fc.array(servedDeed, { minLength: 2, maxLength: 4 }),
  serving,
  seeded: fc.boolean(),
  choices: fc.array(fc.nat(0xffff), { minLength: 60, maxLength: 400, size: 'max' }),
})

/** Every wheel that was to be published is listed with its bytes, or was removed since, or is told of as left out. */
function assertListed(world: World, { wheels }: Deed, { problems }: Outcome): void {
  for (const wheel of wheels) {
    const document = world.watch.documents.get(wheel.name.split('-')[0]?.toLowerCase() ?? '')
    const listed = document && filesOf(document).find(({ filename }) => filename === wheel.name)
    const removed = document?._deleted?.some(({ filename }) => filename === wheel.name) === true
    const told = problems.some(({ text }) => text.includes(wheel.name))
    assert.ok(listed?.hashes.sha256 === digestOf(wheel) || removed || told, `${wheel.name} is not listed`)
  }
}

/** What must hold once nobody works any more. */
function assertConverged(world: World): void {
  const { store, watch } = world
  const text = (key: string): string | undefined => {
    const object = store.objects.get(key)
    return object && new TextDecoder().decode(object.bytes)
  }
  const names = [...watch.documents.keys()].sort()
  const listed = new Set<string>()
  for (const name of names) {
    const document = parseProject(text(`simple/${name}/index.json`) ?? '', name, normalizeName(name))
    assert.equal(document.shown?.serial, document.serial, `${name} is not marked`)
    assert.deepEqual(document.leaving, [])
    assert.equal(text(`simple/${name}/index.html`), renderHtml(document))
    if (document.shown.pages.has(`simple/${name}/`)) assert.equal(text(`simple/${name}/`), renderJson(document))
    if (document.shown.pages.has(`pypi/${name}/json`)) assert.equal(text(`pypi/${name}/json`), renderLegacyJson(document))
    for (const { filename } of document.files) for (const key of [filename, `${filename}.metadata`]) listed.add(`packages/${key}`)
  }
  if (names.length === 0) return
  const root = parseRoot(text('simple/index.json') ?? '', 'root')
  assert.deepEqual(root.projects, names)
  assert.equal(text('simple/index.html'), renderRoot(root))
  assert.equal(root.shown?.serial, root.serial)
  assert.ok(store.objects.has('index.html'))
  for (const key of watch.packages.keys()) if (!listed.has(key)) assertExplained(world, key)
}

/** What is stored and not listed was told to somebody as left out. */
function assertExplained(world: World, key: string): void {
  const file = key.slice('packages/'.length).replace(/\.metadata$/, '')
  const told = world
    .ended()
    .some(({ outcome }) => !(outcome instanceof Problem) && outcome.problems.some(({ text }) => text.includes(file)))
  assert.ok(told, `${key} is stored, and nothing tells of it`)
}

describe('PublishIndex by anybody at any time', () => {
  it('holds what it promises at every step, whoever crashes where, and converges', async function () {
    this.timeout(Math.max(120_000, runs * 1000))
    const holds = async (play: Play): Promise<void> => {
      const world = new World(play)
      try {
        await world.seed()
        await world.together()
        for (const { deed, outcome } of world.ended()) {
          if (!(outcome instanceof Problem)) assertListed(world, deed, outcome)
          // What is to be marked may not be there yet.
          else if (deed.wheels.length > 0 || !/^(?:INPUT_INVALID|NO_WHEELS|NOT_SUPPORTED)$/.test(outcome.code)) throw outcome
        }
        await world.again()
        assertConverged(world)
      } catch (error) {
        throw new Error(`${String(error)}\n${world.tell()}`, { cause: error })
      }
    }
    await fc.assert(fc.asyncProperty(plays, holds), { numRuns: runs, endOnFailure: false })
  })
})
