import assert from 'node:assert/strict'
import { alongInputs } from '../../../core/cache/along-inputs.ts'
import { parseRules } from '../../../core/changes/select/rules.ts'
import { local } from '../../core/changes/local.ts'

const packages = [local('core', { additional: ['web', 'packages/core', 'nobody'] }), local('web'), local('tool')]
const rulesOf = (text: string): Parameters<typeof alongInputs>[1] => parseRules(text, 'rules.yml')

/** By package what it is tested along with, and how. */
function told(rules: string, other = ''): Record<string, string[]> {
  const digests = {
    own: ({ name }: { name: string }) => ({ digest: `own ${name}`, files: {} }),
    direct: ({ name }: { name: string }) => `direct ${name}${other}`,
  }
  const found = alongInputs(packages, rulesOf(rules), digests)
  return Object.fromEntries(
    [...found].map(([one, all]) => [one.name, all.map(({ input, as }) => `${as} ${input.name} ${input.value.slice(0, 6)}`)]),
  )
}

describe('alongInputs', () => {
  const names = (rules: string): Record<string, string[]> =>
    Object.fromEntries(Object.entries(told(rules)).map(([one, all]) => [one, all.map((text) => text.slice(0, -7))]))
  const table: [why: string, rules: string, expected: Record<string, string[]>][] = [
    ['what a package names, never itself or nobody', '{}', { web: ['indirect along core'] }],
    [
      'what a rule of changed packages names',
      "rules: [{ changed: 'w*', packages: ['*'], as: direct }]",
      { web: ['indirect along core'], core: ['direct along web'], tool: ['direct along web'] },
    ],
    [
      'one by the strongest that is said',
      'rules: [{ changed: core, packages: web, as: direct }, { changed: core, packages: web }]',
      { web: ['direct along core'] },
    ],
    ['nothing by rules of paths', "rules: [{ paths: '**', packages: '*' }]", { web: ['indirect along core'] }],
  ]
  for (const [why, rules, expected] of table) it(`is ${why}`, () => assert.deepEqual(names(rules), expected))

  it('is one of all where a rule has many tested along with many', () => {
    const of = (count: number, changed = ''): string[][] => {
      const all = Array.from({ length: count }, (_, at) => local(`p${at}`))
      const digests = {
        own: ({ name }: { name: string }) => ({ digest: name, files: {} }),
        direct: ({ name }: { name: string }) => (name === changed ? 'other' : name),
      }
      const found = alongInputs(all, rulesOf("rules: [{ changed: '*', packages: '*' }]"), digests)
      return [...found.values()].map((some) => some.map(({ input: { name, value } }) => `${name} ${value}`))
    }
    assert.deepEqual([new Set(of(30).map((some) => some.length)), of(30).length], [new Set([29]), 30])
    const many = of(31)
    assert.deepEqual(
      [many.length, new Set(many.map((some) => some.map((text) => text.slice(0, -65)).join()))],
      [31, new Set(['along many others'])],
    )
    assert.ok(of(31, 'p7').every(([value], at) => value !== many[at]?.[0]))
  })
  it('is of what is direct by rules where a rule says it', () => {
    const rule = 'rules: [{ changed: core, packages: web }]'
    assert.notDeepEqual(told(rule, '!'), told(rule))
    assert.deepEqual(told('{}', '!'), told('{}'))
  })
})
