import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Problem } from '../../../core/problem.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import { parseSuites } from '../../../core/suites/suites-file.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** A suite that says nothing but its command; a test says what is different. */
const suite = (is: Partial<Suite> = {}): Suite => ({
  name: 'unit',
  run: 'pytest',
  before: '',
  after: '',
  requires: [],
  requirements: [],
  constraints: [],
  extras: [],
  environment: {},
  pass: [],
  files: [],
  seconds: 0,
  skipIf: undefined,
  allowFailure: false,
  install: 'wheel',
  expects: [],
  ...is,
})
const one = (lines: string): Suite => parseSuites(`unit:\n${lines.replaceAll(/^/gm, '  ')}\n`, 's.yml')[0] ?? assert.fail('there is none')
const refusal = (text: string): string => {
  try {
    parseSuites(text, 's.yml')
  } catch (error) {
    if (error instanceof Problem && error.code === 'FILE_INVALID') return error.text
    throw error
  }
  return 'none'
}

const whole = `
# clkhash
unit:
  run: python -m pytest tests --junitxml={results}/unit.xml --cov=clkhash --cov-report=xml:{results}/coverage.xml
  files: [tests, setup.cfg]
  requires: [pytest==7.2.1, pytest-cov==4.0.0]
  requirements: [requirements-test.txt]
  constraints: [attrs<23]
  extras: [cli]
  environment: { HYPOTHESIS_PROFILE: ci }
  environmentPass: [ENTITY_SERVICE_URL]
  before: echo before
  after: rm -rf cache
  timeout: 10m
  skipIf: implementation_name == 'pypy' or architecture == 'x86' or fullTests != 'true'
  allowFailure: true
  install: wheel
  expects: [tests, coverage]
mypy:
  run: |
    mypy --version
    mypy {project}/clkhash
  requires: mypy==0.931
  install: none
`

describe('suites', () => {
  it('are read whole, in their order', () => {
    const [unit, mypy, ...more] = parseSuites(whole, 'ci/suites.yml')
    assert.deepEqual(more, [])
    const { skipIf, ...rest } = unit ?? assert.fail()
    assert.equal(skipIf?.text, "implementation_name == 'pypy' or architecture == 'x86' or fullTests != 'true'")
    assert.deepEqual({ ...rest, skipIf: undefined }, {
      name: 'unit',
      run: 'python -m pytest tests --junitxml={results}/unit.xml --cov=clkhash --cov-report=xml:{results}/coverage.xml',
      before: 'echo before',
      after: 'rm -rf cache',
      requires: ['pytest==7.2.1', 'pytest-cov==4.0.0'],
      requirements: ['requirements-test.txt'],
      constraints: ['attrs<23'],
      extras: ['cli'],
      environment: { HYPOTHESIS_PROFILE: 'ci' },
      pass: ['ENTITY_SERVICE_URL'],
      files: ['tests', 'setup.cfg'],
      seconds: 600,
      skipIf: undefined,
      allowFailure: true,
      install: 'wheel',
      expects: ['tests', 'coverage'],
    } satisfies Suite)
    assert.deepEqual(
      mypy,
      suite({ name: 'mypy', run: 'mypy --version\nmypy {project}/clkhash', requires: ['mypy==0.931'], install: 'none' }),
    )
  })
  it('say nothing but what is run', () => assert.deepEqual(one('run: pytest'), suite()))
  it('are JSON too', () => assert.deepEqual(parseSuites('{"unit": {"run": "pytest"}}', 's'), [suite()]))
  it('have keys without a value', () => assert.deepEqual(one('run: pytest\nbefore:\nskipIf: ~\nfiles: null\nexpects:'), suite()))
  it('share what anchors say, under names that are free', () => {
    const [unit, more, ...none] = parseSuites(
      'x-all: &all\n  requires: [pytest]\n  timeout: 5\nunit:\n  <<: *all\n  run: a\nmore:\n  <<: *all\n  run: b\n  timeout: 1h',
      's',
    )
    assert.deepEqual(
      [unit, more],
      [suite({ run: 'a', requires: ['pytest'], seconds: 300 }), suite({ name: 'more', run: 'b', requires: ['pytest'], seconds: 3600 })],
    )
    assert.deepEqual(none, [])
  })
  it('have free keys of their own', () => assert.deepEqual(one('x-owner: me\nrun: pytest'), suite()))

  const expects: [lines: string, expected: Suite['expects'], why: string][] = [
    ['run: pytest', [], 'nothing where no folder of results is named'],
    ['run: pytest --junitxml={results}/a.xml', ['tests'], 'tests where one is'],
    ['run: pytest\nbefore: touch {results}/a', ['tests'], 'tests where one is named before it'],
    ['run: pytest\nafter: ls {results}', [], 'nothing where one is named after it'],
    ['run: pytest ${results}', [], 'nothing of a variable of the shell'],
    ['run: pytest --junitxml=$WHEELWORKS_RESULTS/a.xml', ['tests'], 'tests where the variable of that folder stands'],
    ['run: pytest\nafter: ls $WHEELWORKS_RESULTS', [], 'nothing where only after looks there'],
    ['run: pytest --junitxml={results}/a.xml\nexpects: []', [], 'nothing where that is said'],
    ['run: pytest\nexpects: coverage', ['coverage'], 'coverage alone'],
    ['run: pytest {results}\nexpects: [coverage, tests, coverage]', ['coverage', 'tests'], 'each once'],
  ]
  for (const [lines, expected, why] of expects) it(`are expected to leave ${why}`, () => assert.deepEqual(one(lines).expects, expected))

  for (const name of ['a', 'Unit-Tests_2', 'mypy.latest', 'py3.11', '1', 'a'.repeat(50)])
    it(`may be called ${name.slice(0, 20)}`, () => assert.equal(parseSuites(`${name}: { run: x }`, 's')[0]?.name, name))
})

