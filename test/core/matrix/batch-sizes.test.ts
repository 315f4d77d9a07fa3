import assert from 'node:assert/strict'
import { parseBatchSizes } from '../../../core/matrix/batch-sizes.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const special = (lines: string[]): [key: string, pattern: string, size: number][] =>
  parseBatchSizes(lines, 'batchSize').special.map(({ filter, size }) => [filter.key, filter.pattern, size])

describe('parseBatchSizes', () => {
  const plain: [lines: string[], size: number][] = [
    [[], 10],
    [['5'], 5],
    [['1'], 1],
    [['007'], 7],
    [['999999'], 999_999],
    [['Pool=windows = 5'], 10],
    [['Pool=windows = 5', '20'], 20],
  ]
  for (const [lines, size] of plain)
    it(`${JSON.stringify(lines)} is ${size} where nothing else holds`, () =>
      assert.equal(parseBatchSizes(lines, 'batchSize').otherwise, size))

  const conditions: [line: string, key: string, pattern: string, size: number][] = [
    ['Pool=.*windows.* = 5', 'Pool', '.*windows.*', 5],
    ['Pool=a b = 5', 'Pool', 'a b', 5],
    ['Args=x = y = 5', 'Args', 'x = y', 5],
    ['Args=x=y =  5', 'Args', 'x=y', 5],
    ['Pool=^$ = 1', 'Pool', '^$', 1],
  ]
  for (const [line, key, pattern, size] of conditions) it(`reads ${line}`, () => assert.deepEqual(special([line]), [[key, pattern, size]]))

  it('keeps the order of the conditions', () =>
    assert.deepEqual(special(['a=b = 1', 'a=. = 2']), [
      ['a', 'b', 1],
      ['a', '.', 2],
    ]))
  it('takes a size that is an unresolved macro for none', () =>
    assert.deepEqual(special(['Pool=windows = $(WindowsSize)', 'Pool=mac = 2']), [['Pool', 'mac', 2]]))

  const refused = [['0'], ['-1'], ['1.5'], ['ten'], ['5', '6'], ['1000000'], ['Pool=windows'], ['Pool = 5'], ['Pool=a = 0'], ['Pool=a = b']]
  for (const lines of [...refused, ['Pool=a = $()'], ['= 5'], ['=a = 5']])
    it(`refuses ${JSON.stringify(lines)}`, () =>
      assert.equal(
        problemCode(() => parseBatchSizes(lines, 'batchSize')),
        'INPUT_INVALID',
      ))
})
