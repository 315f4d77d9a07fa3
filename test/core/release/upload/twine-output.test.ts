import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Exit, Uploaded } from '../../../../core/ports.ts'
import { plainLine, readTwine, tellsTrouble, twineVersion } from '../../../../core/release/upload/twine-output.ts'

const url = 'https://host.example/legacy/'
const exited = (code: number): Exit => ({ kind: 'exited', code })
/** As twine 4.0.2 prints it, wide. */
const before = [
  `Uploading distributions to ${url}`,
  'INFO     /tmp/upload-x/files/spam-1.0-py3-none-any.whl (1.0 KB)                 ',
  'INFO     username set by command options',
  'INFO     password: <hidden>',
  'Uploading spam-1.0-py3-none-any.whl',
]
const answered = (status: string, ...body: string[]): string[] => [
  ...before,
  `\u001B[34mINFO    \u001B[0m Response from ${url}:`,
  `         ${status}           `,
  ...body,
]
const lines = (said: readonly string[]): string[] => said.map((line) => plainLine(line)).filter((line) => line !== '')
const read = (said: readonly string[], exit: Exit): Uploaded => readTwine(lines(said), exit)

describe('readTwine', () => {
  const failed = (status: string, ...body: string[]): string[] => [
    ...answered(status, ...body),
    `ERROR    HTTPError: ${status} from ${url}`,
    `         ${status}`,
  ]
  for (const [what, said, exit, kind, says] of [
    ['200', answered('200 OK'), exited(0), 'stored', undefined],
    ['204', answered('204 No Content'), exited(0), 'stored', undefined],
    [
      'a page to sign in, with which twine ends well',
      answered('203 Non-Authoritative Information', 'INFO     <html>Sign In</html>'),
      exited(0),
      'refused',
      /203.*Sign In/,
    ],
    ['a bare 304, with which twine ends well', answered('304 Not Modified'), exited(0), 'refused', /304.*redirect/],
    [
      'a redirect',
      [...answered('307 Temporary Redirect'), `ERROR    RedirectDetected: ${url} attempted to redirect to https://evil.example/.`],
      exited(1),
      'refused',
      /307.*redirect/,
    ],
    [
      'a name that exists, in the status line',
      failed("400 File already exists ('spam', with blake2_256 hash 'x')."),
      exited(1),
      'exists',
      undefined,
    ],
    [
      'a name that exists, in the body',
      failed('400 Bad Request', 'INFO     <html><h1>File already', '         exists</h1>'),
      exited(1),
      'exists',
      undefined,
    ],
    ['409', failed('409 Conflict'), exited(1), 'exists', undefined],
    [
      'a burnt name',
      failed('400 This filename was previously used by a file that has since been deleted.'),
      exited(1),
      'refused',
      /previously used/,
    ],
    ['a wrong token', failed('403 Invalid or non-existent authentication information.'), exited(1), 'refused', /403/],
    [
      'a wrong token, once',
      failed('403 Forbidden', 'INFO     HTTPError: 500 says', '         the index'),
      exited(1),
      'refused',
      /^it answered 403: Forbidden HTTPError: 500 says the index$/,
    ],
    ['maintenance', failed('403 Read-only mode'), exited(1), 'unsure', /Read-only/],
    ['429', failed('429 Too Many Requests'), exited(1), 'unsure', /429/],
    [
      '500 five times',
      [
        ...before,
        'WARNING  Received "500: Internal Server Error"',
        '         Package upload appears to have failed. Retry 1 of 5.',
        ...failed('500 Internal Server Error').slice(5),
      ],
      exited(1),
      'unsure',
      /500/,
    ],
    [
      'a status that python has no name for',
      [...answered('520 '), 'ValueError: 520 is not a valid HTTPStatus'],
      exited(1),
      'unsure',
      /520/,
    ],
    [
      '200, and an end that is not good',
      [...answered('200 OK'), 'Traceback (most recent call last):'],
      exited(1),
      'unsure',
      /200.*ended with 1/,
    ],
    ['a good end without an answer', before, exited(0), 'unsure', /without an answer/],
    ['nothing at all, and a good end', [], exited(0), 'unsure', /without an answer/],
    [
      'a broken connection',
      [
        ...before,
        'Traceback (most recent call last):',
        "requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'reset'))",
      ],
      exited(1),
      'unsure',
      /ConnectionError.*aborted/,
    ],
    [
      'a certificate that is not trusted',
      [
        ...before,
        'requests.exceptions.SSLError: HTTPSConnectionPool(host=x): (Caused by SSLError(SSLCertVerificationError(1, [SSL: CERTIFICATE_VERIFY_FAILED]',
      ],
      exited(1),
      'refused',
      /CERTIFICATE_VERIFY_FAILED/,
    ],
    [
      'a server that wants a certificate',
      [
        ...before,
        "requests.exceptions.SSLError: HTTPSConnectionPool(host=x): (Caused by SSLError(1, '[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required",
      ],
      exited(1),
      'refused',
      /alert certificate required/,
    ],
    [
      'a file that twine refuses',
      [before[0] ?? '', 'ERROR    InvalidDistribution: Metadata is missing required fields: Name,', '         Version.'],
      exited(1),
      'refused',
      /InvalidDistribution: Metadata is missing required fields: Name, Version\./,
    ],
    [
      'options that twine does not know',
      ['usage: twine upload [-h]', 'twine upload: error: unrecognized arguments: --verbose'],
      exited(2),
      'refused',
      /ended with 2/,
    ],
    [
      'a twine that does not start',
      ['Traceback (most recent call last):', "ModuleNotFoundError: No module named 'requests'"],
      exited(1),
      'refused',
      /ModuleNotFoundError/,
    ],
    ['a time that is up', before, { kind: 'timed-out' }, 'unsure', /stopped/],
    ['a time that is up after an answer that came in part', answered('200 OK'), { kind: 'timed-out' }, 'unsure', /stopped/],
    ['a signal', before, { kind: 'signalled' }, 'unsure', /signalled/],
    ['a cancelled run', before, { kind: 'cancelled' }, 'unsure', /cancelled/],
    ['an output that was lost', before, { kind: 'lost', says: 'its output was not read' }, 'unsure', /not read/],
    ['a program that is gone', [], { kind: 'not-started', says: 'ENOENT' }, 'refused', /ENOENT/],
  ] as const)
    it(`takes ${what} for ${kind}`, () => {
      const uploaded = read(said, exit)
      assert.equal(uploaded.kind, kind)
      if (says !== undefined) assert.match('says' in uploaded ? uploaded.says : '', says)
    })

  it('waits half a minute where an index asks to be left alone, since twine does not tell for how long', () => {
    const uploaded = read(failed('429 Too Many Requests'), exited(1))
    assert.equal(uploaded.kind === 'unsure' ? uploaded.wait : 0, 30_000)
  })

  it('believes the status, and not what an index writes after it', () => {
    const forged = failed('403 Forbidden', `INFO     Response from ${url}:`, '         200 OK')
    assert.equal(read(forged, exited(1)).kind, 'refused')
    assert.equal(read(forged, exited(0)).kind, 'refused')
  })

  it('never takes for stored what did not end well with a status that says so', () =>
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...answered('200 OK'), ...failed('500 x'), `Response from ${url}:`, '200', '')),
        fc.integer({ min: -1, max: 3 }),
        (said, code) => {
          if (read(said, exited(code)).kind !== 'stored') return
          assert.equal(code, 0)
          assert.match(lines(said)[lines(said).findIndex((line) => line.startsWith('Response')) + 1] ?? '', /^20[0124]/)
        },
      ),
    ))

  it('passes on nothing that commands the agent, and not too much', () => {
    const hostile = ['ERROR    InvalidDistribution: ##vso[task.setvariable variable=x]y', `         ${'x'.repeat(5000)}`]
    const uploaded = read(hostile, exited(1))
    assert.ok(uploaded.kind === 'refused' && !uploaded.says.includes('##vso[') && uploaded.says.length < 700)
  })
})

