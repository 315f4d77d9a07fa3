import assert from 'node:assert/strict'
import fc from 'fast-check'
import { isJunit, readJunit, type TestReport } from '../../../core/suites/junit.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** pytest 7.2, xunit1: a failure, one whose teardown failed too, a broken fixture, an expected failure that passed, one skipped, a good one. */
const pytest = `<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="2" failures="3" skipped="1" tests="6" time="0.051">
<testcase classname="tests.test_a" name="test_ok" file="tests/test_a.py" line="1" time="0.000" />
<testcase classname="tests.test_a" name="test_bad" file="tests/test_a.py" line="2" time="0.001"><failure message="AssertionError: two&#10;  lines&#10;assert {'a': 1} == {'a': 2}">def test_bad():
        x = {"a": 1}
&gt;       assert x == {"a": 2}, "two\\nlines"
E       AssertionError: two

tests/test_a.py:5: AssertionError</failure></testcase>
<testcase classname="tests.test_a" name="test_skip" file="tests/test_a.py" line="5"><skipped type="pytest.skip" message="not now">/tmp/tests/test_a.py:6: not now</skipped></testcase>
<testcase classname="tests.test_a" name="test_xp" file="tests/test_a.py" line="9"><failure message="[XPASS(strict)] ">[XPASS(strict)] </failure></testcase>
<testcase classname="tests.test_a" name="test_err" file="tests/test_a.py" line="13"><error message="failed on setup with &quot;RuntimeError: boom &lt;&amp;&gt; #x1B&quot;">E   RuntimeError: boom

tests/test_a.py:13: RuntimeError</error></testcase>
<testcase classname="tests.test_a" name="test_both" file="tests/test_a.py" line="18"><failure message="assert 0">tests/test_a.py:19: AssertionError</failure></testcase>
<testcase classname="tests.test_a" name="test_both" file="tests/test_a.py" line="18"><error message="failed on teardown with &quot;ValueError: late&quot;">tests/test_a.py:18: ValueError</error></testcase>
</testsuite></testsuites>`

/** pytest 7.2, xunit2: a module that cannot be imported. */
const collection = `<testsuites><testsuite name="pytest" errors="1" failures="0" skipped="0" tests="1"><testcase classname="" name="tests.test_spam" time="0.000"><error message="collection failure">ImportError while importing test module '/tmp/tests/test_spam.py'.
Hint: make sure your test modules/packages have valid Python names.
Traceback:
/usr/lib/python3.11/importlib/__init__.py:126: in import_module
    return _bootstrap._gcd_import(name[level:], package, level)
tests/test_spam.py:1: in &lt;module&gt;
    import nothere
E   ModuleNotFoundError: No module named 'nothere'</error></testcase></testsuite></testsuites>`

/** unittest-xml-reporting 3.2, one file a class. */
const unittest = `<?xml version="1.0" ?>
<testsuite name="tests.test_u.TestU-20260101" tests="3" file="tests/test_u.py" time="0.001" failures="1" errors="0" skipped="1">
	<testcase classname="tests.test_u.TestU" name="test_good" time="0.000" file="tests/test_u.py" line="4"/>
	<testcase classname="tests.test_u.TestU" name="test_worse" time="0.000" file="tests/test_u.py" line="7"><failure type="AssertionError" message="1 != 2"><![CDATA[Traceback (most recent call last):
  File "/w/tests/test_u.py", line 8, in test_worse
    self.assertEqual(1, 2)
AssertionError: 1 != 2
]]></failure></testcase>
	<testcase classname="tests.test_u.TestU" name="test_later" time="0.000" file="tests/test_u.py" line="10"><skipped type="skip" message="later"/></testcase>
	<system-out><![CDATA[<failure>no failure</failure>]]></system-out>
</testsuite>`

const unimported = `<testsuites><testsuite name="unittest.loader._FailedTest" tests="1" errors="1"><testcase classname="unittest.loader._FailedTest" name="tests.test_spam"><error type="ImportError" message="Failed to import test module: tests.test_spam&#10;Traceback"/></testcase></testsuite></testsuites>`

const nose = `<?xml version="1.0" encoding="UTF-8"?><testsuite name="nosetests" tests="2" errors="1" failures="0" skip="0"><testcase classname="test_n" name="test_ok" time="0.0"></testcase><testcase classname="nose.failure.Failure" name="runTest" time="0.0"><error type="exceptions.ImportError" message="No module named nothere"><![CDATA[Traceback (most recent call last):
  File "/usr/lib/python2.7/unittest/case.py", line 329, in run
    testMethod()
  File "/w/test_n.py", line 1, in &lt;module&gt;
ImportError: No module named nothere
]]></error></testcase></testsuite>`

