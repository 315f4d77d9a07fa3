import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { parseToolchain, probeArguments } from '../../core/build/toolchain.ts'
import { isMarkerName, markerNames } from '../../core/python/marker.ts'
import { parseMarker } from '../fakes/parse-marker.ts'
import { markersOf } from '../core/build/toolchains.ts'
import { findPython } from '../servers/python.ts'

const environments: readonly Readonly<Record<string, string>>[] = [
  markersOf(9),
  markersOf(11),
  markersOf(14),
  {
    ...markersOf(10),
    implementation_name: 'pypy',
    implementation_version: '7.3.15',
    platform_python_implementation: 'PyPy',
    platform_machine: 'AMD64',
    platform_release: '10',
    platform_system: 'Windows',
    platform_version: '10.0.20348',
    os_name: 'nt',
    sys_platform: 'win32',
  },
]

const ofVersions = ['python_version', 'python_full_version', 'implementation_version']
const ofTexts = markerNames.filter(
  (name) => !ofVersions.includes(name) && !name.startsWith('platform_release') && name !== 'platform_version',
)
const ordered = fc.constantFrom('==', '!=', '<=', '>=', '<', '>')
/** No pre-releases: old copies leave them out, and the tables have them. */
const versions = fc.constantFrom('3', '3.9', '3.9.1', '3.10', '3.11', '3.11.1', '3.14', '7.3', '4')
const texts = fc.constantFrom('linux', 'win32', 'posix', 'nt', 'cpython', 'CPython', 'pypy', 'x86_64', 'AMD64', 'Linux', 'Windows', '', 'n')

/** Comparisons whose answer PEP 508 gives. */
const comparison = fc.oneof(
  fc.tuple(fc.constantFrom(...ofVersions), ordered, versions).map(([name, sign, text]) => `${name} ${sign} '${text}'`),
  fc
    .tuple(fc.constantFrom(...ofVersions), fc.constantFrom('~=', '=='), fc.constantFrom('3.9', '3.10', '3.11', '7.3'))
    .map(([name, sign, text]) => (sign === '==' ? `${name} == "${text}.*"` : `${name}~='${text}'`)),
  fc.tuple(versions, ordered, fc.constantFrom(...ofVersions)).map(([text, sign, name]) => `'${text}' ${sign} ${name}`),
  fc
    .tuple(fc.constantFrom(...ofTexts), fc.constantFrom('==', '!=', 'in', 'not in'), texts)
    .map(([name, sign, text]) => `${name} ${sign} '${text}'`),
  fc
    .tuple(texts, fc.constantFrom('in', 'not in', '=='), fc.constantFrom(...ofTexts))
    .map(([text, sign, name]) => `"${text}" ${sign} ${name}`),
)

const { condition } = fc.letrec<{ condition: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    tie('condition').map((inner) => `(${inner})`),
  ),
  condition: fc
    .array(fc.tuple(tie('part'), fc.constantFrom('and', 'or')), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.map(([part, word], at) => (at === 0 ? part : `${word} ${part}`)).join(' ')),
}))

const program = `
import json, sys
from pip._vendor.packaging.markers import Marker, default_environment
def answer(text):
    try:
        return [Marker(text).evaluate(one) for one in environments]
    except Exception as error:
        return type(error).__name__
environments, cases = json.load(sys.stdin)
own = default_environment()
own.pop('extra', None)
print(json.dumps([own, [answer(text) for text in cases]]))
`

describe("pip's own answers to markers", function () {
  const cases = fc.sample(condition, { numRuns: 150, seed: 508 })
  let own: Record<string, string>
  let answers: unknown[]
  let python: string
  before(function () {
    python = findPython(this)
    const input = JSON.stringify([environments, cases])
    const said = execFileSync(python, ['-c', program], { input, encoding: 'utf8', maxBuffer: 1e9 })
    ;[own, answers] = JSON.parse(said) as [Record<string, string>, unknown[]]
  })

  it('are ours', () => {
    const ours = cases.map((text) => {
      const marker = parseMarker(text)
      return environments.map((values) => marker?.holds((name) => values[name] ?? assert.fail(name)))
    })
    for (const [at, text] of cases.entries()) assert.deepEqual(ours[at], answers[at], text)
    assert.ok(new Set(answers.flat()).size === 2)
  })

  it('go by what the probe tells of an interpreter', () =>
    assert.deepEqual(parseToolchain(execFileSync(python, probeArguments, { encoding: 'utf8' }).split(/\r?\n/))?.markers, own))
})

describe('a condition', () => {
  const values = fc.dictionary(fc.constantFrom(...markerNames), fc.oneof(versions, texts))
  const variable = (from: Readonly<Record<string, string>>) => (name: string) => from[name] ?? ''

  it('is the other half of its opposite', () =>
    fc.assert(
      fc.property(fc.constantFrom(...markerNames), fc.oneof(versions, texts), values, (name, text, from) => {
        const [is, isNot] = [parseMarker(`${name} == '${text}'`), parseMarker(`${name} != '${text}'`)]
        assert.notEqual(is?.holds(variable(from)), isNot?.holds(variable(from)))
      }),
    ))
  it('binds and before or', () =>
    fc.assert(
      fc.property(comparison, comparison, comparison, values, (a, b, c, from) => {
        const plain = parseMarker(`${a} or ${b} and ${c}`)?.holds(variable(from))
        assert.equal(plain, parseMarker(`${a} or (${b} and ${c})`)?.holds(variable(from)))
      }),
    ))
  it('asks for no name that it does not tell', () =>
    fc.assert(
      fc.property(condition, values, (text, from) => {
        const marker = parseMarker(text) ?? assert.fail(text)
        marker.holds((name) => (assert.ok(marker.names.includes(name) && isMarkerName(name)), from[name] ?? ''))
      }),
    ))
  it('is read or refused, whatever it is', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\sa-z_.()'"=!<>~39]{0,40}$/)), (text) => {
        const marker = parseMarker(text)
        assert.equal(typeof (marker?.holds(() => '') ?? false), 'boolean')
      }),
    ))
})
