import assert from 'node:assert/strict'
import { parseSetupCfg } from '../../../../core/changes/packages/setup-cfg.ts'
import { needsOf, requirementLines, setupCfgNeeds } from '../../../../core/changes/packages/setup-needs.ts'
import { needTexts } from './needs-text.ts'

describe('requirementLines', () => {
  const cases: [text: string, expected: string[]][] = [
    ['', []],
    ['a\nb>=1', ['a', 'b>=1']],
    ['a # why\n# b\n  c  ', ['a', 'c']],
    ['a>=1, \\\n  <2\r\nb', ['a>=1,   <2', 'b']],
    ['-r other.txt\n--index-url https://h\n-e .\na', ['a']],
    ['a==1 --hash=sha256:00 --hash=sha256:11', ['a==1']],
    ['a @ https://h/a.whl#sha256=00', ['a @ https://h/a.whl#sha256=00']],
  ]
  for (const [text, expected] of cases) it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(requirementLines(text), expected))
})

describe('needsOf', () => {
  it('reads texts of several requirements', () =>
    assert.deepEqual(needTexts(needsOf('optional', 'x', ['a\nb>=1', 'c; python_version<"3"'], 's')), [
      'optional:x a',
      'optional:x b>=1',
      'optional:x c',
    ]))

  it('names the place of what is none, and no more of it than people read', () =>
    assert.throws(
      () => needsOf('run', '', [`=${'='.repeat(10_000)}`], 'p/setup.py'),
      (error: Error) => error.message.startsWith('p/setup.py requires "===') && error.message.length < 400,
    ))
})

describe('[options] of a setup.cfg', () => {
  const read = (text: string) => setupCfgNeeds(parseSetupCfg(text, 's'), 's')
  const cases: [why: string, text: string, expected: string[]][] = [
    ['nothing', '[metadata]\nname = a', []],
    ['lines', '[options]\ninstall_requires =\n  a>=1\n  b; python_version < "4"', ['run a>=1', 'run b']],
    ['semicolons', '[options]\ninstall_requires = a>=1; b', ['run a>=1', 'run b']],
    ['what builds it', '[options]\nsetup-requires = pbr', ['build pbr']],
    ['extras', '[options.extras_require]\nx =\n  a\ny = b;c', ['optional:x a', 'optional:y b', 'optional:y c']],
  ]
  for (const [why, text, expected] of cases) it(`needs ${why}`, () => assert.deepEqual(needTexts(read(text).needs), expected))

  it('names files', () =>
    assert.deepEqual(
      read('[options]\ninstall_requires = file: a.txt, b.txt').files.map(({ path }) => path),
      ['a.txt', 'b.txt'],
    ))
})
