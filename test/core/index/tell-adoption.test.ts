import assert from 'node:assert/strict'
import { adoptionLine, type AdoptionReport, adoptionSummary, beforeAdoption, remarksOf } from '../../../core/index/tell-adoption.ts'

const none: AdoptionReport = { projects: 2, adopted: 3, known: 0, broken: [], missing: [], odd: [] }
const one = [{ file: 'a|b.whl', says: 'it is <bad>' }]

describe('what is told of an adoption', () => {
  for (const [report, dryRun, line] of [
    [none, false, '3 files of 2 projects adopted'],
    [{ ...none, projects: 1, adopted: 1 }, true, '1 file of 1 project would be adopted'],
    [
      { ...none, known: 4, broken: one, missing: one },
      false,
      '3 files of 2 projects adopted, 4 files listed already, 1 file left out, 1 file listed before but not there',
    ],
  ] as const)
    it(line, () => assert.equal(adoptionLine(report, dryRun), line))

  it('is said before in grammatical sentences', () => {
    assert.equal(beforeAdoption(1, 1), '1 file of 1 project is adopted')
    assert.equal(beforeAdoption(7, 4), '7 files of 4 projects are adopted')
  })

  it('is each file that people should know of', () => {
    assert.deepEqual(
      remarksOf({ ...none, broken: one, missing: [{ file: 'm', says: 'is gone' }], odd: [{ file: 'o', says: 'it is odd' }] }),
      ['a|b.whl is left out of the index: it is <bad>.', 'm is gone.', 'o is listed as before, though it is odd.'],
    )
    assert.deepEqual(remarksOf(none), [])
  })
  it('is a summary of no more than a hundred rows', () => {
    const broken = Array.from({ length: 1234 }, (_, at) => ({ file: `f${at}`, says: 'it is bad' }))
    const text = adoptionSummary({ ...none, broken }, false)
    assert.equal(text.match(/left out: it is bad/g)?.length, 100)
    assert.match(text, /and 1134 more, in the log/)
    assert.doesNotMatch(adoptionSummary({ ...none, broken: broken.slice(0, 100) }, false), /more/)
  })
  it('is a summary that no file name can break', () => {
    const text = adoptionSummary({ ...none, broken: one }, false)
    assert.match(text, /a&#124;b\.whl/)
    assert.doesNotMatch(text, /<bad>/)
  })
})
