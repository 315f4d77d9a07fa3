import assert from 'node:assert/strict'
import { selectChanged } from '../../../../core/changes/select/affected.ts'
import { Choices } from '../../../../core/changes/select/choices.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { directoryOf } from '../../../../core/changes/select/picking.ts'
import { parseRules } from '../../../../core/changes/select/rules.ts'
import { chooseByRules, unknownInRules } from '../../../../core/changes/select/ruling.ts'
import { local, need } from '../local.ts'
import { question, ruled } from './question.ts'

const a = local('acme-core', { folder: 'sdk/core/acme-core' })
const b = local('acme-blob', { folder: 'sdk/storage/acme-blob' })
const c = local('acme-queue', { folder: 'sdk/storage/acme-queue' })
const all = [a, b, c]

describe('rules', () => {
  const table: [why: string, rules: string, changed: string[], expected: Record<string, string>, packages?: LocalPackage[]][] = [
    [
      'a path and a name',
      '{rules: [{paths: eng/**, packages: acme-core}]}',
      ['eng/x'],
      { 'acme-core': 'indirect rule rules.yml, line 1 eng/x' },
    ],
    [
      'directly',
      '{rules: [{paths: eng/**, packages: acme-core, as: direct}]}',
      ['eng/x'],
      { 'acme-core': 'direct rule rules.yml, line 1 eng/x' },
    ],
    ['a path that is not meant', '{rules: [{paths: eng/*, packages: acme-core}]}', ['eng/x/y', 'engine'], {}],
    [
      'names by a glob, however spelled',
      "{rules: [{paths: x, packages: 'ACME_*e'}]}",
      ['x'],
      { 'acme-core': 'indirect rule rules.yml, line 1 x', 'acme-queue': 'indirect rule rules.yml, line 1 x' },
    ],
    [
      'but not those left out',
      "{rules: [{paths: x, packages: ['acme-*', '!acme_core']}]}",
      ['x'],
      { 'acme-blob': 'indirect rule rules.yml, line 1 x', 'acme-queue': 'indirect rule rules.yml, line 1 x' },
    ],
    [
      'names in some folders',
      "{rules: [{paths: x, packages: '*-queue', folders: sdk/storage/*}]}",
      ['x'],
      { 'acme-queue': 'indirect rule rules.yml, line 1 x' },
    ],
    [
      'a part of the path, as a folder',
      "{rules: [{paths: 'sdk/<s>/*', folders: 'sdk/<s>/*', as: direct}]}",
      ['sdk/storage/x'],
      { 'acme-blob': 'direct rule rules.yml, line 1 sdk/storage/x', 'acme-queue': 'direct rule rules.yml, line 1 sdk/storage/x' },
    ],
    [
      'a part of the path, as part of a name',
      "{rules: [{paths: 'charts/<p>/**', packages: 'acme-<p>'}]}",
      ['charts/Queue/a', 'charts/nothing/a'],
      { 'acme-queue': 'indirect rule rules.yml, line 1 charts/Queue/a' },
    ],
    ['a captured text that looks like a glob', "{rules: [{paths: 'sdk/<s>/*', folders: 'sdk/<s>/*'}]}", ['sdk/*/x'], {}],
    [
      'the deepest path is the reason',
      '{rules: [{paths: x/**, packages: acme-core}]}',
      ['x/1', 'x/a/2', 'x/b/1'],
      { 'acme-core': 'indirect rule rules.yml, line 1 x/a/2' },
    ],
    [
      'the first rule is the reason',
      '{rules: [{paths: x, packages: acme-core}, {paths: x, packages: acme-*}]}',
      ['x'],
      {
        'acme-core': 'indirect rule rules.yml, line 1, rules[0] x',
        'acme-blob': 'indirect rule rules.yml, line 1, rules[1] x',
        'acme-queue': 'indirect rule rules.yml, line 1, rules[1] x',
      },
    ],
    [
      'but a direct one beats it',
      '{rules: [{paths: x, packages: acme-core}, {paths: x, packages: acme-core, as: direct}]}',
      ['x'],
      { 'acme-core': 'direct rule rules.yml, line 1, rules[1] x' },
    ],
    [
      'a file of its own beats rules',
      '{rules: [{paths: sdk/**, packages: acme-core, as: direct}]}',
      ['sdk/core/acme-core/x'],
      { 'acme-core': 'direct path sdk/core/acme-core/x' },
    ],
    ['excluded paths have no rules', '{rules: [{paths: "**", packages: acme-core}], ignore: x}', ['x'], {}],
    ['a fallback by name', '{fallback: {packages: acme-core}}', ['x'], { 'acme-core': 'indirect fallback' }],
    ['a fallback, directly', '{fallback: {packages: acme-core, as: direct}}', ['x'], { 'acme-core': 'direct fallback' }],
    [
      'no fallback where a rule selects',
      '{rules: [{paths: x, packages: acme-blob}], fallback: {packages: acme-core}}',
      ['x'],
      { 'acme-blob': 'indirect rule rules.yml, line 1 x' },
    ],
    [
      'the fallback of rules instead of the template',
      '{fallback: {packages: acme-core}}',
      ['x'],
      { 'acme-core': 'indirect fallback' },
      [a, local('t', { service: 'template' })],
    ],
    ['a fallback that is nobody selects nothing', '{fallback: {packages: nobody}}', ['x'], {}],
    [
      'tested along',
      '{rules: [{changed: acme-core, packages: acme-*}]}',
      ['sdk/core/acme-core/x'],
      {
        'acme-core': 'direct path sdk/core/acme-core/x',
        'acme-blob': 'indirect along rules.yml, line 1 acme-core',
        'acme-queue': 'indirect along rules.yml, line 1 acme-core',
      },
    ],
    [
      'tested along, wherever the rule stands',
      '{rules: [{changed: acme-core, packages: acme-blob}, {paths: x, packages: acme-core, as: direct}]}',
      ['x'],
      { 'acme-core': 'direct rule rules.yml, line 1, rules[1] x', 'acme-blob': 'indirect along rules.yml, line 1, rules[0] acme-core' },
    ],
    [
      'not with what is selected indirectly',
      '{rules: [{paths: x, packages: acme-core}, {changed: acme-core, packages: acme-blob}]}',
      ['x'],
      { 'acme-core': 'indirect rule rules.yml, line 1, rules[0] x' },
    ],
    [
      'one step only',
      '{rules: [{changed: acme-core, packages: acme-blob, as: direct}, {changed: acme-blob, packages: acme-queue}]}',
      ['sdk/core/acme-core/x'],
      { 'acme-core': 'direct path sdk/core/acme-core/x', 'acme-blob': 'direct along rules.yml, line 1, rules[0] acme-core' },
    ],
    [
      'by a part of the name',
      "{rules: [{changed: '<x>-core', packages: '<x>-queue'}]}",
      ['sdk/core/acme-core/x'],
      { 'acme-core': 'direct path sdk/core/acme-core/x', 'acme-queue': 'indirect along rules.yml, line 1 acme-core' },
    ],
    [
      'who needs what a rule selects directly',
      '{rules: [{paths: x, packages: acme-core, as: direct}]}',
      ['x'],
      { 'acme-core': 'direct rule rules.yml, line 1 x', n: 'indirect needs acme-core' },
      [a, local('n', { needs: [need('acme-core')] })],
    ],
    [
      'nobody who needs what a rule selects indirectly',
      '{rules: [{paths: x, packages: acme-core}]}',
      ['x'],
      { 'acme-core': 'indirect rule rules.yml, line 1 x' },
      [a, local('n', { needs: [need('acme-core')] })],
    ],
  ]
  for (const [why, rules, changed, expected, packages = all] of table)
    it(why, () => assert.deepEqual(ruled(packages, changed, rules), expected))

  it('know the package at the top by its folder', () => {
    for (const folders of ['.', '**'])
      assert.equal(
        ruled([local('top', { folder: '.' })], ['x'], `{fallback: {folders: '${folders}'}, ignore: x}`)['top'],
        'indirect fallback',
      )
    assert.equal(ruled([local('top', { folder: '.' })], ['x'], "{fallback: {folders: '*'}, ignore: x}")['top'], undefined)
  })

  it('speak of no path for which they pick no package: who misspelt a name would not see it', () => {
    const rules = parseRules("{rules: [{paths: 'x/**', packages: 'none*'}, {paths: y, packages: acme-core}]}", 'r')
    assert.deepEqual([...chooseByRules(new Choices(), rules.rules, ['x/a', 'y', 'z'], directoryOf(all))], ['y'])
    assert.deepEqual(selectChanged(question(all, ['x/a', 'y', 'z'], { rules })).unclaimed, ['x/a', 'z'])
  })
})

describe('unknownInRules', () => {
  it('tells plain names and folders that no package has', () => {
    const text =
      "{rules: [{paths: x, packages: [acme-core, Acme_Blob, acme-gone, 'acme-*', 'gone-*', '!gone']}, {changed: '*', folders: [sdk/none, sdk/core/acme-core]}], fallback: {packages: template}}"
    const notes = unknownInRules(parseRules(text, 'r'), directoryOf(all))
    assert.deepEqual(
      notes.map((note) => /^The (?:rule|fallback) in (.*), names (\S+),/.exec(note)?.slice(1)),
      [
        ['r, line 1, rules[0]', 'acme-gone'],
        ['r, line 1, rules[0]', '!gone'],
        ['r, line 1, rules[1]', 'sdk/none'],
        ['r, line 1', 'template'],
      ],
    )
  })
  it('says nothing of rules that are right', () =>
    assert.deepEqual(unknownInRules(parseRules('{rules: [{paths: x, packages: acme-core}]}', 'r'), directoryOf(all)), []))
})
