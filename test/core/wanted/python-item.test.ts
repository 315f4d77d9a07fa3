import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { Problem } from '../../../core/problem.ts'
import { type PythonItem, readPython, readPythons } from '../../../core/wanted/python-item.ts'

const field = (value: unknown): Field => new Field(value, 'm', 'MATRIX_INVALID', ['python', 0])
const readItem = (value: unknown): PythonItem => readPython(field(value))
const read = (value: unknown): PythonItem['python'] => readItem(value).python

describe('readPython', () => {
  const table: [tag: string, abi: string | undefined, expectedTag: string, expectedAbi: string][] = [
    ['cp314', undefined, 'cp314', ''],
    ['CP314', undefined, 'cp314', ''],
    ['cp314', 'cp314', 'cp314', ''],
    ['cp314', 'cp314t', 'cp314t', ''],
    ['cp314t', undefined, 'cp314t', ''],
    ['cp314t', 'cp314t', 'cp314t', ''],
    ['cp312', 'abi3', 'cp312', 'abi3'],
    ['cp315', 'abi3t', 'cp315', 'abi3t'],
    ['cp311', 'none', 'cp311', 'none'],
    ['pp311', undefined, 'pp311', ''],
    ['pp311', 'pypy311_pp73', 'pp311', ''],
    ['py3', undefined, 'py3', ''],
    ['py3', 'none', 'py3', ''],
  ]
  for (const [tag, abi, expectedTag, expectedAbi] of table)
    it(`${tag} with ${abi ?? 'no abi'}`, () =>
      assert.deepEqual(read(abi === undefined ? { tag } : { tag, abi }), { tag: expectedTag, abi: expectedAbi }))

  const refused: [given: unknown, says: RegExp][] = [
    [{ tag: '3.14' }, /Did you mean 'cp314'/],
    [{ tag: '3.14t' }, /Did you mean 'cp314t'/],
    [{ tag: 'pypy3.11' }, /Did you mean 'pp311'/],
    [{ tag: 'cpython' }, /no python tag/],
    [{ tag: 'cp27' }, /no python tag/],
    [{ tag: 'py2' }, /no python tag/],
    [{ tag: 'cp314', abi: 'abi-3' }, /no ABI of cp314.*Did you mean 'abi3'/],
    [{ tag: 'cp314t', abi: 'abi3' }, /no wheel for cp314t/],
    [{ tag: 'cp314', abi: '' }, /^$|.*/],
    [{ abi: 'abi3' }, /missing/],
    [['cp314'], /must be a map/],
  ]
  for (const [given, says] of refused.filter(([given]) => JSON.stringify(given) !== '{"tag":"cp314","abi":""}'))
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
      ))
})

describe('readPython, short forms', () => {
  const table: [given: string, tag: string, abi: string][] = [
    ['cp314', 'cp314', ''],
    ['CP314', 'cp314', ''],
    ['cp312-abi3', 'cp312', 'abi3'],
    ['cp314t', 'cp314t', ''],
    ['cp314-cp314t', 'cp314t', ''],
    ['cp314-cp314', 'cp314', ''],
    ['cp315-abi3t', 'cp315', 'abi3t'],
    ['pp311', 'pp311', ''],
    ['pp311-pypy311_pp73', 'pp311', ''],
    ['py3-none', 'py3', ''],
    ['py39-none', 'py39', ''],
    ['cp311-none', 'cp311', 'none'],
    ['cp314-cp314d', 'cp314', 'cp314d'],
    ['pp311-pypy311_pp80', 'pp311', 'pypy311_pp80'],
  ]
  for (const [given, tag, abi] of table) {
    it(`${given} is the long form too`, () => {
      const [longTag, longAbi] = given.split('-')
      assert.deepEqual(read(given), { tag, abi })
      assert.deepEqual(readItem(given), readItem(longAbi === undefined ? { tag: longTag } : { tag: longTag, abi: longAbi }))
    })
  }

  const refused: [given: unknown, says: RegExp][] = [
    ['3.14', /Did you mean 'cp314'/],
    ['python3.14t', /Did you mean 'cp314t'/],
    ['cp3.14', /Did you mean 'cp314'/],
    ['pypy3.11', /Did you mean 'pp311'/],
    ['cp312-abi', /Did you mean 'abi3'/],
    ['cp314-cp313', /no ABI of cp314.*Did you mean 'cp314'/],
    ['pp311-pypy310_pp73', /Did you mean 'pypy311_pp73'/],
    ['cp314t-abi3', /no wheel for cp314t.*Did you mean 'abi3t'/],
    ['cp314-abi3-linux', /more than a python and an ABI/],
    ['', /no python tag/],
    ['py2-none', /no python tag/],
    [{ tag: 'cp312-abi3' }, /Write the ABI under abi/],
    [{ tag: 'cp312', ABI: 'abi3' }, /Did you mean 'abi'/],
    [{ tag: 'cp312', testOn: ['cp313'] }, /Did you mean 'test_on'/],
    [null, /must be a map/],
  ]
  for (const [given, says] of refused) it(`refuses ${JSON.stringify(given)}`, () => refuses(given, says))
})

