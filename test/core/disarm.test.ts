import assert from 'node:assert/strict'
import fc from 'fast-check'
import { disarm, disarmLines } from '../../core/disarm.ts'

const table: [given: string, expected: string, why: string][] = [
  ['plain text', 'plain text', 'nothing to do'],
  ['##vso[task.complete]', '#_#vso[task.complete]', 'a command at the start'],
  ['>>> ##vso[task.setvariable variable=a]b', '>>> #_#vso[task.setvariable variable=a]b', 'the agent finds it anywhere'],
  ['##VSO[task.complete]', '#_#VSO[task.complete]', 'in any case'],
  ['###vso[a.b]', '##_#vso[a.b]', 'behind another number sign'],
  ['##[error]not mine', '#_#[error]not mine', 'a decoration'],
  ['## heading', '## heading', 'number signs alone are text'],
  ['a\r##vso[a.b]', 'a #_#vso[a.b]', 'a lone CR would begin a line'],
  ['a\n##vso[a.b]', 'a #_#vso[a.b]', 'so would LF'],
  ['\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m', 'colours stay'],
  ['\u001b]0;title\u0007', ' ]0;title ', 'other escapes go'],
  ['\u001b[2J', ' [2J', 'so does clearing the screen'],
  ['a\u0000b\u2028c', 'a b c', 'NUL and line separators'],
  ['tab\tstays', 'tab\tstays', 'a tab is text'],
]

describe('disarm', () => {
  for (const [given, expected, why] of table) it(why, () => assert.equal(disarm(given), expected))

  it('leaves no line that the agent would take for a command or a decoration', () => {
    const piece = fc.constantFrom('#', '##', '##vso[', '##[', 'vso', '[', ']', '\r', '\n', '\u001b', ' ', 'a', '_')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = disarm(pieces.join(''))
        assert.ok(!/##vso\[/i.test(line) && !/##\[/.test(line) && !/[\r\n]/.test(line), line)
      }),
    )
  })

  it('does nothing more when it is done twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(disarm(disarm(text)), disarm(text))))
  })
})

describe('disarmLines', () => {
  it('splits as the agent reads', () => assert.deepEqual(disarmLines('a\r\nb\rc\nd'), ['a', 'b', 'c', 'd']))
})
