import assert from 'node:assert/strict'
import { readAwsAccess } from '../../../adapters/aws/aws-access.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const keys = { username: 'AKIA', password: 'secret' }
const pair = { accessKeyId: 'AKIA', secretAccessKey: 'secret' }
const arn = 'arn:aws:iam::123456789012:role/publisher'
const role = { arn, session: 'wheelworks' }

describe('readAwsAccess', () => {
  for (const [parameters, expected] of [
    [keys, { kind: 'keys', keys: pair }],
    [
      { ...keys, sessionToken: 't' },
      { kind: 'keys', keys: { ...pair, sessionToken: 't' } },
    ],
    [
      { ...keys, sessiontoken: ' t ' },
      { kind: 'keys', keys: { ...pair, sessionToken: 't' } },
    ],
    // The form sends what was left empty, and a checkbox as a text.
    [
      { ...keys, sessionToken: '', assumeRoleArn: '', roleSessionName: '', externalId: '', useOIDC: 'false' },
      { kind: 'keys', keys: pair },
    ],
    [
      { ...keys, assumeRoleArn: arn },
      { kind: 'role', role, keys: pair },
    ],
    [
      { ...keys, assumeRoleArn: arn, roleSessionName: 'me', externalId: 'x' },
      { kind: 'role', role: { arn, session: 'me', externalId: 'x' }, keys: pair },
    ],
    [{ assumeRoleArn: arn }, { kind: 'role', role, keys: undefined }],
    [
      { username: '', password: '', assumeRoleArn: arn, useOIDC: 'true' },
      { kind: 'oidc', role },
    ],
    [
      { ASSUMEROLEARN: arn, useoidc: 'True', roleSessionName: 'me' },
      { kind: 'oidc', role: { arn, session: 'me' } },
    ],
  ] as const) {
    it(`reads ${JSON.stringify(parameters)}`, () => assert.deepEqual(readAwsAccess({ scheme: 'UsernamePassword', parameters }), expected))
  }

  it('reads the scheme None, which is OIDC, with its role', () =>
    assert.deepEqual(readAwsAccess({ scheme: 'None', parameters: { role: arn } }), { kind: 'oidc', role }))

  for (const parameters of [
    {},
    { username: 'AKIA', password: '' },
    { username: ' ', password: 'secret' },
    { password: 'secret', assumeRoleArn: arn },
    { useOIDC: 'true' },
    { ...keys, assumeRoleArn: arn, useOIDC: 'true' },
    { externalId: 'x', roleSessionName: 'me' },
  ]) {
    it(`is CREDENTIALS for ${JSON.stringify(parameters)}: what is named is used, or nothing is`, () => {
      assert.equal(
        problemCode(() => readAwsAccess({ parameters })),
        'CREDENTIALS',
      )
    })
  }
})
