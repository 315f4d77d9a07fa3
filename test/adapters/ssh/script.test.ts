import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { quote, unspeakable } from '../../../adapters/ssh/script.ts'

const shells = ['/bin/dash', '/bin/bash', '/bin/sh']

describe('script', () => {
  it('quotes any text as one word for every shell', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 }).filter((one) => !one.includes('\0'))
    const there = shells.filter((shell) => isThere(shell))
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), fc.constantFrom(...there), (texts, shell) => {
        const out = execFileSync(shell, ['-s'], { input: `{\nprintf '%s\\0' ${texts.map(quote).join(' ')}\n}\n` })
        assert.deepEqual(out, Buffer.from(texts.map((one) => `${one}\0`).join('')))
      }),
      { numRuns: 60 },
    )
  })

  const command = { program: 'p', args: [], cwd: '/', env: {}, seconds: 0 }
  for (const env of [{ 'A-B': '' }, { '1A': '' }, { '': '' }, { PPID: '1' }, { SHELLOPTS: 'x' }, { A: '\0' }])
    it(`knows that no shell can hand on ${JSON.stringify(env)}`, () => assert.notEqual(unspeakable({ ...command, env }), undefined))
  it('knows that a NUL is in no argument', () => assert.notEqual(unspeakable({ ...command, args: ['a\0b'] }), undefined))
  it('lets everything else pass', () =>
    assert.equal(unspeakable({ ...command, args: ['\n', ''], env: { a_1: '\n', IFS: 'x' } }), undefined))
})

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', ':'])
    return true
  } catch {
    return false
  }
}
