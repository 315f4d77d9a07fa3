import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Problem } from '../../../../core/problem.ts'
import { pypircCredentials } from '../../../../core/release/upload/pypirc.ts'

const host = 'https://host.example/legacy/'
const read = (text: string, url = host): { username: string; password: string } => pypircCredentials(text, url, '/tmp/.pypirc')
const section = (change: Record<string, string> = {}, name = 'a'): string =>
  [
    `[${name}]`,
    ...Object.entries({ repository: host, username: 'ada', password: 'secret', ...change }).map((pair) => pair.join(' = ')),
  ].join('\n')
const ada = { username: 'ada', password: 'secret' }

describe('pypircCredentials', () => {
  for (const [what, text, url, expected] of [
    ['the section of an address', section(), host, ada],
    ['an address without its slash', section({ repository: 'https://host.example/legacy' }), host, ada],
    ['an address in other letters', section({ repository: 'HTTPS://HOST.example:443/legacy/' }), host, ada],
    [
      'what TwineAuthenticate writes',
      `[distutils]\nindex-servers=feed\n[feed]\nrepository=${host}\nusername=build\npassword=t\n`,
      host,
      { username: 'build', password: 't' },
    ],
    [
      'pypi by its name',
      '[pypi]\nusername = __token__\npassword = pypi-x',
      'https://upload.pypi.org/legacy/',
      { username: '__token__', password: 'pypi-x' },
    ],
    ['testpypi by its name', '[testpypi]\npassword: pypi-y', 'https://test.pypi.org/legacy/', { username: '', password: 'pypi-y' }],
    ['a name for another address', `[pypi]\nrepository = ${host}\nusername=ada\npassword=secret`, host, ada],
    ['the right one of several', `${section({ repository: 'https://other.example/', password: 'x' }, 'b')}\n${section()}`, host, ada],
    ['two that say the same', `${section({}, 'b')}\n${section()}`, host, ada],
    ['comments, blank lines and returns', `# x\r\n\r\n; y\r\n${section().replaceAll('\n', '\r\n')}\r\n`, host, ada],
    ['a byte order mark', `\uFEFF${section()}`, host, ada],
    ['keys in capitals', section().replace('password', 'PassWord'), host, ada],
    [
      'a password with what parts options',
      section({ password: 'a=b:c;d#e %(x)s' }),
      host,
      { username: 'ada', password: 'a=b:c;d#e %(x)s' },
    ],
    ['lists over several lines', `[distutils]\nindex-servers =\n    a\n    b\n\n${section()}`, host, ada],
  ] as const)
    it(`takes ${what}`, () => assert.deepEqual(read(text, url), expected))

  for (const [what, text] of [
    ['an empty file', ''],
    ['another address', section({ repository: 'https://other.example/legacy/' })],
    ['the same server by another path', section({ repository: 'https://host.example/other/' })],
    ['the same server without encryption', section({ repository: host.replace('https', 'http') })],
    ['no address', section({ repository: '' })],
    ['no password', section({ password: '' })],
    ['two that differ', `${section({ password: 'x' }, 'b')}\n${section()}`],
    ['a section twice', `${section()}\n${section()}`],
    ['an option twice', `${section()}\npassword = x`],
    ['an option before any section', `password = secret\n${section()}`],
    ['a line that is nothing', `${section()}\nsecret`],
    ['old servers, which twine reads no more', `[server-login]\nrepository = ${host}\nusername = ada\npassword = secret`],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.throws(
        () => read(text),
        (error: unknown) => error instanceof Problem && error.code === 'CREDENTIALS' && !error.text.includes('secret'),
      ))

  it('never shows what stands in the file but names of sections', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('[a]', 'password', '=', ':', ' ', '\n', 'hunter2', 'repository', host)), (parts) => {
        try {
          read(parts.join(''), 'https://nowhere.example/')
        } catch (error) {
          assert.ok(error instanceof Problem)
          assert.doesNotMatch(error.text, /hunter2/)
        }
      }),
    ))

  it('reads what Python reads', () => {
    // configparser of Python 3.11: RawConfigParser().read_string(text); dict(section)
    const text = '[a]\nrepository = https://host.example/legacy/\nUserName : ada \npassword=  s p  ; no comment\n# a comment\n'
    assert.deepEqual(read(text), { username: 'ada', password: 's p  ; no comment' })
  })
})
