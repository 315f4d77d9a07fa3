import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical } from '../../../core/canonical.ts'
import { Field, parseJson } from '../../../core/json.ts'
import { type CacheRef, cacheRefJson, parseCacheRef, staleWords } from '../../../core/pipeline/cache-ref.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const ref: CacheRef = { key: sha256Of('key'), place: 'wheels/spam/linux-1a2b3c4d', stale: [] }
const read = (value: unknown): CacheRef => parseCacheRef(new Field(value, 'plan.json', 'PLAN_INVALID'))

describe('where the cache keeps a package', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.subarray([...staleWords]), (stale) =>
        assert.deepEqual(parseCacheRef(parseJson(canonical(cacheRefJson({ ...ref, stale })), 'p', 'PLAN_INVALID')), { ...ref, stale }),
      ),
    )
  })

  it('says that it is built anew only where it is', () => {
    assert.deepEqual(read(cacheRefJson({ ...ref, anew: true })), { ...ref, anew: true })
    assert.deepEqual(read({ ...ref, anew: false }), ref)
  })

  it('says nothing of what makes it stale where nothing does', () =>
    assert.deepEqual(cacheRefJson(ref), { key: ref.key, place: ref.place }))

  const refused: [what: string, value: unknown][] = [
    ['nothing', null],
    ['a text', 'wheels/spam/linux'],
    ['no key', { ...ref, key: undefined }],
    ['a key of other letters', { ...ref, key: 'g'.repeat(64) }],
    ['a key in capitals', { ...ref, key: ref.key.toUpperCase() }],
    ['a key with more after it', { ...ref, key: `${ref.key}/../x` }],
    ['a place of two names', { ...ref, place: 'wheels/spam' }],
    ['a place of four names', { ...ref, place: 'wheels/spam/linux/x' }],
    ['a place with an empty name', { ...ref, place: 'wheels//linux' }],
    ['a place that climbs', { ...ref, place: 'wheels/../linux' }],
    ['a place that is hidden', { ...ref, place: 'wheels/.spam/linux' }],
    ['a place with a dot at its end', { ...ref, place: 'wheels/spam./linux' }],
    ['a place in capitals', { ...ref, place: 'wheels/Spam/linux' }],
    ['a place of Windows', { ...ref, place: 'wheels\\spam\\linux' }],
    ['a place with a line break', { ...ref, place: 'wheels/spam/linux\n' }],
    ['a place that is too long', { ...ref, place: `wheels/spam/${'x'.repeat(101)}` }],
    ['another word', { ...ref, stale: ['weather'] }],
    ['no list of words', { ...ref, stale: 'python' }],
  ]
  for (const [what, value] of refused)
    it(`is not ${what}`, () =>
      assert.equal(
        problemCode(() => read(value)),
        'PLAN_INVALID',
      ))
})
