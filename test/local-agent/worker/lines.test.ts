import assert from 'node:assert/strict'
import fc from 'fast-check'
import { LineSplitter } from '../../../local-agent/worker/lines.ts'

function split(...chunks: readonly (string | Uint8Array)[]): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.push(Buffer.from(chunk))
  splitter.end()
  return lines
}

const EURO = Buffer.from('€')

const CASES: readonly (readonly [what: string, chunks: readonly (string | Uint8Array)[], lines: readonly string[]])[] = [
  ['nothing', [], []],
  ['newlines', ['a\nb\n'], ['a', 'b']],
  ['a last line without an end', ['a\nb'], ['a', 'b']],
  ['lone returns', ['10%\r20%\r30%\n'], ['10%', '20%', '30%']],
  ['returns with newlines', ['a\r\nb\r\n'], ['a', 'b']],
  ['empty lines', ['\n\r\r\n\n'], ['', '', '', '']],
  ['a return and its newline in two chunks', ['a\r', '\nb'], ['a', 'b']],
  ['a return at the end of a chunk', ['a\r', 'b\n'], ['a', 'b']],
  ['a return, and a chunk that is its newline', ['a\r', '\n', '\n', 'b'], ['a', '', 'b']],
  ['a return at the very end', ['a\r'], ['a']],
  ['a line over chunks', ['a', 'b', 'c\n'], ['abc']],
  ['a character over chunks', [EURO.subarray(0, 1), EURO.subarray(1, 2), EURO.subarray(2), '\n'], ['€']],
  ['half a character at the end', [EURO.subarray(0, 2)], ['\ufffd']],
  ['bytes that are no text', [Buffer.from([0xff, 0x0a])], ['\ufffd']],
]

describe('LineSplitter', () => {
  for (const [what, chunks, lines] of CASES) it(`splits ${what}`, () => assert.deepEqual(split(...chunks), lines))

  it('does not care where chunks are cut', () => {
    const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', '€', '😀', '')).map((parts) => Buffer.from(parts.join('')))
    fc.assert(
      fc.property(text, fc.array(fc.nat(40)), (bytes, cuts) => {
        const ends = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b)
        const chunks = [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
        assert.deepEqual(split(...chunks), split(bytes))
      }),
    )
  })
})
