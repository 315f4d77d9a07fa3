import assert from 'node:assert/strict'
import { requireJobs } from '../../../core/pipeline/limits.ts'

describe('requireJobs', () => {
  it('lets as many pass as were allowed', () => {
    requireJobs(256, 256, '')
    requireJobs(0, 1, '')
  })
  it('refuses one more', () => assert.throws(() => requireJobs(257, 256, 'Build more in a job.'), { code: 'TOO_MANY_JOBS' }))
})
