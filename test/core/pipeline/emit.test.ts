import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseAgents } from '../../../core/pipeline/agents.ts'
import { type Emitted, emitMatrix } from '../../../core/pipeline/emit.ts'
import { parseJobData, type PlanLeg } from '../../../core/pipeline/job-data.ts'
import { wheelCells } from '../../../core/wanted/wheel-cells.ts'
import { anyPackage, jobPackage, planLeg } from './packages.ts'

const digest = 'ef'.repeat(32)
const emit = (jobs: readonly PlanLeg[], agents: string[] = []): Emitted =>
  emitMatrix(wheelCells(jobs, parseAgents(agents)), { digest, artifact: 'plan.job.1' }, 'Build more in a job.')
const legs = (count: number, wheels: number): PlanLeg[] =>
  Array.from({ length: count }, (_, at) => planLeg({ leg: `leg_${at}`, packages: Array.from({ length: wheels }, () => jobPackage()) }))

function parsed({ matrix }: Emitted): Record<string, Record<string, string>> {
  const value: Record<string, Record<string, string>> = JSON.parse(matrix)
  return value
}

describe('emitMatrix', () => {
  it('is {} for nothing to do', () => assert.equal(emit([]).matrix, '{}'))

  it('has a leg with the cells of the contract', () => {
    const { wheel_linux_x86_64: cells } = parsed(emit([planLeg()]))
    assert.deepEqual(Object.keys(cells ?? {}), ['arch', 'instance', 'job_data', 'python', 'pythons'])
    assert.deepEqual([cells?.['instance'], cells?.['arch'], cells?.['python'], cells?.['pythons']], ['ubuntu-24.04', 'x86_64', '3.12', ''])
    assert.deepEqual(parseJobData(cells?.['job_data'] ?? '', 'job_data'), {
      kind: 'inline',
      work: { ...planLeg(), version: 1, planDigest: digest },
    })
  })

  it('puts the lowest python first, each once', () => {
    const packages = ['3.14t', '3.9', 'pypy3.11', '3.10', '3.9'].map((python_version) => jobPackage({ python_version }))
    const { wheel_linux_x86_64: cells } = parsed(emit([planLeg({ packages })]))
    assert.deepEqual([cells?.['python'], cells?.['pythons']], ['3.9', '3.10 3.14t pypy3.11'])
  })

  it('says 3 for whichever python', () =>
    assert.equal(
      parsed(emit([planLeg({ packages: [jobPackage({ python_tag: 'py3', python_version: '3' })] })]))['wheel_linux_x86_64']?.['python'],
      '3',
    ))

  it('names the pythons that only test too, but never as the one that builds', () => {
    const packages = [jobPackage({ python_version: '3.12', test_on: ['3.15', '3.9'] }), jobPackage({ python_version: '3.13' })]
    const { wheel_linux_x86_64: cells } = parsed(emit([planLeg({ packages })]))
    assert.deepEqual([cells?.['python'], cells?.['pythons']], ['3.12', '3.9 3.13 3.15'])
  })

  describe('with an image of the platform', () => {
    const jobs = [planLeg({ leg: 'a', image: 'quay.io/x@sha256:ab' }), planLeg({ leg: 'b', platform_tag: 'win_amd64' })]
    const containers = (agents: string[] = []): (string | undefined)[] =>
      Object.values(parsed(emit(jobs, agents))).map((one) => one['container'])
    it('has the cell container in every leg, empty where there is none', () => assert.deepEqual(containers(), ['quay.io/x@sha256:ab', '']))
    it('gives way to a container of the agents', () =>
      assert.deepEqual(containers(['linux_* = container=mine', '* = vmImage=w']), ['mine', '']))
    it('stays where the agents name none', () =>
      assert.deepEqual(containers(['linux_* = vmImage=u', '* = container=mine']), ['quay.io/x@sha256:ab', 'mine']))
    it('has no such cell where no platform has one', () =>
      assert.deepEqual(Object.keys(parsed(emit([planLeg()]))['wheel_linux_x86_64'] ?? {}).includes('container'), false))
  })

  it('adds the cells of the agents', () => {
    const { wheel_linux_x86_64: cells } = parsed(emit([planLeg()], ['linux_* = vmImage=ubuntu-24.04']))
    assert.equal(cells?.['vmImage'], 'ubuntu-24.04')
  })

  it('keeps the order of the legs', () => {
    const names = ['b', 'a', 'c'].map((leg) => planLeg({ leg }))
    assert.deepEqual(Object.keys(parsed(emit(names))), ['b', 'a', 'c'])
  })

  it('inlines the work up to 32,000 bytes', () => {
    const { carries, bytes, matrix } = emit(legs(5, 6))
    assert.deepEqual([carries, bytes], ['work', Buffer.byteLength(matrix)])
    assert.ok(bytes < 32_000)
  })

  it('refers to the plan past that, in every leg', () => {
    const emitted = emit(legs(20, 6))
    assert.equal(emitted.carries, 'references')
    for (const [leg, cells] of Object.entries(parsed(emitted)))
      assert.deepEqual(parseJobData(cells['job_data'] ?? '', 'job_data'), {
        kind: 'reference',
        leg,
        planDigest: digest,
        plan: 'plan.job.1',
      })
  })

  it('carries 256 jobs', () => assert.equal(Object.keys(parsed(emit(legs(256, 20)))).length, 256))
  it('refuses what no agent carries', () => assert.throws(() => emit(legs(600, 1)), { code: 'TOO_MANY_JOBS' }))

  it('counts bytes, not characters', () => {
    const packages = Array.from({ length: 60 }, () => jobPackage({ expected_output_filename: 'é'.repeat(80) }))
    const { matrix, carries } = emit([planLeg({ packages })])
    assert.equal(carries, 'references')
    assert.ok(Buffer.byteLength(matrix) < 32_000)
  })

  it('is one line of JSON with texts only, whatever it carries', () => {
    fc.assert(
      fc.property(fc.array(anyPackage, { maxLength: 5 }), (parts) => {
        const packages = parts.map((one) => ({ ...one, python_version: '3.12', test_on: ['3.13'] }))
        const emitted = emit([planLeg({ packages })])
        assert.ok(!/[\r\n]/.test(emitted.matrix) && !emitted.matrix.includes('$('))
        for (const cells of Object.values(parsed(emitted)))
          for (const [name, cell] of Object.entries(cells)) {
            assert.equal(typeof cell, 'string')
            assert.doesNotMatch(name, /^(endpoint|input|secret|path|securefile)/i)
          }
      }),
    )
  })
})
