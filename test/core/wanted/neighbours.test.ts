import assert from 'node:assert/strict'
import { noRecipe } from '../../../core/build/recipe.ts'
import { parseRequirement, type Requirement } from '../../../core/python/requirement.ts'
import { cover } from '../../../core/wanted/cover.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { Neighbours, type Said, standingRows } from '../../../core/wanted/neighbours.ts'
import type { Target } from '../../../core/wanted/wanted.ts'
import { build, restore, target } from './cached.ts'
import { row, version } from './rows.ts'

/** `nut 1.0 cp312 linux_x86_64 here` */
function of(text: string): Target {
  const [name = '', number = '1.0', python = 'cp312', tag = 'linux_x86_64', instance = 'here'] = text.split(' ')
  return target(row({ name, python, tag, instance }), number)
}

const requirements = (texts: readonly string[]): Requirement[] => texts.map((text) => parseRequirement(text) ?? assert.fail(text))
const saying =
  (requires: Readonly<Record<string, readonly string[]>>, dependencies: Readonly<Record<string, readonly string[]>> = {}): Said =>
  ({ row: { name } }) => ({ requires: requirements(requires[name] ?? []), dependencies: requirements(dependencies[name] ?? []) })
const titles = (rows: readonly Target[]): string[] => rows.map((one) => `${one.row.name} ${one.version.text} ${one.row.python.tag}`)

describe('Neighbours', () => {
  const table: [why: string, builder: string, rows: string[], requires: string[], expected: string[]][] = [
    ['that a build requires', 'bolt', ['nut', 'hub'], ['nut>=1', 'setuptools'], ['nut 1.0 cp312']],
    ['under any spelling', 'bolt', ['Nut.Nut'], ['nut_nut'], ['Nut.Nut 1.0 cp312']],
    ['of the versions that it admits', 'bolt', ['nut 1.0', 'nut 2.0', 'nut 3.0'], ['nut<3'], ['nut 1.0 cp312', 'nut 2.0 cp312']],
    ['once, however often it is required', 'bolt', ['nut'], ['nut', 'nut>=1'], ['nut 1.0 cp312']],
    ['that its interpreter can install', 'bolt', ['nut 1.0 cp313', 'nut 1.0 cp310-abi3'], ['nut'], ['nut 1.0 cp310']],
    ['whatever builds it', 'bolt 1.0 py3', ['nut 1.0 cp313'], ['nut'], ['nut 1.0 cp313']],
    ['of its platform', 'bolt', ['nut 1.0 cp312 linux_aarch64'], ['nut'], []],
    ['whatever the case of that', 'bolt', ['nut 1.0 cp312 LINUX_x86_64'], ['nut'], ['nut 1.0 cp312']],
    ['of its leg', 'bolt', ['nut 1.0 cp312 linux_x86_64 there'], ['nut'], []],
    ['of other projects', 'bolt', ['bolt 0.9', 'nut'], ['bolt<1'], []],
  ]
  for (const [why, builder, rows, requires, expected] of table)
    it(`are rows ${why}`, () => {
      const one = of(builder)
      assert.deepEqual(titles(new Neighbours([one, ...rows.map(of)]).firstHand(one, saying({ bolt: requires }))), expected)
    })

  it('come with what they depend on, and not with what they are tested with', () => {
    const plain = of('bolt')
    const bolt = { ...plain, making: { ...plain.making, recipe: { ...noRecipe, test_requires: ['hub', 'not a requirement'] } } }
    const neighbours = new Neighbours([bolt, of('nut'), of('hub'), of('tire')])
    const said = saying({ bolt: ['nut'] }, { bolt: ['tire'] })
    assert.deepEqual(titles(neighbours.firstHand(bolt, said)), ['nut 1.0 cp312', 'tire 1.0 cp312', 'hub 1.0 cp312'])
    assert.deepEqual(titles(neighbours.further(bolt, said)), ['nut 1.0 cp312', 'tire 1.0 cp312'])
  })

  it('are rows of other projects in its leg', () => {
    const [one, other] = [of('bolt'), of('bolt 1.0 cp313')]
    assert.equal(new Neighbours([one, other]).hasAny(one), false)
    assert.equal(new Neighbours([one, of('nut 1.0 cp312 linux_aarch64')]).hasAny(one), false)
    assert.equal(new Neighbours([one, of('nut 1.0 cp313')]).hasAny(one), true)
  })
})

describe('standingRows', () => {
  const skip = (why: 'in-index' | 'upstream' | 'withdrawn', wanted: Target): Decision => {
    return { kind: 'skip', row: wanted.row, version: wanted.version, why, by: 'FILE', meant: wanted }
  }
  it('are all that could be built, whatever is there of them', () => {
    const decisions: Decision[] = [
      build(row({ name: 'a' })),
      restore(row({ name: 'b' })),
      ...(['in-index', 'upstream', 'withdrawn'] as const).map((why) => skip(why, of(why))),
      { kind: 'skip', row: row({ name: 'c' }), version: version('1.0'), why: 'no-sdist', by: '' },
    ]
    assert.deepEqual(titles(standingRows(decisions)), [
      'a 1.0 cp312',
      'b 1.0 cp312',
      'in-index 1.0 cp312',
      'upstream 1.0 cp312',
      'withdrawn 1.0 cp312',
    ])
  })

  it('are the same where all is built, and where all is there', () => {
    const rows = ['nut 1.0 cp310-abi3', 'nut 1.0 cp312', 'nut 1.0 cp39', 'bolt'].map(of)
    const built = cover(rows.map((one) => ({ kind: 'build', row: one.row, target: one, why: 'absent', by: '' })))
    assert.deepEqual(
      built.map(({ kind }) => kind),
      ['build', 'skip', 'build', 'build'],
    )
    const standing = standingRows(built)
    assert.deepEqual(titles(standing), ['nut 1.0 cp310', 'nut 1.0 cp39', 'bolt 1.0 cp312'])
    assert.deepEqual(standingRows(rows.map((one) => skip('in-index', one))), standing)
  })
})
