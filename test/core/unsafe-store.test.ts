import assert from 'node:assert/strict'
import { unsafe } from '../../core/unsafe-store.ts'

describe('a store that is not safe', () => {
  it('is told with both ways out', () => {
    const cause = new Error('501')
    const told = unsafe('s3://bucket', 'knows no conditions', cause)
    assert.deepEqual([told.code, told.message, told.cause], ['STORE_UNSAFE', 's3://bucket knows no conditions.', cause])
    assert.match(told.remedy, /Amazon S3.*'concurrency: none'/)
  })
})
