import assert from 'node:assert/strict'
import { canonical } from '../../../core/canonical.ts'
import { folderLegJson } from '../../../core/pipeline/folder-leg.ts'
import { isOfFolders, legNamed, parsePlanLegs, parsePlanRestores } from '../../../core/pipeline/plan-legs.ts'
import { formatPlan } from '../../../core/wanted/plan-file.ts'
import { folderLeg, local } from '../../tasks/BuildWheels/folder-legs.ts'
import { jobPackage } from '../../tasks/BuildWheels/try-run.ts'

const wheels = { leg: 'wheel_any', instance: '', arch: '', platform_tag: 'any', packages: [jobPackage()] }
const folders = folderLeg({ packages: [local('b', 'a')], dependencies: [local('a')] })
const changes = canonical({ version: 1, kind: 'changes', jobs: [{ ...folderLegJson(folders), cells: { Python: '3.14' } }], notes: [] })

describe('parsePlanLegs', () => {
  it('reads the legs of a plan of wheels', () => {
    const legs = parsePlanLegs(formatPlan({ version: 1, decisions: [], jobs: [wheels] }), 'plan')
    assert.deepEqual([legs, legs.map(isOfFolders)], [[wheels], [false]])
  })
  it('reads the legs of a plan of changes', () => {
    const legs = parsePlanLegs(changes, 'plan')
    assert.deepEqual([legs, legs.map(isOfFolders)], [[folders], [true]])
  })

  const refused: [what: string, text: string][] = [
    ['a plan of the mode matrix', '{"version":1,"kind":"matrix","jobs":[{"leg":"a","cells":{}}]}'],
    ['a newer format', changes.replace('"version":1', '"version":2')],
    ['what is no JSON', '{'],
    ['a plan without jobs', '{"version":1}'],
    ['a leg of folders whose needs are no list', changes.replace('"local":["a"]', '"local":"a"')],
    ['a folder without a name', changes.replace('"name":"b"', '"nom":"b"')],
  ]
  for (const [what, text] of refused)
    it(`refuses ${what}`, () => assert.throws(() => parsePlanLegs(text, 'plan'), { code: 'PLAN_INVALID' }))
})

describe('parsePlanRestores', () => {
  const restores = (...cells: (Record<string, string> | undefined)[]): string =>
    canonical({ version: 1, restores: cells.map((one) => ({ ...folderLegJson(folders), ...(one === undefined ? {} : { cells: one }) })) })

  it('reads legs in the form of jobs, each with whether its matrix lets it be released', () => {
    const legs = parsePlanRestores(restores({ Python: '3.14' }, { Release: 'False' }, { release: 'true' }, undefined), 'plan')
    assert.deepEqual(
      legs,
      [true, false, true, true].map((release) => ({ ...folders, release })),
    )
  })
  it('refuses cells that are none', () =>
    assert.throws(() => parsePlanRestores(restores({}).replace('"cells":{}', '"cells":[]'), 'plan'), { code: 'PLAN_INVALID' }))
})

describe('legNamed', () => {
  it('finds a leg', () => assert.equal(legNamed([wheels, folders], 'packages'), folders))
  it('refuses a name that no leg has', () => assert.throws(() => legNamed([wheels], 'wheel_gone'), { code: 'PLAN_INVALID' }))
})
