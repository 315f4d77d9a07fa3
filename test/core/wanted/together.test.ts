import assert from 'node:assert/strict'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { requiredBy, together } from '../../../core/wanted/together.ts'
import type { Target } from '../../../core/wanted/wanted.ts'
import { plainMaking, row, version } from './rows.ts'

/** `cffi 1.17 cp312` */
function target(text: string): Target {
  const [name = '', number = '1.0', python = 'cp312'] = text.split(' ')
  const source = { kind: 'sdist' as const, url: 'u', sha256: sha256Of('') }
  return { row: row({ name, python }), version: version(number), source, making: plainMaking }
}

function grouped(targets: readonly string[], needs: Readonly<Record<string, readonly string[]>>): string[] {
  const groups = together(targets.map(target), (one) => (needs[one.row.name] ?? []).map((text) => parseRequirement(text) ?? assert.fail()))
  return groups.map((group) =>
    group.map((one) => `${one.row.name}${one.row.python.tag === 'cp312' ? '' : ` ${one.row.python.tag}`}`).join('+'),
  )
}

describe('together', () => {
  const table: [why: string, targets: string[], needs: Record<string, string[]>, expected: string[]][] = [
    ['leaves what needs nothing of the leg', ['a', 'b'], { a: ['setuptools'] }, ['a', 'b']],
    ['joins a wheel with what it needs', ['a', 'b', 'c'], { c: ['a'] }, ['a+c', 'b']],
    ['in a chain', ['a', 'b', 'c'], { c: ['b'], b: ['a>=1'] }, ['a+b+c']],
    ['in a circle', ['a', 'b'], { a: ['b'], b: ['a'] }, ['a+b']],
    ['of one interpreter alone', ['a 1.0 cp312', 'a 1.0 cp313', 'b 1.0 cp312', 'b 1.0 cp313'], { b: ['a'] }, ['a+b', 'a cp313+b cp313']],
    ['of an abi3 that serves both', ['a 1.0 cp310-abi3', 'b 1.0 cp312', 'b 1.0 cp313'], { b: ['a'] }, ['a cp310+b+b cp313']],
    ['of a version that it admits', ['a 1.0', 'a 2.0', 'b'], { b: ['a<2'] }, ['a+b', 'a']],
    ['whatever its marker says', ['a', 'b'], { b: ["a; python_version < '3'"] }, ['a+b']],
    ['with whichever python', ['a 1.0 cp313', 'b 1.0 py3'], { b: ['a'] }, ['a cp313+b py3']],
    ['not with itself', ['a', 'b'], { a: ['a'] }, ['a', 'b']],
    ['under any spelling', ['Foo.Bar', 'b'], { b: ['foo_bar'] }, ['Foo.Bar+b']],
  ]
  for (const [why, targets, needs, expected] of table) it(why, () => assert.deepEqual(grouped(targets, needs), expected))
})

describe('requiredBy', () => {
  const required = (builders: readonly string[], wheels: readonly string[], needs: Readonly<Record<string, readonly string[]>>): string[] =>
    requiredBy(builders.map(target), wheels.map(target), (one) =>
      (needs[one.row.name] ?? []).map((text) => parseRequirement(text) ?? assert.fail()),
    ).map(({ row: { name, python } }) => `${name} ${python.tag}`)

  it('is what a builder requires and can install, in its order', () => {
    const wheels = ['c', 'a', 'a 2.0', 'a 1.0 cp313', 'b']
    assert.deepEqual(required(['x', 'y'], wheels, { x: ['a<2'], y: ['Setuptools', 'C'] }), ['c cp312', 'a cp312'])
  })
  it('is nothing where nothing is built', () => assert.deepEqual(required([], ['a'], { x: ['a'] }), []))
})
