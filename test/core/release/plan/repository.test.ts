import assert from 'node:assert/strict'
import { parseJson } from '../../../../core/json.ts'
import {
  isPyPI,
  parseRepository,
  readRepository,
  type Repository,
  repositoryJson,
  repositoryName,
  sameRepository,
} from '../../../../core/release/plan/repository.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const pypi = { kind: 'index', uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' } as const
const index = (uploadUrl: string, checkUrl: string): Repository => ({ kind: 'index', uploadUrl, checkUrl })
const feed = (project: string, name: string): Repository => ({ kind: 'feed', project, feed: name })
const store = (text: string, endpointUrl = ''): Repository => ({ kind: 'store', store: text, endpointUrl })
const minio = 'https://minio.example.com:9000'

/** Every repository that is read, and its name for people. */
const good: readonly [text: string, checkUrl: string | undefined, endpointUrl: string | undefined, expected: Repository, name: string][] = [
  ['pypi', undefined, undefined, pypi, pypi.uploadUrl],
  ['PyPI', undefined, undefined, pypi, pypi.uploadUrl],
  ['https://upload.pypi.org/legacy/', undefined, undefined, pypi, pypi.uploadUrl],
  ['pypi', 'https://mirror/simple', undefined, { ...pypi, checkUrl: 'https://mirror/simple' }, pypi.uploadUrl],
  [
    'testpypi',
    undefined,
    undefined,
    index('https://test.pypi.org/legacy/', 'https://test.pypi.org/simple'),
    'https://test.pypi.org/legacy/',
  ],
  ['https://host/legacy/', 'https://host/simple', undefined, index('https://host/legacy/', 'https://host/simple'), 'https://host/legacy/'],
  ['HTTP://127.0.0.1:1/', 'http://127.0.0.1:1/s', undefined, index('HTTP://127.0.0.1:1/', 'http://127.0.0.1:1/s'), 'HTTP://127.0.0.1:1/'],
  ['feed:wheels', undefined, undefined, feed('', 'wheels'), 'feed:wheels'],
  ['Feed:My Project/wheels', undefined, undefined, feed('My Project', 'wheels'), 'feed:My Project/wheels'],
  ['s3://bucket', undefined, undefined, store('s3://bucket'), 's3://bucket'],
  ['s3://bucket/a/b/', undefined, undefined, store('s3://bucket/a/b'), 's3://bucket/a/b'],
  ['S3://bucket//a', undefined, `${minio}/`, store('s3://bucket/a', minio), `s3://bucket/a (${minio})`],
  ['file:/srv/wheels', undefined, undefined, store('file:/srv/wheels'), 'file:/srv/wheels'],
  ['file:/srv/wheels//', undefined, undefined, store('file:/srv/wheels'), 'file:/srv/wheels'],
  ['file:/', undefined, undefined, store('file:/'), 'file:/'],
  ['file:///srv/my%20wheels', undefined, undefined, store('file:/srv/my wheels'), 'file:/srv/my wheels'],
  [String.raw`file:C:\wheels`, undefined, undefined, store(String.raw`file:C:\wheels`), String.raw`file:C:\wheels`],
]

