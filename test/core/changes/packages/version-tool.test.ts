import assert from 'node:assert/strict'
import { toolNeeds } from '../../../../core/changes/packages/project-needs.ts'
import { parseSetupCfg } from '../../../../core/changes/packages/setup-cfg.ts'
import { isPoetryStandIn, toolAmong, versionToolOf } from '../../../../core/changes/packages/version-tool.ts'
import { normalizeName } from '../../../../core/python/name.ts'
import { parseToml } from '../../../../core/toml.ts'

describe('where a version comes from that no file says', () => {
  const build = (...requires: string[]): string => `[build-system]\nrequires = ${JSON.stringify(requires)}\n`
  const cases: [why: string, pyproject: string, expected: string][] = [
    ['nothing known', build('setuptools'), ''],
    ['setuptools-scm', build('setuptools', 'setuptools_scm[toml]>=6'), 'setuptools-scm'],
    ['its table alone', '[tool.setuptools_scm]\nroot = ".."', 'setuptools-scm'],
    [
      'setuptools-scm that only lists files',
      `${build('setuptools', 'setuptools-scm')}[tool.setuptools.dynamic]\nversion = { attr = "a.v" }`,
      '',
    ],
    ['hatch-vcs', `${build('hatchling', 'hatch-vcs')}[tool.hatch.version]\nsource = "vcs"`, 'hatch-vcs'],
    ['a version of hatch in a file', `${build('hatchling', 'hatch-vcs')}[tool.hatch.version]\npath = "a.py"`, ''],
    [
      'uv-dynamic-versioning',
      `${build('hatchling', 'uv-dynamic-versioning')}[tool.hatch.version]\nsource = "uv-dynamic-versioning"`,
      'uv-dynamic-versioning',
    ],
    ['versioningit', `${build('hatchling', 'versioningit')}[tool.versioningit.vcs]\nmethod = "git"`, 'versioningit'],
    ['pdm', `${build('pdm-backend')}[tool.pdm.version]\nsource = "scm"`, 'pdm-backend'],
    ['a version of pdm in a file', `${build('pdm-backend')}[tool.pdm.version]\nsource = "file"\npath = "a.py"`, ''],
    ['setuptools-git-versioning', build('setuptools', 'setuptools-git-versioning<3'), 'setuptools-git-versioning'],
    [
      'poetry-dynamic-versioning',
      `${build('poetry-core', 'poetry-dynamic-versioning')}[tool.poetry-dynamic-versioning]\nenable = true`,
      'poetry-dynamic-versioning',
    ],
    ['pbr', build('pbr>=6', 'setuptools'), 'pbr'],
    ['versioneer', `${build('setuptools', 'versioneer[toml]==0.29')}[tool.versioneer]\nVCS = "git"`, 'versioneer'],
    ['flit_scm', build('flit_scm'), 'flit-scm'],
    ['maturin, whose version is in Cargo.toml', build('maturin>=1'), ''],
  ]
  for (const [why, text, expected] of cases)
    it(`is ${why}`, () => {
      const root = parseToml(text, 'pyproject.toml')
      assert.equal(versionToolOf(root, undefined, toolNeeds(root)), expected)
    })

  it('is told by a setup.cfg', () => {
    const pbr = toolNeeds(parseToml(build('pbr'), 'p'))
    assert.equal(versionToolOf(undefined, parseSetupCfg('[versioneer]\nVCS = git', 's'), []), 'versioneer')
    assert.equal(versionToolOf(undefined, parseSetupCfg('[metadata]\nversion = attr: a.v', 's'), pbr), '')
    assert.equal(versionToolOf(undefined, parseSetupCfg('[metadata]\nname = a', 's'), pbr), 'pbr')
    assert.equal(versionToolOf(undefined, undefined, []), '')
  })

  it('is the first tool that is known', () => {
    assert.equal(toolAmong(['setuptools', 'pbr', 'dunamai'].map(normalizeName)), 'pbr')
    assert.equal(toolAmong([]), '')
  })

  it('knows a version of poetry that only holds the place', () => {
    assert.equal(isPoetryStandIn(parseToml('[tool.poetry-dynamic-versioning]\nenable = true', 'p')), true)
    assert.equal(isPoetryStandIn(parseToml('[tool.poetry-dynamic-versioning]\nenable = false', 'p')), false)
    assert.equal(isPoetryStandIn(parseToml('[tool.poetry]', 'p')), false)
  })
})
