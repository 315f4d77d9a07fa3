import assert from 'node:assert/strict'
import type { Endpoint } from '../../../local-agent/record.ts'
import { SYSTEM_CONNECTION } from '../../../local-agent/worker/environment.ts'
import { referencedEndpoints, resolveInputs } from '../../../local-agent/worker/inputs.ts'
import type { InputDefinition } from '../../../local-agent/worker/task-definition.ts'
import { replaceMacros } from '../../../local-agent/worker/variables.ts'

function input(name: string, more: Partial<InputDefinition> = {}): InputDefinition {
  return { name, aliases: [], type: 'string', defaultValue: '', required: false, visibleRule: '', ...more }
}

const VALUES: Readonly<Record<string, string>> = { python: '3.10', nested: '$(python)', sp: ' x ' }

function resolved(declared: readonly InputDefinition[], given: Record<string, string>): Record<string, string> {
  const variables = { expand: (text: string) => replaceMacros(text, (name) => VALUES[name.toLowerCase()]) }
  return Object.fromEntries(
    resolveInputs(declared, given, { variables, environment: { HOME: '/home/me', PYTHON: 'env' }, root: '/work/s' }),
  )
}

describe('resolveInputs', () => {
  const CASES: readonly (readonly [
    what: string,
    declared: readonly InputDefinition[],
    given: Record<string, string>,
    expected: Record<string, string>,
  ])[] = [
    ['a default', [input('a', { defaultValue: 'd' })], {}, { a: 'd' }],
    ['a value over a default', [input('a', { defaultValue: 'd' })], { a: 'v' }, { a: 'v' }],
    ['an empty value over a default', [input('a', { defaultValue: 'd' })], { a: '' }, { a: '' }],
    ['blanks around', [input('a')], { a: ' v \n' }, { a: 'v' }],
    ['lines within', [input('a')], { a: '\nx\n  y\n' }, { a: 'x\n  y' }],
    ['names in any case', [input('wheelMatrix')], { WHEELMATRIX: 'v' }, { wheelMatrix: 'v' }],
    ['aliases', [input('conn', { aliases: ['connection'] })], { Connection: 'v' }, { conn: 'v' }],
    ['undeclared inputs', [], { other: 'v' }, { other: 'v' }],
    ['macros', [input('a')], { a: 'py$(python)!' }, { a: 'py3.10!' }],
    ['macros in defaults', [input('a', { defaultValue: '$(python)' })], {}, { a: '3.10' }],
    ['macros once', [input('a')], { a: '$(nested)' }, { a: '$(python)' }],
    ['macros of the environment', [input('a')], { a: '$(HOME)' }, { a: '/home/me' }],
    ['unknown macros', [input('a')], { a: '$(nothing)' }, { a: '$(nothing)' }],
    ['blanks that a macro brings', [input('a')], { a: '$(sp)' }, { a: ' x ' }],
    ['a relative path', [input('f', { type: 'filePath' })], { f: 'a/b.yml' }, { f: '/work/s/a/b.yml' }],
    ['an absolute path', [input('f', { type: 'filePath' })], { f: '/a/../b' }, { f: '/b' }],
    ['an empty path', [input('f', { type: 'filePath' })], {}, { f: '/work/s' }],
    ['a path in a string', [input('f')], { f: 'a/b.yml' }, { f: 'a/b.yml' }],
    ['a required input that is not visible', [input('a', { required: true, visibleRule: 'mode = x' })], {}, { a: '' }],
  ]
  for (const [what, declared, given, expected] of CASES) it(`takes ${what}`, () => assert.deepEqual(resolved(declared, given), expected))

  it('throws for a missing required input', () =>
    assert.throws(() => resolved([input('a', { required: true })], { a: ' ' }), /Input required: a/))
})

describe('referencedEndpoints', () => {
  const endpoint = (id: string, name: string): Endpoint => ({ id, name, type: '', url: '', scheme: '', parameters: {}, data: {} })
  const [one, two, system] = [endpoint('ID-1', 'store'), endpoint('id-2', 'pypi'), endpoint(SYSTEM_CONNECTION, 'SystemVssConnection')]
  const declared = [input('conn', { type: 'connectedService:Generic' }), input('text')]
  const named = (conn: string): { inputs: Map<string, string>; names: string[] } => {
    const inputs = new Map([
      ['conn', conn],
      ['text', 'pypi'],
    ])
    return { inputs, names: referencedEndpoints(declared, inputs, [one, two, system]).map(({ name }) => name) }
  }

  it("always has the system's own", () => assert.deepEqual(named('').names, ['SystemVssConnection']))
  it('has those named by id, in any case', () => assert.deepEqual(named('id-1').names, ['SystemVssConnection', 'store']))
  it('makes ids of names', () => assert.equal(named('Store').inputs.get('conn'), 'ID-1'))
  it('reads a list', () => assert.deepEqual(named(' pypi, store').names, ['SystemVssConnection', 'pypi', 'store']))
  it('throws for one that is not there', () => assert.throws(() => named('$(conn)'), /could not be found/))
})
