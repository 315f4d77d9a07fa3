import assert from 'node:assert/strict'
import { parseRules } from '../../../../core/changes/select/rules.ts'
import { Problem } from '../../../../core/problem.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

describe('parseRules', () => {
  it('reads every key, one or a list', () => {
    const { rules, ignore, shared, fallback } = parseRules(
      `
rules:
- { paths: eng/**, packages: a }
- { paths: ['x', '!x/y'], folders: [sdk/*, pkg/*], as: direct }
- { changed: A_b*, packages: c, folders: d, as: indirect }
ignore: docs/**
shared: [pyproject.toml]
fallback: { folders: sdk/template/*, as: direct }
x-ours: anything
`,
      'rules.yml',
    )
    assert.deepEqual(
      rules.map((rule) => [rule.kind, rule.at, rule.kind === 'paths' ? rule.paths.texts : rule.changed.texts, rule.picks]),
      [
        ['paths', 'rules.yml, line 3', ['eng/**'], { packages: ['a'], folders: [], as: 'indirect' }],
        ['paths', 'rules.yml, line 4', ['x', '!x/y'], { packages: [], folders: ['sdk/*', 'pkg/*'], as: 'direct' }],
        ['changed', 'rules.yml, line 5', ['a-b*'], { packages: ['c'], folders: ['d'], as: 'indirect' }],
      ],
    )
    assert.deepEqual(
      [ignore.texts, shared.texts, fallback],
      [['docs/**'], ['pyproject.toml'], { packages: [], folders: ['sdk/template/*'], as: 'direct', at: 'rules.yml, line 8' }],
    )
  })

  it('tells rules on one line apart, and where the rules are the input', () => {
    const { rules } = parseRules('rules: [{ paths: a, packages: b }, { paths: c, packages: b }]\n', "The input 'rules'")
    assert.deepEqual(
      rules.map(({ at }) => at),
      ["the input 'rules', line 1, rules[0]", "the input 'rules', line 1, rules[1]"],
    )
  })

  it('reads JSON, and no rule at all', () => {
    assert.equal(parseRules('{"rules": [{"paths": ["a"], "packages": ["b"]}]}', 'r').rules.length, 1)
    assert.deepEqual(parseRules('{}', 'r').rules, [])
  })

  const refused: [text: string, says: RegExp][] = [
    ['', /empty/],
    ['- a', /must be a map/],
    ['{rule: []}', /'rule'.*'rules'/],
    ['{rules: {paths: a}}', /must be a list/],
    ['{rules: [{packages: a}]}', /either 'paths' or 'changed'/],
    ['{rules: [{paths: a, changed: b, packages: c}]}', /either 'paths' or 'changed'/],
    ['{rules: [{paths: a}]}', /names no packages/],
    ['{rules: [{paths: a, package: b}]}', /'package'.*'packages'/],
    ['{rules: [{paths: a, packages: b, as: directly}]}', /must be one of direct, indirect/],
    ['{rules: [{paths: [[a]], packages: b}]}', /must be a text/],
    ["{rules: [{paths: '', packages: b}]}", /empty glob/],
    ["{rules: [{paths: '!a', packages: b}]}", /only leaves out/],
    ["{rules: [{paths: '{a,b', packages: b}]}", /brace/],
    ["{ignore: '*a*a*a*a'}", /too many stars/],
    ["{rules: [{paths: ['<x>/a', 'b/<y>'], folders: '<x>'}]}", /<x>/],
    ["{rules: [{paths: '*', packages: 'a-<x>'}]}", /<x>/],
    ["{fallback: {folders: '<x>'}}", /<x>/],
    ['{fallback: {}}', /names no packages/],
    ['{ignore: {a: b}}', /must be a text/],
    ['rules: [', /cannot be read/],
  ]
  for (const [text, says] of refused)
    it(`refuses ${text}`, () => {
      assert.equal(
        problemCode(() => parseRules(text, 'eng/rules.yml')),
        'FILE_INVALID',
      )
      assert.throws(
        () => parseRules(text, 'eng/rules.yml'),
        (error) => error instanceof Problem && says.test(error.text) && error.text.includes('eng/rules.yml'),
      )
    })

  it('a problem names the line', () =>
    assert.throws(() => parseRules('rules:\n- paths: a\n  packages: b\n- paths: c\n', 'r.yml'), /r\.yml, line 4: rules\[1\]/))
})
