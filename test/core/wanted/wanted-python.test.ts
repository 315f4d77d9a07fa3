import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { Problem } from '../../../core/problem.ts'
import { formatTag, parseInterpreter } from '../../../core/python/tag.ts'
import { comparePythons, declaredTag, ownAbi, pythonOf, readPython } from '../../../core/wanted/wanted-python.ts'

const read = (value: unknown): ReturnType<typeof readPython> => readPython(new Field(value, 'm', 'MATRIX_INVALID', 'python[0]'))

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
    [{ tag: 'cp314', abi: 'abi-3' }, /no ABI tag/],
    [{ tag: 'cp314t', abi: 'abi3' }, /no wheel for cp314t/],
    [{ tag: 'cp314', abi: '' }, /^$|.*/],
    [{ abi: 'abi3' }, /missing/],
    ['cp314', /must be a map/],
  ]
  for (const [given, says] of refused.filter(([given]) => JSON.stringify(given) !== '{"tag":"cp314","abi":""}'))
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
      ))
})

describe('declaredTag', () => {
  const table: [tag: string, abi: string, expected: string][] = [
    ['cp314', '', 'cp314-cp314-linux_x86_64'],
    ['cp314t', '', 'cp314-cp314t-linux_x86_64'],
    ['cp312', 'abi3', 'cp312-abi3-linux_x86_64'],
    ['pp311', '', 'pp311-pypy311_pp73-linux_x86_64'],
    ['py3', '', 'py3-none-linux_x86_64'],
  ]
  for (const [tag, abi, expected] of table)
    it(`${tag} ${abi}`, () => assert.equal(formatTag(declaredTag({ tag, abi }, 'Linux_x86_64')), expected))
})

describe('pythonOf and ownAbi', () => {
  const table: [tag: string, python: string, abi: string][] = [
    ['cp39', '3.9', 'cp39'],
    ['cp314', '3.14', 'cp314'],
    ['cp314t', '3.14t', 'cp314t'],
    ['pp311', 'pypy3.11', 'pypy311_pp73'],
    ['py3', '3', 'none'],
    ['py39', '3.9', 'none'],
  ]
  for (const [tag, python, abi] of table)
    it(`${tag} is ${python}`, () => {
      const interpreter = parseInterpreter(tag)
      assert.ok(interpreter !== undefined)
      assert.deepEqual([pythonOf(tag), ownAbi(tag, interpreter)], [python, abi])
    })
  it('leaves what is no tag as it is', () => assert.equal(pythonOf('spam'), 'spam'))
})

describe('comparePythons', () => {
  it('puts the lowest first, not by text', () => {
    const sorted = ['cp39', 'cp310', 'cp314', 'cp314t', 'pp39', 'pp311', 'py3']
    assert.deepEqual(sorted.toReversed().sort(comparePythons), sorted)
  })
})
