import assert from 'node:assert/strict'
import fc from 'fast-check'
import { recordingLog } from '../../fakes/recording-log.ts'
import { Transcript } from '../../../tasks/BuildWheels/transcript.ts'

describe('the transcript of a row', () => {
  const same = (line: string): string => line
  const taken = (count: number, most?: number): Transcript => {
    const transcript = new Transcript(recordingLog(), same, most)
    for (let at = 0; at < count; at++) transcript.take(`line ${at}`)
    return transcript
  }

  it('keeps all that is printed, redacted, and shows it', () => {
    const log = recordingLog()
    const transcript = new Transcript(log, (line) => line.replace('secret', '***'))
    for (const line of ['one', 'a secret', '']) transcript.take(line)
    assert.deepEqual(transcript.lines, ['one', 'a ***', ''])
    assert.match(log.text(), /a \*\*\*/)
  })

  it('sets what went well apart', () => {
    const transcript = taken(3)
    transcript.settle()
    transcript.take('then')
    assert.deepEqual([transcript.lines.length, transcript.unsettled], [4, ['then']])
  })

  it('keeps the beginning and the end of what is endless, and says what is left out', () => {
    const { lines } = taken(10_000, 4000)
    assert.ok(lines.join('\n').length < 4200, String(lines.join('\n').length))
    assert.deepEqual([lines[0], lines.at(-1)], ['line 0', 'line 9999'])
    const gap = lines.findIndex((line) => line.includes('left out'))
    assert.equal(lines[gap], `[${10_000 - (lines.length - 1)} lines are left out here; the job's log has them]`)
    assert.ok(gap > 50 && lines.length - gap > 50)
  })

  it('never forgets the last line, nor tells of what was settled', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 100, max: 5000 }), (before, after, most) => {
        const transcript = taken(before, most)
        transcript.settle()
        for (let at = 0; at < after; at++) transcript.take(`after ${at}`)
        assert.ok(transcript.unsettled.every((line) => line.startsWith('after ')))
        assert.equal(transcript.unsettled.at(-1), `after ${after - 1}`)
        assert.equal(transcript.lines.at(-1), `after ${after - 1}`)
      }),
    )
  })
})
