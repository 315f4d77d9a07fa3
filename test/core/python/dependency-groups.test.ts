import assert from 'node:assert/strict'
import { readGroups } from '../../../core/python/dependency-groups.ts'
import { parseToml } from '../../../core/toml.ts'

const read = (text: string): string[] =>
  readGroups(parseToml(text, 'pyproject.toml').get('dependency-groups')).map(
    ([group, { project, specifiers }]) => `${group} ${project}${specifiers.text}`,
  )

describe('[dependency-groups] (PEP 735)', () => {
  const cases: [why: string, text: string, expected: string[]][] = [
    ['none', '', []],
    ['one', '[dependency-groups]\ntest = ["pytest>7", "coverage"]', ['test pytest>7', 'test coverage']],
    [
      'one that includes another',
      '[dependency-groups]\ncoverage = ["coverage"]\ntest = ["pytest", { include-group = "coverage" }]',
      ['coverage coverage', 'test pytest', 'test coverage'],
    ],
    ['names of another spelling', '[dependency-groups]\nMy_Group = ["a"]\ndev = [{ include-group = "my.group" }]', ['My_Group a', 'dev a']],
    [
      'one that is included twice, once',
      '[dependency-groups]\na = ["x"]\nb = [{ include-group = "a" }]\nc = [{ include-group = "a" }, { include-group = "b" }]',
      ['a x', 'b x', 'c x'],
    ],
  ]
  for (const [why, text, expected] of cases) it(`reads ${why}`, () => assert.deepEqual(read(text), expected))

  const broken: [why: string, text: string, message: RegExp][] = [
    ['a circle', 'a = [{ include-group = "b" }]\nb = [{ include-group = "a" }]', /includes itself/],
    ['a group that includes itself', 'a = [{ include-group = "a" }]', /includes itself/],
    ['a group that is not there', 'a = [{ include-group = "b" }]', /includes a group that is not there/],
    ['no requirement', 'a = ["=="]', /dependency-groups\.a\[0\] must be a requirement/],
    ['no list', 'a = "b"', /dependency-groups\.a must be a list/],
    ['another kind of member', 'a = [{ set-phasers-to = "stun" }]', /include-group must be a text, but it is missing/],
  ]
  for (const [why, text, message] of broken)
    it(`refuses ${why}`, () => assert.throws(() => read(`[dependency-groups]\n${text}`), { code: 'FILE_INVALID', message }))

  it('is not blown up by groups that include each other over and over', () => {
    const groups = Array.from({ length: 200 }, (_, at) => {
      const included = Array.from({ length: Math.min(at, 20) }, (__, back) => `{ include-group = "g${at - back - 1}" }`)
      return `g${at} = [${['"x"', ...included].join(', ')}]`
    })
    assert.equal(read(`[dependency-groups]\n${groups.join('\n')}`).filter((one) => one.startsWith('g199 ')).length, 200)
  })

  it('is not blown up by a long list that many groups include', () => {
    const long = `long = [${Array.from({ length: 2000 }, () => '"x"').join(', ')}]`
    const groups = Array.from({ length: 900 }, (_, at) => `g${at} = [{ include-group = "long" }]`)
    assert.throws(() => read(`[dependency-groups]\n${[long, ...groups].join('\n')}`), { code: 'FILE_INVALID', message: /more than/ })
  })

  it('takes no more groups than anybody has', () => {
    const groups = Array.from({ length: 1001 }, (_, at) => `g${at} = []`)
    assert.throws(() => read(`[dependency-groups]\n${groups.join('\n')}`), { code: 'FILE_INVALID' })
  })
})
