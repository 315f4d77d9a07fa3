import assert from 'node:assert/strict'
import { posix } from 'node:path'
import fc from 'fast-check'
import { formatManifest, parseManifest } from '../../core/build/manifest.ts'
import { fileKey, fileUrl, pageKeys } from '../../core/index/layout.ts'
import { documentKey } from '../../core/index/project-document.ts'
import { Problem } from '../../core/problem.ts'
import { parseName } from '../../core/python/name.ts'
import { isSafeFileName } from '../../core/safe-path.ts'
import { sha256Of } from '../../core/sha256.ts'

/** Texts that somebody who wants to leave a folder would try, among all others. */
const piece = fc.oneof(
  fc.constantFrom('..', '.', '/', '\\', '%2e%2e', '%2f', '\0', 'C:', '~', '-', 'spam', '１', 'İ', 'ſ', '?', '#', '+', ' '),
  fc.string({ unit: 'grapheme' }),
)
const hostile = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))

const stays = (key: string, folder: string): boolean => posix.normalize(`/prefix/${key}`) === `/prefix/${key}` && key.startsWith(folder)

describe('where a name of somebody else leads', () => {
  it('is below the folder of files, or the name is refused where it is read', () => {
    let [taken, refused] = [0, 0]
    fc.assert(
      fc.property(hostile, (name) => {
        const file = { name, size: 1, sha256: sha256Of(name), project: 'spam', version: '1', tags: [], source: '', seconds: 1 }
        const about = { version: 1 as const, stage: '', job: '', leg: '', attempt: 1, planDigest: '', commit: '', buildId: '' }
        const text = formatManifest({ ...about, files: [{ ...file, origin: 'built', release: true }], failures: [] })
        try {
          parseManifest(text, 'manifest')
          taken++
        } catch (error) {
          assert.ok(error instanceof Problem && error.code === 'ARTIFACT_INVALID')
          refused++
          return
        }
        assert.ok(isSafeFileName(name) && stays(fileKey(name), 'packages/'), name)
        const { pathname, search, hash, origin } = new URL(fileUrl(name, undefined), 'https://index.example/base/simple/spam/')
        assert.deepEqual([decodeURIComponent(pathname), search, hash, origin], [`/base/packages/${name}`, '', '', 'https://index.example'])
      }),
      { numRuns: 2000 },
    )
    assert.ok(taken > 50 && refused > 50, `${taken} ${refused}`)
  })

  it('is below the folder of its project, or it is the name of none', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const name = parseName(text)
        if (name === undefined) return
        assert.match(name, /^[a-z0-9]+(?:-[a-z0-9]+)*$/)
        for (const { key } of pageKeys(name, { layout: 'both', legacyJson: true })) assert.ok(stays(key.replace(/\/$/, ''), ''), key)
        assert.ok(stays(documentKey(name), 'simple/'))
      }),
      { numRuns: 2000 },
    )
  })
})
