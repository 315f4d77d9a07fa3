import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import fc from 'fast-check'
import { parseCommand } from '../../../local-agent/worker/command.ts'
import { plain } from './one-step.ts'

interface TaskLibCommand {
  toString(): string
}
type TaskCommand = new (command: string, properties: Record<string, string> | null, message: string) => TaskLibCommand
const { TaskCommand } = createRequire(import.meta.url)('azure-pipelines-task-lib/taskcommand.js') as { TaskCommand: TaskCommand }

const ESCAPED = '##vso[area.event k1=%3B=%0D=%0A=%5D%AZP25;]%3B-%0D-%0A-%5D%AZP253B'

// The agent's own vectors: Test/L0/Worker/LoggingCommandL0.cs.
const READ: readonly (readonly [what: string, line: string, properties: object, data: string, percents?: boolean])[] = [
  ['a property and data', '##vso[area.event k1=v1;]msg', { k1: 'v1' }, 'msg'],
  ['no property, no data', '##vso[area.event]', {}, ''],
  ['escapes', ESCAPED, { k1: ';=\r=\n=]%' }, ';-\r-\n-]%3B'],
  ['escapes without percents', ESCAPED, { k1: ';=\r=\n=]%AZP25' }, ';-\r-\n-]%AZP253B', false],
  ['properties without values', '##vso[area.event k1=;k2=;]', {}, ''],
  ['text before', '>>>   ##vso[area.event k1=v1;]msg', { k1: 'v1' }, 'msg'],
  ['empty pieces of the name', '##vso[area..event]x', {}, 'x'],
  ['a space and nothing', '##vso[area.event ]x', {}, 'x'],
  ['a second bracket in the data', '##vso[area.event]a]b', {}, 'a]b'],
  ['blanks around the data', '##vso[area.event] a ', {}, ' a '],
  ['a missing value', '##vso[area.event k1=]', {}, ''],
  ['a missing key', '##vso[area.event =v1]', {}, ''],
  ['a lonely key', '##vso[area.event k1]', {}, ''],
  ['doubled equal signs', '##vso[area.event k==v]', { k: 'v' }, ''],
  ['an equal sign before the key', '##vso[area.event =k=v]', { k: 'v' }, ''],
  ['only equal signs behind the key', '##vso[area.event k==]', {}, ''],
  ['an equal sign in the value', '##vso[area.event k=a=b=]', { k: 'a=b=' }, ''],
  ['a blank before the key', '##vso[area.event a=1; b=2]', { a: '1', ' b': '2' }, ''],
  ['keys in any case, the later wins', '##vso[area.event Key=1;KEY=2]', { key: '2' }, ''],
  ['lower-case codes', '##vso[area.event]%3b%0d', {}, '%3b%0d'],
  ['other codes', '##vso[area.event]%20%25', {}, '%20%25'],
  ['several spaces', '##vso[area.event  k=v]', { ' k': 'v' }, ''],
]

const NOT_COMMANDS = [
  '',
  'text',
  '##vso',
  '##vso[area.event',
  '##VSO[area.event]',
  '##vso[area]',
  '##vso[a.b.c]',
  '##vso[]',
  '##vso[ area.event]',
  '## vso[a.b]',
]

describe('parseCommand', () => {
  for (const [what, line, properties, data, percents] of READ)
    it(`reads ${what}`, () => assert.deepEqual(plain(parseCommand(line, percents)), { area: 'area', event: 'event', properties, data }))

  for (const line of NOT_COMMANDS) it(`sees none in ${JSON.stringify(line)}`, () => assert.equal(parseCommand(line), undefined))

  it('keeps the case of area and event', () => assert.equal(parseCommand('##vso[TASK.SetVariable]')?.event, 'SetVariable'))

  it('reads back exactly what task-lib writes', () => {
    const anything = fc.string({ unit: 'binary' })
    const key = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
    // Neither side escapes `=`, so that no value may begin with it; task-lib leaves out what is empty.
    const value = anything.filter((text) => !text.startsWith('='))
    fc.assert(
      fc.property(fc.dictionary(key, value, { noNullPrototype: true }), anything, (properties, data) => {
        const written = new TaskCommand('task.event', properties, data).toString()
        const expected = Object.entries(properties).filter(([, text]) => text !== '')
        assert.deepEqual(plain(parseCommand(written)), { area: 'task', event: 'event', properties: Object.fromEntries(expected), data })
      }),
      { numRuns: 300 },
    )
  })

  it('reads back values made of its own codes', () => {
    const codes = fc
      .array(fc.constantFrom('%', ';', ']', '\r', '\n', '%3B', '%0D', '%0A', '%5D', '%AZP25', 'AZP25', '##vso[', '=', 'a'))
      .map((parts) => parts.join(''))
    fc.assert(fc.property(codes, (text) => assert.equal(parseCommand(new TaskCommand('a.b', null, text).toString())?.data, text)))
  })
})
