import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import type { Question } from '../../../local-agent/server/run-context.ts'
import { Terminal } from '../../../local-agent/server/terminal.ts'

const QUESTION: Question = { environment: 'pypi', stage: 'Release it', approver: 'Ada', comment: 'Checked, abc' }

/** A terminal whose input is what a person types once the question stands. */
function sit(quiet = false) {
  const input = new PassThrough()
  const output = new PassThrough({ encoding: 'utf8' })
  const cancel = new AbortController()
  const shown: string[] = []
  const typing: string[] = []
  output.on('data', (text: string) => {
    shown.push(text)
    if (/is the comment: /.test(text)) input.write(typing.shift() ?? '')
  })
  const terminal = new Terminal({ input, output, quiet, coloured: false, signal: cancel.signal })
  return { terminal, input, cancel, typing, text: () => shown.join('') }
}

describe('terminal: an approval', () => {
  const rows: readonly (readonly [string, boolean, string])[] = [
    ['\n', true, 'Checked, abc'],
    ['  \n', true, 'Checked, abc'],
    ['mine\n', true, 'mine'],
    ['n\n', false, ''],
    ['No\n', false, ''],
    ['nice\n', true, 'nice'],
  ]
  for (const [typed, approved, comment] of rows)
    it(`${JSON.stringify(typed)} is ${approved ? `approved: ${comment}` : 'rejected'}`, async () => {
      const { terminal, typing, text } = sit()
      typing.push(typed)
      assert.deepEqual(await terminal.ask(QUESTION), { approved, comment, how: 'as Ada, at the terminal' })
      for (const part of ['pypi', 'Release it', 'Ada', 'Checked, abc']) assert.ok(text().includes(part))
    })

  it('lines wait while a question stands', async () => {
    const { terminal, input, text } = sit()
    const answer = terminal.ask(QUESTION)
    await new Promise((resolve) => setImmediate(resolve))
    terminal.show('meanwhile', undefined)
    assert.ok(!text().includes('meanwhile'))
    input.write('\n')
    await answer
    terminal.show('later', undefined)
    assert.match(text(), /meanwhile\nlater\n$/)
  })

  it('one question at a time', async () => {
    const { terminal, typing } = sit()
    typing.push('first\n', 'n\n')
    const decisions = await Promise.all([terminal.ask(QUESTION), terminal.ask(QUESTION)])
    assert.deepEqual(
      decisions.map(({ approved, comment }) => [approved, comment]),
      [
        [true, 'first'],
        [false, ''],
      ],
    )
  })

  it('an input that ends rejects', async () => {
    const { terminal, input } = sit()
    const answer = terminal.ask(QUESTION)
    input.end()
    assert.equal((await answer).approved, false)
  })

  it('a run that is cancelled rejects', async () => {
    const { terminal, cancel } = sit()
    const answer = terminal.ask(QUESTION)
    await new Promise((resolve) => setImmediate(resolve))
    cancel.abort()
    assert.equal((await answer).approved, false)
  })
})

describe('terminal: lines', () => {
  const lines = (quiet: boolean): string => {
    const { terminal, text } = sit(quiet)
    terminal.show('Job a of stage b', undefined)
    terminal.show('hello', { label: 'a', beside: false })
    terminal.show('##[error]no', { label: 'a', beside: false })
    terminal.show('side by side', { label: 'leg', beside: true })
    return text()
  }
  it('are labelled where jobs ran side by side', () =>
    assert.equal(lines(false), 'Job a of stage b\nhello\n##[error]no\nleg | side by side\n'))
  it('quiet shows what the server says, and errors under their label', () =>
    assert.equal(lines(true), 'Job a of stage b\na | ##[error]no\n'))
})
