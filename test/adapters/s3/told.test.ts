import assert from 'node:assert/strict'
import { told } from '../../../adapters/s3/told.ts'
import type { ProblemCode } from '../../../core/problem.ts'

function answer(status: number, code: string, says = code): Error {
  return Object.assign(new Error(says), { name: code, $metadata: { httpStatusCode: status } })
}
const failed = (code: string): Error => Object.assign(new Error('no connection'), { code })

describe('what is told of a bucket', () => {
  for (const [what, error, code, remedy] of [
    ['to give a', answer(403, 'AccessDenied'), 'STORE_REFUSED', /need s3:GetObject and s3:ListBucket \(without the last.*absent/],
    ['to tell of a', answer(403, 'Unknown', 'UnknownError'), 'STORE_REFUSED', /: 403\. .*s3:ListBucket/],
    ['to list its keys', answer(403, 'AccessDenied'), 'STORE_REFUSED', /need s3:ListBucket on the bucket/],
    ['to store a', answer(403, 'AccessDenied'), 'STORE_REFUSED', /need s3:PutObject and s3:GetObject/],
    ['to delete a', answer(403, 'AccessDenied'), 'STORE_REFUSED', /need s3:DeleteObject/],
    ['to store a', answer(403, 'AccessDenied', 'not authorized to perform: kms:GenerateDataKey'), 'STORE_REFUSED', /key of KMS/],
    ['to give a', answer(403, 'RequestTimeTooSkewed'), 'STORE_REFUSED', /clock/],
    ['to give a', answer(403, 'InvalidAccessKeyId'), 'STORE_REFUSED', /awsConnection/],
    ['to give a', answer(400, 'ExpiredToken'), 'STORE_REFUSED', /awsConnection/],
    ['to give a', answer(404, 'NoSuchBucket'), 'STORE_REFUSED', /Make the bucket/],
    ['to give a', answer(301, 'PermanentRedirect'), 'STORE_REFUSED', /'region'/],
    ['to give a', answer(503, 'SlowDown'), 'STORE_UNREACHABLE', /in a while/],
    ['to give a', failed('ECONNREFUSED'), 'STORE_UNREACHABLE', /network/],
    ['to give a', failed('CERT_HAS_EXPIRED'), 'STORE_UNREACHABLE', /renewed/],
    // The token of a web identity that is not there, or is somebody else's.
    ['to give a', new Error("ENOENT: no such file or directory, open '/token'"), 'STORE_REFUSED', /\/token'\. .*credentials/],
    ['to give a', new Error("EACCES: permission denied, open '/token'"), 'STORE_REFUSED', /credentials/],
    ['to give a', new Error('connect EACCES 10.0.0.1:443'), 'STORE_UNREACHABLE', /network/],
  ] as const satisfies readonly [string, Error, ProblemCode, RegExp][])
    it(`${what}: ${code} for ${error.name} ${error.message}`, () => {
      const problem = told(error, 's3://bucket', what)
      assert.equal(problem.code, code)
      assert.match(problem.text, remedy)
    })
})
