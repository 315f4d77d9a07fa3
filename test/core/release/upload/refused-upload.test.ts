import assert from 'node:assert/strict'
import { refusedUpload } from '../../../../core/release/upload/refused-upload.ts'
import { readUploadAnswer } from '../../../../core/release/upload/upload-answer.ts'

const says = (status: number, words: string): string => {
  const answer = readUploadAnswer({ status, says: words, wait: 0 })
  assert.ok(answer.kind === 'refused')
  return answer.says
}

describe('refusedUpload', () => {
  for (const [what, said, remedy] of [
    [
      'a burnt name',
      says(400, 'This filename was previously used by a file that has since been deleted. Use a different version.'),
      /build tag/,
    ],
    ['a closed release', says(400, 'Uploading new files to releases older than 14 days is not allowed.'), /another version/],
    ['a second sdist', says(400, 'Only one sdist may be uploaded per release.'), /other sdist/],
    ['a large file', says(400, 'File too large. Limit for project is 100 MB.'), /storage-limits/],
    ['a large project', says(400, 'Project size too large. Limit for project x total size is 10 GB.'), /storage-limits/],
    ['413', says(413, 'Payload Too Large'), /storage-limits/],
    ['a wrong token', says(403, 'Invalid or non-existent authentication information.'), /token/],
    ['a token of another project', says(403, "The user 'x' isn't allowed to upload to project 'y'."), /token/],
    ['401', says(401, 'Unauthorized'), /token/],
    ['an account that is not verified', says(400, 'User x does not have a verified primary email address.'), /token/],
    ['a redirect', says(307, 'Moved'), /leads to/],
    ['a wrong address', says(404, 'Not Found'), /upload address/],
    ['metadata', says(400, "'x' is an invalid value for Classifier. Error: see metadata"), /build anew/],
    ['what twine refuses', 'twine ended with 1 without an answer: InvalidDistribution: Unknown distribution format', /newer twine/],
    ['a certificate', 'the connection failed for a certificate: self-signed certificate', /sslcacert/],
    [
      "a certificate, in twine's words",
      'twine ended with 1 without an answer: requests.exceptions.SSLError: [SSL: CERTIFICATE_VERIFY_FAILED]',
      /REQUESTS_CA_BUNDLE/,
    ],
    ['an old certificate', 'the connection failed for a certificate: certificate has expired', /clock/],
    [
      'an old certificate, in the words of twine',
      'twine ended with 1 without an answer: SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate is not yet valid',
      /clock/,
    ],
    [
      "another host's certificate",
      "the connection failed for a certificate: Hostname/IP does not match certificate's altnames: x",
      /other hosts/,
    ],
    [
      "another host's certificate, in the words of twine",
      "twine ended with 1 without an answer: SSLError: [SSL: CERTIFICATE_VERIFY_FAILED] Hostname mismatch, certificate is not valid for 'x'.",
      /other hosts/,
    ],
    [
      'a certificate of ours that is wanted',
      'the connection failed for a certificate: SSL routines:ssl3_read_bytes:tlsv13 alert certificate required',
      /sslclientcert/,
    ],
    ['a certificate of ours that a server behind TLS wants', says(400, 'No required SSL certificate was sent'), /sslclientcert/],
    ['a token that has expired', says(403, 'The token has expired.'), /token/],
    ['anything else', says(400, 'No'), /Correct what it says/],
  ] as const)
    it(`says what to do about ${what}`, () => {
      const problem = refusedUpload('a.whl', said)
      assert.equal(problem.code, 'RELEASE_FAILED')
      assert.match(problem.remedy, remedy)
      assert.match(problem.remedy, /run this stage again/)
      assert.ok(problem.message.includes('a.whl') && problem.message.includes(said.replace(/\.$/, '')))
      assert.ok(!problem.message.endsWith('..'))
    })

  it('says whose refusal it is', () => {
    assert.match(refusedUpload('a.whl', says(400, 'No')).message, /^The index refused a\.whl: it answered 400/)
    assert.match(refusedUpload('a.whl', 'twine could not be started: ENOENT').message, /^a\.whl was not uploaded: twine/)
  })
})
