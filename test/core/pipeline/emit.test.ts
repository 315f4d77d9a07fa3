import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Emitted, type EmittedLeg, emitMatrix } from '../../../core/pipeline/emit.ts'
import { parseJobData, type PlanLeg } from '../../../core/pipeline/job-data.ts'
import { anyFolderLeg, folderLeg } from './folders.ts'
import { anyLeg, jobPackage, planLeg } from './packages.ts'

const digest = 'ef'.repeat(32)
const emit = (legs: readonly EmittedLeg[]): Emitted => emitMatrix(legs, { digest, artifact: 'plan.job.1' }, 'Build more in a job.')
const ofWheels = (leg: PlanLeg): EmittedLeg => ({ leg: leg.leg, cells: { arch: leg.arch }, work: { kind: 'wheels', leg } })
const bare = (leg: string, cells: Readonly<Record<string, string>> = {}): EmittedLeg => ({ leg, cells, work: undefined })
const legs = (count: number, wheels: number): EmittedLeg[] =>
  Array.from({ length: count }, (_, at) =>
    ofWheels(planLeg({ leg: `leg_${at}`, packages: Array.from({ length: wheels }, () => jobPackage()) })),
  )

function parsed({ matrix }: Emitted): Record<string, Record<string, string>> {
  const value: Record<string, Record<string, string>> = JSON.parse(matrix)
  return value
}

describe('emitMatrix', () => {
  it('is {} for nothing to do', () => assert.equal(emit([]).matrix, '{}'))

  it('has the cells of a leg, and its work as job_data', () => {
    const { wheel_linux_x86_64: cells } = parsed(emit([ofWheels(planLeg())]))
    assert.deepEqual(Object.keys(cells ?? {}), ['arch', 'job_data'])
    assert.equal(cells?.['arch'], 'x86_64')
    assert.deepEqual(parseJobData(cells?.['job_data'] ?? '', 'job_data'), {
      kind: 'inline',
      work: { ...planLeg(), version: 1, planDigest: digest },
    })
  })

  it('has the work of folders as job_data too', () => {
    const { linux_b1: cells } = parsed(emit([{ leg: 'linux_b1', cells: {}, work: { kind: 'folders', leg: folderLeg() } }]))
    assert.deepEqual(parseJobData(cells?.['job_data'] ?? '', 'job_data'), {
      kind: 'folders',
      work: { ...folderLeg(), planDigest: digest },
    })
  })

  it('has no job_data where the plan knows of no work', () =>
    assert.deepEqual(emit([bare('a', { Pool: 'linux' }), bare('b')]), {
      matrix: '{"a":{"Pool":"linux"},"b":{}}',
      carries: 'work',
      bytes: 29,
    }))

  it('keeps the order of the legs', () => {
    const names = ['b', 'a', 'c'].map((leg) => ofWheels(planLeg({ leg })))
    assert.deepEqual(Object.keys(parsed(emit(names))), ['b', 'a', 'c'])
  })

  it('inlines the work up to 32,000 bytes', () => {
    const { carries, bytes, matrix } = emit(legs(5, 6))
    assert.deepEqual([carries, bytes], ['work', Buffer.byteLength(matrix)])
    assert.ok(bytes < 32_000)
  })

  it('refers to the plan past that, in every leg', () => {
    const folders: EmittedLeg = { leg: 'linux_b1', cells: {}, work: { kind: 'folders', leg: folderLeg() } }
    const emitted = emit([...legs(20, 6), folders])
    assert.equal(emitted.carries, 'references')
    for (const [leg, cells] of Object.entries(parsed(emitted)))
      assert.deepEqual(parseJobData(cells['job_data'] ?? '', 'job_data'), {
        kind: 'reference',
        leg,
        planDigest: digest,
        plan: 'plan.job.1',
      })
  })

  it('refers to the plan only where there is work', () => {
    const emitted = emit([...legs(20, 6), bare('other', { Pool: 'linux' })])
    assert.equal(emitted.carries, 'references')
    assert.deepEqual(parsed(emitted)['other'], { Pool: 'linux' })
  })

  it('carries cells alone past 32,000 bytes', () => {
    const { carries, bytes } = emit(Array.from({ length: 40 }, (_, at) => bare(`leg_${at}`, { Pool: 'x'.repeat(1000) })))
    assert.equal(carries, 'work')
    assert.ok(bytes > 32_000)
  })

  it('carries 256 jobs', () => assert.equal(Object.keys(parsed(emit(legs(256, 20)))).length, 256))
  it('refuses what no agent carries', () => {
    assert.throws(() => emit(legs(1000, 1)), { code: 'TOO_MANY_JOBS' })
    assert.throws(() => emit([bare('a', { Pool: 'x'.repeat(120_000) })]), { code: 'TOO_MANY_JOBS', remedy: 'Build more in a job.' })
  })

  it('counts bytes, not characters', () => {
    const packages = Array.from({ length: 60 }, () => jobPackage({ expected_output_filename: 'é'.repeat(80) }))
    const { matrix, carries } = emit([ofWheels(planLeg({ packages }))])
    assert.equal(carries, 'references')
    assert.ok(Buffer.byteLength(matrix) < 32_000)
  })

  it('is one line of JSON with texts only, and its work holds nothing that an agent would replace', () => {
    const anyWork = fc.oneof(
      anyLeg.map((leg) => ({ kind: 'wheels' as const, leg })),
      anyFolderLeg.map((leg) => ({ kind: 'folders' as const, leg })),
    )
    fc.assert(
      fc.property(fc.array(anyWork, { maxLength: 4 }), (works) => {
        const emitted = emit(works.map((work, at) => ({ leg: `leg_${at}`, cells: {}, work })))
        assert.ok(!/[\r\n]/.test(emitted.matrix) && !emitted.matrix.includes('$('))
        for (const cells of Object.values(parsed(emitted))) for (const cell of Object.values(cells)) assert.equal(typeof cell, 'string')
      }),
    )
  })
})
