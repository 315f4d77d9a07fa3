import assert from 'node:assert/strict'
import { parseMarker } from '../../fakes/parse-marker.ts'
import { markerVariable, misspeltNames, skipReason } from '../../../core/suites/skip.ts'
import { markersOf } from '../build/toolchains.ts'

const variable = (job: Readonly<Record<string, string>>, markers: Readonly<Record<string, string>> = markersOf(11)) =>
  markerVariable({ markers }, (name) => job[name])
const skipIf = (text: string): { name: string; skipIf: ReturnType<typeof parseMarker> } => ({ name: 'unit', skipIf: parseMarker(text) })

describe('a name in a condition', () => {
  const job = { architecture: 'x86', python_version: '2.7', unset: '$(unset)', spaced: ' true ' }
  const table: [name: string, value: string, why: string][] = [
    ['sys_platform', 'linux', "the interpreter's own"],
    ['python_version', '3.11', "the interpreter's, though the job has one too"],
    ['architecture', 'x86', 'the job’s'],
    ['nothing', '', 'empty where nobody has it'],
    ['unset', '', 'empty where it is a macro that nobody replaced'],
    ['spaced', 'true', 'without blanks around it'],
  ]
  for (const [name, value, why] of table) it(`is ${why}`, () => assert.equal(variable(job)(name), value))
  it('is empty where the interpreter tells nothing', () => assert.equal(variable(job, {})('python_version'), ''))
})

describe('why a suite is passed over', () => {
  it('is nothing without a condition', () => assert.equal(skipReason({ skipIf: undefined }, variable({})), ''))
  it('is nothing where it does not hold', () => assert.equal(skipReason(skipIf("architecture == 'x86'"), variable({})), ''))
  const job = { architecture: 'x86', fullTests: 'false' }
  const decided: [text: string, says: string, why: string][] = [
    ["fullTests != 'true'", "fullTests is 'false'", 'a variable of the job'],
    ["implementation_name == 'pypy' or architecture == 'x86'", "architecture is 'x86'", 'the part of an or that holds'],
    ["architecture == 'x86' or fullTests == 'false'", "architecture is 'x86'", 'the first of two that hold'],
    ["architecture == 'x86' and fullTests == 'false'", "architecture is 'x86', fullTests is 'false'", 'both parts of an and'],
    ["(os_name == 'nt' or fullTests == 'false') and python_version < '4'", "fullTests is 'false', python_version is '3.11'", 'brackets'],
    ["'x' in architecture and architecture != 'x64'", "architecture is 'x86'", 'what is asked twice, once'],
    ["nothing == ''", "nothing is ''", 'what is not set'],
  ]
  for (const [text, says, why] of decided)
    it(`is what decided it: ${why}`, () => assert.equal(skipReason(skipIf(text), variable(job)), says))
  it('shows no beginning of a secret', () => {
    const secret = 'very-secret-'.repeat(10)
    const redact = (text: string): string => text.replaceAll(secret, '***')
    assert.equal(skipReason(skipIf("url != ''"), variable({ url: `http://${secret}@h` }), redact), "url is 'http://***@h'")
  })
  it('does not repeat long values', () => assert.ok(skipReason(skipIf("notes != ''"), variable({ notes: 'a'.repeat(5000) })).length < 200))
})

describe('a misspelt name in a condition', () => {
  const told = (text: string, job: Readonly<Record<string, string>> = {}): string[] => misspeltNames([skipIf(text)], (name) => job[name])
  it('is told with what was meant', () =>
    assert.deepEqual(told("python_versoin == '3.11'"), [
      'skipIf of the suite unit asks for python_versoin, which is not set here. Did you mean python_version?',
    ]))
  const fine: [text: string, job: Record<string, string>, why: string][] = [
    ["python_version == '3.11'", {}, 'is right'],
    ["architecture == 'x86'", {}, 'is near to nothing'],
    ["python_versions == '3.11'", { python_versions: '3.11' }, 'is set in the job'],
  ]
  for (const [text, job, why] of fine) it(`is none where it ${why}`, () => assert.deepEqual(told(text, job), []))
  it('is none without a condition', () =>
    assert.deepEqual(
      misspeltNames([{ name: 'unit', skipIf: undefined }], () => undefined),
      [],
    ))
})
