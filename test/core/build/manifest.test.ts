import assert from 'node:assert/strict'
import { failureTitle, formatManifest, parseManifest, type Manifest } from '../../../core/build/manifest.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'

const file = {
  name: 'spam-1.0-py3-none-any.whl',
  size: 12,
  sha256: sha256Of('spam'),
  project: 'spam',
  version: '1.0',
  tags: ['py3-none-any'],
  requires_python: '>=3.8',
  source: 'https://example.org/spam-1.0.tar.gz',
  seconds: 1.5,
  origin: 'built',
  release: true,
} as const
const manifest: Manifest = {
  version: 1,
  stage: 'build',
  job: 'wheels',
  leg: 'wheel_any',
  attempt: 1,
  planDigest: sha256Of('plan'),
  commit: '0123',
  buildId: '7',
  files: [file],
  failures: [
    { package: 'eggs', version: '2', python: '3.12', code: 'BUILD_FAILED', message: 'it failed', log: 'eggs.log' },
    { package: 'base', version: '', python: '3.12', code: 'BUILD_FAILED', message: 'it failed', log: '', release: false },
  ],
}
const changed = (change: Record<string, unknown>): string => JSON.stringify({ ...manifest, ...change })

describe('a manifest', () => {
  it('comes back as it was', () => assert.deepEqual(parseManifest(formatManifest(manifest), 'm'), manifest))
  it('names what failed, with the version where it is known', () =>
    assert.deepEqual(
      manifest.failures.map((one) => failureTitle(one)),
      ['eggs 2 for 3.12', 'base for 3.12'],
    ))
  it('has the same bytes for the same facts', () => assert.equal(formatManifest({ ...manifest }), formatManifest(manifest)))
  it('ignores keys that a later release may add', () => assert.deepEqual(parseManifest(changed({ later: 1 }), 'm'), manifest))

  const bad: [string, Record<string, unknown>][] = [
    ['a newer format', { version: 2 }],
    ['a hostile file name', { files: [{ ...file, name: '../evil.whl' }] }],
    ['a digest that is none', { files: [{ ...file, sha256: 'abc' }] }],
    ['an unknown origin', { files: [{ ...file, origin: 'found' }] }],
    ['files that are no list', { files: {} }],
    ['a missing leg', { leg: undefined }],
  ]
  for (const [why, change] of bad)
    it(`refuses ${why}`, () =>
      assert.throws(
        () => parseManifest(changed(change), 'm'),
        (error) => error instanceof Problem && error.code === 'ARTIFACT_INVALID',
      ))
})
