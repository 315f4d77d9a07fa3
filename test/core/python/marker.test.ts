import assert from 'node:assert/strict'
import { isMarkerName, judgeMarker, markerNames } from '../../../core/python/marker.ts'
import { parseMarker } from '../../fakes/parse-marker.ts'
import { markersOf } from '../build/toolchains.ts'

const values: Readonly<Record<string, string>> = {
  ...markersOf(11),
  architecture: 'x86',
  fullTests: 'True',
  'Build.Reason': 'PullRequest',
  cores: '10',
}
const holds = (text: string): boolean => (parseMarker(text) ?? assert.fail(text)).holds((name) => values[name] ?? '')

describe('a condition', () => {
  const table: [text: string, expected: boolean, why: string][] = [
    ["python_version >= '3.9'", true, 'a version'],
    ["'3.9' <= python_version", true, 'the text first'],
    ["python_version in '3.10, 3.11'", true, 'one of several'],
    ["python_version not in '3.10, 3.11'", false, 'none of several'],
    ["'linux' in sys_platform", true, 'a part of a name'],
    ["sys_platform == 'win32' or os_name == 'posix'", true, 'or'],
    ["sys_platform == 'win32' and os_name == 'posix'", false, 'and'],
    ["os_name == 'posix' or os_name == 'posix' and os_name == 'nt'", true, 'and before or'],
    ["(os_name == 'posix' or os_name == 'posix') and os_name == 'nt'", false, 'brackets before and'],
    ["os_name == 'nt' and os_name == 'posix' or os_name == 'posix'", true, 'and before or, from the left'],
    ["((os_name == 'posix'))", true, 'brackets in brackets'],
    ["os_name=='posix'and(sys_platform=='linux')", true, 'no blanks'],
    ["\n os_name ==\n 'posix'\n", true, 'lines'],
    ["os.name == 'posix' and sys.platform == 'linux'", true, 'the names of PEP 345'],
    ["python_implementation == 'CPython'", true, 'the name of setuptools'],
    ["platform.python_implementation == 'CPython' and platform.machine == 'x86_64'", true, 'dotted names of platform'],
    ["architecture == 'x86'", true, 'a variable of the job'],
    ["Architecture == 'x86'", false, 'names in the spelling that they are asked in'],
    ["Build.Reason == 'PullRequest'", true, 'a variable of the agent'],
    ["nothing == ''", true, 'a variable that is not set'],
    ["nothing != 'true'", true, 'one that is not set, and no text'],
    ["fullTests == 'true'", true, 'True as Azure writes it'],
    ["'TRUE' == fullTests", true, 'true in whichever letters'],
    ["fullTests != 'true'", false, 'True, asked for a difference'],
    ["fullTests == 'trueish'", false, 'what only begins as true'],
    ["cores > '9'", true, 'a number of the job'],
    ["cores ~= '10.0'", true, 'a compatible number of the job'],
    ["implementation_name == 'pypy' or architecture == 'x86' or fullTests != 'true'", true, "clkhash's own"],
  ]
  for (const [text, expected, why] of table) it(`takes ${why}: ${text.trim()}`, () => assert.equal(holds(text), expected))

  it('does not take True for true where markers themselves are asked', () =>
    assert.equal(
      parseMarker("platform_machine == 'true'")?.holds(() => 'True'),
      false,
    ))

  it('names what it asks for, each once, by its name of today', () =>
    assert.deepEqual(parseMarker("os.name == 'a' or (os_name == 'b' and os == 'c') or os != 'd'")?.names, ['os_name', 'os']))
  it('is kept as it was written', () => assert.equal(parseMarker("  a  ==  'b' ")?.text, "a  ==  'b'"))
  it('asks for nothing that it need not know', () => {
    const asked: string[] = []
    parseMarker("a == '1' or b == '2'")?.holds((name) => (asked.push(name), '1'))
    assert.deepEqual(asked, ['a'])
  })
  it('tells by which it holds, and by none where it does not', () => {
    const marker = parseMarker("os_name == 'nt' or (sys_platform == 'linux' and (cores > '9' or os_name == 'posix'))") ?? assert.fail()
    assert.deepEqual(
      marker.reasons((name) => values[name] ?? ''),
      ['sys_platform', 'cores'],
    )
    assert.deepEqual(
      marker.reasons(() => ''),
      [],
    )
  })
  it('is read below fifty brackets', () => assert.equal(holds(`${'('.repeat(50)}os_name == 'posix'${')'.repeat(50)}`), true))
})

