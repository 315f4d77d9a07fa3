import assert from 'node:assert/strict'
import { keepMember } from '../../../core/wheel/kept.ts'

describe('kept members', () => {
  for (const path of ['foo-1.0.dist-info/METADATA', 'foo-1.0.dist-info/WHEEL', 'foo-1.0.dist-info/RECORD', 'b ar-1.dist-info/RECORD'])
    it(`keeps ${path}`, () => assert.ok(keepMember(path)))
  for (const path of [
    'METADATA',
    'foo/foo-1.0.dist-info/METADATA',
    'foo-1.0.dist-info/LICENSE',
    'foo-1.0.dist-info/RECORD.jws',
    'foo.py',
    '.dist-info/RECORD',
    'foo-1.0.egg-info/METADATA',
  ])
    it(`does not keep ${path}`, () => assert.ok(!keepMember(path)))
})
