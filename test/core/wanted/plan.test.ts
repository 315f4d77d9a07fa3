import assert from 'node:assert/strict'
import { noRecipe, recipeDigest } from '../../../core/build/recipe.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import type { Version } from '../../../core/python/version.ts'
import { parseExcludeNewer } from '../../../core/wanted/exclude-newer.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { planWheels } from '../../../core/wanted/plan.ts'
import type { Rules } from '../../../core/wanted/facts.ts'
import type { Making, VersionChoice, Wanted } from '../../../core/wanted/wanted.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import type { ListedFile } from '../../fakes/memory-index.ts'
import { facts, plainMaking, row, usualRules as usual } from './rows.ts'

const wheel = 'spam-1.0-cp312-cp312-linux_x86_64.whl'
const sdist = 'spam-1.0.tar.gz'
const pure = 'spam-1.0-py3-none-any.whl'
const tagged = (build: number): string => `spam-1.0-${build}-cp312-cp312-linux_x86_64.whl`

/** `in-index spam-1.0-...whl`, `build absent`, `error UNRESOLVED`. */
function told(decision: Decision | undefined): string {
  if (decision === undefined) return ''
  if (decision.kind === 'error') return `error ${decision.problem.code}`
  if (decision.kind === 'restore') return 'restore'
  return `${decision.kind === 'build' ? 'build ' : ''}${decision.why} ${decision.by}`.trim()
}

function decide(wanted: Wanted, parts: Parameters<typeof facts>[0], rules: Partial<Rules> = {}): string {
  return told(planWheels([wanted], facts(parts), { ...usual, ...rules })[0])
}

