import assert from 'node:assert/strict'
import type { SdistEntry } from '../../../core/sdist/contents.ts'
import { judgeSdistMembers } from '../../../core/sdist/members.ts'

const codes = (...entries: readonly SdistEntry[]): string[] => judgeSdistMembers(entries).map(({ code, severity }) => `${severity} ${code}`)
const file = (path: string): SdistEntry => ({ path, kind: 'file' })
const link = (path: string, target: string): SdistEntry => ({ path, kind: 'link', target })
const hard = (path: string, target: string): SdistEntry => ({ path, kind: 'hard-link', target })
const folder = (path: string): SdistEntry => ({ path, kind: 'folder' })

describe('the members of an sdist', () => {
  for (const [what, entries] of [
    ['a folder told twice', [folder('d/'), folder('d/'), file('d/a')]],
    ['the folder that all lies in', [folder('/'), folder(''), file('d/a')]],
    ['a link beside', [file('d/a'), link('d/b', 'a')]],
    ['a link to the folder above, within', [file('d/a'), link('d/e/b', '../a')]],
    ['a hard link from the top', [file('d/a'), hard('d/b', './d/a')]],
  ] as const)
    it(`may be ${what}`, () => assert.deepEqual(codes(...entries), []))

  for (const [what, code, entries] of [
    ['an absolute path', 'error member-path', [file('/etc/passwd')]],
    ['a path that climbs', 'error member-path', [file('d/../../x')]],
    ['a folder that climbs', 'error member-path', [folder('../')]],
    ['a drive', 'error member-path', [file('C:/x')]],
    ['a backslash', 'error member-path', [file('d\\..\\x')]],
    ['a control character', 'error member-path', [file('d/a\nb')]],
    ['a link that climbs out', 'error member-path', [link('d/a', '../../x')]],
    ['a link that climbs after a name', 'error member-path', [link('d/a', 'b/../../x')]],
    ['an absolute link', 'error member-path', [link('d/a', '/etc/passwd')]],
    ['a link to nothing', 'error member-path', [link('d/a', '')]],
    ['a hard link that leaves', 'error member-path', [hard('d/a', '../x')]],
    ['an absolute hard link', 'error member-path', [hard('d/a', '/etc/passwd')]],
    ['a device', 'error member-path', [{ path: 'd/a', kind: 'other' }]],
    ['a file twice', 'error member-duplicate', [file('d/a'), file('d/a')]],
    ['a member below a link', 'error member-duplicate', [link('d/a', 'b'), file('d/a/x')]],
    ['names that differ in case', 'warning member-case', [file('d/a'), file('d/A')]],
  ] as const)
    it(`are odd with ${what}`, () => assert.deepEqual(codes(...entries), [code]))
})
