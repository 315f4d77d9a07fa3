import assert from 'node:assert/strict'
import { readUploadAnswer } from '../../../../core/release/upload/upload-answer.ts'

const answers: [status: number, says: string, kind: string][] = [
  [200, 'OK', 'stored'],
  [201, 'Created', 'stored'],
  [204, '', 'stored'],
  [203, 'Non-Authoritative Information <html>Sign In</html>', 'refused'],
  [301, 'Moved', 'refused'],
  [302, 'Found', 'refused'],
  [400, "File already exists ('a.whl', with blake2_256 hash 'ab'). See https://pypi.org/help/#file-name-reuse", 'exists'],
  [400, 'Repository does not allow updating assets: pypi', 'exists'],
  [400, 'Validation failed: File name has already been taken', 'exists'],
  [403, 'Not enough permissions to overwrite artifact', 'exists'],
  [409, 'Conflict', 'exists'],
  [409, '', 'exists'],
  [400, 'This filename was previously used by a file that has since been deleted. Use a different version.', 'refused'],
  [400, 'Uploading new files to releases older than 14 days is not allowed.', 'refused'],
  [400, 'The digest supplied does not match a digest calculated from the uploaded file.', 'refused'],
  [400, 'File too large. Limit for project is 100 MB.', 'refused'],
  [401, 'Unauthorized', 'refused'],
  [403, 'Invalid or non-existent authentication information.', 'refused'],
  [403, "The user 'x' isn't allowed to upload to project 'y'.", 'refused'],
  [403, 'Read-only mode: uploads are temporarily disabled.', 'unsure'],
  [404, 'Not Found', 'refused'],
  [408, 'Request Timeout', 'unsure'],
  [413, 'Payload Too Large', 'refused'],
  [429, 'Too Many Requests', 'unsure'],
  [500, 'Internal Server Error', 'unsure'],
  [502, 'Bad Gateway', 'unsure'],
  [503, 'Service Unavailable', 'unsure'],
  [504, 'Gateway Timeout', 'unsure'],
]

describe('readUploadAnswer', () => {
  for (const [status, says, kind] of answers)
    it(`${status} ${says} is ${kind}`, () => assert.equal(readUploadAnswer({ status, says, wait: 0 }).kind, kind))

  it('passes on how long to wait, and waits longer in maintenance', () => {
    assert.deepEqual(readUploadAnswer({ status: 503, says: '', wait: 7000 }), { kind: 'unsure', says: 'it answered 503', wait: 7000 })
    const maintenance = readUploadAnswer({ status: 403, says: 'Read-only mode', wait: 0 })
    assert.ok(maintenance.kind === 'unsure' && maintenance.wait === 30_000)
  })

  it('tells an answer as one short, harmless line without markup', () => {
    const answer = readUploadAnswer({
      status: 400,
      says: `Bad <style>p{}</style><b>file</b>\n##vso[task.setvariable variable=x]y ${'z'.repeat(999)}`,
      wait: 0,
    })
    assert.ok(answer.kind === 'refused')
    assert.match(answer.says, /^it answered 400: Bad file /)
    assert.doesNotMatch(answer.says, /##vso|\n|</)
    assert.ok(answer.says.length < 340)
  })

  it('reads as fast what was made to take long: tags that never end', () => {
    for (const part of ['<', '<style', '<style x'])
      assert.equal(readUploadAnswer({ status: 400, says: part.repeat(300_000), wait: 0 }).kind, 'refused')
  })

  it('tells once what PyPI says three times: as the reason, as the heading of a page, and in it', () => {
    const says = 'Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for more information.'
    const page = `<html>\n <head>\n  <title>403 ${says}</title>\n </head>\n <body>\n  <h1>403 ${says}</h1>\n  ${says}<br/><br/>\n </body>\n</html>`
    const answer = readUploadAnswer({ status: 403, says: `${says} ${page}`, wait: 0 })
    assert.deepEqual(answer, { kind: 'refused', says: `it answered 403: ${says}` })
  })

  it('takes no time over an answer that was made to take some', function () {
    this.timeout(5000)
    for (const says of ['a'.repeat(1e5), 'ab '.repeat(1e5), `${'x'.repeat(30)} `.repeat(1e4)])
      assert.equal(readUploadAnswer({ status: 400, says, wait: 0 }).kind, 'refused')
  })
})
