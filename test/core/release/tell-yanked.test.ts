import assert from 'node:assert/strict'
import type { StandingFile } from '../../../core/release/plan/standings.ts'
import { tellYanked } from '../../../core/release/tell-yanked.ts'
import { sha256Of } from '../../../core/sha256.ts'

const sha256 = sha256Of('x')
const of = (name: string, standing: StandingFile['standing'] = 'same'): StandingFile => ({
  file: { name, size: 1, sha256 },
  project: 'spam',
  version: '1.0',
  standing,
})
const told = (yanked: boolean | string, ...files: StandingFile[]): string[] => {
  const listed = files.map(({ file }) => ({ filename: file.name, url: '', sha256, yanked }))
  return tellYanked(files, new Map([['spam', { files: listed, deleted: [] }]]))
}

describe('tellYanked', () => {
  const wheel = of('spam-1.0-py3-none-any.whl')
  it('names what is there and was yanked, with a reason or without', () => {
    for (const yanked of [true, 'broken'])
      assert.deepEqual(told(yanked, wheel), [`Yanked in the index, and not brought back by a release: ${wheel.file.name}.`])
  })
  it('is silent of what is not, and of what is to be uploaded', () => {
    assert.deepEqual(told(false, wheel), [])
    assert.deepEqual(told(true, of(wheel.file.name, 'absent')), [])
    assert.deepEqual(tellYanked([wheel], new Map()), [])
  })
  it('counts what is beyond twenty', () => {
    const many = Array.from({ length: 25 }, (_, n) => of(`spam-1.0-cp3${n}-none-any.whl`))
    assert.match(told(true, ...many)[0] ?? '', / and 5 more\.$/)
  })
})
