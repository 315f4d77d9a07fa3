import assert from 'node:assert/strict'
import { markerTokens } from '../../../core/python/marker-tokens.ts'

const initials = { text: 't', name: 'n', sign: 's', stray: '!' }
const told = (text: string): string[] => markerTokens(text).map(({ kind, value }) => `${initials[kind]} ${value}`)

describe('the parts of a condition', () => {
  const table: [given: string, parts: string[], why: string][] = [
    ['', [], 'nothing'],
    [' \t\n', [], 'white space'],
    ["os_name == 'posix'", ['n os_name', 's ==', 't posix'], 'a comparison'],
    ['os_name=="posix"', ['n os_name', 's ==', 't posix'], 'one without blanks, in double quotes'],
    [`a == "it's"`, ['n a', 's ==', "t it's"], 'a quote of the other kind'],
    [`a == 'say "hi"'`, ['n a', 's ==', 't say "hi"'], 'the same the other way'],
    ["a == ''", ['n a', 's ==', 't '], 'an empty text'],
    [String.raw`a == 'C:\n'`, ['n a', 's ==', String.raw`t C:\n`], 'a backslash, which is no escape'],
    ["a == 'x\ny'", ['n a', 's ==', 't x\ny'], 'a text of two lines'],
    ['< <= > >= == != ~= ===', ['s <', 's <=', 's >', 's >=', 's ==', 's !=', 's ~=', 's ==='], 'every comparison of signs'],
    ["'3'<=a", ['t 3', 's <=', 'n a'], 'a text first'],
    ['a in b', ['n a', 's in', 'n b'], 'in'],
    ['a not in b', ['n a', 's not in', 'n b'], 'not in'],
    ['a not  \n in b', ['n a', 's not in', 'n b'], 'not in with much between'],
    ['a not inside', ['n a', 's not', 'n inside'], 'not, and a name that begins as in'],
    ['a notin b', ['n a', 'n notin', 'n b'], 'a name that is like not in'],
    ['a and b or c', ['n a', 's and', 'n b', 's or', 'n c'], 'words that join'],
    ['android or_ And OR', ['n android', 'n or_', 'n And', 'n OR'], 'names that begin as them, or are written larger'],
    ['((a))', ['s (', 's (', 'n a', 's )', 's )'], 'brackets'],
    ['Build.SourceBranch == x', ['n Build.SourceBranch', 's ==', 'n x'], 'a variable of the agent'],
    ['a = b', ['n a', '! =', 'n b'], 'a single ='],
    ['a & b', ['n a', '! &', 'n b'], 'a character of another language'],
    ["a == 'b", ['n a', 's ==', "! '", 'n b'], 'an open quote'],
    ['$(a)', ['! $', 's (', 'n a', 's )'], 'a macro'],
    ['3.8', ['! 3', '! .', '! 8'], 'a version without quotes'],
    ['ä', ['! ä'], 'a letter that names do not have'],
  ]
  for (const [given, parts, why] of table) it(`are told of ${why}`, () => assert.deepEqual(told(given), parts))
})
