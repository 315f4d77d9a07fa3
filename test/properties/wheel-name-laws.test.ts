import assert from 'node:assert/strict'
import fc from 'fast-check'
import { normalizeName, parseName } from '../../core/python/name.ts'
import { parseSdistName } from '../../core/python/sdist-name.ts'
import { formatTag, parseTags } from '../../core/python/tag.ts'
import { sameVersion } from '../../core/python/version.ts'
import { formatTags, formatWheelName, parseWheelName, wheelKey } from '../../core/python/wheel-name.ts'
import { isSafeFileName } from '../../core/safe-path.ts'
import { anyVersion, tagSet, wheelParts } from './python-arbitraries.ts'

describe('laws of wheel names', () => {
  it('what is formatted parses back to the same parts', () => {
    fc.assert(
      fc.property(wheelParts, (parts) => {
        const parsed = parseWheelName(formatWheelName(parts)) ?? assert.fail(formatWheelName(parts))
        assert.deepEqual([parsed.project, parsed.build], [parts.project, parts.build])
        assert.ok(sameVersion(parsed.version, parts.version))
        assert.deepEqual(new Set(parsed.tags.map(formatTag)), new Set(parts.tags.map(formatTag)))
      }),
    )
  })

  it('formatting is the usual spelling: done twice it changes nothing, and names one file', () => {
    fc.assert(
      fc.property(wheelParts, (parts) => {
        const once = parseWheelName(formatWheelName(parts)) ?? assert.fail()
        assert.equal(formatWheelName(once), once.text)
        assert.equal(wheelKey(once), wheelKey({ ...parts, text: 'another spelling' }))
      }),
    )
  })

  it('the order of a set does not matter', () => {
    fc.assert(
      fc.property(wheelParts, (parts) => {
        const a = { ...parts, text: '' }
        assert.equal(wheelKey(a), wheelKey({ ...a, tags: a.tags.toReversed() }))
        assert.equal(formatWheelName(a), formatWheelName({ ...a, tags: a.tags.toReversed() }))
      }),
    )
  })

  it('expanding what was compressed gives the set back', () => {
    fc.assert(
      fc.property(tagSet, (tags) => {
        assert.deepEqual(new Set(parseTags(formatTags(tags)).map(formatTag)), new Set(tags.map(formatTag)))
      }),
    )
  })

  it('each expanded tag expands to itself', () => {
    fc.assert(fc.property(tagSet, (tags) => tags.forEach((tag) => assert.deepEqual(parseTags(formatTag(tag)), [tag]))))
  })

  it('any text is a wheel name that is safe, or none', () => {
    const piece = fc.constantFrom('foo', '1.0', '-', '-', 'py3', 'none', 'any', '.', '..', '/', '\\', '\n', ' ', '.whl', '__', '1', 'ü')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const file = `${pieces.join('')}.whl`
        assert.ok(parseWheelName(file) === undefined || isSafeFileName(file), file)
      }),
      { numRuns: 2000 },
    )
  })

  it('normalised names are normalised once, and stay valid', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,9}[A-Za-z0-9])?$/), (name) => {
        const project = parseName(name) ?? assert.fail(name)
        assert.equal(normalizeName(project), project)
        assert.equal(parseName(project), project)
      }),
    )
  })

  it('sdists are found by their project, whatever hyphens stand in either part', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,6}[a-z]$/)
    fc.assert(
      fc.property(name, anyVersion, (project, version) => {
        const found = parseSdistName(`${project}-${version.text}.tar.gz`, normalizeName(project))
        assert.equal(found?.project, normalizeName(project))
        assert.ok(found !== undefined && sameVersion(found.version, version))
      }),
    )
  })
})
