import assert from 'node:assert/strict'
import { formatManifest, type Manifest, parseManifest } from '../../../core/build/manifest.ts'
import { type Offer, unionOf } from '../../../core/build/union.ts'
import { mergedFiles, setManifest, tellMerged } from '../../../core/collect/release-set.ts'
import { manifest, offer, pure, suiteRun } from './told.ts'

describe('mergedFiles', () => {
  const told = (...offers: Offer[]): string[] => mergedFiles(unionOf(offers, [])).map(tellMerged)

  it('tells of a wheel that was built 17 times in how many contents, and whose is taken', () => {
    const legs = Array.from({ length: 17 }, (_, at) => offer(`bytes ${at % 3}`, { leg: `linux_${310 + at}` }))
    assert.deepEqual(told(...legs), [`${pure}: built by 17 legs, 3 different contents; that of build.test.linux_310 is taken`])
  })

  it('tells of one content', () =>
    assert.deepEqual(told(offer('x'), offer('x', { leg: 'b' })), [
      `${pure}: built by 2 legs, the same bytes; that of build.test.a is taken`,
    ]))

  it('counts what legs built for their tests alone', () =>
    assert.deepEqual(told(offer('x', { leg: 'b' }), offer('y', {}, { release: false })), [
      `${pure}: built by 2 legs, 2 different contents; that of build.test.b is taken`,
    ]))

  it('counts a leg once, with its last attempt', () => {
    assert.deepEqual(told(offer('x'), offer('y', { attempt: 2 })), [])
    assert.deepEqual(told(offer('x', {}, { release: false }), offer('y', { attempt: 2 }, { release: false }), offer('y', { leg: 'b' })), [
      `${pure}: built by 2 legs, the same bytes; that of build.test.b is taken`,
    ])
  })

  it('does not count what was built along, nor of replaced plans', () => {
    const along = offer('y', { leg: 'b' }, { origin: 'dependency' })
    const replaced = [offer('z', { planDigest: 'old', leg: 'c' }), offer('x', { planDigest: 'new', attempt: 2 })]
    assert.deepEqual(told(offer('x'), along), [])
    assert.deepEqual(told(...replaced), [])
  })
})

describe('setManifest', () => {
  const where = { where: { stage: 'package', job: 'collect', leg: '', attempt: 2 }, commit: 'c', buildId: '7' }
  const made = (): Manifest =>
    setManifest(
      [offer('x', { leg: 'linux' })],
      [{ run: suiteRun({ reports: ['a.junit.xml'], coverage: 'a.coverage.xml' }), manifest: manifest() }],
      where,
    )

  it('tells of a set, with who built each file', () => {
    const { collected, files, attempt, job, failures } = made()
    assert.deepEqual(
      [collected, files.map(({ name, leg }) => [name, leg]), attempt, job, failures],
      [true, [[pure, 'build.test.linux']], 2, 'collect', []],
    )
  })

  it('tells what suites came to, and of no report that lies elsewhere', () =>
    assert.deepEqual(
      made().suites?.map(({ suite, counts, reports, coverage }) => [suite, counts?.tests, reports, coverage]),
      [['unit', 2, [], '']],
    ))

  it('is read back as it was written', () => assert.deepEqual(parseManifest(formatManifest(made()), 'm'), made()))
})
