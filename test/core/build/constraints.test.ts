import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type JudgedConstraints, judgeConstraints } from '../../../core/build/constraints.ts'

const verified: JudgedConstraints = { state: 'verified' }
const unsure: JudgedConstraints = { state: 'passed, not verified' }
const pip = 'Successfully installed setuptools-65.5.0 wheel-0.38.4'

describe('constraints of a build, by what the frontend printed', () => {
  const cases: [what: string, lines: string[], output: string[], expected: JudgedConstraints][] = [
    ['what pip installed', ['setuptools<70'], ['  Collecting setuptools<70', `  ${pip}`], verified],
    ['what build showed of pip', ['setuptools<70'], ['* Installing packages', `< ${pip}`], verified],
    ['what uv pip installed', ['setuptools<70'], ['< Installed 2 packages', ' + setuptools==65.5.0', ' + wheel==0.38.4'], verified],
    ['what uv build resolved', ['setuptools<70'], ['DEBUG Installing in setuptools==65.5.0, wheel==0.38.4 in /tmp/.tmpX'], verified],
    ['a constraint on what was not needed', ['Cython<3'], [pip], verified],
    ['other spellings of a name', ['The_Tool<2'], ['Successfully installed the-tool-1.0'], verified],
    ['comments and blanks', ['', '# all', 'setuptools<70  # pinned'], [pip], verified],
    ['no constraint at all', [], [pip], verified],
    ['two that hold', ['setuptools>=60', 'setuptools<70'], [pip], verified],
    ['a name with dashes and digits', ['py-2-c==1.0'], ['Successfully installed py-2-c-1.0'], verified],
    ['a frontend that told nothing', ['setuptools<70'], ['* Building wheel...'], unsure],
    ['no output', ['setuptools<70'], [], unsure],
    ['a version in passing', ['setuptools<70'], ['Requirement already satisfied: setuptools in /x'], unsure],
    ['an option', ['-c other.txt'], [pip], unsure],
    ['a URL', ['setuptools @ https://x/s.whl'], [pip], unsure],
    ['a URL of what was not needed', ['other @ https://x/s.whl'], [pip], verified],
    ['a marker that may not hold here', ["setuptools<60; python_version<'3.8'"], [pip], unsure],
    ['a marker that does not matter', ["setuptools<70; python_version<'3.8'"], [pip], verified],
    ['one that is broken', ['wheel', 'setuptools<60'], [pip], { broken: 'setuptools 65.5.0 was installed, which setuptools<60 forbids' }],
    [
      'a broken one among unsure ones',
      ['-r x', 'setuptools<60'],
      [pip],
      { broken: 'setuptools 65.5.0 was installed, which setuptools<60 forbids' },
    ],
    [
      'one of several environments that breaks it',
      ['setuptools<66'],
      [pip, 'Successfully installed setuptools-84.0'],
      { broken: 'setuptools 84.0 was installed, which setuptools<66 forbids' },
    ],
    ['a pre-release', ['setuptools<67'], ['Successfully installed setuptools-66.0b1'], verified],
    ['something that is no version', ['x<1'], ['Successfully installed nothing at-all'], unsure],
  ]
  for (const [what, lines, output, expected] of cases)
    it(`judges ${what}`, () => assert.deepEqual(judgeConstraints(lines, output), expected))

  it('is never verified with a version that a line forbids, wherever it stands', () => {
    const version = fc.tuple(fc.nat(99), fc.nat(99)).map((parts) => parts.join('.'))
    const noise = fc.array(fc.stringMatching(/^[a-z :.<>-]{0,30}$/))
    fc.assert(
      fc.property(version, fc.array(version), noise, noise, (forbidden, others, before, after) => {
        const installed = [...others, forbidden].map((one) => `  Successfully installed tool-${one}`)
        const judged = judgeConstraints([`tool!=${forbidden}`], [...before, ...installed, ...after])
        assert.ok('broken' in judged)
      }),
    )
  })
  it('is verified by any output that tells of installs, none of them forbidden', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(?:-[a-z0-9]{1,4}){0,2}$/)
    const version = fc.tuple(fc.nat(99), fc.nat(99)).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, version), { minLength: 1 }), (installed) => {
        const output = [`Successfully installed ${installed.map((one) => one.join('-')).join(' ')}`]
        assert.deepEqual(
          judgeConstraints(
            installed.map(([one]) => `${one}>=0`),
            output,
          ),
          verified,
        )
      }),
    )
  })
})
