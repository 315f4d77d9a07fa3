import assert from 'node:assert/strict'
import fc from 'fast-check'
import { selectChanged } from '../../core/changes/select/affected.ts'
import type { LocalPackage } from '../../core/changes/local-package.ts'
import type { LockChange } from '../../core/changes/locks/locks.ts'
import { parseRules } from '../../core/changes/select/rules.ts'
import { normalizeName } from '../../core/python/name.ts'
import { local, need } from '../core/changes/local.ts'
import { question } from '../core/changes/select/question.ts'

const folders = ['sdk/a/one', 'sdk/a/two', 'sdk/b/three', 'sdk/b/four', 'sdk/template/five', 'pkg/six', 'Pkg/Seven']
const names = folders.map((folder) => folder.replaceAll('/', '-'))
const segment = fc.constantFrom('sdk', 'SDK', 'a', 'b', 'one', 'two', 'three', 'pkg', 'seven', 'x.py', 'y', 'ci.yml', 'eng')
const path = fc.oneof(
  fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/')),
  fc.tuple(fc.constantFrom(...folders), segment).map(([folder, name]) => `${folder}/${name}`),
)
const paths = fc.uniqueArray(path, { maxLength: 8 })
const triggers = fc.array(fc.constantFrom('eng', 'eng/x.py', '/sdk/a', 'sdk/b/y', 'x.py', 'pkg'), { maxLength: 2 })

/** A repository without nesting: each of these folders may be a package. */
const repository = fc
  .tuple(
    fc.subarray(folders),
    fc.array(fc.record({ triggers, along: fc.constantFrom('', ...folders), sole: fc.boolean() }), { minLength: 7, maxLength: 7 }),
  )
  .map(([some, more]) =>
    some.map((folder, at): LocalPackage => {
      const service = /^sdk\/([^/]+)/.exec(folder)?.[1] ?? ''
      const ciFile = service === '' ? undefined : { path: `sdk/${service}/ci.yml`, sole: service === 'a' }
      const own = ciFile === undefined ? [] : [`/${ciFile.path}`]
      return local(folder.replaceAll('/', '-'), {
        folder,
        service,
        triggers: [...(more[at]?.triggers ?? []), ...own],
        ciFile,
        additional: [`/${more[at]?.along ?? ''}`],
      })
    }),
  )