/** A test that passed at its second try, one that timed out, and output around both. */
const surefire = `<testsuite name="a.BTest" tests="2" errors="1" skipped="0" failures="0"><properties><property name="x" value="failure"/></properties>
<testcase name="flaky" classname="a.BTest" time="0.1"><flakyFailure message="no" type="E">x</flakyFailure><system-err>boom</system-err></testcase>
<testcase name="slow" classname="a.BTest" time="9"><error message="test timed out after 9 seconds" type="java.util.concurrent.TimeoutException"/></testcase></testsuite>`

const counts = ({ counts: { tests, failures, errors, skipped } }: TestReport): number[] => [tests, failures, errors, skipped]
const told = (report: TestReport): [string, string][] => report.failing.map(({ name, says }) => [name, says])
const firstPlaces = (report: TestReport): string[] =>
  report.failing.map(({ places: [first] }) => (first ? `${first.path}:${first.line}` : ''))

describe('a JUnit report', () => {
  describe('of pytest', () => {
    const report = readJunit(pytest, 'unit.xml')
    it('counts what it holds, a test with two faults once', () => assert.deepEqual(counts(report), [6, 3, 1, 1]))
    it('tells each test that failed and what it said first', () =>
      assert.deepEqual(told(report), [
        ['tests.test_a.test_bad', 'AssertionError: two'],
        ['tests.test_a.test_xp', '[XPASS(strict)]'],
        ['tests.test_a.test_err', 'failed on setup with "RuntimeError: boom <&> #x1B"'],
        ['tests.test_a.test_both', 'assert 0'],
      ]))
    it('tells where each failed, else where it stands, its lines counted from 1', () =>
      assert.deepEqual(firstPlaces(report), ['tests/test_a.py:5', 'tests/test_a.py:10', 'tests/test_a.py:13', 'tests/test_a.py:19']))
  })

  describe('of modules that were not imported', () => {
    it('tells the module and what it lacks', () => {
      assert.deepEqual(told(readJunit(collection, 'a.xml')), [['tests.test_spam', "ModuleNotFoundError: No module named 'nothere'"]])
      assert.deepEqual(told(readJunit(unimported, 'a.xml')), [
        ['tests.test_spam', 'ImportError: Failed to import test module: tests.test_spam'],
      ])
    })
    it('counts them as failed', () => {
      assert.deepEqual(counts(readJunit(collection, 'a.xml')), [1, 0, 1, 0])
      assert.deepEqual(counts(readJunit(nose, 'a.xml')), [2, 0, 1, 0])
    })
    it('goes through their trace from its end', () =>
      assert.deepEqual(readJunit(collection, 'a.xml').failing[0]?.places, [
        { path: 'tests/test_spam.py', line: 1 },
        { path: '/usr/lib/python3.11/importlib/__init__.py', line: 126 },
      ]))
  })

  const doctests: [what: string, message: string, says: string][] = [
    [
      'that says something else',
      '001 T\n002 =\n003 \n004 >>> 1 + 1\nExpected:\n    3\nGot:\n    2\n\n/w/t.rst:4: DocTestFailure',
      '>>> 1 + 1 Expected: 3 Got: 2',
    ],
    [
      'of several lines',
      '005     >>> for a in b:\n006     ...     a\nExpected nothing\nGot:\n    1\n\n/w/a.py:5: DocTestFailure',
      '>>> for a in b: ... a Expected nothing Got: 1',
    ],
    [
      'that raises',
      "006 \n007 >>> 1/0\nUNEXPECTED EXCEPTION: ZeroDivisionError('x')\nTraceback (most recent call last):\n  File",
      ">>> 1/0 UNEXPECTED EXCEPTION: ZeroDivisionError('x')",
    ],
    ['that is none', '404 is no status', '404 is no status'],
  ]
  for (const [what, message, says] of doctests)
    it(`tells of a doctest ${what}`, () => {
      const text = `<testsuite name="pytest"><testcase classname="d" name="t"><failure message="${message.replaceAll('>', '&gt;').replaceAll('\n', '&#10;')}"/></testcase></testsuite>`
      assert.deepEqual(told(readJunit(text, 'a.xml')), [['d.t', says]])
    })

  const names: [classname: string, name: string, called: string][] = [
    ['docs.tutorial.rst', 'tutorial.rst', 'docs.tutorial.rst'],
    ['tests.foo', 'foo', 'tests.foo.foo'],
    ['src.pk.__init__', 'pk.f', 'src.pk.__init__.pk.f'],
    ['a.b', 'a.b.c', 'a.b.c'],
    ['', 'c', 'c'],
  ]
  for (const [classname, name, called] of names)
    it(`is called ${called}`, () => {
      const text = `<testsuite><testcase classname="${classname}" name="${name}"><error message="x"/></testcase></testsuite>`
      assert.deepEqual(told(readJunit(text, 'a.xml')), [[called, 'x']])
    })

  it('of unittest-xml-reporting is read, with its exception named', () => {
    const report = readJunit(unittest, 'a.xml')
    assert.deepEqual(counts(report), [3, 1, 0, 1])
    assert.deepEqual(told(report), [['tests.test_u.TestU.test_worse', 'AssertionError: 1 != 2']])
    assert.deepEqual(report.failing[0]?.places, [
      { path: '/w/tests/test_u.py', line: 8 },
      { path: 'tests/test_u.py', line: 7 },
    ])
  })
  it('of nose is read', () => {
    const report = readJunit(nose, 'a.xml')
    assert.deepEqual(told(report), [['nose.failure.Failure.runTest', 'ImportError: No module named nothere']])
    assert.deepEqual(firstPlaces(report), ['/w/test_n.py:1'])
  })
  it('of surefire is read; a test that passed in the end is good', () => {
    const report = readJunit(surefire, 'a.xml')
    assert.deepEqual(counts(report), [2, 0, 1, 0])
    assert.deepEqual(told(report), [['a.BTest.slow', 'TimeoutException: test timed out after 9 seconds']])
  })

  const odd: [what: string, text: string, expected: number[]][] = [
    [
      'whose numbers are wrong is counted',
      '<testsuite tests="9" failures="0"><testcase name="a"><failure/></testcase></testsuite>',
      [1, 1, 0, 0],
    ],
    ['without a test has none', '<testsuites tests="3"><testsuite tests="3"/></testsuites>', [0, 0, 0, 0]],
    [
      'with nested suites has the tests of all',
      '<testsuites><testsuite><testsuite><testcase name="a"/></testsuite><testcase name="b"/></testsuite></testsuites>',
      [2, 0, 0, 0],
    ],
    [
      'with a suite that fails as a whole has it as a test',
      '<testsuites><testsuite name="s"><error message="no"/></testsuite></testsuites>',
      [1, 0, 1, 0],
    ],
    [
      'with a suite that is skipped as a whole has none',
      '<testsuites><testsuite name="s"><skipped/></testsuite></testsuites>',
      [0, 0, 0, 0],
    ],
    [
      'with a failure and an error of one test has one',
      '<testsuite><testcase name="a"><error/><failure/></testcase></testsuite>',
      [1, 1, 0, 0],
    ],
    ['with two tests of one name has both', '<testsuite name="x"><testcase name="a"/><testcase name="a"/></testsuite>', [2, 0, 0, 0]],
    [
      'with two suites of pytest with one name has both',
      '<testsuites><testsuite name="pytest"><testcase name="a"/></testsuite><testsuite name="pytest"><testcase name="a"/></testsuite></testsuites>',
      [2, 0, 0, 0],
    ],
  ]
  for (const [what, text, expected] of odd) it(what, () => assert.deepEqual(counts(readJunit(text, 'a.xml')), expected))

  it('says something of a test that says nothing, and names one without a name', () =>
    assert.deepEqual(told(readJunit('<testsuite><testcase><failure/></testcase></testsuite>', 'a.xml')), [
      ['a test without a name', 'it says nothing'],
    ]))
  it('is told in short and in one line', () => {
    const long = 'x'.repeat(5000)
    const all = told(readJunit(`<testsuite><testcase name="a&#10;${long}"><failure message="${long}"/></testcase></testsuite>`, 'a.xml'))
    assert.equal(all.length, 1)
    for (const text of all.flat()) assert.ok(text.length <= 501 && !text.includes('\n'))
  })
  it('is refused where it is broken', () =>
    assert.equal(
      problemCode(() => readJunit(pytest.slice(0, -30), 'a.xml')),
      'FILE_INVALID',
    ))
  const claims: [what: string, attributes: string][] = [
    ['a failure', 'failures="3"'],
    ['an error', 'errors="1" failures="0"'],
  ]
  for (const [what, attributes] of claims)
    it(`is refused where it counts ${what} and shows none`, () =>
      assert.equal(
        problemCode(() =>
          readJunit(`<testsuites><testsuite name="a" ${attributes}><testcase name="b"/></testsuite></testsuites>`, 'a.xml'),
        ),
        'FILE_INVALID',
      ))
  it('is known by its outermost element', () =>
    assert.deepEqual(['testsuites', 'testsuite', 'coverage', 'Testsuite', 'testcase'].map(isJunit), [true, true, false, false, false]))

  it('counts every test once, by the worst that it says', () => {
    const verdict = fc.constantFrom('failure', 'error', 'skipped', '')
    fc.assert(
      fc.property(fc.array(fc.tuple(verdict, verdict)), (tests) => {
        const cases = tests.map(
          (all, at) => `<testcase name="t${at}">${all.map((one) => (one === '' ? '' : `<${one}/>`)).join('')}</testcase>`,
        )
        const report = readJunit(`<testsuites><testsuite name="pytest">${cases.join('')}</testsuite></testsuites>`, 'a.xml')
        const worst = tests.map((all) => ['failure', 'error', 'skipped'].find((kind) => all.some((one) => one === kind)))
        const count = (kind: string): number => worst.filter((one) => one === kind).length
        assert.deepEqual(counts(report), [tests.length, count('failure'), count('error'), count('skipped')])
        assert.equal(report.failing.length, count('failure') + count('error'))
      }),
    )
  })
})
