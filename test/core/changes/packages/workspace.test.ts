import assert from 'node:assert/strict'
import { isMatch } from '../../../../core/changes/globs.ts'
import { folderGlobs, idleGlobs, packageFolders, workspaceGlobs } from '../../../../core/changes/packages/workspace.ts'

describe('packageFolders', () => {
  const cases: [why: string, paths: string[], expected: Record<string, string[]>][] = [
    ['nothing', ['README.md', 'src/a.py', 'a/pyproject.toml.bak', 'a/my-setup.py'], {}],
    [
      'files by folder',
      ['pyproject.toml', 'a/setup.py', 'a/setup.cfg', 'a/b c/pyproject.toml'],
      { '.': ['pyproject.toml'], a: ['setup.py', 'setup.cfg'], 'a/b c': ['pyproject.toml'] },
    ],
    [
      'nothing that tools have installed',
      [
        '.venv/a/setup.py',
        'x/venv/setup.py',
        'node_modules/gyp/setup.py',
        'lib/site-packages/a/setup.py',
        '.git/setup.py',
        '.tox/a/setup.py',
        '.nox/setup.py',
      ],
      {},
    ],
    [
      'nothing in an environment of another name',
      ['env/pyvenv.cfg', 'env/lib/a/setup.py', 'environment/setup.py'],
      { environment: ['setup.py'] },
    ],
    [
      'names that only begin like those',
      ['venv2/setup.py', 'a/node_modules_x/setup.py'],
      { venv2: ['setup.py'], 'a/node_modules_x': ['setup.py'] },
    ],
  ]
  for (const [why, paths, expected] of cases)
    it(`has ${why}`, () =>
      assert.deepEqual(Object.fromEntries([...packageFolders(paths)].map(([folder, names]) => [folder, [...names]])), expected))

  it('takes a hundred thousand paths in no time', () => {
    const paths = Array.from(
      { length: 100_000 },
      (_, at) => `packages/p${at % 10_000}/src/deep/${at % 10 === 0 ? 'pyproject.toml' : `f${at}.py`}`,
    )
    assert.equal(packageFolders(paths).size, 1000)
  })
})

describe('globs of package folders', () => {
  const cases: [texts: string[], takes: string[], leaves: string[]][] = [
    [['packages/*'], ['packages/a', 'packages/.a'], ['packages', 'packages/a/b', 'x/packages/a']],
    [['./packages/*/'], ['packages/a'], ['packages/a/b']],
    [['packages\\*'], ['packages/a'], []],
    [['**'], ['a', 'a/b', '.x/y'], []],
    [['packages/*', '!packages/a'], ['packages/b'], ['packages/a']],
    [['{libs,apps}/*'], ['libs/a', 'apps/b'], ['tools/c']],
    [['.'], ['.'], ['a']],
  ]
  for (const [texts, takes, leaves] of cases)
    it(`are ${texts.join(' ')}`, () => {
      const globs = folderGlobs(texts)
      assert.deepEqual([takes.filter((one) => !isMatch(globs, one)), leaves.filter((one) => isMatch(globs, one))], [[], []])
    })

  it('are seen to match nothing', () => assert.deepEqual(idleGlobs(['a/*', 'b/*', '!c/*'], ['a/x']), ['b/*']))
})

describe('workspaceGlobs', () => {
  const cases: [why: string, text: string | undefined, expected: string[] | undefined][] = [
    ['no file', undefined, undefined],
    ['no workspace', '[tool.uv]\ndev-dependencies = []', undefined],
    ['members', '[tool.uv.workspace]\nmembers = ["packages/*", "app"]', ['.', 'packages/*', 'app']],
    ['exclude', '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]', ['.', 'packages/*', '!packages/old']],
    ['nothing in it', '[tool.uv.workspace]', ['.']],
  ]
  for (const [why, text, expected] of cases) it(`reads ${why}`, () => assert.deepEqual(workspaceGlobs(text, 'pyproject.toml'), expected))

  it('refuses members of another shape', () =>
    assert.throws(() => workspaceGlobs('[tool.uv.workspace]\nmembers = "a"', 'pyproject.toml'), {
      code: 'FILE_INVALID',
      message: /members must be a list/,
    }))
})
