import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { normalizeName } from '../../core/python/name.ts'
import { admits, parseSpecifiers } from '../../core/python/specifier.ts'
import { formatTag } from '../../core/python/tag.ts'
import { compareVersions, type Version } from '../../core/python/version.ts'
import { formatWheelName, parseWheelName } from '../../core/python/wheel-name.ts'
import { findPython } from '../servers/python.ts'
import { anyVersion, wheelParts } from './python-arbitraries.ts'

/** What pip's own copy of the reference implementation says, by one child for all cases: `answer(case)` is Python. */
function ask<T>(python: string, answer: string, cases: readonly unknown[]): T[] {
  const program = `
import json, sys
from pip._vendor.packaging.utils import canonicalize_name, parse_wheel_filename
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.version import Version
answer = lambda case: ${answer}
print(json.dumps([answer(case) for case in json.load(sys.stdin)]))
`
  const answers: unknown = JSON.parse(
    execFileSync(python, ['-c', program], { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 1e9 }),
  )
  assert.ok(Array.isArray(answers) && answers.length === cases.length)
  return answers as T[]
}

function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 440 })
}

describe("pip's own answers", function () {
  let python: string
  before(function () {
    python = findPython(this)
  })

  it('normalise versions the same', () => {
    const versions = sample(anyVersion, 2000)
    const answers = ask<[string, boolean, string | null]>(
      python,
      '(lambda v: [str(v), v.is_prerelease, v.local])(Version(case))',
      versions.map(({ text }) => text),
    )
    for (const [at, version] of versions.entries())
      assert.deepEqual(
        [version.canonical, version.pre || version.dev, version.local === '' ? null : version.local],
        answers[at],
        version.text,
      )
  })

  it('order versions the same', () => {
    const pairs = sample(fc.tuple(anyVersion, anyVersion), 3000)
    const answers = ask<number>(
      python,
      '(lambda a, b: (a > b) - (a < b))(*map(Version, case))',
      pairs.map((pair) => pair.map(({ text }) => text)),
    )
    for (const [at, [a, b]] of pairs.entries()) assert.equal(compareVersions(a, b), answers[at], `${a.text} and ${b.text}`)
  })

  /** Strict bounds and prefixes are left out: old copies have faults there, and the tables have them. */
  it('admit the same versions', () => {
    const operator = fc.constantFrom('==', '!=', '>=', '<=')
    const cases = sample(fc.tuple(operator, anyVersion, anyVersion), 3000).map(
      ([sign, bound, version]) => [clause(sign, bound), version] as const,
    )
    const answers = ask<boolean>(
      python,
      'SpecifierSet(case[0]).contains(case[1], prereleases=True)',
      cases.map(([text, version]) => [text, version.text]),
    )
    for (const [at, [text, version]] of cases.entries())
      assert.equal(admits(parseSpecifiers(text) ?? assert.fail(), version), answers[at], `${version.text} ${text}`)
  })

  it('read the same wheel names', () => {
    const files = sample(wheelParts, 1000).map((parts) => formatWheelName(parts))
    const answers = ask<[string, string, string, string[]]>(
      python,
      '(lambda n, v, b, t: [n, str(v), "".join(map(str, b)), sorted(map(str, t))])(*parse_wheel_filename(case))',
      files,
    )
    for (const [at, file] of files.entries()) {
      const found = parseWheelName(file) ?? assert.fail(file)
      const build = found.build === undefined ? '' : `${found.build.number}${found.build.suffix}`
      assert.deepEqual([found.project, found.version.canonical, build, found.tags.map(formatTag).sort()], answers[at], file)
    }
  })

  it('normalise names the same', () => {
    const names = sample(fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/), 1000)
    assert.deepEqual(
      names.map((name) => String(normalizeName(name))),
      ask<string>(python, 'canonicalize_name(case)', names),
    )
  })
})

/** Only equality may name a local part. */
function clause(sign: string, { canonical }: Version): string {
  return `${sign}${sign.includes('>') || sign.includes('<') ? canonical.replace(/\+.*/, '') : canonical}`
}
