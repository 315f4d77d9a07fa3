import assert from 'node:assert/strict'
import { graphChange } from '../../../../core/changes/locks/lock-graph.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

/** app needs lib, lib needs attrs; app is developed with pytest, which needs pluggy; six stands alone. */
const uv = `
version = 1
revision = 2
requires-python = ">=3.9"

[manifest]
members = ["app", "lib"]

[[package]]
name = "app"
version = "1.0"
source = { editable = "packages/app" }
dependencies = [{ name = "lib" }]
[package.optional-dependencies]
cli = [{ name = "click" }]
[package.dev-dependencies]
test = [{ name = "pytest" }]

[[package]]
name = "lib"
version = "1.0"
source = { editable = "packages/lib" }
dependencies = [{ name = "attrs", marker = "sys_platform == 'linux'" }]

[[package]]
name = "Attrs"
version = "23.1"
source = { registry = "https://index.example/simple" }
sdist = { url = "https://files.example/attrs.tar.gz", hash = "sha256:aa", size = 1, upload-time = "2024-01-01T00:00:00Z" }
wheels = [{ url = "https://files.example/attrs.whl", hash = "sha256:bb", size = 2 }]

[[package]]
name = "click"
version = "8.0"

[[package]]
name = "pytest"
version = "8.0"
dependencies = [{ name = "pluggy" }]

[[package]]
name = "pluggy"
version = "1.0"

[[package]]
name = "user"
version = "1.0"
dependencies = [{ name = "app" }]

[[package]]
name = "six"
version = "1.16"
`
type Row = [why: string, after: string, projects: string[] | undefined, tops?: string[]]

function check(name: string, before: string, table: readonly Row[]): void {
  for (const [why, after, projects, tops = projects] of table)
    it(`${name}: ${why}`, () => {
      const change = graphChange(name, before, after)
      assert.deepEqual(typeof change === 'string' ? undefined : change, projects === undefined ? undefined : { projects, tops })
    })
}

