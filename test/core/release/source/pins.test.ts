import assert from 'node:assert/strict'
import { Field } from '../../../../core/json.ts'
import type { ListedArtifact } from '../../../../core/release/evidence.ts'
import { judgePins, pinsJson, readPins } from '../../../../core/release/source/pins.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const pin = (name: string, more: Partial<ListedArtifact> = {}): ListedArtifact => ({
  name,
  source: 'job',
  kind: 'Container',
  data: '#/1',
  ...more,
})
const [a, b, c] = [pin('a'), pin('b'), pin('c')]

describe('pinned artifacts', () => {
  it('are written by name, whatever their order, and read again', () => {
    assert.deepEqual(pinsJson([b, a]), pinsJson([a, b]))
    assert.deepEqual(readPins(new Field(pinsJson([b, a]), 'plan', 'PLAN_INVALID')), [a, b])
    for (const key of ['name', 'source', 'kind', 'data'])
      assert.equal(
        problemCode(() => readPins(new Field([{ ...a, [key]: 1 }], 'plan', 'PLAN_INVALID'))),
        'PLAN_INVALID',
      )
  })

  const table: [why: string, pins: ListedArtifact[], listed: ListedArtifact[], whole: boolean, codes: string[]][] = [
    ['all are as they were', [a, b], [b, a], true, []],
    ['there is none', [], [], true, []],
    ['one was added to a run that is over', [a], [a, b], true, ['ARTIFACT_ADDED']],
    ['several were', [a], [b, a, c], true, ['ARTIFACT_ADDED', 'ARTIFACT_ADDED']],
    ['one came in a run that goes on', [a], [a, b], false, []],
    ['one is gone', [a, b], [a], true, ['ARTIFACT_GONE']],
    ['one is gone from a run that goes on', [a, b], [a], false, ['ARTIFACT_GONE']],
    ['one was replaced by one of another name', [a], [b], true, ['ARTIFACT_GONE', 'ARTIFACT_ADDED']],
    ['its name is in other case', [a], [pin('A')], false, ['ARTIFACT_GONE']],
    ['its content is another', [a], [pin('a', { data: '#/2' })], false, ['ARTIFACT_CHANGED']],
    ['its kind is another', [a], [pin('a', { kind: 'PipelineArtifact' })], true, ['ARTIFACT_CHANGED']],
    ['another job attached it', [a], [pin('a', { source: 'other' })], true, ['ARTIFACT_CHANGED']],
    ['another of its name stands after it', [a], [a, pin('a', { data: '#/2' })], false, ['ARTIFACT_CHANGED']],
    ['another of its name stands before it', [a], [pin('a', { data: '#/2' }), a], false, ['ARTIFACT_CHANGED']],
    ['it is listed twice', [a], [a, a], false, ['ARTIFACT_CHANGED']],
  ]
  for (const [why, pins, listed, whole, codes] of table)
    it(`${codes.length === 0 ? 'hold' : 'do not hold'} where ${why}`, () =>
      assert.deepEqual(
        judgePins(pins, listed, whole).map((one) => one.code),
        codes,
      ))
})
