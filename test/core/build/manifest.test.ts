import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  failureTitle,
  formatManifest,
  isSidecar,
  parseManifest,
  type Manifest,
  manifestPlace,
  sidecarOf,
} from '../../../core/build/manifest.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { root } from '../../root.ts'

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

describe('a manifest that was shipped', () => {
  const shipped = (name: string): string => readFileSync(join(root, 'test/golden/shipped', name), 'utf8')
  for (const name of ['manifest-1.json', 'manifest-1-collected.json', 'manifest-1-restored.json'])
    it(`has the bytes that are written today: ${name}`, () =>
      assert.equal(formatManifest(parseManifest(shipped(name), name)), shipped(name)))
  it('tells of suites and of a whole run only where it was written by what knows them', () => {
    const [old, collected] = ['manifest-1.json', 'manifest-1-collected.json'].map((name) => parseManifest(shipped(name), name))
    assert.deepEqual([old?.suites, old?.collected, 'suites' in (old ?? {})], [undefined, undefined, false])
    assert.deepEqual([collected?.collected, collected?.suites?.map(({ result }) => result)], [true, ['passed', 'allowed', 'failed']])
  })
  it('tells of what came from a cache by whom it was built, and of what did not come its key', () => {
    const { restored, files, failures } = parseManifest(shipped('manifest-1-restored.json'), 'm')
    assert.deepEqual([restored, files[0]?.origin, files[0]?.made_by], [true, 'restored', 'run 41, build.linux_python3_b1'])
    assert.deepEqual(
      failures.map((failure) => [failureTitle(failure), failure.key?.length]),
      [
        ['harbour-cli', 64],
        ['harbour-tides 1.0 for 3', undefined],
      ],
    )
  })
  it('says of an extra file what it was made with, and of every file of a whole run who built it', () => {
    const { files } = parseManifest(shipped('manifest-1-collected.json'), 'm')
    assert.deepEqual(
      files.map(({ name, origin, made_with: wheel, leg }) => [name, origin, wheel, leg]),
      [
        ['clkhash-0.18.1-py3-none-any.whl', 'built', undefined, 'build.test.linux_311'],
        ['clkhash-0.18.1.tar.gz', 'built', undefined, 'build.test.linux_311'],
        ['clkutil-x86.exe', 'extra', 'clkhash-0.18.1-py3-none-any.whl', 'build.test.windows_38_x86'],
      ],
    )
  })
})

describe('a sidecar', () => {
  const cases: [name: string, origin: 'built' | 'extra', sidecar: string][] = [
    ['spam-1.0-py3-none-any.whl', 'built', 'spam-1.0-py3-none-any.whl.json'],
    ['spam-1.0.tar.gz', 'built', 'spam-1.0.tar.gz.json'],
    ['tool.exe', 'extra', 'tool.exe.extra.json'],
    ['docs.tar.gz', 'extra', 'docs.tar.gz.extra.json'],
  ]
  for (const [name, origin, sidecar] of cases)
    it(`of ${name} is ${sidecar}, which is known as one and as no manifest`, () => {
      assert.equal(sidecarOf({ name, origin }), sidecar)
      assert.deepEqual([isSidecar(sidecar), manifestPlace(sidecar)], [true, undefined])
    })
  for (const name of ['tool.json', 'data.csv.json', 'manifest.json', 'package.json'])
    it(`is not ${name}`, () => assert.equal(isSidecar(name), false))
})
