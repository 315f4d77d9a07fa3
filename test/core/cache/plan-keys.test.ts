import assert from 'node:assert/strict'
import { canonical } from '../../../core/canonical.ts'
import { fingerprint, type KeyInput, listValue } from '../../../core/cache/fingerprint.ts'
import { type Keyed, parsePlanKeys, planKeysJson } from '../../../core/cache/plan-keys.ts'
import type { PlanKeys } from '../../../core/cache/warmth.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const unit = (inputs: readonly KeyInput[], ...files: readonly [string, Readonly<Record<string, string>>][]): Keyed => ({
  fingerprint: fingerprint(inputs),
  files: new Map(files),
})
const textOf = (units: readonly Keyed[]): string => canonical({ version: 1, keys: planKeysJson(units) })
const read = (units: readonly Keyed[]): PlanKeys => parsePlanKeys(textOf(units), 'plan.json')

/** So many files, of a digest of their own. */
function filesOf(name: string, count: number): [string, Record<string, string>] {
  return [listValue([name]), Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}/${at}.py`, `${at}`]))]
}

describe('what keys of a plan are made of', () => {
  const python = { name: 'python', value: '3.12' }
  const [digest, files] = filesOf('spam', 3)
  const spam = unit([python, { name: 'files', value: digest }], [digest, files])
  const other = unit(
    [
      { name: 'files', value: digest },
      { name: '__proto__', value: 'x' },
    ],
    [digest, files],
  )

  it('is read as it was written: inputs by key, files by their digest', () => {
    const { inputs, files: told } = read([spam, other])
    assert.deepEqual(inputs.get(spam.fingerprint.key), { python: '3.12', files: digest })
    assert.deepEqual(
      new Map(Object.entries(inputs.get(other.fingerprint.key) ?? {})),
      new Map([
        ['__proto__', 'x'],
        ['files', digest],
      ]),
    )
    assert.deepEqual([inputs.size, [...told]], [2, [[digest, files]]])
  })

  it('is the same bytes whatever the order of the units', () => assert.equal(textOf([spam, other]), textOf([other, spam])))
  it('is nothing for no units', () => assert.deepEqual(read([]), { inputs: new Map(), files: new Map() }))

  it('tells of the files of small packages where all are too many, and of every input', () => {
    const [large, small] = [filesOf('large', 19_998), filesOf('small', 4)]
    const units = [large, small, [digest, files] as const].map(([of, paths], at) => unit([{ name: 'at', value: `${at}` }], [of, paths]))
    const told = read(units)
    assert.deepEqual([...told.files.keys()].sort(), [digest, small[0]].sort())
    assert.equal(told.inputs.size, 3)
  })

  it('tells of all files that just fit', () => assert.equal(read([unit([], filesOf('a', 19_996), filesOf('b', 4))]).files.size, 2))

  for (const text of ['{}', '{"version":1,"keys":null}', '{"version":1,"keys":{}}', '{"keys":{"inputs":{},"files":null}}'])
    it(`is nothing in ${text}`, () => assert.deepEqual(parsePlanKeys(text, 'plan.json'), { inputs: new Map(), files: new Map() }))

  for (const text of [
    '',
    '[]',
    '{"keys":[]}',
    '{"keys":{"inputs":[]}}',
    '{"keys":{"inputs":{"k":{"a":1}}}}',
    '{"keys":{"files":{"d":"x"}}}',
  ])
    it(`is not read in ${text || 'nothing'}`, () =>
      assert.equal(
        problemCode(() => parsePlanKeys(text, 'plan.json')),
        'PLAN_INVALID',
      ))
})
