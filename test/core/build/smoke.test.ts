import assert from 'node:assert/strict'
import {
  hasDependencies,
  type Imported,
  type ImportCheck,
  importCommand,
  isAnswer,
  isForeign,
  isRefusedTag,
  judgeImport,
  parseAnswers,
} from '../../../core/build/smoke.ts'
import { toolchain } from './toolchains.ts'

type Answer = Parameters<typeof judgeImport>[0][number]

const good = (module: string): Answer => ({ module, missing: '', said: '' })
const lacks = (module: string, missing: string): Answer => ({ module, missing, said: `ModuleNotFoundError: No module named '${missing}'` })
const breaks = (module: string, said: string): Answer => ({ module, missing: '', said })

describe('the import check', () => {
  const spam = { modules: ['spam'], dependencies: false }
  const dependent = { ...spam, dependencies: true }
  const cases: [what: string, answers: Answer[], wheel: typeof spam, check: ImportCheck, expected: Imported['kind']][] = [
    ['passes when each module was imported', [good('spam')], spam, 'auto', 'imported'],
    ['fails when a module raises', [breaks('spam', 'ValueError: no')], spam, 'auto', 'failed'],
    ['fails on an undefined symbol', [breaks('spam', 'ImportError: x.so: undefined symbol: y')], dependent, 'auto', 'failed'],
    ['does not count against a missing dependency', [lacks('spam', 'numpy')], dependent, 'auto', 'not-checked'],
    ['counts it when always asked for', [lacks('spam', 'numpy')], dependent, 'always', 'failed'],
    ['counts it when no dependency is declared', [lacks('spam', 'distutils')], spam, 'auto', 'failed'],
    ['counts a missing part of the wheel itself', [lacks('spam', 'spam')], dependent, 'auto', 'failed'],
    [
      'does not count against a foreign machine',
      [breaks('spam', 'ImportError: /x.so: wrong ELF class: ELFCLASS32')],
      spam,
      'auto',
      'not-checked',
    ],
    ['counts a foreign machine when always asked for', [breaks('spam', 'ImportError: wrong ELF class')], spam, 'always', 'failed'],
    ['fails when the interpreter ended in the middle', [], spam, 'auto', 'failed'],
    [
      'looks at every module',
      [good('spam'), breaks('_spam', 'ImportError: no')],
      { ...spam, modules: ['spam', '_spam'] },
      'auto',
      'failed',
    ],
    [
      'fails for one though another is excused',
      [lacks('spam', 'numpy'), breaks('_spam', 'OSError: no')],
      { modules: ['spam', '_spam'], dependencies: true },
      'auto',
      'failed',
    ],
  ]
  for (const [what, answers, wheel, check, expected] of cases)
    it(what, () => assert.equal(judgeImport(answers, wheel, check).kind, expected))

  it('says what is missing', () => assert.match(JSON.stringify(judgeImport([lacks('spam', 'numpy')], dependent, 'auto')), /needs numpy/))
  it('says which module failed', () =>
    assert.match(JSON.stringify(judgeImport([breaks('spam', 'ValueError: no')], spam, 'auto')), /import spam: ValueError: no/))
  it('runs outside the source tree, isolated and bounded', () => {
    const { cwd, args, seconds } = importCommand(toolchain(), '/w/site', ['spam', '_spam'], {})
    assert.deepEqual([cwd, args[0], args.slice(-3)], ['/w/site', '-I', ['/w/site', 'spam', '_spam']])
    assert.ok(seconds > 0)
  })
})

describe('what the import check prints', () => {
  const line = 'wheelworks-import {"module": "spam", "missing": "", "said": ""}'
  it('is read among what the modules print', () => assert.deepEqual(parseAnswers(['hello', line, '']), [good('spam')]))
  it('is read though a module ended no line', () => assert.deepEqual(parseAnswers([`loading...${line}`]), [good('spam')]))
  it('is told from what modules print', () => assert.deepEqual([isAnswer(line), isAnswer('hello')], [true, false]))
  for (const broken of ['wheelworks-import', 'wheelworks-import {', 'wheelworks-import {"module": 1}'])
    it(`is passed over when it is '${broken}'`, () => assert.deepEqual(parseAnswers([broken, line]), [good('spam')]))
})

describe('what others say of a wheel', () => {
  const foreign: [said: string, expected: boolean][] = [
    ['ImportError: /x.so: wrong ELF class: ELFCLASS32', true],
    ["ImportError: dlopen(/x.so): mach-o file, but is an incompatible architecture (have 'x86_64', need 'arm64')", true],
    ['ImportError: DLL load failed while importing spam: %1 is not a valid Win32 application.', true],
    ['ImportError: /x.so: undefined symbol: foo', false],
    ['ImportError: libfoo.so.1: cannot open shared object file: No such file or directory', false],
  ]
  for (const [said, expected] of foreign)
    it(`${said}: ${expected ? '' : 'not '}another machine's`, () => assert.equal(isForeign(said), expected))
  it('is a tag that pip does not take', () =>
    assert.ok(isRefusedTag(['Looking', 'ERROR: a-1-cp311-cp311-freebsd.whl is not a supported wheel on this platform.'])))
  it('is nothing otherwise', () => assert.ok(!isRefusedTag(['ERROR: Invalid wheel'])))
})

describe('dependencies of a wheel', () => {
  const cases: [requiresDist: string[], expected: boolean][] = [
    [[], false],
    [['numpy'], true],
    [['numpy>=1; python_version < "3.12"'], true],
    [["pytest; extra == 'test'"], false],
    [['pytest ; (python_version >= "3") and extra=="test"'], false],
    [['pytest; extra == "test"', 'six'], true],
  ]
  for (const [requiresDist, expected] of cases)
    it(`${JSON.stringify(requiresDist)}: ${expected ? 'some' : 'none'}`, () => assert.equal(hasDependencies(requiresDist), expected))
})
