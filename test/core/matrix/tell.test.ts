import assert from 'node:assert/strict'
import type { NamedLeg } from '../../../core/matrix/name-legs.ts'
import { matrixHeadline, summariseMatrix, tellMatrix } from '../../../core/matrix/tell.ts'

const leg = (name: string, cells: Record<string, string> = {}): NamedLeg<true> => ({ leg: name, cells: Object.entries(cells), item: true })

describe('matrixHeadline', () => {
  const cases: [legs: NamedLeg<true>[], emptiedBy: string | undefined, says: string][] = [
    [[leg('a')], undefined, 'm.yml comes to 1 job.'],
    [[leg('a'), leg('b')], undefined, 'm.yml comes to 2 jobs.'],
    [[], "the filter 'a=b'", "m.yml comes to no job: the filter 'a=b' took the last."],
    [[], undefined, 'm.yml comes to no job: it has no parameters.'],
  ]
  for (const [legs, emptiedBy, says] of cases) it(says, () => assert.equal(matrixHeadline('m.yml', legs, emptiedBy), says))
})

describe('tellMatrix', () => {
  it('tells each leg with its cells', () =>
    assert.deepEqual(tellMatrix([leg('a', { Pool: 'x', Args: '' }), leg('b')]), [
      { title: 'Jobs of the matrix: 2', lines: ["a: Pool = x, Args = ''", 'b: no parameters'] },
    ]))

  it('tells nothing of nothing', () => assert.deepEqual(tellMatrix([]), []))
})

describe('summariseMatrix', () => {
  it('has a row for each leg', () =>
    assert.match(summariseMatrix('m.yml comes to 1 job.', [leg('a_1', { Pool: 'x' })]), /1 job\.[^]*<code>a[^]*1<\/code> \| Pool = x/))

  it('escapes what is not markup', () => {
    const text = summariseMatrix('', [leg('a', { Pool: '<b>|`x`' })])
    assert.doesNotMatch(text, /<b>/)
    assert.doesNotMatch(text, /[^\\]\|`/)
  })

  it('has no table of nothing', () => assert.doesNotMatch(summariseMatrix('m.yml comes to no job.', []), /\|/))

  it('says how many more there are', () => {
    const text = summariseMatrix(
      '',
      Array.from({ length: 502 }, (_, at) => leg(`leg${at}`)),
    )
    assert.match(text, /and 2 more/)
    assert.doesNotMatch(text, /leg500/)
  })
})