describe('plainLine', () => {
  for (const [line, plain] of [
    ['INFO     username: a   ', 'username: a'],
    ['         400 File exists', '400 File exists'],
    ['\u001B[31mERROR   \u001B[0m HTTPError: x', 'HTTPError: x'],
    ['Uploading spam.whl', 'Uploading spam.whl'],
    ['WARNING is not a label here', 'WARNING is not a label here'],
    ['', ''],
  ] as const)
    it(`of '${line}' is '${plain}'`, () => assert.equal(plainLine(line), plain))
})

describe('twineVersion', () => {
  for (const [said, expected] of [
    ['twine version 4.0.2 (importlib-metadata: 4.12.0, keyring: 23.9.3, pkginfo:\n1.8.2)', { text: '4.0.2', major: 4 }],
    ['a warning\ntwine version 6.1.0 (keyring: 25.6.0)', { text: '6.1.0', major: 6 }],
    ['twine version 1.5.0', { text: '1.5.0', major: 1 }],
    ["No module named 'twine'", undefined],
    ['twine version', undefined],
    ['', undefined],
  ] as const)
    it(`of '${said.slice(0, 30)}' is ${expected?.text ?? 'none'}`, () => assert.deepEqual(twineVersion(said), expected))
})

describe('tellsTrouble', () => {
  for (const [line, tells] of [
    ['WARNING  Received "500: Internal Server Error"', true],
    ['\u001B[33mWARNING \u001B[0m Received "500: Internal Server Error"', true],
    ['ERROR    HTTPError: 403 Forbidden', true],
    ['INFO     WARNING of an index', false],
    ['         ERROR in a page', false],
    ['Uploading spam-1.0-py3-none-any.whl', false],
    ['WARNINGS', false],
    ['', false],
  ] as const)
    it(`${JSON.stringify(line)}: ${tells}`, () => assert.equal(tellsTrouble(line), tells))
})
