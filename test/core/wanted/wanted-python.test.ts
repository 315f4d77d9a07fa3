import assert from 'node:assert/strict'
import { formatTag, parseInterpreter } from '../../../core/python/tag.ts'
import { comparePythons, declaredTag, ownAbi, pythonOf } from '../../../core/wanted/wanted-python.ts'

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