describe('readPython, test_on and build_with', () => {
  const tested: [given: Record<string, unknown>, expected: string[]][] = [
    [{ tag: 'cp312', abi: 'abi3', test_on: ['cp313', 'cp315'] }, ['cp313', 'cp315']],
    [{ tag: 'cp312', abi: 'abi3', test_on: 'cp313' }, ['cp313']],
    [{ tag: 'cp312', abi: 'abi3', test_on: ['cp313', 'CP313', 'cp312'] }, ['cp313']],
    [{ tag: 'py3', abi: 'none', test_on: ['cp39', 'cp314t', 'pp311'] }, ['cp39', 'cp314t', 'pp311']],
    [{ tag: 'cp315', abi: 'abi3t', test_on: ['cp316t'] }, ['cp316t']],
    [{ tag: 'cp314', test_on: null }, []],
    [{ tag: 'cp314', test_on: [] }, []],
    [{ tag: 'cp314' }, []],
  ]
  for (const [given, expected] of tested)
    it(`${JSON.stringify(given)} is tested on ${expected.join(' and ') || 'its own'}`, () =>
      assert.deepEqual(readItem(given).testOn, expected))

  const built: [given: string | null, expected: string][] = [
    ['3.12', '3.12'],
    ['3.10', '3.10'],
    ['cp312', '3.12'],
    ['python3.14t', '3.14t'],
    ['pypy3.11', 'pypy3.11'],
    [null, ''],
  ]
  for (const [given, expected] of built)
    it(`py3-none is built with ${expected || 'whichever'}`, () =>
      assert.equal(readItem({ tag: 'py3', abi: 'none', build_with: given }).buildWith, expected))

  const refused: [given: unknown, says: RegExp][] = [
    [{ tag: 'cp312', abi: 'abi3', test_on: ['cp311'] }, /cannot install/],
    [{ tag: 'cp312', abi: 'abi3', test_on: ['cp313t'] }, /cannot install/],
    [{ tag: 'cp312', test_on: ['cp313'] }, /cannot install/],
    [{ tag: 'cp312', abi: 'abi3', test_on: ['3.13'] }, /Did you mean 'cp313'/],
    [{ tag: 'py3', test_on: ['py3'] }, /no python tag/],
    [{ tag: 'cp312', abi: 'abi3', test_on: { cp313: '' } }, /must be a list/],
    [{ tag: 'cp312', build_with: '3.12' }, /names its own interpreter/],
    [{ tag: 'py3', build_with: 'three' }, /no python/],
    [{ tag: 'py3', build_with: 'py3' }, /no python/],
    [{ tag: 'py39', build_with: '3.8' }, /below py39/],
  ]
  for (const [given, says] of refused) it(`refuses ${JSON.stringify(given)}`, () => refuses(given, says))
})

describe('readPythons', () => {
  it('reads a list, and one item without its brackets', () => {
    assert.deepEqual(
      readPythons(field(['cp314', { tag: 'cp312', abi: 'abi3' }])).map(({ python, at }) => [python.tag, at]),
      [
        ['cp314', 'python[0][0]'],
        ['cp312', 'python[0][1]'],
      ],
    )
    assert.equal(readPythons(field('cp314')).length, 1)
  })
  it('refuses an empty one', () => assert.throws(() => readPythons(field([])), { code: 'MATRIX_INVALID' }))
})

function refuses(given: unknown, says: RegExp): void {
  assert.throws(
    () => readItem(given),
    (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
  )
}
