import assert from 'node:assert/strict'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import { lastFailures, type Offer, type Union, unionOf } from '../../../core/build/union.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { failed, manifest, offer, pure } from '../collect/told.ts'

const wheel = 'demo-1.0-cp311-cp311-linux_x86_64.whl'
const key = 'a'.repeat(64)

/** What a leg has built of that key, by a plan. */
function built(bytes: string, where: Partial<Manifest> = {}, file: Partial<BuiltFile> = {}): Offer {
  return offer(bytes, { job: 'test', planDigest: 'p', ...where }, { name: wheel, fingerprint: key, ...file })
}

/** What the job that plans has restored of it. */
function restored(bytes: string, where: Partial<Manifest> = {}, file: Partial<BuiltFile> = {}): Offer {
  return built(bytes, { job: 'plan', restored: true, ...where }, { origin: 'restored', ...file })
}

function united(...offers: Offer[]): Union {
  return unionOf(
    offers,
    offers.map(({ manifest: one, file }) => ({ ...one, files: [file] })),
  )
}

const told = ({ files, left, warnings }: Union): unknown => [
  files.map(({ manifest: { job, attempt } }) => `${job} ${attempt}`),
  left.map(({ offer: { manifest: one }, why }) => `${one.job} ${one.attempt} ${why}`),
  warnings.filter((text) => !/different plans/.test(text)),
]

describe('the union of a run that has restored', () => {
  it('takes what was built where the next attempt of the plan could not reach the cache', () => {
    for (const job of ['build', 'test'])
      assert.deepEqual(told(united(restored('old'), built('new', { job, planDigest: 'q' }))), [[`${job} 1`], ['plan 1 built-anew'], []])
    assert.deepEqual(told(united(restored('old', {}, { name: pure }), built('new', { planDigest: 'q' }, { name: pure }))), [
      ['test 1'],
      ['plan 1 built-anew'],
      [],
    ])
  })

  it('is none of two that have other inputs, or are of two runs', () => {
    const others = [restored('old', {}, { fingerprint: 'b'.repeat(64) }), restored('old', {}, {}), restored('old', { buildId: '2' })]
    const anew = [built('new'), offer('new', {}, { name: wheel }), built('new')]
    for (const [at, one] of others.entries())
      assert.equal(
        problemCode(() => united(one, anew[at] ?? one)),
        'CONFLICT',
      )
  })

  it('keeps what was restored where what was built is of a replaced plan, or not for release', () => {
    const replaced = united(
      built('x'),
      built('y', { attempt: 2, planDigest: 'q' }, { name: pure }),
      restored('x', { attempt: 2, planDigest: 'q' }),
    )
    assert.deepEqual(told(replaced), [['plan 2', 'test 2'], ['test 1 older-plan'], []])
    assert.deepEqual(told(united(restored('x'), built('y', {}, { origin: 'dependency' }))), [['plan 1'], ['test 1 not-for-release'], []])
  })

  it('warns of bytes that are left out, though they were restored since', () => {
    const { warnings } = united(
      built('x'),
      built('y', { attempt: 2, planDigest: 'q' }, { name: pure }),
      restored('z', { attempt: 2, planDigest: 'q' }),
    )
    assert.equal(warnings.filter((text) => /is of a plan that a later attempt replaced/.test(text)).length, 1)
  })

  it('misses what was only built for others, for nobody has tested it', () => {
    const lost = manifest({ job: 'plan', restored: true, failures: [failed({ code: 'CACHE_INVALID', python: '', key })] })
    const made = (origin: BuiltFile['origin']): number =>
      lastFailures([lost, manifest({ files: [built('x', {}, { origin }).file] })]).length
    assert.deepEqual([made('dependency'), made('built'), made('restored')], [1, 0, 0])
  })
})