describe('parseRepository', () => {
  for (const [text, checkUrl, endpointUrl, expected, name] of good)
    it(`reads ${text}${checkUrl === undefined ? '' : ` with ${checkUrl}`}${endpointUrl === undefined ? '' : ` at ${endpointUrl}`}`, () => {
      const repository = parseRepository(text, checkUrl, endpointUrl)
      assert.deepEqual(repository, expected)
      assert.equal(repositoryName(repository), name)
      assert.deepEqual(readRepository(parseJson(JSON.stringify(repositoryJson(repository)), 'plan', 'PLAN_INVALID')), expected)
    })

  for (const [text, checkUrl, endpointUrl, code] of [
    ['https://host/legacy/', undefined, undefined, 'INPUT_MISSING'],
    ['', undefined, undefined, 'INPUT_INVALID'],
    ['pipy', undefined, undefined, 'INPUT_INVALID'],
    ['ftp://host/', 'https://host/', undefined, 'INPUT_INVALID'],
    ['https://user:secret@host/', 'https://host/', undefined, 'INPUT_INVALID'],
    ['https://user@host/', 'https://host/', undefined, 'INPUT_INVALID'],
    ['https://host/', 'https://user:secret@host/simple', undefined, 'INPUT_INVALID'],
    ['pypi', 'https://:secret@host/simple', undefined, 'INPUT_INVALID'],
    ['pypi', undefined, minio, 'INPUT_INVALID'],
    ['https://host/', 'https://host/simple', minio, 'INPUT_INVALID'],
    ['feed:', undefined, undefined, 'INPUT_INVALID'],
    ['feed:/wheels', undefined, undefined, 'INPUT_INVALID'],
    ['feed:project/', undefined, undefined, 'INPUT_INVALID'],
    ['feed:a/b/c', undefined, undefined, 'INPUT_INVALID'],
    ['feed:../wheels', undefined, undefined, 'INPUT_INVALID'],
    ['feed:..', undefined, undefined, 'INPUT_INVALID'],
    ['feed:a\\b', undefined, undefined, 'INPUT_INVALID'],
    ['feed:$(feed)', undefined, undefined, 'INPUT_INVALID'],
    ['feed:wheels@Release', undefined, undefined, 'INPUT_INVALID'],
    ['feed:wheels', 'https://host/simple', undefined, 'INPUT_INVALID'],
    ['feed:wheels', undefined, minio, 'INPUT_INVALID'],
    ['s3://', undefined, undefined, 'INPUT_INVALID'],
    ['s3://bucket/../x', undefined, undefined, 'INPUT_INVALID'],
    ['s3://bucket/$(prefix)', undefined, undefined, 'INPUT_INVALID'],
    ['s3://bucket', 'https://host/simple', undefined, 'INPUT_INVALID'],
    ['s3://bucket', undefined, 'minio:9000', 'INPUT_INVALID'],
    ['s3://bucket', undefined, 'https://user:secret@minio/', 'INPUT_INVALID'],
    ['file:out', undefined, undefined, 'INPUT_INVALID'],
    ['file:', undefined, undefined, 'INPUT_INVALID'],
    ['file:/srv', undefined, minio, 'INPUT_INVALID'],
    ['az://account/container', undefined, undefined, 'NOT_SUPPORTED'],
  ] as const)
    it(`refuses ${text || 'nothing'} with ${[checkUrl, endpointUrl].map((one) => one ?? 'none').join(', ')}`, () =>
      assert.equal(
        problemCode(() => parseRepository(text, checkUrl, endpointUrl)),
        code,
      ))
})

describe('readRepository', () => {
  for (const [what, value] of [
    ['another kind', { kind: 'az', store: 'x' }],
    ['an index without its upload address', { kind: 'index', checkUrl: 'x' }],
    ['a feed that leads elsewhere', { kind: 'feed', project: '..', feed: 'wheels' }],
    ['a feed without a name', { kind: 'feed', project: 'p', feed: '' }],
    ['a store without its endpoint', { kind: 'store', store: 's3://b' }],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => readRepository(parseJson(JSON.stringify(value), 'plan', 'PLAN_INVALID'))),
        'PLAN_INVALID',
      ))
})

describe('sameRepository', () => {
  const all = [...new Set(good.map(([, , , repository]) => JSON.stringify(repository)))].map((text): Repository => JSON.parse(text))
  it('tells every two apart, and knows each again', () => {
    for (const [at, a] of all.entries())
      for (const [other, b] of all.entries()) assert.equal(sameRepository(a, b), at === other, `${repositoryName(a)} ${repositoryName(b)}`)
  })
})

describe('a refused address', () => {
  it('shows no password', () => {
    for (const [text, endpointUrl] of [
      ['https://user:hunter2@host/', undefined],
      ['s3://bucket', 'https://user:hunter2@host/'],
    ] as const)
      assert.throws(
        () => parseRepository(text, undefined, endpointUrl),
        (error: Error) => !JSON.stringify([error.message, error]).includes('hunter2'),
      )
  })
})

describe('isPyPI', () => {
  for (const [url, expected] of [
    ['https://upload.pypi.org/legacy/', true],
    ['https://test.pypi.org/legacy/', true],
    ['https://upload.pypi.org.evil.example/legacy/', false],
    ['https://example.org/upload.pypi.org', false],
    ['', false],
  ] as const)
    it(`${url || 'nothing'}: ${expected}`, () => assert.equal(isPyPI(index(url, 'https://example.org/simple')), expected))
  it('no feed and no store is', () => assert.deepEqual([feed('', 'pypi'), store('s3://upload.pypi.org')].map(isPyPI), [false, false]))
})
