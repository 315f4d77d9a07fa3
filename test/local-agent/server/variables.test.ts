import assert from 'node:assert/strict'
import { fill, layer, Variables } from '../../../local-agent/server/variables.ts'
import type { VariableSource } from '../../../local-agent/server/pipeline.ts'

const value = (name: string, text: string, readOnly = false): VariableSource => ({ kind: 'value', name, value: text, readOnly })

describe('variables: macros', () => {
  const known: Readonly<Record<string, string>> = { a: '1', b: '$(a)$(a)', c: '$(c)', d: '$(e)', e: '$(d)', 'x.y': '.', empty: '' }
  const rows: readonly (readonly [string, string])[] = [
    ['$(a)', '1'],
    ['$(A)', '1'],
    ['$(b)/$(x.y)', '11/.'],
    ['$(unknown)', '$(unknown)'],
    ['$(c)', '$(c)'],
    ['$(d)', '$(d)'],
    ['<$(empty)>', '<>'],
    ['$a $() $[ x ]', '$a $() $[ x ]'],
  ]
  for (const [text, filled] of rows)
    it(`${text} is ${filled}`, () =>
      assert.equal(
        fill(text, (name) => known[name.toLowerCase()]),
        filled,
      ))
})

describe('variables: layers', () => {
  const texts = (variables: Variables): Readonly<Record<string, string>> =>
    Object.fromEntries([...variables.toMap()].map(([name, one]) => [name, one.value]))

  it('the later wins ignoring case, the first spelling stays', () =>
    assert.deepEqual(texts(layer(new Variables().set('Name', 'a'), [value('NAME', 'b'), value('other', 'c')], {}, {})), {
      Name: 'b',
      other: 'c',
    }))

  it('what lies below is not changed', () => {
    const below = new Variables().set('a', '1')
    layer(below, [value('a', '2')], {}, {})
    assert.equal(below.get('A'), '1')
  })

  it('groups stand where they are written', () => {
    const groups = { g: { a: 'group', b: { secret: 'group' } } }
    const group: VariableSource = { kind: 'group', group: 'g' }
    assert.deepEqual(texts(layer(new Variables(), [value('a', 'own'), group], groups, {})), { a: 'group', b: 'group' })
    assert.deepEqual(texts(layer(new Variables(), [group, value('a', 'own')], groups, {})), { a: 'own', b: 'group' })
  })

  it('runtime expressions see what stands before them, and what came before the job', () => {
    const dependencies = { plan: { result: 'Succeeded', outputs: { 'gm.x': 'out' } } }
    const sources = [
      value('a', '1'),
      value('b', "$[ format('{0}-{1}', variables.a, dependencies.plan.outputs['gm.x']) ]"),
      value('c', "$[ dependencies.no.outputs['x.y'] ]"),
    ]
    assert.deepEqual(texts(layer(new Variables(), sources, {}, { dependencies })), { a: '1', b: '1-out', c: '' })
  })

  it('once secret always secret; read-only as the last one says', () => {
    const variables = layer(new Variables().set('s', 'x', { secret: true }), [value('S', 'y'), value('r', '1', true)], {}, {})
    assert.deepEqual(Object.fromEntries(variables.toMap()), {
      s: { value: 'y', secret: true, readOnly: false },
      r: { value: '1', secret: false, readOnly: true },
    })
  })
})
