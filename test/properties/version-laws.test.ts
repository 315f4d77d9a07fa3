import assert from 'node:assert/strict'
import fc from 'fast-check'
import { admits, admitsPython, parseSpecifiers } from '../../core/python/specifier.ts'
import { compareVersions, isFinal, parseVersion, publicVersion, sameVersion, type Version } from '../../core/python/version.ts'
import { anyVersion } from './python-arbitraries.ts'

function admitted(specifiers: string, version: Version): boolean {
  return admits(parseSpecifiers(specifiers) ?? assert.fail(specifiers), version)
}

describe('laws of versions', () => {
  it('order is total', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, anyVersion, (a, b, c) => {
        assert.equal(compareVersions(a, b), -compareVersions(b, a) || 0)
        assert.equal(compareVersions(a, a), 0)
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) assert.ok(compareVersions(a, c) <= 0)
      }),
    )
  })

  it('equality is the order, and the key', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, (a, b) => {
        assert.equal(sameVersion(a, b), compareVersions(a, b) === 0)
        assert.equal(sameVersion(a, b), a.order === b.order)
      }),
    )
  })

  it('normalising keeps the version, and is done once', () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        const again = parseVersion(version.canonical) ?? assert.fail(version.canonical)
        assert.ok(sameVersion(version, again))
        assert.equal(again.canonical, version.canonical)
        assert.deepEqual({ ...again, text: '' }, { ...version, text: '' })
      }),
    )
  })

  it('case and white space around do not matter', () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        assert.ok(sameVersion(version, parseVersion(` ${version.text.toUpperCase()}\n`) ?? assert.fail()))
      }),
    )
  })

  it('trailing zeros do not matter', () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        const longer = version.canonical.replace(/^((?:\d+!)?[\d.]*\d)(?=$|[a-z+]|\.[a-z])/, '$1.0.0')
        assert.notEqual(longer, version.canonical)
        assert.ok(sameVersion(version, parseVersion(longer) ?? assert.fail(longer)), longer)
      }),
    )
  })

  it('a local version comes right after its public one', () => {
    fc.assert(
      fc.property(anyVersion, anyVersion, (version, other) => {
        const bare = publicVersion(version)
        assert.equal(compareVersions(bare, version), version.local === '' ? 0 : -1)
        if (compareVersions(bare, other) < 0 && compareVersions(other, version) < 0) assert.ok(sameVersion(publicVersion(other), bare))
      }),
    )
  })
})

describe('laws of specifiers', () => {
  const bound = anyVersion.map((version) => publicVersion(version))

  it('each operator and its opposite', () => {
    fc.assert(
      fc.property(anyVersion, bound, (version, { canonical }) => {
        assert.equal(admitted(`==${canonical}`, version), !admitted(`!=${canonical}`, version))
        assert.ok(admitted(`>=${canonical}`, version) || admitted(`<=${canonical}`, version))
        assert.ok(!(admitted(`>${canonical}`, version) && admitted(`<=${canonical}`, version)))
        assert.ok(!(admitted(`<${canonical}`, version) && admitted(`>=${canonical}`, version)))
        assert.equal(admitted(`==${canonical}`, version), admitted(`>=${canonical},<=${canonical}`, version))
      }),
    )
  })

  it('strict bounds imply loose ones', () => {
    fc.assert(
      fc.property(anyVersion, bound, (version, { canonical }) => {
        if (admitted(`>${canonical}`, version)) assert.ok(admitted(`>=${canonical}`, version))
        if (admitted(`<${canonical}`, version)) assert.ok(admitted(`<=${canonical}`, version))
      }),
    )
  })

  it('a version admits itself, and every one of its spellings', () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        assert.ok(admitted(`==${version.text}`, version))
        assert.ok(admitted(`===${version.text}`, version))
        assert.ok(admitted(`==${version.canonical}`, version))
      }),
    )
  })

  it('a set is the conjunction of its clauses, in any order', () => {
    const operator = fc.constantFrom('>=', '<=', '>', '<', '==', '!=')
    fc.assert(
      fc.property(anyVersion, fc.array(fc.tuple(operator, bound), { maxLength: 4 }), (version, clauses) => {
        const texts = clauses.map(([sign, { canonical }]) => `${sign}${canonical}`)
        assert.equal(
          admitted(texts.join(','), version),
          texts.every((text) => admitted(text, version)),
        )
        assert.equal(admitted(texts.join(','), version), admitted(texts.toReversed().join(' , '), version))
      }),
    )
  })

  it('compatible releases are a floor and a prefix', () => {
    fc.assert(
      fc.property(anyVersion, bound, (version, floor) => {
        const prefix = [...floor.parts.release.slice(0, -1), '*'].join('.')
        const epoch = floor.parts.epoch === '0' ? '' : `${floor.parts.epoch}!`
        if (floor.parts.release.length > 1)
          assert.equal(admitted(`~=${floor.canonical}`, version), admitted(`>=${floor.canonical},==${epoch}${prefix}`, version))
      }),
    )
  })

  it('Requires-Python admits an X.Y exactly if it admits one of its micros', () => {
    const micro = fc.nat(6)
    const clause = fc.tuple(fc.constantFrom('>=', '<=', '>', '<', '==', '!=', '~='), fc.nat(3), fc.option(micro))
    fc.assert(
      fc.property(fc.array(clause, { maxLength: 4 }), fc.nat(3), (clauses, minor) => {
        const set = clauses.map(([sign, y, z]) => `${sign}3.${y}${z === null ? '' : `.${z}`}`).join(',')
        const micros = Array.from({ length: 12 }, (_, at) => parseVersion(`3.${minor}.${at}`) ?? assert.fail())
        assert.equal(
          admitsPython(set, `3.${minor}`),
          micros.some((version) => admitted(set, version)),
          `${set} for 3.${minor}`,
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('a final version is never below its own pre-releases', () => {
    fc.assert(
      fc.property(anyVersion, (version) => {
        const final = parseVersion(`${version.parts.epoch}!${version.parts.release.join('.')}`) ?? assert.fail()
        assert.ok(isFinal(final))
        if (!isFinal(version) && !version.post) assert.ok(compareVersions(version, final) < 0)
      }),
    )
  })
})
