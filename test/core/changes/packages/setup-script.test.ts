import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Declaration, readDeclaration } from '../../../../core/changes/packages/declared.ts'
import {
  brokenScript,
  nothing,
  parseAnswers,
  readScripts,
  runScript,
  type ScriptSays,
  withScript,
} from '../../../../core/changes/packages/setup-script.ts'
import { needTexts } from './needs-text.ts'

const declared = (files: { pyproject?: string; setupCfg?: string }): Declaration => {
  const { pyproject, setupCfg } = files
  const found = readDeclaration({ folder: 'p', pyproject, setupCfg, hasScript: true })
  return 'says' in found ? assert.fail() : found
}
const says = (told: Partial<ScriptSays>): ScriptSays => ({ ...nothing, ...told })

describe('asking a setup.py', () => {
  const how = {
    scratch: '/t/x',
    environment: { PATH: '/bin', HOME: '/home/me', TOKEN: 'x', SYSTEM_ACCESSTOKEN: 'x', PIP_INDEX_URL: 'x' },
    windows: false,
    seconds: 7,
  }

  it('starts python where nothing of the repository stands in for its modules, and tells it next to nothing', () => {
    const { program, args, cwd, env, seconds } = runScript({ program: 'py', args: ['-3'] }, '/r/p', how)
    assert.deepEqual(
      [program, args.slice(0, 6), args.at(-1), cwd, seconds],
      ['py', ['-3', '-I', '-B', '-X', 'utf8', '-c'], '/r/p', '/t/x', 7],
    )
    assert.deepEqual([env['PATH'], env['HOME'], env['TMPDIR']], ['/bin', '/t/x', '/t/x'])
    assert.deepEqual(
      ['TOKEN', 'SYSTEM_ACCESSTOKEN', 'PIP_INDEX_URL'].filter((name) => name in env),
      [],
    )
  })

  it('finds the interpreters of pyenv though it has no home', () => {
    assert.equal(readScripts({ program: 'python3', args: [] }, '/l', how).env['PYENV_ROOT'], '/home/me/.pyenv')
    const own = { ...how, environment: { PYENV_ROOT: '/opt/pyenv', HOME: '/home/me' } }
    assert.equal(readScripts({ program: 'python3', args: [] }, '/l', own).env['PYENV_ROOT'], '/opt/pyenv')
  })

  it('has a home of its own on Windows too', () => {
    const environment = { Path: 'C:\\p', SystemRoot: 'C:\\Windows', USERPROFILE: 'C:\\Users\\me', OS: 'Windows_NT' }
    const { env } = readScripts({ program: 'python', args: [] }, 'l', { ...how, environment, windows: true, scratch: 'C:\\t' })
    assert.deepEqual([env['Path'], env['SystemRoot'], env['USERPROFILE'], env['TEMP']], ['C:\\p', 'C:\\Windows', 'C:\\t', 'C:\\t'])
  })
})

describe('parseAnswers', () => {
  it('reads what the scripts print', () => {
    const line =
      '{"at": 4, "how": "ran", "whole": true, "told": {"name": "a", "version": "1", "install_requires": ["b"], "extras_require": {"x": ["c"]}, "setup_requires": ["pbr>=2"], "pbr": true}}'
    const told = { name: 'a', version: '1', installs: ['b'], extras: [['x', ['c']]], setups: ['pbr>=2'], tool: 'pbr' }
    assert.deepEqual([...parseAnswers([line])], [[4, { how: 'ran', whole: true, says: '', line: 1, told }]])
  })

  const tools: [told: string, tool: string][] = [
    ['{"use_scm_version": true}', 'setuptools-scm'],
    ['{"use_scm_version": false}', ''],
    ['{"imports": "versioneer"}', 'versioneer'],
    ['{"imports": "setuptools_git_versioning"}', 'setuptools-git-versioning'],
    ['{"imports": "numpy"}', ''],
    ['{"setup_requires": ["setuptools_scm>=1"]}', 'setuptools-scm'],
    ['{"setup_requires": ["cffi", "== "]}', ''],
  ]
  for (const [told, tool] of tools)
    it(`sees '${tool}' in ${told}`, () => assert.equal(parseAnswers([`{"at": 0, "how": "ran", "told": ${told}}`]).get(0)?.told.tool, tool))

  for (const line of [
    '',
    '{',
    '{}',
    '{"at": 0}',
    '{"at": 0, "how": "x", "told": {}}',
    '{"at": 0, "how": "ran", "told": {"name": 3}}',
    '{"at": 0, "how": "ran", "told": {"install_requires": "a"}}',
  ])
    it(`passes over ${line}`, () => assert.equal(parseAnswers([line]).size, 0))

  it('takes any line', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseAnswers([line]))))
})

