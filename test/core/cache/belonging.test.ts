import assert from 'node:assert/strict'
import { belonging } from '../../../core/cache/belonging.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { parseRules } from '../../../core/changes/select/rules.ts'
import { local } from '../../core/changes/local.ts'

/** What belongs to whom: by package its own paths, then `direct` or `indirect` and those by rules and around it. */
function told(packages: LocalPackage[], paths: string[], rules = '{}', excludePaths: string[] = []): Record<string, string[]> {
  const { own, groups, shared, locks } = belonging(paths, { packages, rules: parseRules(rules, 'rules.yml'), excludePaths })
  const ofPackages = packages.map((one): [string, string[]] => [
    one.name,
    [...(own.get(one) ?? []), ...(groups.get(one) ?? []).map((group) => `${group.as} ${group.paths.join(' ')}`)],
  ])
  const ofAll = Object.entries({ shared: [...shared], locks: [...locks] }).filter(([, list]) => list.length > 0)
  return Object.fromEntries([...ofPackages, ...ofAll])
}

const [a, b, top] = [local('a'), local('b', { triggers: ['eng/b', '/tox.ini'] }), local('top', { folder: '.' })]

describe('belonging', () => {
  const table: [why: string, found: Record<string, string[]>, expected: Record<string, string[]>][] = [
    ['what lies in its folder', told([a, b], ['packages/a/x', 'packages/ab/x', 'x']), { a: ['packages/a/x'], b: [] }],
    [
      'what a trigger names, and what is below it',
      told([a, b], ['eng/b/x', 'tox.ini', 'eng/c']),
      { a: ['indirect tox.ini'], b: ['eng/b/x', 'tox.ini', 'indirect tox.ini'] },
    ],
    ['at the top what is nobody`s', told([a, top], ['packages/a/x', 'x', 'setup.py']), { a: ['packages/a/x'], top: ['setup.py', 'x'] }],
    [
      'what rules give it, by how they do',
      told(
        [a, b],
        ['eng/1', 'eng/2', 'y'],
        "rules: [{ paths: 'eng/<n>', packages: a, as: direct }, { paths: ['**', '!eng/*'], packages: '*' }]",
      ),
      { a: ['direct eng/1', 'direct eng/2', 'indirect y'], b: ['indirect y'] },
    ],
    [
      'settings above it, unless rules speak of them',
      told([a, b], ['conftest.py', 'packages/pytest.ini'], 'rules: [{ paths: conftest.py, packages: b }]'),
      { a: ['indirect packages/pytest.ini'], b: ['indirect conftest.py', 'indirect packages/pytest.ini'] },
    ],
    [
      'what is shared, to all and not to the top alone',
      told([a, top], ['eng/x', 'packages/a/x'], "shared: ['**/x']"),
      { a: ['packages/a/x'], top: [], shared: ['eng/x', 'packages/a/x'] },
    ],
    [
      'locks above packages to nobody whole',
      told([a, top], ['uv.lock', 'packages/a/uv.lock']),
      { a: ['packages/a/uv.lock'], top: [], locks: ['uv.lock'] },
    ],
    [
      'nothing that is ignored or excluded',
      told([a], ['packages/a/README.md', 'Packages/a/docs/x', 'packages/a/x'], "ignore: '**/*.md'", ['packages/A/doc']),
      { a: ['packages/a/x'] },
    ],
    [
      'what belongs to several',
      told([a, local('inner', { folder: 'packages/a/inner' })], ['packages/a/inner/x']),
      { a: ['packages/a/inner/x'], inner: ['packages/a/inner/x'] },
    ],
  ]
  for (const [why, found, expected] of table) it(`gives ${why}`, () => assert.deepEqual(found, expected))

  it('is of no order of paths', () => {
    const paths = ['packages/a/z', 'packages/a/b', 'packages/a/Z', 'packages/a/b/c']
    assert.deepEqual(told([a], paths), told([a], paths.toReversed()))
  })
  it('shares what many have by one rule', () => {
    const { groups } = belonging(['eng/x'], {
      packages: [a, b],
      rules: parseRules("rules: [{ paths: 'eng/**', packages: '*' }]", 'r'),
      excludePaths: [],
    })
    assert.equal(groups.get(a)?.[0], groups.get(b)?.[0])
  })
})