function under(path: string, folder: string): boolean {
  const [text, start] = [path.toLowerCase(), folder.replace(/^\//, '').toLowerCase()]
  return text === start || text.startsWith(`${start}/`)
}

/** Step 5: what a path is to a package. */
function touches({ folder, triggers, ciFile }: LocalPackage, path: string): string | undefined {
  if (under(path, folder)) return 'path'
  if (triggers.some((trigger) => under(path, trigger))) return 'trigger'
  const beside = path.toLowerCase().split('/').slice(0, -1).join('/')
  return ciFile?.sole === true && beside === ciFile.path.replace(/\/ci\.yml$/, '') && /\.[^/.]+$/.test(path) ? 'service' : undefined
}

/**
 * azure-sdk's steps 1 to 8 as they are written down, a path times a package: with the paths themselves and not their folders, which azure-sdk
 * takes to be quicker.
 */
function literal(
  packages: readonly LocalPackage[],
  changed: readonly string[],
  deleted: readonly string[],
  excludes: readonly string[],
): Map<string, string> {
  const targeted = [...changed, ...deleted]
    .filter((one) => !excludes.some((start) => one.toLowerCase().startsWith(start.toLowerCase())))
    .toSorted((a, b) => b.split('/').length - a.split('/').length || (a < b ? -1 : 1))
  const found = new Map<string, string>()
  const queue: string[] = []
  for (const one of packages) {
    const file = targeted.find((item) => touches(one, item) !== undefined)
    if (file === undefined) continue
    found.set(one.name, `direct ${touches(one, file)} ${file}`)
    queue.push(...one.additional)
  }
  for (const folder of queue) {
    const one = packages.find((item) => `/${item.folder}`.toLowerCase() === folder.toLowerCase())
    if (one !== undefined && !found.has(one.name)) found.set(one.name, 'indirect additional')
  }
  if (found.size === 0) for (const one of packages) if (one.service === 'template') found.set(one.name, 'indirect fallback')
  return found
}

const shuffled = <T>(items: readonly T[], seed: number): T[] =>
  items
    .map((item, at) => ({ item, at: (at * 7919 + seed * 104_729) % 1009 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)

describe('laws of a selection', () => {
  const needs = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom('run', 'group', 'build'), fc.constantFrom('', '<1', '>=1')), {
    maxLength: 8,
  })
  const linked = fc.tuple(repository, needs).map(([packages, edges]) =>
    packages.map((one, at) => ({
      ...one,
      needs: edges.flatMap(([from, to, kind, specifier]) => {
        const target = packages[to]
        return from === at && target !== undefined && to !== at ? [need(`${target.name}${specifier}`, kind)] : []
      }),
    })),
  )
  const rules = fc
    .subarray(
      [
        "{ paths: 'sdk/<s>/*', folders: 'sdk/<s>/*', as: direct }",
        "{ paths: 'eng/**', packages: ['pkg-*'] }",
        "{ paths: ['*', '!y'], folders: '**', as: indirect }",
        "{ changed: 'sdk-*', packages: pkg-six, as: direct }",
      ],
      { minLength: 0 },
    )
    .map((some) => parseRules(`rules: [${some.join(', ')}]\nshared: [x.py]\nignore: 'sdk/b/y'\n`, 'rules.yml'))

  it('without nesting, rules and graph it is azure-sdk`s', () =>
    fc.assert(
      fc.property(repository, paths, paths, fc.subarray(['sdk/A', 'pkg/', 'x']), (packages, changed, deleted, excludePaths) => {
        const { choices } = selectChanged(question(packages, [], { diff: { changed, deleted, excludePaths, pullRequest: '-1' } }))
        const found = choices.flatMap(({ package: one, as, reason }) =>
          reason === undefined
            ? []
            : [[one.name, `${as} ${reason.kind}${as === 'direct' && 'path' in reason ? ` ${reason.path}` : ''}`] as const],
        )
        assert.deepEqual(
          new Map(found),
          new Map(
            [...literal(packages, [...new Set([...changed, ...deleted])], [], excludePaths)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
          ),
        )
      }),
      { numRuns: 1000 },
    ))

  it('every package is there once, and a reason with every one that is selected', () =>
    fc.assert(
      fc.property(linked, paths, rules, (packages, changed, of) => {
        const { choices } = selectChanged(question(packages, changed, { rules: of }))
        assert.deepEqual(
          choices.map((one) => one.package.name),
          packages.map(({ name }) => name).toSorted(),
        )
        for (const { as, reason } of choices) assert.equal(reason === undefined, as === 'not-selected')
      }),
    ))

  const lock = fc.record({
    path: fc.constantFrom('uv.lock', 'sdk/uv.lock', 'requirements.txt'),
    projects: fc.subarray([...names, 'attrs'].map(normalizeName)),
  })
  const locks = fc
    .uniqueArray(lock, { selector: ({ path }) => path })
    .map((all) => all.map(({ path, projects }): LockChange => ({ path, kind: 'projects', projects, tops: projects })))

  it('the order of paths, packages, locks and what is gone is no matter', () =>
    fc.assert(
      fc.property(
        linked,
        paths,
        rules,
        locks,
        fc.subarray(names.map(normalizeName)),
        fc.nat(1000),
        (packages, changed, of, locked, gone, seed) => {
          const once = selectChanged(question(packages, changed, { rules: of, locks: locked, gone }))
          const more = { rules: of, locks: shuffled(locked, seed), gone: shuffled(gone, seed) }
          assert.deepEqual(selectChanged(question(shuffled(packages, seed), shuffled(changed, seed), more)), once)
        },
      ),
    ))

  it('more paths lose nothing but a fallback, and make nothing less direct', () =>
    fc.assert(
      fc.property(linked, paths, paths, rules, fc.constantFrom(0, 1, Infinity), (packages, changed, more, of, depth) => {
        const [few, many] = [changed, [...changed, ...more]].map(
          (all) => selectChanged(question(packages, all, { rules: of, depth })).choices,
        )
        for (const [at, { as, reason }] of (few ?? []).entries()) {
          if (as === 'direct') assert.equal(many?.[at]?.as, 'direct')
          if (as === 'indirect' && reason?.kind !== 'fallback') assert.notEqual(many?.[at]?.as, 'not-selected')
        }
      }),
    ))

  it('every path is either unclaimed, ignored, or a reason could name it', () =>
    fc.assert(
      fc.property(linked, paths, (packages, changed) => {
        const { unclaimed } = selectChanged(question(packages, changed))
        for (const one of changed) {
          const alone = selectChanged(question(packages, [one])).choices
          assert.equal(
            unclaimed.includes(one),
            alone.every(({ reason }) => reason === undefined || reason.kind === 'fallback'),
          )
        }
      }),
    ))
})
