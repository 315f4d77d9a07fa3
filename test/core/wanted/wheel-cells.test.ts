import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseAgents } from '../../../core/pipeline/agents.ts'
import type { EmittedLeg } from '../../../core/pipeline/emit.ts'
import type { JobPackage, PlanLeg } from '../../../core/pipeline/job-data.ts'
import { wheelCells } from '../../../core/wanted/wheel-cells.ts'
import { anyLeg, jobPackage, planLeg } from '../pipeline/packages.ts'

const emitted = (jobs: readonly PlanLeg[], agents: string[] = []): EmittedLeg[] => wheelCells(jobs, parseAgents(agents))
const cells = (job: PlanLeg, ...agents: string[]): EmittedLeg['cells'] => emitted([job], agents)[0]?.cells ?? {}
const building = (...packages: Partial<JobPackage>[]): PlanLeg => planLeg({ packages: packages.map(jobPackage) })

describe('wheelCells', () => {
  it('has the cells of the contract, and the leg as its work', () =>
    assert.deepEqual(emitted([planLeg()]), [
      {
        leg: 'wheel_linux_x86_64',
        cells: { instance: 'ubuntu-24.04', arch: 'x86_64', python: '3.12', pythons: '' },
        work: { kind: 'wheels', leg: planLeg() },
      },
    ]))

  const pythons: [says: string, job: PlanLeg, python: string, pythons: string][] = [
    ['has no other python where there is one', building({}), '3.12', ''],
    [
      'puts the lowest first, each once, CPython before PyPy',
      building(...['3.14t', '3.9', 'pypy3.11', '3.10', '3.9'].map((python_version) => ({ python_version }))),
      '3.9',
      '3.10 3.14t pypy3.11',
    ],
    ['says 3 for whichever python', building({ python_tag: 'py3', python_version: '3' }), '3', ''],
    [
      'names those that only test too, but never as the one that builds',
      building({ python_version: '3.12', test_on: ['3.15', '3.9'] }, { python_version: '3.13' }),
      '3.12',
      '3.9 3.13 3.15',
    ],
    ['names one that tests what another builds once', building({ test_on: ['3.12', '3.13'] }, { test_on: ['3.13'] }), '3.12', '3.13'],
    ['has none where nothing is built', building(), '', ''],
  ]
  for (const [says, job, python, others] of pythons)
    it(says, () => assert.deepEqual([cells(job)['python'], cells(job)['pythons']], [python, others]))

  it('adds the cells of the agents', () => assert.equal(cells(planLeg(), 'linux_* = vmImage=ubuntu-24.04')['vmImage'], 'ubuntu-24.04'))

  describe('with an image of the platform', () => {
    const jobs = [planLeg({ leg: 'a', image: 'quay.io/x@sha256:ab' }), planLeg({ leg: 'b', platform_tag: 'win_amd64' })]
    const containers = (...agents: string[]): (string | undefined)[] => emitted(jobs, agents).map((one) => one.cells['container'])
    it('has the cell container in every leg, empty where there is none', () => assert.deepEqual(containers(), ['quay.io/x@sha256:ab', '']))
    it('gives way to a container of the agents', () =>
      assert.deepEqual(containers('linux_* = container=mine', '* = vmImage=w'), ['mine', '']))
    it('stays where the agents name none', () =>
      assert.deepEqual(containers('linux_* = vmImage=u', '* = container=mine'), ['quay.io/x@sha256:ab', 'mine']))
    it('has no such cell where no platform has one', () => assert.equal('container' in cells(planLeg()), false))
  })

  it('keeps the legs, their order and their work, and names no cell as a variable that an agent hides', () => {
    fc.assert(
      fc.property(fc.array(anyLeg, { maxLength: 4 }), (jobs) => {
        const legs = jobs.map((job) => ({ ...job, packages: job.packages.map((one) => ({ ...one, python_version: '3.12', test_on: [] })) }))
        const cut = emitted(legs)
        assert.deepEqual(
          cut.map(({ leg, work }) => [leg, work]),
          legs.map((job) => [job.leg, { kind: 'wheels', leg: job }]),
        )
        for (const { cells } of cut)
          for (const name of Object.keys(cells)) assert.doesNotMatch(name, /^(endpoint|input|secret|path|securefile)/i)
      }),
    )
  })
})
