import assert from 'node:assert/strict'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { refusal } from '../../../local-agent/services/s3-signature.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'

describe('signatures of S3 requests', () => {
  const Bucket = 'wheels'
  let server: S3Server
  before(async () => void (server = await startS3Server({ buckets: [Bucket], secretAccessKey: 'secret' })))
  after(async () => await server.close())
  const client = (secretAccessKey: string): S3Client =>
    new S3Client({
      endpoint: server.url,
      region: 'eu-central-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'test', secretAccessKey },
      maxAttempts: 1,
    })

  for (const Key of ['a', 'packages/a b+ü(1)*.whl', 'simple/a/', "it's%20!"])
    it(`are those of the SDK: ${Key}`, async () => {
      const good = client('secret')
      await good.send(new PutObjectCommand({ Bucket, Key, Body: 'x', Metadata: { a: 'b  c' }, IfNoneMatch: '*' }))
      assert.equal(await (await good.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(), 'x')
      const { Contents } = await good.send(new ListObjectsV2Command({ Bucket, Prefix: Key, Delimiter: '//', EncodingType: 'url' }))
      assert.equal(Contents?.length, 1)
      good.destroy()
    })

  it('of another secret are refused', async () => {
    const bad = client('other')
    await assert.rejects(bad.send(new GetObjectCommand({ Bucket, Key: 'a' })), { name: 'SignatureDoesNotMatch' })
    bad.destroy()
  })

  const ask = (authorization?: string) => ({
    method: 'GET',
    url: new URL('http://127.0.0.1/wheels/a'),
    headers: authorization === undefined ? {} : { authorization },
    body: Buffer.alloc(0),
  })
  const scope = '20261121/r/s3/aws4_request'
  for (const [what, authorization, code] of [
    ['none', undefined, 'AccessDenied'],
    ['another scheme', 'Bearer x', 'AccessDenied'],
    ['another service', 'AWS4-HMAC-SHA256 Credential=test/20261121/r/ec2/aws4_request, Signature=0', 'AccessDenied'],
    ['another key', `AWS4-HMAC-SHA256 Credential=other/${scope}, SignedHeaders=host, Signature=0`, 'InvalidAccessKeyId'],
    ['a made-up one', `AWS4-HMAC-SHA256 Credential=test/${scope}, SignedHeaders=host, Signature=0`, 'SignatureDoesNotMatch'],
  ] as const)
    it(`${what}: ${code}`, () => assert.equal(refusal(ask(authorization), { accessKeyId: 'test', secretAccessKey: 's' }), code))

  it('are not looked at where no secret is known', () => {
    const made = ask(`AWS4-HMAC-SHA256 Credential=test/${scope}, Signature=0`)
    assert.equal(refusal(made, { accessKeyId: 'test', secretAccessKey: undefined }), undefined)
  })
})
