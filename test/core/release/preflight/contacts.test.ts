import assert from 'node:assert/strict'
import { judgeContacts } from '../../../../core/release/preflight/contacts.ts'
import { codesOf, readFile } from '../../../fakes/read-file.ts'

const codes = (metadata: string): string[] => codesOf(judgeContacts(readFile({ metadata }).metadata))

describe('addresses in metadata', () => {
  for (const address of [
    'ada@example.org',
    'Ada Lovelace <ada@example.org>',
    '"Lovelace, Ada" <ada.lovelace+pypi@mail.example.co.uk>',
    'Ada <ada@example.org>, Grace <grace@example.org>',
    'Ada <ada@example.org>, not an address',
    'jürgen@bücher.example',
    "o'brien@example.org",
  ])
    it(`takes the e-mail '${address}'`, () => {
      assert.deepEqual(codes(`Author-email: ${address}`), [])
      assert.deepEqual(codes(`Maintainer-email: ${address}`), [])
    })
  for (const address of [
    'ada',
    'Ada Lovelace',
    'ada@',
    '@example.org',
    'ada@localhost',
    'ada@build.local',
    'ada@example.invalid',
    'ada@example.test',
    'a da@example.org',
    'ada@exa mple.org',
    'ada@@example.org',
    'ada..l@example.org',
    '.ada@example.org',
    `${'a'.repeat(65)}@example.org`,
    `ada@${'a'.repeat(64)}.org`,
    'ada@-example.org',
    'ada at example dot org',
    'Ada <ada>',
  ])
    it(`refuses the e-mail '${address.slice(0, 30)}'`, () => {
      assert.deepEqual(codes(`Author-email: ${address}`), ['email'])
      assert.deepEqual(codes(`Maintainer-email: ${address}`), ['email'])
    })

  for (const url of [
    'https://example.org',
    'http://example.org/a?b=c#d',
    'HTTPS://example.org/%20',
    'https://user@example.org:8080/~a/(b)',
  ])
    it(`takes the page ${url}`, () => {
      assert.deepEqual(codes(`Home-page: ${url}`), [])
      assert.deepEqual(codes(`Project-URL: Home, ${url}`), [])
    })
  for (const url of [
    'example.org',
    'ftp://example.org',
    'javascript:alert(1)',
    'https://exa mple.org',
    'https://example.org/<b>',
    'https:',
    'https://example.org/%zz',
    'git+https://example.org',
  ])
    it(`refuses the page ${url}`, () => {
      assert.deepEqual(codes(`Home-page: ${url}`), ['url'])
      assert.deepEqual(codes(`Download-URL: ${url}`), ['url'])
      assert.deepEqual(codes(`Project-URL: Home, ${url}`), ['project-url'])
    })
  it('passes over pages that are not told', () => assert.deepEqual(codes('Home-page: UNKNOWN\nDownload-URL:\n'), []))

  for (const [line, wrong] of [
    [`${'l'.repeat(32)}, https://example.org`, false],
    [`${'ü'.repeat(32)},https://example.org`, false],
    [`${'l'.repeat(33)}, https://example.org`, true],
    ['https://example.org', true],
    [', https://example.org', true],
    ['Home', true],
    ['Home,', true],
  ] as const)
    it(`${wrong ? 'refuses' : 'takes'} the Project-URL '${line.slice(0, 40)}'`, () =>
      assert.deepEqual(codes(`Project-URL: ${line}`), wrong ? ['project-url'] : []))
  it('refuses a label twice, of which an index keeps one', () =>
    assert.deepEqual(codes('Project-URL: Home, https://a.example\nProject-URL: Home , https://b.example\n'), ['project-url']))
})
