import assert from 'node:assert/strict'
import { parseLegPlan } from '../../../core/collect/leg-plan.ts'
import { formatMatrixPlan } from '../../../core/matrix/plan-file.ts'
import { folderLegJson } from '../../../core/pipeline/folder-leg.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { formatPlan } from '../../../core/wanted/plan-file.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const folder = { name: 'demo', folder: 'sdk/demo', local: [] }
const job = { instance: 'i', arch: 'x86_64', platform_tag: 'any', packages: [] }

describe('parseLegPlan', () => {
  for (const [mode, text] of [
    [
      'wheels',
      formatPlan({
        version: 1,
        decisions: [],
        jobs: [
          { leg: 'one', ...job },
          { leg: 'two', ...job },
        ],
      }),
    ],
    [
      'changes',
      JSON.stringify({
        version: 1,
        kind: 'changes',
        packages: [],
        jobs: [
          folderLegJson({ leg: 'one', commit: '', time: 0, packages: [folder], dependencies: [{ ...folder, name: 'base' }] }),
          folderLegJson({ leg: 'two', commit: '', time: 0, packages: [], dependencies: [] }),
        ],
      }),
    ],
    ['any mode, empty', JSON.stringify({ version: 1, kind: 'matrix', jobs: [] })],
  ] as const)
    it(`reads the legs of a plan of ${mode}`, () =>
      assert.deepEqual(parseLegPlan(bytes(text), 'plan.p.1'), {
        name: 'plan.p.1',
        digest: sha256Of(text),
        folders: mode === 'changes' ? [folder] : [],
        legs: mode === 'any mode, empty' ? [] : ['one', 'two'],
        restores: [],
      }))

  it('reads the legs of which a cache has something, of either mode', () => {
    const wheels = formatPlan({ version: 1, decisions: [], jobs: [{ leg: 'one', ...job }], restores: [{ leg: 'two', ...job }] })
    const restores = [folderLegJson({ leg: 'two', commit: '', time: 0, packages: [folder], dependencies: [] })]
    const changes = JSON.stringify({ version: 1, kind: 'changes', packages: [], jobs: [], restores })
    assert.deepEqual(
      [wheels, changes].map((text) => parseLegPlan(bytes(text), 'plan').restores),
      [['two'], ['two']],
    )
  })

  it('reads the legs of a plan of matrix as they are written', () => {
    const text = formatMatrixPlan([])
    assert.deepEqual(parseLegPlan(bytes(text), 'plan').legs, [])
  })

  for (const [what, text] of [
    ['no JSON', 'x'],
    ['a newer format', '{"version":2,"jobs":[]}'],
    ['no jobs', '{"version":1}'],
    ['a leg without a name', '{"version":1,"jobs":[{}]}'],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => parseLegPlan(bytes(text), 'plan')),
        'PLAN_INVALID',
      ))
})
