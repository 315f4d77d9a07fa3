import assert from 'node:assert/strict'
import { readPackageList, withPackageList } from '../../../core/index/package-list.ts'
import type { OldFile } from '../../../core/index/old-page.ts'

const name = 'spam-1.0.tar.gz'
const read = (fields: object): OldFile | undefined => readPackageList(`${JSON.stringify({ filename: name, ...fields })}\n`)?.get(name)

describe('the list that dumb-pypi keeps', () => {
  it('tells hash, Requires-Python, time and yank', () =>
    assert.deepEqual(
      read({
        hash: `sha256=${'a'.repeat(64)}`,
        requires_python: '>=3',
        upload_timestamp: 1528586805,
        yanked_reason: 'bad',
        uploaded_by: 'me',
      }),
      {
        filename: name,
        key: `packages/${name}`,
        url: '',
        sha256: 'a'.repeat(64),
        requiresPython: '>=3',
        uploadTime: '2018-06-09T23:26:45.000000Z',
        yanked: 'bad',
      },
    ))
  for (const fields of [{}, { hash: 'md5=0', requires_python: '', upload_timestamp: 'now', yanked_reason: '' }, { upload_timestamp: -1 }])
    it(`tells nothing by ${JSON.stringify(fields)}`, () =>
      assert.deepEqual(read(fields), { filename: name, key: `packages/${name}`, url: '', yanked: false }))
  for (const text of ['{', '[]', '"x"', '{}', '{"filename": "../x"}', `{"filename": "${name}"}\nno json`])
    it(`is none: ${text}`, () => assert.equal(readPackageList(text), undefined))
  it('may be empty', () => assert.equal(readPackageList('\n')?.size, 0))

  const page: OldFile = { filename: name, key: `packages/${name}`, url: 'https://old.invalid/packages/x', yanked: false }
  it('fills in what the page does not tell, and no more', () => {
    const listed = { ...page, url: '', key: undefined, uploadTime: '2018-06-09T23:26:45.000000Z', requiresPython: '>=2' }
    assert.deepEqual(withPackageList({ ...page, requiresPython: '>=3' }, listed), { ...listed, ...page, requiresPython: '>=3' })
    assert.equal(withPackageList(page, undefined), page)
  })
  for (const [own, listed, told] of [
    [false, 'bad', 'bad'],
    [true, 'bad', 'bad'],
    [true, false, true],
    ['worse', 'bad', 'worse'],
    [false, false, false],
  ] as const)
    it(`and the page yank together: ${own} and ${listed}`, () =>
      assert.equal(withPackageList({ ...page, yanked: own }, { ...page, yanked: listed }).yanked, told))
})
