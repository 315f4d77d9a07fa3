import assert from 'node:assert/strict'
import type { Field } from '../../../core/json.ts'
import {
  readCondition,
  readConstraint,
  readEnvironment,
  readExtra,
  readGlob,
  readPassed,
  readPath,
  readRequires,
  readScript,
  readSeconds,
} from '../../../core/suites/suite-fields.ts'
import { parseYaml } from '../../../core/yaml.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** What stands below `it:` in YAML. */
const field = (yaml: string): Field => parseYaml(`it: ${yaml}\n`, 's.yml', 'FILE_INVALID', { nulls: true }).get('it')

interface Reader {
  readonly read: (field: Field) => unknown
  readonly fine: readonly (readonly [yaml: string, value: unknown, why: string])[]
  readonly wrong: readonly (readonly [yaml: string, why: string])[]
}

const readers: Readonly<Record<string, Reader>> = {
  'a script': {
    read: readScript,
    fine: [
      ['pytest tests', 'pytest tests', 'a line'],
      ['"a\\nb\\n"', 'a\nb', 'lines'],
      ['[a, b && c]', 'a\nb && c', 'a list of lines'],
      ['"a\\r\\nb"', 'a\nb', 'lines as Windows ends them'],
      ['', '', 'nothing'],
      ['[]', '', 'an empty list'],
      ["awk '{print}' ${results}", "awk '{print}' ${results}", 'braces of the shell'],
      ['pytest {project} {package} {wheel} {python} {results}', 'pytest {project} {package} {wheel} {python} {results}', 'every place'],
      ['true', 'true', 'a word that other YAML takes for a truth'],
    ],
    wrong: [
      ['{ a: b }', 'a map'],
      ['[[a]]', 'a list of lists'],
      ['"a\\0b"', 'a NUL'],
      ['pytest --junitxml={result}/a.xml', 'a misspelt place'],
    ],
  },
  'a requirement': {
    read: readRequires,
    fine: [
      ['pytest', 'pytest', 'a name'],
      ['" pytest==7.2.1 "', 'pytest==7.2.1', 'a pin'],
      ['"pytest[dev]>=7; python_version<\\"3.13\\""', 'pytest[dev]>=7; python_version<"3.13"', 'a marker'],
      ['git+https://github.com/a/b@main', 'git+https://github.com/a/b@main', 'an address'],
      ['"{project}[cli]"', '{project}[cli]', 'the project'],
      ['"tools @ file://{project}/tools"', 'tools @ file://{project}/tools', 'a folder of the project'],
      ['./tools', './tools', 'a folder'],
      ['tools-1.0-py3-none-any.whl', 'tools-1.0-py3-none-any.whl', 'a wheel'],
    ],
    wrong: [
      ['-r requirements.txt', 'an option'],
      ['--pre', 'a long option'],
      ['pytest pytest-cov', 'two of them'],
      ['pytest=7', 'a specifier that is none'],
      ['"a\\nb"', 'two lines'],
      ['""', 'nothing'],
      ['"{projects}/tools"', 'a misspelt place'],
      ['{ pytest: 7 }', 'a map'],
    ],
  },
  'a constraint': {
    read: readConstraint,
    fine: [
      ['attrs<23', 'attrs<23', 'a bound'],
      ['attrs @ https://h/attrs-1-py3-none-any.whl', 'attrs @ https://h/attrs-1-py3-none-any.whl', 'an address'],
    ],
    wrong: [
      ['attrs[dev]<23', 'extras'],
      ['attrs<', 'half a bound'],
      ['-c constraints.txt', 'an option'],
    ],
  },
  'an extra': {
    read: readExtra,
    fine: [['cli', 'cli', 'a name']],
    wrong: [
      ['"[cli]"', 'brackets'],
      ['cli,dev', 'two of them'],
      ['""', 'nothing'],
    ],
  },
  'the path of a requirement file': {
    read: readPath,
    fine: [
      ['requirements-test.txt', 'requirements-test.txt', 'a file'],
      ['./ci/test.txt', 'ci/test.txt', 'a file in a folder'],
      ['./../test.txt', '../test.txt', 'one beside the project'],
      ['../../requirements.txt', '../../requirements.txt', 'one above the project'],
    ],
    wrong: [
      ['/etc/passwd', 'an absolute path'],
      ['C:/a.txt', 'a drive'],
      ['ci\\test.txt', 'the other slash'],
      ['a/../b.txt', 'a way back'],
      ['..', 'a folder above'],
      ['../', 'a folder above, with its slash'],
      ['""', 'nothing'],
      ['a//b', 'an empty part'],
    ],
  },
  'what is copied': {
    read: readGlob,
    fine: [
      ['tests', 'tests', 'a folder'],
      ['tests/', 'tests', 'a folder with its slash'],
      ['./setup.cfg', 'setup.cfg', 'a file'],
      ['"tests/**/*.py"', 'tests/**/*.py', 'a glob'],
      ['"tests/**/*.{py,txt}"', 'tests/**/*.{py,txt}', 'a choice'],
      ['.', '.', 'all of the project'],
    ],
    wrong: [
      ['../tests', 'what lies above'],
      ['/tests', 'an absolute path'],
      ['tests\\unit', 'the other slash'],
      ['C:/tests', 'a drive'],
      ['tests/../..', 'a way out'],
      ['"!tests/slow"', 'a glob that takes all the rest'],
      ['"tests/{a,b"', 'an open brace'],
      ['"tests/[z-a].py"', 'a range that holds nothing'],
      ['"a*b*c*d*e"', 'more stars than anybody waits for'],
      ['""', 'nothing'],
    ],
  },
  'the name of a variable': {
    read: readPassed,
    fine: [['ENTITY_SERVICE_URL', 'ENTITY_SERVICE_URL', 'a name']],
    wrong: [
      ['A=b', 'a value'],
      ['a-b', 'a name that is none'],
      ['SYSTEM_ACCESSTOKEN', 'the job’s token'],
      ['Pypi_Password', 'a secret of releases, in other letters'],
      ['WHEELWORKS_RESULTS', 'what the task sets'],
      ['""', 'nothing'],
    ],
  },
  'an environment': {
    read: readEnvironment,
    fine: [
      ['{ A: b, JOBS: 4, EMPTY: , FLAG: true, x-why: y }', { A: 'b', JOBS: '4', EMPTY: '', FLAG: 'true' }, 'values, as they are written'],
      ['{ A: "$HOME/x", B: "$(CC) x" }', { A: '$HOME/x', B: '$(CC) x' }, 'variables of the shell and of make'],
    ],
    wrong: [
      ['{ A: $(secret) }', 'a macro that nobody replaces'],
      ['{ TWINE_PASSWORD: x }', 'a secret of releases'],
      ['{ WHEELWORKS_SUITE: x }', 'what the task sets'],
      ['{ 1A: x }', 'a name that is none'],
      ['{ A: [x] }', 'a list for a value'],
      ['[A=b]', 'a list'],
      ['{ A: "\\0" }', 'a NUL'],
    ],
  },
  'a timeout': {
    read: readSeconds,
    fine: [
      ['10m', 600, 'minutes'],
      ['10', 600, 'a plain number'],
      ['', 0, 'nothing'],
    ],
    wrong: [
      ['soon', 'a word'],
      ['400h', 'weeks'],
      ['[10m]', 'a list'],
    ],
  },
}

for (const [what, { read, fine, wrong }] of Object.entries(readers))
  describe(what, () => {
    for (const [yaml, value, why] of fine) it(`is ${why}`, () => assert.deepEqual(read(field(yaml)), value))
    for (const [yaml, why] of wrong)
      it(`is not ${why}`, () =>
        assert.equal(
          problemCode(() => read(field(yaml))),
          'FILE_INVALID',
        ))
  })

describe('a condition of a suite', () => {
  it('is read', () => assert.equal(readCondition(field(`"os_name == 'nt'"`)).text, "os_name == 'nt'"))
  it('that is none is refused with its place and what is wrong', () =>
    assert.throws(
      () => readCondition(field('implementation_name == pypy')),
      /s\.yml, line 1: it is 'implementation_name == pypy', which compares two names.*quotes/,
    ))
  it('that is long is not repeated', () =>
    assert.throws(
      () => readCondition(field(`"${'a '.repeat(3000)}"`)),
      (error) => error instanceof Error && error.message.length < 500,
    ))
})
