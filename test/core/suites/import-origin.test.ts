import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { modulesToFind, originCommand, parseCopies, parseStray } from '../../../core/suites/import-origin.ts'
import { findPython } from '../../servers/python.ts'

describe('what an interpreter answers of where it imports from', () => {
  const mark = 'wheelworks-origin '
  const stray = { module: 'spam', place: '/work/spam.py' }
  const table: [what: string, output: string[], answer: typeof stray | undefined][] = [
    ['is nothing where all comes from its environment', [], undefined],
    ['is the module and its place', [`${mark}${JSON.stringify(stray)}`], stray],
    ['stands among what else is printed', ['site speaks', `${mark}${JSON.stringify(stray)}`, 'bye'], stray],
    ['is nothing where it cannot be read', [`${mark}{`, `${mark}[]`], undefined],
  ]
  for (const [what, output, answer] of table) it(what, () => assert.deepEqual(parseStray(output), answer))
})

describe('the modules that a suite must import from the wheel', () => {
  const table: [modules: string[], found: string[]][] = [
    [['spam'], ['spam']],
    [['spam', 'tests', 'Docs', 'conftest'], ['spam']],
    [['tests'], ['tests']],
    [
      ['testing', 'tests_of'],
      ['testing', 'tests_of'],
    ],
    [[], []],
  ]
  for (const [modules, found] of table)
    it(`are ${found.join(', ') || 'none'} of ${modules.join(', ') || 'none'}`, () => assert.deepEqual(modulesToFind(modules), found))
})

/** One virtual environment, whose site-packages a test fills by hand, and a folder beside it for each case. */
describe('where a real python would import from', () => {
  let folder: string
  let python: string
  const write = (path: string, text = 'raise SystemExit("it was run")\n'): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  before(function () {
    const base = findPython(this)
    folder = mkdtempSync(join(tmpdir(), 'origin-'))
    execFileSync(base, ['-I', '-m', 'venv', '--without-pip', join(folder, 'venv')])
    python = join(folder, 'venv', 'bin', 'python')
    const purelib = execFileSync(python, ['-I', '-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'], {
      encoding: 'utf8',
    }).trim()
    const site = purelib.slice(folder.length + 1)
    for (const file of ['spam/__init__.py', 'single.py', 'space/inner/__init__.py', 'space/deep/part.py', 'space/data/table.csv'])
      write(`${site}/${file}`)
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  function ask(name: string, files: readonly string[], modules: readonly string[], env: Record<string, string> = {}): string {
    const cwd = join(folder, name)
    mkdirSync(cwd, { recursive: true })
    for (const file of files) write(`${name}/${file}`)
    const command = originCommand(python, modules, cwd, env)
    const output = execFileSync(command.program, [...command.args], { cwd, env: command.env, encoding: 'utf8' })
    const stray = parseStray(output.split('\n'))
    return stray === undefined ? '' : `${stray.module} from ${stray.place.replace(`${folder}/`, '')}`
  }

  const all = ['spam', 'single', 'space']
  it('is its environment, for packages, modules and namespaces, and none of them is run', () => assert.equal(ask('none', [], all), ''))
  it('is its environment beside tests that bear other names, and what json or os would be', () =>
    assert.equal(ask('tests', ['tests/test_spam.py', 'json.py', 'importlib.py'], all), ''))
  it('is the folder where it runs, for a package that lies there', () =>
    assert.equal(ask('package', ['spam/__init__.py'], all), 'spam from package/spam/__init__.py'))
  it('is that folder for a module', () => assert.equal(ask('module', ['single.py'], all), 'single from module/single.py'))
  it('is its environment for a package of which a plain folder lies there', () => assert.equal(ask('plain', ['spam/data.txt'], all), ''))
  it('is that folder for a part of a namespace, and only where the wheel has that part', () => {
    assert.equal(ask('inner', ['space/inner/__init__.py'], all), 'space.inner from inner/space/inner/__init__.py')
    assert.equal(ask('deep', ['space/deep/part.py'], all), 'space.deep.part from deep/space/deep/part.py')
    assert.equal(ask('other', ['space/other/__init__.py', 'space/tests/test_it.py'], all), '')
  })
  it('is what PYTHONPATH names', () => {
    write('path/spam/__init__.py')
    assert.equal(ask('with-path', [], all, { PYTHONPATH: join(folder, 'path') }), 'spam from path/spam/__init__.py')
  })
  it('may be a copy that lies deeper, where a test runner is told of it', () => {
    write('copies/src/spam/__init__.py')
    write('copies/lib/more/single.py')
    const command = originCommand(python, all, join(folder, 'copies'), {})
    const output = execFileSync(command.program, [...command.args], { cwd: command.cwd, encoding: 'utf8' }).split('\n')
    assert.equal(parseStray(output), undefined)
    assert.deepEqual(
      parseCopies(output)
        .map(({ module, place }) => `${module} ${place}`)
        .sort(),
      ['single lib/more/single.py', 'spam src/spam/__init__.py'],
    )
  })
  it('is nothing for what is not there at all', () => assert.equal(ask('absent', [], ['nowhere']), ''))
})