describe('graphChange', () => {
  check('uv.lock', uv, [
    ['nothing', uv, []],
    ['a revision, a comment, a member', uv.replace('revision = 2', 'revision = 3 # newer').replace('"lib"]', '"lib", "more"]'), []],
    ['where files lie', uv.replace('files.example/attrs.whl', 'mirror.example/attrs.whl').replace('size = 2', 'size = 3'), []],
    ['when they were uploaded', uv.replace('2024', '2025'), []],
    ['a version', uv.replace('version = "1.16"', 'version = "1.17"'), ['six']],
    ['all that need it', uv.replace('23.1', '23.2'), ['app', 'attrs', 'lib', 'user'], ['user']],
    ['a hash', uv.replace('sha256:bb', 'sha256:cc'), ['app', 'attrs', 'lib', 'user'], ['user']],
    ['another index', uv.replace('index.example', 'other.example'), ['app', 'attrs', 'lib', 'user'], ['user']],
    ['a marker', uv.replace('linux', 'darwin'), ['app', 'lib', 'user'], ['user']],
    [
      'of an extra',
      uv.replace('version = "8.0"\n\n[[package]]\nname = "pytest"', 'version = "8.1"\n\n[[package]]\nname = "pytest"'),
      ['app', 'click', 'user'],
      ['user'],
    ],
    [
      'of development, not its dependents',
      uv.replace('"pluggy"\nversion = "1.0"', '"pluggy"\nversion = "1.5"'),
      ['app', 'pluggy', 'pytest'],
      [],
    ],
    ['one more', `${uv}[[package]]\nname = "new"\nversion = "1"\n`, ['new']],
    ['one less', uv.replace(/\[\[package\]\]\nname = "six"[^]*/, ''), ['six']],
    ['a second version of one', `${uv}[[package]]\nname = "attrs"\nversion = "22"\n`, ['app', 'attrs', 'lib', 'user'], ['user']],
    ['other pythons', uv.replace('>=3.9', '>=3.10'), undefined],
    ['other platforms', uv.replace('revision', 'resolution-markers = ["a"]\nrevision'), undefined],
  ])

  const poetry = `
[[package]]
name = "app"
version = "1.0"
files = []
[package.dependencies]
Attrs = { version = ">=23", optional = true }
[package.source]
type = "directory"
url = "packages/app"

[[package]]
name = "attrs"
version = "23.1"
files = [{ file = "attrs.whl", hash = "sha256:aa" }]

[metadata]
lock-version = "2.0"
python-versions = "^3.9"
content-hash = "xx"
`
  check('poetry.lock', poetry, [
    ['the hash of pyproject.toml', poetry.replace('"xx"', '"yy"'), []],
    ['all that need it', poetry.replace('23.1', '23.2'), ['app', 'attrs'], ['app']],
    ['other pythons', poetry.replace('^3.9', '^3.10'), undefined],
  ])

  const pdm = `
[metadata]
groups = ["default"]
content_hash = "xx"
[[metadata.targets]]
requires_python = ">=3.9"
[[package]]
name = "anyio"
version = "4"
dependencies = ["idna>=2.8", "exceptiongroup; python_version < '3.11'"]
files = [{ file = "anyio.whl", hash = "sha256:aa" }]
[[package]]
name = "idna"
version = "3"
`
  check('pdm.lock', pdm, [
    ['the hash of pyproject.toml', pdm.replace('"xx"', '"yy"'), []],
    ['all that need it', pdm.replace('"3"', '"3.1"'), ['anyio', 'idna'], ['anyio']],
    ['other targets', pdm.replace('>=3.9', '>=3.10'), undefined],
  ])

  const pylock = `
lock-version = "1.0"
created-by = "a tool"
requires-python = ">=3.9"
[[packages]]
name = "attrs"
version = "23.1"
wheels = [{ name = "attrs.whl", url = "https://a.example", hashes = { sha256 = "aa" } }]
[[packages]]
name = "cattrs"
version = "1"
dependencies = [{ name = "attrs" }]
`
  check('pylock.toml', pylock, [
    ['another tool and address', pylock.replace('a tool', 'another').replace('a.example', 'b.example'), []],
    ['all that need it', pylock.replace('aa', 'bb'), ['attrs', 'cattrs'], ['cattrs']],
    [
      'where PDM tells the needs',
      pylock.replace('aa', 'bb').replace('dependencies = [{ name = "attrs" }]', '[packages.tool.pdm]\ndependencies = ["Attrs>=1"]'),
      ['attrs', 'cattrs'],
      ['cattrs'],
    ],
    ['where needs are not told', pylock.replace(/dependencies.*/, ''), ['cattrs']],
    ['other pythons', pylock.replace('>=3.9', '>=3.10'), undefined],
  ])

  it('files may stand in any order', () => {
    const lock = (...hashes: string[]): string =>
      `[[package]]\nname="a"\nfiles=[${hashes.map((hash) => `{file="${hash}.whl", hash="${hash}"}`).join(', ')}]\n`
    assert.deepEqual(graphChange('pdm.lock', lock('x', 'y'), lock('y', 'x')), { projects: [], tops: [] })
    assert.deepEqual(graphChange('pdm.lock', lock('x', 'y'), lock('y')), { projects: ['a'], tops: ['a'] })
  })

  it('a need to run stays one where it is also one of development', () => {
    const lock = (version: string): string =>
      `[[package]]\nname="b"\nversion="${version}"\n[[package]]\nname="a"\ndependencies=[{name="b"}]\ndev-dependencies={t=[{name="b"}]}\n[[package]]\nname="u"\ndependencies=[{name="a"}]\n`
    assert.deepEqual(graphChange('uv.lock', lock('1'), lock('2')), { projects: ['a', 'b', 'u'], tops: ['u'] })
  })

  it('two that need each other have no top', () => {
    const circle = (version: string): string =>
      `[[package]]\nname="a"\nversion="${version}"\ndependencies=[{name="b"}]\n[[package]]\nname="b"\nversion="1"\ndependencies=[{name="a"}]\n`
    assert.deepEqual(graphChange('uv.lock', circle('1'), circle('2')), { projects: ['a', 'b'], tops: [] })
  })

  for (const text of [
    '<<<<<<< HEAD',
    '{}',
    'package = 1',
    '[[package]]\nversion = "1"',
    'x = 1',
    '[[package]]\nname = "a"\ndependencies = [1]',
  ])
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.equal(
        problemCode(() => graphChange('uv.lock', uv, `requires-python = ">=3.9"\n${text}`)),
        'FILE_INVALID',
      ))
})
