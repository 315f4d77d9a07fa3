import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Observed } from '../../../core/cache/entry.ts'
import { whyStale } from '../../../core/cache/stale.ts'
import { staleWords } from '../../../core/pipeline/cache-ref.ts'

const then: Observed = {
  python: 'CPython 3.11.7',
  toolchain: ['gcc 12.2.0', 'glibc 2.36'],
  requirements: ['setuptools==83.0', 'wheel==0.45'],
}
const told = (now: Partial<Observed>, before: Partial<Observed> = {}): string | undefined =>
  whyStale({ ...then, ...now }, { ...then, ...before }, staleWords)

describe('what makes an entry stale', () => {
  const table: [now: Partial<Observed>, expected: string | undefined][] = [
    [{}, undefined],
    [{ python: 'CPython 3.11.9' }, 'CPython 3.11.7 -> CPython 3.11.9'],
    [{ requirements: ['setuptools==84.0', 'wheel==0.45'] }, 'setuptools 83.0 -> 84.0'],
    [{ requirements: ['wheel==0.45', 'setuptools==83.0'] }, undefined],
    [{ requirements: ['cython==3.1', 'setuptools==83.0', 'wheel==0.45'] }, 'cython 3.1 is new'],
    [{ requirements: ['setuptools==83.0'] }, 'wheel 0.45 is gone'],
    [{ requirements: [] }, 'setuptools 83.0 is gone; wheel 0.45 is gone'],
    [{ requirements: undefined }, 'what it would be built with is not told'],
    [{ toolchain: ['glibc 2.36', 'gcc 12.2.0'] }, undefined],
    [{ toolchain: ['gcc 13.1.0', 'glibc 2.36'] }, 'gcc 12.2.0 -> gcc 13.1.0'],
    [{ toolchain: ['gcc 12.2.0', 'glibc 2.36', 'clang 19'] }, 'clang 19 is new'],
    [{ toolchain: [] }, 'gcc 12.2.0 is gone; glibc 2.36 is gone'],
  ]
  for (const [now, expected] of table) it(JSON.stringify(now), () => assert.equal(told(now), expected))

  it('is told in three clauses at most', () =>
    assert.equal(
      told({ python: 'PyPy 7', toolchain: ['gcc 13', 'musl 1'], requirements: ['setuptools==83.0', 'wheel==0.46'] }),
      'wheel 0.45 -> 0.46; CPython 3.11.7 -> PyPy 7; gcc 12.2.0 -> gcc 13; and 1 more',
    ))

  it('counts what the build did not tell as otherwise', () => {
    assert.equal(told({}, { requirements: undefined }), 'what it was built with is not told')
    assert.equal(told({ requirements: undefined }, { requirements: undefined }), 'what it would be built with is not told')
  })

  it('is only what is asked for', () => {
    const now = { python: 'x', toolchain: ['y'], requirements: undefined }
    assert.equal(whyStale(now, then, []), undefined)
    assert.equal(whyStale(now, then, ['python']), 'CPython 3.11.7 -> x')
    assert.equal(whyStale(now, then, ['toolchain']), 'gcc 12.2.0 -> y; glibc 2.36 is gone')
    assert.equal(whyStale(now, then, ['requirements']), 'what it would be built with is not told')
  })

  it('is nothing just where what is asked for is the same', () => {
    const anyTexts = fc.uniqueArray(fc.constantFrom('a==1', 'a==2', 'b==1', 'c', '==', '__proto__==1'), {
      selector: (one) => one.split('==')[0],
      maxLength: 3,
    })
    const anySeen = fc.record({ python: fc.constantFrom('x', 'y'), toolchain: anyTexts, requirements: anyTexts })
    const sorted = (texts: readonly string[]): string => JSON.stringify([...texts].sort())
    fc.assert(
      fc.property(anySeen, anySeen, fc.subarray([...staleWords]), (now, before, words) => {
        const same = words.every((word) => (word === 'python' ? now.python === before.python : sorted(now[word]) === sorted(before[word])))
        assert.equal(whyStale(now, before, words) === undefined, same)
      }),
    )
  })
})
