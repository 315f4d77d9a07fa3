import assert from 'node:assert/strict'
import { judgeEntryPoints } from '../../../../core/release/preflight/entry-points.ts'
import { codesOf } from '../../../fakes/read-file.ts'

const codes = (text: string | Uint8Array): string[] => codesOf(judgeEntryPoints(Buffer.from(text)))

describe('entry points', () => {
  it('need not be there', () => assert.deepEqual(judgeEntryPoints(undefined), []))
  for (const [what, text] of [
    ['nothing', ''],
    ['programs', '[console_scripts]\nspam = spam:main\nspam-2.x=spam:main\n\n[gui_scripts]\nspam_gui = spam:gui [x]\n'],
    ['comments and blank lines', '# all\n\n[console_scripts]\n; more\nspam = spam:main\n'],
    ['lines that go on', '[pytest11]\nspam =\n  spam:plugin\n'],
    ['other groups with any names', '[paste.app_factory]\nmain/x = spam:app\nname with blanks = spam:app\n'],
    ['line ends of Windows', '[console_scripts]\r\nspam = spam:main\r\n'],
    ['one name in two groups', '[a]\nx = y\n[b]\nx = y\n'],
    ['names that differ in case', '[console_scripts]\nspam = a:b\nSpam = a:b\n'],
  ] as const)
    it(`may hold ${what}`, () => assert.deepEqual(codes(text), []))
  for (const [what, text] of [
    ['a name before any group', 'spam = spam:main\n'],
    ['a line without =', '[console_scripts]\nspam\n'],
    ['a colon in place of =', '[console_scripts]\nspam: x\n'],
    ['a group twice', '[console_scripts]\na = b\n[console_scripts]\nc = d\n'],
    ['a name twice', '[console_scripts]\na = b\na = c\n'],
    ['a program without a name', '[console_scripts]\n= spam:main\n'],
    ['a program that is a path', '[console_scripts]\n../../bin/sh = spam:main\n'],
    ['a program with a slash', '[gui_scripts]\na/b = spam:main\n'],
    ['a program with a blank', '[console_scripts]\na b = spam:main\n'],
  ] as const)
    it(`must not hold ${what}`, () => assert.deepEqual([...new Set(codes(text))], ['entry-points']))
  it('must be UTF-8', () => assert.deepEqual(codes(new Uint8Array([0x5b, 0xff, 0x5d])), ['entry-points']))
  it('is read in no time, however it is written', () =>
    assert.deepEqual(codes(`[a]\n${' '.repeat(200_000)}x\n${'b'.repeat(200_000)}`), ['entry-points']))
})