describe('withScript', () => {
  it('fills in all that no file says', () => {
    const told = says({ name: 'a', version: '1.2', installs: ['b>=1'], extras: [['x', ['c']]], setups: ['d'] })
    const { name, version, needs } = withScript(declared({}), told, 's')
    assert.deepEqual([name, version?.text], ['a', '1.2'])
    assert.deepEqual(needTexts(needs), ['build setuptools', 'build wheel', 'run b>=1', 'optional:x c', 'build d'])
  })

  it('lets setup.py lead before setup.cfg, as setuptools does', () => {
    const cfg = declared({ setupCfg: '[metadata]\nname = a\nversion = 1\n[options]\ninstall_requires = b' })
    const { name, version, needs } = withScript(cfg, says({ name: 'z', version: '2', installs: ['c'] }), 's')
    assert.deepEqual([name, version?.text, needTexts(needs).filter((one) => one.startsWith('run'))], ['z', '2', ['run c']])
    const same = withScript(cfg, nothing, 's')
    assert.deepEqual([same.name, same.version?.text, needTexts(same.needs)[0]], ['a', '1', 'run b'])
  })

  it('adds only needs to a [project]', () => {
    const project = declared({ pyproject: '[project]\nname = "a"\ndynamic = ["version", "dependencies"]' })
    const { name, version, needs } = withScript(project, says({ name: 'z', version: '2', installs: ['c'] }), 's')
    assert.deepEqual([name, version, needTexts(needs).filter((one) => one.startsWith('run'))], ['a', undefined, ['run c']])
    assert.deepEqual([withScript(project, says({ installs: ['c'] }), 's').isOpen, withScript(project, nothing, 's').isOpen], [false, true])
  })

  it('does not take the version of a tool for one', () => {
    const { version, versionTool } = withScript(declared({}), says({ version: '0+unknown', tool: 'versioneer' }), 's')
    assert.deepEqual([version, versionTool], [undefined, 'versioneer'])
  })

  it('reads extras that bear markers, or are nothing but one', () => {
    const { needs } = withScript(
      declared({}),
      says({
        extras: [
          ['x:python_version<"3"', ['a']],
          [':sys_platform=="win32"', ['b']],
        ],
      }),
      's',
    )
    assert.deepEqual(needTexts(needs).slice(2), ['optional:x a', 'run b'])
  })

  it('refuses what is no requirement, by its file', () =>
    assert.throws(() => withScript(declared({}), says({ installs: ['=='] }), 'p/setup.py'), {
      code: 'FILE_INVALID',
      message: /^p\/setup\.py requires/,
    }))

  it('has no version of what PEP 440 does not know', () =>
    assert.equal(withScript(declared({}), says({ version: 'latest' }), 's').version, undefined))

  it('names the line of what is no Python', () => {
    const broken = brokenScript('p/setup.py', { how: 'broken', whole: false, says: 'invalid syntax', line: 3, told: nothing })
    assert.deepEqual([broken.code, broken.message], ['FILE_INVALID', 'p/setup.py:3 is not Python: invalid syntax.'])
  })
})
