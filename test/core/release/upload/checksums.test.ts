import assert from 'node:assert/strict'
import { formatChecksums } from '../../../../core/release/upload/checksums.ts'
import { sha256Of } from '../../../../core/sha256.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'

describe('SHA256SUMS', () => {
  it('lists every planned file by its name, as sha256sum reads it', () => {
    const names = ['eggs-2.0-py3-none-any.whl', 'spam-1.0-cp311-cp311-linux_x86_64.whl', 'spam-1.0.tar.gz']
    assert.equal(formatChecksums(releasePlan()), names.map((name) => `${sha256Of(name)}  ${name}\n`).join(''))
  })
})