describe('suites that are wrong', () => {
  const table: [text: string, says: RegExp, why: string][] = [
    ['', /is empty/, 'nothing'],
    ['{}', /holds no suite/, 'an empty map'],
    ['x-all: { run: a }', /holds no suite/, 'anchors alone'],
    ['[]', /must be a map, not a list/, 'a list'],
    ['pytest tests', /must be a map, not the text/, 'a command'],
    ['unit: pytest', /line 1: unit must be a map\. Write run:/, 'a command under a name'],
    ['unit: [pytest]', /unit must be a map/, 'a list under a name'],
    ['unit:', /unit must be a map/, 'a name alone'],
    ['unit: {}', /unit\.run is missing/, 'a suite without a command'],
    ['unit: { run: }', /unit\.run is missing/, 'an empty command'],
    ['unit: { run: "" }', /unit\.run is missing/, 'a blank command'],
    ['unit:\n  run: a\n  timeOut: 5', /line 3: unit does not know the key 'timeOut'\. Did you mean 'timeout'\?/, 'a misspelt key'],
    ['unit: { run: a, script: b }', /does not know the key 'script'\. Known here: run, files,/, 'a key that is near to none'],
    ['unit: { run: a, skip-if: "" }', /Did you mean 'skipIf'\?/, 'a key as others spell it'],
    ['unit: { run: a, test_requires: b }', /does not know the key 'test_requires'/, "a recipe's key"],
    ['a: { run: x }\nA: { run: y }', /line 2: A has a name that is the name of another, a\./, 'two names that differ in case'],
    ['a: { run: x }\na: { run: y }', /cannot be read: Map keys must be unique/, 'a name twice'],
    ['test_command: { run: x }', /what testCommand is called/, 'the name of testCommand'],
    ['TEST_COMMAND: { run: x }', /what testCommand is called/, 'that name in other letters'],
    ['unit: { run: a, expects: test }', /expects is 'test'.*Did you mean 'tests'\?/, 'a misspelt expectation'],
    ['unit: { run: a, install: whele }', /Did you mean 'wheel'\?/, 'a misspelt way to install'],
    ['unit: { run: a, allowFailure: maybe }', /allowFailure is 'maybe'\. Write true or false/, 'a flag that is none'],
    ['unit: { run: a, install: none, extras: [cli] }', /extras are of the wheel/, 'extras without the wheel'],
    ['unit: { run: a, timeout: soon }', /timeout is 'soon'/, 'a timeout that is none'],
    ['unit: { run: a, skipIf: "true" }', /skipIf is 'true', which ends where a comparison/, 'a condition that is none'],
    ['unit: { run: a, requires: [pytest, -r x] }', /unit\.requires\[1\] is '-r x', an option of pip/, 'an option of pip'],
    ['unit: { run: a, files: [../tests] }', /unit\.files\[0\] is '\.\.\/tests'/, 'files above the project'],
    ['unit: { run: a, environmentPass: [SYSTEM_ACCESSTOKEN] }', /never|no suite ever sees/, 'a variable that is withheld'],
    ['unit:\n  run: a\n---\nmore:\n  run: b', /several documents/, 'two documents'],
    ['unit: {', /cannot be read/, 'broken YAML'],
    ['{a: '.repeat(400), /nested deeper/, 'a very deep one'],
    [Array.from({ length: 101 }, (_, at) => `s${at}: { run: x }`).join('\n'), /more than 100 suites/, 'a hundred and one'],
    [
      'a: &a { run: x }\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]',
      /cannot be read/,
      'anchors that explode',
    ],
  ]
  for (const [text, says, why] of table) it(`are refused: ${why}`, () => assert.match(refusal(text), says))

  for (const name of ['a b', 'a/b', '../a', '-a', '.a', '_a', 'a.', 'ä', 'a'.repeat(51), '"a\\nb"', '""', 'a:b'])
    it(`are refused: a suite called ${name.slice(0, 20)}`, () =>
      assert.match(refusal(`${name}: { run: x }`), /a name that no suite can have/))

  it('are of the input where they stand there', () =>
    assert.equal(
      problemCode(() => parseSuites('a: b', "The input 'suites'", 'INPUT_INVALID')),
      'INPUT_INVALID',
    ))
  it('do not reach the prototype of anything', () => {
    assert.match(refusal('__proto__: { run: x }'), /no suite/)
    assert.match(refusal('unit: { run: x, __proto__: { files: [a] } }'), /does not know the key/)
    assert.equal(parseSuites('constructor: { run: x }', 's')[0]?.name, 'constructor')
  })
  it('are read or refused by a Problem, whatever they are', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue())).map((all) => JSON.stringify(all)),
        ),
        (text) => {
          const code = problemCode(() => parseSuites(text, 's'))
          assert.ok(code === undefined || code === 'FILE_INVALID')
        },
      ),
    ))
})
