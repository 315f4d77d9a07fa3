import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Bench } from './one-job.ts'
import { OneStep } from './one-step.ts'

describe('codecoverage.publish', () => {
  const bench = new Bench()
  after(() => bench.close())

  const write = (text: string, name = 'coverage.xml'): string => bench.write(`files/${name}`, text)
  const publish = (properties: string): OneStep =>
    new OneStep({ variables: { 'build.buildId': '42' } }).say(`##vso[codecoverage.publish ${properties}]`)
  const root = (attributes: string): string => `<?xml version="1.0" ?>\n<coverage version="7" ${attributes}><packages/></coverage>`

  it('reads what the root counts, keeps the file, and makes it part of the artifact of the run', () => {
    const text = root('lines-valid="420" lines-covered="383" line-rate="0.9" branches-covered="0" branches-valid="0"')
    const file = write(text)
    const step = publish(`codecoveragetool=cobertura;summaryfile=${file}`)
    const [lines, branches] = [
      { covered: 383, valid: 420 },
      { covered: 0, valid: 0 },
    ]
    assert.deepEqual(step.coverage, [[{ name: 'coverage.xml', lines, branches }, text]])
    assert.deepEqual(step.uploads, [`Code Coverage Report_42|Code Coverage Report_42/summary42|${file}`])
    assert.equal(step.context.commandResult, undefined)
    assert.ok(step.lines.includes(' Lines- 383 of 420 covered.'))
  })

  it('warns of a file that counts nothing, and publishes it', () => {
    const step = publish(`codecoveragetool=Cobertura;summaryfile=${write(root('line-rate="0.9"'))}`)
    assert.deepEqual(
      [step.warnings, step.coverage.length, step.coverage[0]?.[0].lines, step.context.commandResult],
      [1, 1, undefined, undefined],
    )
  })

  const file = write(root('lines-valid="1" lines-covered="1"'), 'good.xml')
  const REFUSED: readonly (readonly [why: string, properties: string])[] = [
    ['no tool', `summaryfile=${file}`],
    ['a tool that it does not know', `codecoveragetool=Clover;summaryfile=${file}`],
    ['no file', 'codecoveragetool=Cobertura'],
    ['a file that is not there', `codecoveragetool=Cobertura;summaryfile=${join(bench.folder, 'missing.xml')}`],
    ['a count that is none', `codecoveragetool=Cobertura;summaryfile=${write(root('lines-valid="x" lines-covered="1"'), 'bad.xml')}`],
    ['a report for people, which is not published here', `codecoveragetool=Cobertura;summaryfile=${file};reportdirectory=${bench.folder}`],
    ['further files', `codecoveragetool=Cobertura;summaryfile=${file};additionalcodecoveragefiles=${file}`],
  ]
  for (const [why, properties] of REFUSED)
    it(`fails for ${why}`, () => {
      const step = publish(properties)
      assert.deepEqual([step.coverage, step.uploads, step.context.commandResult], [[], [], 'failed'])
    })
})