describe('what is no condition', () => {
  const table: [text: string, says: RegExp, why: string][] = [
    ['', /^ends where a name/, 'nothing'],
    ['os_name', /^ends where a comparison/, 'a name alone'],
    ["'posix'", /^ends where a comparison/, 'a text alone'],
    ['os_name ==', /^ends where a name/, 'half a comparison'],
    ["os_name == 'posix' and", /^ends where a name/, 'half an and'],
    ["os_name == 'posix' os_name == 'nt'", /^has 'os_name' where 'and', 'or'/, 'two without a word between'],
    ["os_name == 'posix')", /^has '\)' where/, 'a bracket too many'],
    ["(os_name == 'posix'", /not closed/, 'a bracket too few'],
    ['()', /^has '\)' where a name/, 'empty brackets'],
    ["not os_name == 'posix'", /^has 'not' where/, 'a not before it'],
    ["os_name = 'posix'", /^has '=' where a comparison/, 'a single ='],
    ["os_name => 'posix'", /^has '=' where a comparison/, 'a sign that is none'],
    ["os_name is 'posix'", /^has 'is' where a comparison/, 'a word that is none'],
    ["os_name and 'posix'", /^has 'and' where a comparison/, 'and for a comparison'],
    ['implementation_name == pypy', /^compares two names, implementation_name and pypy: /, 'forgotten quotes'],
    ['python_version == python_full_version', /^compares two names/, 'two names'],
    ["'a' == 'a'", /^compares two texts/, 'two texts'],
    ["extra == 'cli'", /^asks for 'extra'/, 'an extra'],
    ["'cli' in extras", /^asks for 'extras'/, 'extras'],
    ["'dev' in dependency_groups", /^asks for 'dependency_groups'/, 'dependency groups'],
    ["python_version ~= '3'", /^orders by '3' \(~=\)/, 'a compatible release of one part'],
    ["'3.8' ~= python_version", /^has a ~= without/, 'a compatible release of nobody knows what'],
    ["os_name ~= 'posix'", /^orders by 'posix'/, 'a compatible release of a text'],
    ["python_version ~= '3.8,3.9'", /^orders by/, 'two of them'],
    ["python_version >= '3.x'", /^orders by '3\.x' \(>=\)/, 'an order that begins at no version'],
    ["python_version >= '3.*'", /^orders by/, 'an order with a star'],
    ["'win32' < sys_platform", /^orders by 'win32' \(<\)/, 'an order of texts'],
    ["cores > ''", /^orders by ''/, 'an order after nothing'],
    ['python_version > 3.8', /^has '3' where/, 'a version without quotes'],
    ["os_name == 'posix", /^has ''' where/, 'an open quote'],
    ["os_name == 'posix' && os_name == 'nt'", /^has '&' where/, 'another language'],
    ["or os_name == 'posix'", /^has 'or' where/, 'an or first'],
    ["$(skip) == 'true'", /^has '\$' where/, 'a macro'],
    ["${{ x }} == 'true'", /^has '\$' where/, 'an expression'],
    ["eq(os_name, 'posix')", /^has '\(' where a comparison/, 'a function of Azure'],
    [`${'('.repeat(51)}os_name == 'posix'${')'.repeat(51)}`, /deeper than 50/, 'too many brackets'],
    ['('.repeat(3000), /deeper than 50/, 'brackets alone'],
    [`os_name == '${'a'.repeat(4000)}'`, /more than 4000/, 'a very long text'],
  ]
  for (const [text, says, why] of table)
    it(`is ${why}: ${text.slice(0, 60)}`, () => {
      const judged = judgeMarker(text)
      assert.match('fault' in judged ? judged.fault : 'none', says)
      assert.equal(parseMarker(text), undefined)
    })
})

describe('a variable of PEP 508', () => {
  for (const name of markerNames) it(`is ${name}`, () => assert.ok(isMarkerName(name)))
  for (const name of ['extra', 'os.name', 'OS_NAME', 'architecture', 'toString', ''])
    it(`is not '${name}'`, () => assert.equal(isMarkerName(name), false))
})
