import assert from 'node:assert/strict'
import { secretForms, type UploadConnection, uploadCredentials } from '../../../core/release/credentials.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const pypi = 'https://upload.pypi.org/legacy/'
const host = 'https://host.example/legacy/'
const variables =
  (given: Record<string, string>) =>
  (name: string): string | undefined =>
    given[name]
const connection = (change: Partial<UploadConnection>): UploadConnection => ({
  url: host,
  scheme: 'usernamepassword',
  parameters: { username: 'ada', password: 'secret' },
  ...change,
})

describe('uploadCredentials', () => {
  for (const [what, url, given, connected, expected] of [
    ['variables of twine', host, { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 's' }, undefined, { username: 'ada', password: 's' }],
    ['variables of old', host, { PYPI_LOGIN: 'ada', PYPI_PASSWORD: 's' }, undefined, { username: 'ada', password: 's' }],
    [
      'twine before the old',
      host,
      { TWINE_USERNAME: 'a', TWINE_PASSWORD: 's', PYPI_PASSWORD: 't', PYPI_LOGIN: 'b' },
      undefined,
      { username: 'a', password: 's' },
    ],
    ['a token without a user', pypi, { TWINE_PASSWORD: 'pypi-AgE' }, undefined, { username: '__token__', password: 'pypi-AgE' }],
    [
      'a token with a wrong user',
      pypi,
      { PYPI_LOGIN: 'ada', PYPI_PASSWORD: 'pypi-AgE' },
      undefined,
      { username: '__token__', password: 'pypi-AgE' },
    ],
    ['a connection with a password', host, {}, connection({}), { username: 'ada', password: 'secret' }],
    [
      'a connection before variables',
      host,
      { TWINE_USERNAME: 'x', TWINE_PASSWORD: 'y' },
      connection({}),
      { username: 'ada', password: 'secret' },
    ],
    [
      'a connection with a token',
      host,
      {},
      connection({ scheme: 'Token', parameters: { apitoken: 't' } }),
      { username: 'build', password: 't' },
    ],
    [
      'a connection of PyPI',
      pypi,
      {},
      connection({ url: pypi, scheme: 'token', parameters: { apitoken: 'pypi-x' } }),
      { username: '__token__', password: 'pypi-x' },
    ],
    [
      'a connection with another path of the server',
      host,
      {},
      connection({ url: 'https://host.example/' }),
      { username: 'ada', password: 'secret' },
    ],
  ] as const)
    it(`takes ${what}`, () => assert.deepEqual(uploadCredentials(url, connected, variables(given)), expected))

  for (const [what, url, given, connected] of [
    ['nothing', host, {}, undefined],
    ['a user without a password', host, { TWINE_USERNAME: 'ada' }, undefined],
    ['a password without a user', host, { TWINE_PASSWORD: 's' }, undefined],
    ['a token for PyPI without encryption', 'http://upload.pypi.org/legacy/', { TWINE_PASSWORD: 'pypi-AgE' }, undefined],
    ['a password for PyPI', pypi, { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 's' }, undefined],
    ['a connection of another server', host, {}, connection({ url: 'https://other.example/' })],
    ['a connection of another port', host, {}, connection({ url: 'https://host.example:8443/' })],
    ['a connection over http', host, {}, connection({ url: 'http://host.example/' })],
    [
      'a connection without secrets, though variables are there',
      host,
      { TWINE_USERNAME: 'a', TWINE_PASSWORD: 's' },
      connection({ scheme: 'none', parameters: {} }),
    ],
    ['a connection with an empty password', host, {}, connection({ parameters: { username: 'ada', password: '' } })],
    ['a connection without an address', host, {}, connection({ url: '' })],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => uploadCredentials(url, connected, variables(given))),
        'CREDENTIALS',
      ))

  it('never shows a secret in a Problem', () => {
    const address = 'https://ada:hunter2@other.example/'
    for (const change of [{ url: address }, { url: address.replace('other', 'host'), parameters: {} }])
      assert.throws(
        () => uploadCredentials(host, connection(change), variables({})),
        (error: Error) => error.message.includes('.example/') && !error.message.includes('hunter2'),
      )
    assert.throws(
      () => uploadCredentials(pypi, undefined, variables({ TWINE_PASSWORD: 'hunter2' })),
      (error: Error) => !JSON.stringify([error.message, error]).includes('hunter2'),
    )
  })
})

describe('secretForms', () => {
  it('are the secret as it is, in an address, and in a header', () =>
    assert.deepEqual(secretForms({ username: 'a', password: 'p/&' }), ['p/&', 'p%2F%26', Buffer.from('a:p/&').toString('base64')]))
})
