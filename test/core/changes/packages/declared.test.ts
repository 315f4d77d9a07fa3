import assert from 'node:assert/strict'
import { type Declaration, localPackage, type NoPackage, readDeclaration } from '../../../../core/changes/packages/declared.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { needTexts } from './needs-text.ts'

interface Texts {
  readonly pyproject?: string
  readonly setupCfg?: string
  readonly hasScript?: boolean
}

const read = ({ pyproject, setupCfg, hasScript = false }: Texts, folder = 'p'): Declaration | NoPackage =>
  readDeclaration({ folder, pyproject, setupCfg, hasScript })

const said = (texts: Texts): Declaration => {
  const found = read(texts)
  return 'says' in found ? assert.fail(found.says) : found
}

const scm = '[build-system]\nrequires = ["setuptools-scm"]\n'

describe('readDeclaration', () => {
  const names: [why: string, texts: Texts, name: string | undefined, version: string | undefined, asks: Declaration['asks']][] = [
    ['[project]', { pyproject: '[project]\nname = "A.b"\nversion = "1.0"' }, 'A.b', '1.0', 'nothing'],
    ['[project] beside a setup.py', { pyproject: '[project]\nname = "a"\nversion = "1"', hasScript: true }, 'a', '1', 'nothing'],
    [
      '[project] whose needs are dynamic',
      { pyproject: '[project]\nname = "a"\ndynamic = ["version", "dependencies"]', hasScript: true },
      'a',
      undefined,
      'needs',
    ],
    [
      '[project] whose needs are dynamic, without a setup.py',
      { pyproject: '[project]\nname = "a"\ndynamic = ["optional-dependencies"]' },
      'a',
      undefined,
      'nothing',
    ],
    [
      '[project] whose needs are in a file',
      {
        pyproject: '[project]\nname = "a"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies.file = "r.txt"',
        hasScript: true,
      },
      'a',
      undefined,
      'nothing',
    ],
    [
      '[project] before setup.cfg and poetry',
      { pyproject: '[project]\nname = "a"\n[tool.poetry]\nname = "b"\nversion = "2"', setupCfg: '[metadata]\nname = c' },
      'a',
      undefined,
      'nothing',
    ],
    ['poetry', { pyproject: '[tool.poetry]\nname = "a"\nversion = "1.0.0-beta.1"', hasScript: true }, 'a', '1.0.0-beta.1', 'nothing'],
    [
      'poetry whose version holds a place',
      { pyproject: '[tool.poetry]\nname = "a"\nversion = "0.0.0"\n[tool.poetry-dynamic-versioning]\nenable = true' },
      'a',
      undefined,
      'nothing',
    ],
    ['flit', { pyproject: '[tool.flit.metadata]\nmodule = "a_mod"' }, 'a_mod', undefined, 'nothing'],
    ['flit with a name', { pyproject: '[tool.flit.metadata]\nmodule = "a_mod"\ndist-name = "a"' }, 'a', undefined, 'nothing'],
    ['setup.cfg', { setupCfg: '[metadata]\nname = a\nversion = 1.0' }, 'a', '1.0', 'nothing'],
    ['setup.cfg with a version from elsewhere', { setupCfg: '[metadata]\nname = a\nversion = attr: a.v' }, 'a', undefined, 'nothing'],
    ['setup.cfg beside a setup.py', { setupCfg: '[metadata]\nname = a', hasScript: true }, 'a', undefined, 'all'],
    ['setup.cfg beside a pyproject.toml', { pyproject: scm, setupCfg: '[metadata]\nname = a' }, 'a', undefined, 'nothing'],
    ['setup.py alone', { hasScript: true }, undefined, undefined, 'all'],
    ['a setup.cfg of other tools beside setup.py', { setupCfg: '[flake8]\nmax = 1', hasScript: true }, undefined, undefined, 'all'],
    ['only how it is built', { pyproject: '[build-system]\nrequires = ["maturin"]' }, undefined, undefined, 'nothing'],
  ]
  for (const [why, texts, name, version, asks] of names)
    it(`reads ${why}`, () => {
      const found = said(texts)
      assert.deepEqual([found.name, found.version?.text, found.asks], [name, version, asks])
    })

  const none: [why: string, texts: Texts, says: RegExp][] = [
    ['tables of tools', { pyproject: '[tool.ruff]\nline-length = 100' }, /^$/],
    ['nothing', { pyproject: '' }, /^$/],
    ['a setup.cfg of other tools', { setupCfg: '[tool:pytest]\nx = 1' }, /^$/],
    ['the root of a workspace that is no package', { pyproject: '[project]\nname = "a"\n[tool.uv]\npackage = false' }, /package = false/],
    ['a poetry project that is none', { pyproject: '[tool.poetry]\npackage-mode = false\nname = "a"' }, /package-mode = false/],
    ['poetry that only keeps dependencies', { pyproject: '[tool.poetry.dependencies]\na = "*"' }, /^$/],
  ]
  for (const [why, texts, says] of none)
    it(`sees no package in ${why}`, () => {
      const found = read(texts)
      assert.ok('says' in found)
      assert.match(found.says, says)
    })

  it('gathers what a package needs from all places', () => {
    const pyproject = `${scm}[project]\nname = "a"\ndependencies = ["b"]\n[project.optional-dependencies]\nx = ["c"]\n[dependency-groups]\nd = ["e"]\n[tool.poetry.group.f.dependencies]\ng = "*"\n`
    assert.deepEqual(needTexts(said({ pyproject }).needs), ['run b', 'optional:x c', 'build setuptools-scm', 'group:d e', 'group:f g'])
    const setupCfg =
      '[metadata]\nname = a\n[options]\ninstall_requires = b;c\nsetup_requires =\n  d ; python_version > "3"\n[options.extras_require]\nx = e\n'
    assert.deepEqual(needTexts(said({ setupCfg }).needs), ['run b', 'run c', 'build d', 'optional:x e', 'build setuptools', 'build wheel'])
    const flit =
      '[build-system]\nrequires = ["flit"]\n[tool.flit.metadata]\nmodule = "a"\nrequires = ["b"]\n[tool.flit.metadata.requires-extra]\nx = ["c"]'
    assert.deepEqual(needTexts(said({ pyproject: flit }).needs), ['run b', 'optional:x c', 'build flit'])
  })

  it('names the files that requirements stand in', () => {
    const dynamic =
      '[project]\nname = "a"\ndynamic = ["dependencies", "optional-dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = "r.txt" }\noptional-dependencies.x = { file = ["x.txt", "y.txt"] }'
    const files = [
      { kind: 'run', of: '', path: 'r.txt' },
      { kind: 'optional', of: 'x', path: 'x.txt' },
      { kind: 'optional', of: 'x', path: 'y.txt' },
    ]
    assert.deepEqual(said({ pyproject: dynamic }).files, files)
    const setupCfg = '[metadata]\nname = a\n[options]\ninstall_requires = file: r.txt\n[options.extras_require]\nx = file: x.txt, y.txt'
    assert.deepEqual(said({ setupCfg }).files, files)
  })

  it('takes what poetry says where [project] leaves it open, and only there', () => {
    const poetry = '[tool.poetry]\nversion = "3"\n[tool.poetry.dependencies]\nb = "^1"\n'
    const open = said({ pyproject: `[project]\nname = "a"\ndynamic = ["version", "dependencies"]\n${poetry}` })
    assert.deepEqual([open.version?.text, needTexts(open.needs)[0], open.isOpen], ['3', 'run b>=1,<2', false])
    const closed = said({ pyproject: `[project]\nname = "a"\nversion = "1"\n${poetry}` })
    assert.deepEqual([closed.version?.text, needTexts(closed.needs)[0], closed.isOpen], ['1', 'build setuptools', false])
  })

  it('knows that nothing says what it needs', () => {
    assert.equal(said({ pyproject: '[project]\nname = "a"\ndynamic = ["dependencies"]' }).isOpen, true)
    assert.equal(said({ pyproject: '[project]\nname = "a"\ndynamic = ["version"]' }).isOpen, false)
    assert.equal(said({ hasScript: true }).isOpen, false)
  })

  it('asks for the tool only of a version that no file says', () => {
    assert.equal(said({ pyproject: `${scm}[project]\nname = "a"\ndynamic = ["version"]` }).versionTool, 'setuptools-scm')
    assert.equal(said({ pyproject: `${scm}[project]\nname = "a"\nversion = "1"` }).versionTool, '')
  })

  const broken: [why: string, texts: Texts, message: RegExp][] = [
    [
      'a [project] without a name',
      { pyproject: '[project]\nversion = "1"' },
      /^p\/pyproject\.toml: project\.name must be a text, but it is missing/,
    ],
    ['a version that is none', { pyproject: '[project]\nname = "a"\nversion = "one"' }, /project\.version is no version/],
    ['a dynamic that is no list', { pyproject: '[project]\nname = "a"\ndynamic = "version"' }, /project\.dynamic must be a list/],
    ['tables that are none', { pyproject: 'tool = 3' }, /^p\/pyproject\.toml: tool must be a map/],
    [
      'a build-system without requires',
      { pyproject: '[project]\nname = "a"\n[build-system]\nbuild-backend = "x"' },
      /build-system\.requires/,
    ],
    [
      'a requirement of setup.cfg that is none',
      { setupCfg: '[metadata]\nname = a\n[options]\ninstall_requires =\n  ==' },
      /^p\/setup\.cfg:4 requires "=="/,
    ],
    ['a setup.cfg that is none', { pyproject: '[project]\nname = "a"', setupCfg: 'x' }, /^p\/setup\.cfg:1 /],
  ]
  for (const [why, texts, message] of broken)
    it(`refuses ${why}`, () => assert.throws(() => read(texts), { code: 'FILE_INVALID', message }))

  it('names files at the top without a folder', () =>
    assert.throws(() => read({ pyproject: '[' }, '.'), { message: /^pyproject\.toml:1 / }))
})

describe('localPackage', () => {
  const nothing = { version: undefined, versionTool: '', needs: [], sources: new Map() }

  it('is called as it writes itself, known by its normalised name, its artifact by its own', () => {
    const one = localPackage('sdk/core/azure-core', 'Azure_Core', nothing, new Map())
    assert.deepEqual(
      [one.name, one.project, one.artifact, one.service, one.folder],
      ['Azure_Core', 'azure-core', 'Azure_Core', 'core', 'sdk/core/azure-core'],
    )
  })

  const services: [folder: string, service: string][] = [
    ['sdk/storage/azure-storage-blob', 'storage'],
    ['sdk/storage/a/b', 'storage'],
    ['sdk/storage', ''],
    ['packages/sdk/storage/a', ''],
    ['.', ''],
  ]
  for (const [folder, service] of services)
    it(`is of the service '${service}' in ${folder}`, () => assert.equal(localPackage(folder, 'a', nothing, new Map()).service, service))

  for (const name of ['', 'a b', '_a', 'a\u001b[31m', 'a\nb', 'ä', '##vso[x]', 'a'.repeat(300) + ' '])
    it(`is not called ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.equal(
        problemCode(() => localPackage('p', name, nothing, new Map())),
        'FILE_INVALID',
      ))
})
