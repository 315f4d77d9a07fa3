import assert from 'node:assert/strict'
import { awsCredentials } from '../../adapters/aws-credentials.ts'
import { problemCode } from '../fakes/problem-code.ts'

const keys = { username: 'AKIA', password: 'secret' }

describe('awsCredentials', () => {
  for (const [parameters, expected] of [
    [keys, { accessKeyId: 'AKIA', secretAccessKey: 'secret' }],
    [
      { ...keys, sessionToken: 't' },
      { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 't' },
    ],
    [
      { ...keys, sessiontoken: ' t ' },
      { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 't' },
    ],
    [
      { ...keys, sessionToken: '', assumeRoleArn: '', useOIDC: 'false' },
      { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    ],
  ] as const) {
    it(`reads ${Object.keys(parameters).join(', ')}`, () => assert.deepEqual(awsCredentials({ parameters }), expected))
  }

  for (const [parameters, code] of [
    [{ ...keys, assumeRoleArn: 'arn:aws:iam::1:role/x' }, 'NOT_SUPPORTED'],
    [{ ...keys, externalid: 'x' }, 'NOT_SUPPORTED'],
    [{ useOIDC: 'true', assumeRoleArn: 'arn' }, 'NOT_SUPPORTED'],
    [{}, 'CREDENTIALS'],
    [{ username: 'AKIA', password: '' }, 'CREDENTIALS'],
    [{ username: ' ', password: 'secret' }, 'CREDENTIALS'],
  ] as const) {
    it(`is ${code} for ${JSON.stringify(parameters)}: what is named is used, or nothing is`, () => {
      assert.equal(
        problemCode(() => awsCredentials({ parameters })),
        code,
      )
    })
  }
})
