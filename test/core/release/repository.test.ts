import assert from 'node:assert/strict'
import { isPyPI, parseRepository } from '../../../core/release/repository.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const pypi = { uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' }

describe('parseRepository', () => {
  for (const [text, checkUrl, expected] of [
    ['pypi', undefined, pypi],
    ['PyPI', undefined, pypi],
    ['https://upload.pypi.org/legacy/', undefined, pypi],
    ['pypi', 'https://mirror/simple', { ...pypi, checkUrl: 'https://mirror/simple' }],
    ['testpypi', undefined, { uploadUrl: 'https://test.pypi.org/legacy/', checkUrl: 'https://test.pypi.org/simple' }],
    ['https://host/legacy/', 'https://host/simple', { uploadUrl: 'https://host/legacy/', checkUrl: 'https://host/simple' }],
    [
      'http://127.0.0.1:8080/',
      'http://127.0.0.1:8080/simple',
      { uploadUrl: 'http://127.0.0.1:8080/', checkUrl: 'http://127.0.0.1:8080/simple' },
    ],
  ] as const)
    it(`reads ${text} with ${checkUrl ?? 'no checkUrl'}`, () => assert.deepEqual(parseRepository(text, checkUrl), expected))

  for (const [text, checkUrl, code] of [
    ['https://host/legacy/', undefined, 'INPUT_MISSING'],
    ['feed:project/name', undefined, 'NOT_SUPPORTED'],
    ['s3://bucket/x', undefined, 'NOT_SUPPORTED'],
    ['file:out', undefined, 'NOT_SUPPORTED'],
    ['pipy', undefined, 'INPUT_INVALID'],
    ['ftp://host/', 'https://host/', 'INPUT_INVALID'],
    ['https://user:secret@host/', 'https://host/', 'INPUT_INVALID'],
    ['https://user@host/', 'https://host/', 'INPUT_INVALID'],
    ['https://host/', 'https://user:secret@host/simple', 'INPUT_INVALID'],
    ['pypi', 'https://:secret@host/simple', 'INPUT_INVALID'],
  ] as const)
    it(`refuses ${text} with ${checkUrl ?? 'no checkUrl'}`, () =>
      assert.equal(
        problemCode(() => parseRepository(text, checkUrl)),
        code,
      ))
})

describe('a refused address', () => {
  it('shows no password', () =>
    assert.throws(
      () => parseRepository('https://user:hunter2@host/', undefined),
      (error: Error) => !JSON.stringify([error.message, error]).includes('hunter2'),
    ))
})

describe('isPyPI', () => {
  for (const [url, expected] of [
    ['https://upload.pypi.org/legacy/', true],
    ['https://test.pypi.org/legacy/', true],
    ['https://upload.pypi.org.evil.example/legacy/', false],
    ['https://example.org/upload.pypi.org', false],
    ['', false],
  ] as const)
    it(`${url || 'nothing'}: ${expected}`, () => assert.equal(isPyPI(url), expected))
})
