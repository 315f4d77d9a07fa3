import assert from 'node:assert/strict'
import {
  type Pypirc,
  secretForms,
  type SignIn,
  type UploadConnection,
  uploadCredentials,
  withoutSecrets,
} from '../../../../core/release/upload/credentials.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const pypi = 'https://upload.pypi.org/legacy/'
const host = 'https://host.example/legacy/'
const connection = (change: Partial<UploadConnection>): UploadConnection => ({
  url: host,
  scheme: 'usernamepassword',
  parameters: { username: 'ada', password: 'secret' },
  ...change,
})

const signIn = (
  uploadUrl: string,
  connected: UploadConnection | undefined,
  given: Readonly<Record<string, string>>,
  pypirc?: Pypirc,
): SignIn =>
  uploadCredentials({ kind: 'index', uploadUrl, checkUrl: 'https://host.example/simple' }, connected, (name) => given[name], pypirc)
const userAndPassword = ({ username, password }: SignIn): Pick<SignIn, 'username' | 'password'> => ({ username, password })

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
    [
      'a token with a user that is a macro',
      pypi,
      { TWINE_USERNAME: '$(user)', TWINE_PASSWORD: 'pypi-AgE' },
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
    it(`takes ${what}`, () => assert.deepEqual(userAndPassword(signIn(url, connected, given)), expected))

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
    ['a connection of another scheme', host, {}, connection({ scheme: 'Certificate' })],
    ['a password with a line break', host, { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 's\n' }, undefined],
    ['a token with a line break', pypi, { TWINE_PASSWORD: 'pypi-AgE\r' }, undefined],
    ['a password that is a macro', host, { TWINE_USERNAME: 'ada', TWINE_PASSWORD: '$(password)', PYPI_PASSWORD: 's' }, undefined],
    ['a user that is a macro', host, { TWINE_USERNAME: '$(TWINE_USERNAME)', TWINE_PASSWORD: 's' }, undefined],
    ['a user with a colon', host, { TWINE_USERNAME: 'ada:x', TWINE_PASSWORD: 's' }, undefined],
    ['a user with a null', host, {}, connection({ parameters: { username: 'a\0', password: 's' } })],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => signIn(url, connected, given)),
        'CREDENTIALS',
      ))

  it('says of a macro that no variable has its name', () =>
    assert.throws(() => signIn(pypi, undefined, { PYPI_PASSWORD: '$(token)' }), /no variable of that name/))

  it('never shows a secret in a Problem', () => {
    const address = 'https://ada:hunter2@other.example/'
    for (const change of [{ url: address }, { url: address.replace('other', 'host'), parameters: {} }])
      assert.throws(
        () => signIn(host, connection(change), {}),
        (error: Error) => error.message.includes('.example/') && !error.message.includes('hunter2'),
      )
    assert.throws(
      () => signIn(pypi, undefined, { TWINE_PASSWORD: 'hunter2' }),
      (error: Error) => !JSON.stringify([error.message, error]).includes('hunter2'),
    )
  })
})

describe('the file of PYPIRC_PATH', () => {
  const text = `[distutils]\nindex-servers = a\n[a]\nrepository = ${host}\nusername = file\npassword = filed\n`
  const pypirc = { path: '/tmp/.pypirc', text }

  it('signs in where nothing else does', () =>
    assert.deepEqual(signIn(host, undefined, {}, pypirc), { username: 'file', password: 'filed', by: 'the file of PYPIRC_PATH' }))

  it('comes after the service connection and the variables', () => {
    assert.equal(signIn(host, connection({}), {}, pypirc).username, 'ada')
    assert.equal(signIn(host, undefined, { PYPI_LOGIN: 'x', PYPI_PASSWORD: 'y' }, pypirc).username, 'x')
  })

  it('is no way round a service connection that cannot be used', () =>
    assert.equal(
      problemCode(() => signIn(host, connection({ scheme: 'none', parameters: {} }), {}, pypirc)),
      'CREDENTIALS',
    ))

  it('makes no exception of what PyPI takes', () => {
    const pypis = { ...pypirc, text: '[pypi]\nusername = ada\npassword = hunter2\n' }
    assert.equal(
      problemCode(() => signIn(pypi, undefined, {}, pypis)),
      'CREDENTIALS',
    )
    const token = { ...pypirc, text: '[pypi]\npassword = pypi-AgE\n' }
    assert.deepEqual(userAndPassword(signIn(pypi, undefined, {}, token)), { username: '__token__', password: 'pypi-AgE' })
  })

  it('has to be there', () =>
    assert.equal(
      problemCode(() => signIn(host, undefined, {}, { path: '/tmp/.pypirc', text: undefined })),
      'CREDENTIALS',
    ))

  it('is refused for another address', () =>
    assert.equal(
      problemCode(() => signIn('https://other.example/legacy/', undefined, {}, pypirc)),
      'CREDENTIALS',
    ))
})

describe('secretForms', () => {
  it('are the secret as it is, in an address, in JSON, and in headers of both encodings', () => {
    const base64 = (of: string, encoding: BufferEncoding = 'utf8'): string => Buffer.from(of, encoding).toString('base64')
    assert.deepEqual(secretForms({ username: 'a', password: 'p/&"é' }), [
      'p/&"é',
      'p%2F%26%22%C3%A9',
      'p/&\\"é',
      base64('p/&"é'),
      base64('a:p/&"é'),
      base64('a:p/&"é', 'latin1'),
    ])
  })
  it('are each but once', () => assert.deepEqual(secretForms({ username: 'a', password: 'p' }), ['p', 'cA==', 'YTpw']))
})

describe('withoutSecrets', () => {
  it('leaves nothing of any form, however they are nested', () => {
    const credentials = { username: 'ada', password: 'hunter/2é' }
    const said = secretForms(credentials).map((form) => `x${form}y`)
    assert.equal(withoutSecrets(said.join(' '), credentials), said.map(() => 'x***y').join(' '))
  })
  it('leaves other text as it is', () => assert.equal(withoutSecrets('403 no', { username: '', password: '' }), '403 no'))
})
