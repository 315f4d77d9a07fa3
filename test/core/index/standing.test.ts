import assert from 'node:assert/strict'
import type { FileEntry } from '../../../core/index/entry.ts'
import { listedAs, nameKey, standing } from '../../../core/index/standing.ts'
import { sha256Of } from '../../../core/sha256.ts'

const one = sha256Of('one')
const two = sha256Of('two')
const listed = (filename: string, sha256 = one): FileEntry => ({ filename, url: 'x', sha256, yanked: false })

describe('standing', () => {
  for (const [filename, sha256, files, deleted, expected, why] of [
    ['a-1.0-py3-none-any.whl', one, [], [], 'absent', 'nothing is there'],
    ['a-1.0-py3-none-any.whl', one, ['a-1.0-py3-none-any.whl'], [], 'same', 'the very bytes'],
    ['a-1.0-py3-none-any.whl', two, ['a-1.0-py3-none-any.whl'], [], 'conflict', 'other bytes'],
    ['A-1.0-py3-none-any.whl', one, ['a-1.0-py3-none-any.whl'], [], 'same', 'another spelling of the project'],
    ['a-1.0.0-py3-none-any.whl', two, ['a-1.0-py3-none-any.whl'], [], 'conflict', 'another spelling of the version'],
    ['a-1.0-py3.py2-none-any.whl', two, ['a-1.0-py2.py3-none-any.whl'], [], 'conflict', 'another order of tags'],
    ['a-1.0-1-py3-none-any.whl', two, ['a-1.0-py3-none-any.whl'], [], 'absent', 'a build tag makes another file'],
    ['a-1.0-py3-none-any.whl', one, [], ['a-1.0-py3-none-any.whl'], 'conflict', 'deleted'],
    ['A-1.0.0-py3-none-any.whl', one, [], ['a-1.0-py3-none-any.whl'], 'conflict', 'deleted under another spelling'],
    ['a-1.0.tar.gz', one, ['a-1.0.tar.gz'], [], 'same', 'an sdist'],
    ['a-1.0.tar.gz', one, ['a-1.0.zip'], [], 'absent', 'sdists are told by their names'],
  ] as const) {
    it(`is ${expected}: ${why}`, () => {
      assert.equal(standing({ filename, sha256 }, { files: files.map((name) => listed(name)), deleted }), expected)
    })
  }

  it('is absent from a project that is not there', () =>
    assert.equal(standing({ filename: 'a-1.0.tar.gz', sha256: one }, undefined), 'absent'))

  it('is a conflict with a file whose hash nobody told', () => {
    const { sha256: _, ...unknown } = listed('a-1.0.tar.gz')
    assert.equal(standing({ filename: 'a-1.0.tar.gz' }, { files: [unknown], deleted: [] }), 'conflict')
  })
})

describe('listedAs', () => {
  it('prefers the very name to another spelling', () => {
    const files = [listed('A-1.0-py3-none-any.whl'), listed('a-1.0-py3-none-any.whl')]
    assert.equal(listedAs('a-1.0-py3-none-any.whl', { files, deleted: [] }), files[1])
  })
})

describe('nameKey', () => {
  for (const [a, b, expected] of [
    ['x', 'x', true],
    ['x', 'y', false],
    ['a-1.0-py3-none-any.whl', 'a-1.0-py3-none-any.whl.metadata', false],
    ['no wheel.whl', 'no.wheel.whl', false],
    ['My.Demo-1.0.tar.gz', 'my_demo-1.0.0.tar.gz', true],
    ['demo-1.0.tar.gz', 'demo-1.0.zip', false],
    ['demo-1.0.tar.gz', 'demo-1.1.tar.gz', false],
    ['demo-1.0.tar.gz', 'demo-1.0-py3-none-any.whl', false],
  ] as const) {
    it(`${a} and ${b}: ${expected}`, () => assert.equal(nameKey(a) === nameKey(b), expected))
  }
})