describe('planWheels decides', () => {
  const table: [why: string, parts: Parameters<typeof facts>[0], expected: string, wanted?: Wanted, rules?: Partial<Rules>][] = [
    ['to build what is absent', {}, 'build absent'],
    [
      'to build into a store that knows the project but not the wheel',
      { store: { spam: ['spam-1.0-cp311-cp311-linux_x86_64.whl'] } },
      'build absent',
    ],
    ['to skip what is in the index', { store: { spam: [wheel] } }, `in-index ${wheel}`],
    [
      'so whatever the spelling',
      { store: { spam: ['Spam-1.0.0-CP312-cp312-LINUX_x86_64.whl'] } },
      'in-index Spam-1.0.0-CP312-cp312-LINUX_x86_64.whl',
    ],
    [
      'so with a build tag',
      { store: { spam: ['spam-1.0-3-cp312-cp312-linux_x86_64.whl'] } },
      'in-index spam-1.0-3-cp312-cp312-linux_x86_64.whl',
    ],
    ['so by a lower abi3', { store: { spam: ['spam-1.0-cp310-abi3-linux_x86_64.whl'] } }, 'in-index spam-1.0-cp310-abi3-linux_x86_64.whl'],
    ['not by a higher abi3', { store: { spam: ['spam-1.0-cp313-abi3-linux_x86_64.whl'] } }, 'build absent'],
    ['not by a wheel for any platform', { store: { spam: ['spam-1.0-py3-none-any.whl'] } }, 'build absent'],
    [
      'unless any is wished',
      { store: { spam: ['spam-1.0-py3-none-any.whl'] } },
      'in-index spam-1.0-py3-none-any.whl',
      row({ tag: 'any', python: 'py3' }),
    ],
    ['not by a listed wheel that refuses the python', { store: { spam: [{ filename: wheel, requiresPython: '<3.12' }] } }, 'build absent'],
    ['that a yanked name is withdrawn', { store: { spam: [{ filename: wheel, yanked: 'bad' }] } }, `withdrawn ${wheel}`],
    ['that a deleted name is withdrawn', { deleted: { spam: [wheel] } }, `withdrawn ${wheel}`],
    [
      'by a listed one beside a yanked one',
      { store: { spam: [{ filename: wheel, yanked: true }, 'spam-1.0-1-cp312-cp312-linux_x86_64.whl'] } },
      'in-index spam-1.0-1-cp312-cp312-linux_x86_64.whl',
    ],
    ['to build what is upstream, by default', { upstream: { spam: [sdist, wheel] } }, 'build absent'],
    ['to skip it if asked', { upstream: { spam: [sdist, wheel] } }, `upstream ${wheel}`, row(), { skipUpstream: true }],
    [
      'not for a yanked one',
      { upstream: { spam: [sdist, { filename: wheel, yanked: true }] } },
      'build absent',
      row(),
      { skipUpstream: true },
    ],
    [
      'in-index before upstream',
      { upstream: { spam: [sdist, wheel] }, store: { spam: [wheel] } },
      `in-index ${wheel}`,
      row(),
      { skipUpstream: true },
    ],
    ['to build again if forced', { store: { spam: [wheel] } }, `build forced ${wheel}`, row(), { force: true }],
    ['so past upstream', { upstream: { spam: [sdist, wheel] } }, `build forced ${wheel}`, row(), { force: true, skipUpstream: true }],
    ['never past a withdrawn name', { deleted: { spam: [wheel] } }, `withdrawn ${wheel}`, row(), { force: true }],
    ['that force needs nothing to pass', {}, 'build absent', row(), { force: true }],
    ['an error before all else', { upstream: {}, store: { spam: [wheel] } }, 'error UNRESOLVED'],
    [
      'requires-python before no-sdist',
      { upstream: { spam: [{ filename: 'spam-1.0-py3-none-any.whl', requiresPython: '>=3.13' }] } },
      'requires-python Requires-Python is >=3.13',
    ],
    [
      'no-sdist before in-index',
      { upstream: { spam: ['spam-1.0-py3-none-any.whl'] }, store: { spam: [wheel] } },
      'no-sdist https://index.test/simple has no source distribution of 1.0',
    ],
    [
      'on the version that latest is',
      { upstream: { spam: [sdist, 'spam-1.1.tar.gz'] }, store: { spam: [wheel] } },
      'build absent',
      row({ choice: 'latest' }),
    ],
    [
      'on an archive without any index',
      { upstream: {} },
      'build absent',
      row({ origin: { kind: 'archive', url: 'https://dl.test/spam-1.0.zip', sha256: sha256Of('') } }),
    ],
    [
      'on a folder',
      {
        upstream: {},
        store: { spam: [wheel] },
        folders: { './spam': { path: 'spam', commit: '', time: 0, declared: { version: '1.0' } } },
      },
      `in-index ${wheel}`,
      row({ choice: 'static', origin: { kind: 'folder', path: './spam' } }),
    ],
  ]
  for (const [why, parts, expected, wanted = row(), rules = {}] of table)
    it(why, () => assert.equal(decide(wanted, parts, rules), expected))

  describe('by recipes', () => {
    const recipe = { ...noRecipe, environment: { A: '1' } }
    const making = (parts: Partial<Making>): Partial<Rules> => ({ making: () => ({ ...plainMaking, ...parts }) })
    const listed = (digest: Sha256 | undefined): FileEntry => ({
      filename: wheel,
      url: 'u',
      yanked: false,
      ...(digest && { recipe: digest }),
    })
    const differs = (store: readonly ListedFile[], rules: Partial<Rules>): boolean => {
      const [one] = planWheels([row()], facts({ store: { spam: store } }), { ...usual, ...rules })
      return one?.kind === 'skip' && one.why === 'in-index' && one.recipe === 'differs'
    }
    it('tells what was made otherwise, and leaves it', () =>
      assert.equal(differs([listed(recipeDigest(noRecipe))], making({ recipe })), true))
    it('tells nothing of what was made so', () => assert.equal(differs([listed(recipeDigest(recipe))], making({ recipe })), false))
    it('tells nothing of what it does not know', () => assert.equal(differs([listed(undefined)], making({ recipe })), false))
    it('tells nothing of what only tests', () =>
      assert.equal(differs([listed(recipeDigest(noRecipe))], making({ recipe: { ...noRecipe, test_command: 'pytest' } })), false))

    const table: [why: string, parts: Parameters<typeof facts>[0], making: Partial<Making>, expected: string][] = [
      ['builds a build tag that is not there', { store: { spam: [wheel] } }, { build: 2 }, `build build-tag ${wheel}`],
      ['even past what is withdrawn', { deleted: { spam: [wheel] } }, { build: 1 }, `build build-tag ${wheel}`],
      ['builds it as absent where nothing is', {}, { build: 2 }, 'build absent'],
      ['skips a build tag that is there', { store: { spam: [tagged(2)] } }, { build: 2 }, `in-index ${tagged(2)}`],
      ['skips one that is higher', { store: { spam: [tagged(10)] } }, { build: 2 }, `in-index ${tagged(10)}`],
      [
        'never takes a withdrawn build tag again',
        { store: { spam: [{ filename: tagged(2), yanked: 'bad' }] } },
        { build: 2 },
        `withdrawn ${tagged(2)}`,
      ],
      ['takes a wheel for any platform where pure will do', { store: { spam: [pure] } }, { pure: true }, `in-index ${pure}`],
    ]
    for (const [why, parts, parted, expected] of table) it(why, () => assert.equal(decide(row(), parts, making(parted)), expected))

    it('asks them once the version is known', () => {
      const upstream = { spam: [sdist, 'spam-2.0.tar.gz'] }
      const rules = { ...usual, making: (_: Wanted, { text }: Version) => ({ ...plainMaking, build: text === '2.0' ? 3 : 0 }) }
      const [one] = planWheels([row({ choice: 'latest' })], facts({ upstream }), rules)
      assert.equal(one?.kind === 'build' && one.target.making.build, 3)
    })
  })

  it('each version that a specifier takes by itself', () => {
    const choice: VersionChoice = { kind: 'specifier', text: '<3', set: { text: '', specifiers: [] }, take: 2, pre: false }
    const upstream = { spam: [sdist, 'spam-1.5.tar.gz', 'spam-2.0.tar.gz'] }
    const decisions = planWheels([row({ choice })], facts({ upstream, store: { spam: ['spam-1.5-cp312-cp312-linux_x86_64.whl'] } }), usual)
    assert.deepEqual(decisions.map(told), ['build absent', 'in-index spam-1.5-cp312-cp312-linux_x86_64.whl'])
  })

  it('by the index of the row, not by another that has the name too', () => {
    const own = row({ origin: { kind: 'index', url: 'https://own.test' } })
    const parts = { upstream: { spam: [sdist, wheel] }, others: { 'https://own.test': { spam: [sdist] } } }
    assert.equal(decide(own, parts, { skipUpstream: true }), 'build absent')
  })

  const elsewhere: [what: string, origin: Wanted['origin']][] = [
    ['a folder', { kind: 'folder', path: './spam' }],
    ['an archive', { kind: 'archive', url: 'https://dl.test/spam-1.0.zip', sha256: sha256Of('') }],
    ['a repository', { kind: 'git', url: 'https://git.test/spam', ref: 'v1', subdirectory: '' }],
  ]
  for (const [what, origin] of elsewhere)
    it(`${what} never by a project upstream that happens to have its name`, () => {
      const folders = { './spam': { path: 'spam', commit: '', time: 0, declared: { version: '1.0' } } }
      const parts = { upstream: { spam: [sdist, wheel] }, folders, commits: { 'https://git.test/spam v1': 'ab'.repeat(20) } }
      assert.equal(decide(row({ origin }), parts, { skipUpstream: true }), 'build absent')
    })

  it('by the python that builds where the tag names none', () => {
    const upstream = { spam: [sdist, { filename: 'spam-2.0.tar.gz', requiresPython: '>=3.13' }] }
    const rows = ['3.12', '3.13'].map((buildWith) => ({ ...row({ choice: 'latest', python: 'py3', tag: 'any' }), buildWith }))
    const versions = planWheels(rows, facts({ upstream }), usual).map((one) => one.kind === 'build' && one.target.version.text)
    assert.deepEqual(versions, ['1.0', '2.0'])
  })

  it('to build all without a store', () =>
    assert.equal(told(planWheels([row()], { ...facts(), store: undefined }, usual)[0]), 'build no-store'))

  it('each row for itself: one that is wrong leaves the others alone', () => {
    const rows = [row(), row({ name: 'gone' }), row({ python: 'cp313' })]
    assert.deepEqual(planWheels(rows, facts(), usual).map(told), ['build absent', 'error UNRESOLVED', 'build absent'])
  })

  it('latest for each python by itself', () => {
    const upstream = { spam: [sdist, { filename: 'spam-2.0.tar.gz', requiresPython: '>=3.13' }] }
    const rows = [row({ choice: 'latest' }), row({ choice: 'latest', python: 'cp313' })]
    const versions = planWheels(rows, facts({ upstream }), usual).map((one) => one.kind === 'build' && one.target.version.text)
    assert.deepEqual(versions, ['1.0', '2.0'])
  })

  it('by the cutoff', () => {
    const upstream = {
      spam: [
        { filename: sdist, uploadTime: '2026-11-20T23:59:00Z' },
        { filename: 'spam-2.0.tar.gz', uploadTime: '2026-11-21T00:01:00Z' },
      ],
    }
    const rule = parseExcludeNewer('2026-11-20', 'excludeNewer')
    const cutoff = rule.kind === 'moment' ? rule.at : undefined
    const [one] = planWheels([row({ choice: 'latest' })], facts({ upstream }), { ...usual, cutoff })
    assert.equal(one?.kind === 'build' && one.target.version.text, '1.0')
  })
})
