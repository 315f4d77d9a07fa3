import assert from 'node:assert/strict'
import { isWheelFile, sdistEnding, sdistStem } from '../../../core/python/file-kind.ts'

describe('the kind of a file by its name', () => {
  const table: [name: string, wheel: boolean, sdist: string | undefined][] = [
    ['spam-1.0-py3-none-any.whl', true, undefined],
    ['dist/spam.whl', true, undefined],
    ['spam-1.0.tar.gz', false, '.tar.gz'],
    ['spam-1.0.zip', false, '.zip'],
    ['spam-1.0.whl.zip', false, '.zip'],
    ['spam-1.0.zip.whl', true, undefined],
    ['spam-1.0.WHL', false, undefined],
    ['spam-1.0.tgz', false, undefined],
    ['spam-1.0.tar', false, undefined],
    ['whl', false, undefined],
    ['', false, undefined],
  ]
  for (const [name, wheel, sdist] of table)
    it(`of '${name}' is ${wheel ? 'a wheel' : (sdist ?? 'neither')}`, () =>
      assert.deepEqual([isWheelFile(name), sdistEnding(name)], [wheel, sdist]))

  it('is left out of the name of an sdist', () =>
    assert.deepEqual(['spam-1.0.tar.gz', 'spam-1.0.zip', 'spam-1.0.tar.gz.zip', '.zip', 'spam-1.0.whl', 'spam'].map(sdistStem), [
      'spam-1.0',
      'spam-1.0',
      'spam-1.0.tar.gz',
      '',
      '',
      '',
    ]))
})
