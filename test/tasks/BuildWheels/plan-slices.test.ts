import assert from 'node:assert/strict'
import { formatJobData } from '../../../core/pipeline/job-data.ts'
import type { Artifacts } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { formatPlan } from '../../../core/wanted/plan-file.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import type { Rows } from '../../../tasks/BuildWheels/rows/rows.ts'
import { readRows } from '../../../tasks/BuildWheels/rows/work.ts'
import { Yard } from './projects.ts'
import { askOf, jobData, jobPackage, leg, portsOf } from './try-run.ts'

const legOf = (name: string, platform_tag: string, packages: readonly string[]) => ({
  leg: name,
  instance: '',
  arch: '',
  platform_tag,
  packages: packages.map((one) => jobPackage({ name: one })),
})
const linux = legOf('wheel_linux', 'linux_x86_64', ['a', 'b', 'c'])
const windows = legOf('wheel_win', 'win_amd64', ['a', 'd'])
const plan = formatPlan({ version: 1, decisions: [], jobs: [linux, windows] })
const digest = sha256Of(plan)

const slice = (position: number, of: number): Record<string, string> => ({
  ...leg,
  'System.JobIdentifier': `build.wheels.Job${position}`,
  'System.ParallelExecutionType': 'MultiMachine',
  'System.JobPositionInPhase': String(position),
  'System.TotalJobsInPhase': String(of),
})

describe('the plan of BuildWheels', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** The artifacts of the run: names to the plan in them. */
  const artifactsOf = (held: Readonly<Record<string, string>>): (() => Promise<Artifacts>) => {
    const artifacts: Artifacts = {
      list: async () =>
        await Promise.resolve(Object.keys(held).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' }))),
      download: async ({ name }, into) => await portsOf(yard).files.write(`${into}/plan.json`, held[name] ?? ''),
    }
    return async () => await Promise.resolve(artifacts)
  }
  const rows = async (
    inputs: Record<string, string>,
    held: Record<string, string>,
    variables: Record<string, string> = leg,
  ): Promise<Rows> => await readRows(readInputs(askOf(inputs, variables)), portsOf(yard, { artifacts: artifactsOf(held) }))
  const told = ({ rows: found }: Rows): string[] => found.map(({ name, wish }) => `${name} ${wish?.platform ?? ''}`)
  const all = ['a linux_x86_64', 'b linux_x86_64', 'c linux_x86_64', 'a win_amd64', 'd win_amd64']

  it('is built whole by the name of its artifact, each row for the platform of its own leg', async () => {
    const found = await rows({ plan: 'plan.gm.1' }, { 'plan.gm.1': plan, 'plan_two.gm.1': '{}' })
    assert.deepEqual([told(found), found.planDigest], [all, digest])
  })
  for (const path of ['plans/plan.json', 'plans'])
    it(`is built by a path: ${path}`, async () => {
      yard.write('sources/plans/plan.json', plan)
      assert.deepEqual(told(await rows({ plan: path }, {})), all)
    })

  for (const of of [1, 2, 3, 7])
    it(`is shared by ${of} slices, none named`, async () => {
      const shares = await Promise.all(
        Array.from({ length: of }, async (_, at) => told(await rows({}, { 'plan.gm.1': plan, 'wheels.x.1': '' }, slice(at + 1, of)))),
      )
      assert.deepEqual(shares.flat().sort(), [...all].sort())
    })
  it('is that of the last attempt', async () => {
    const old = formatPlan({ version: 1, decisions: [], jobs: [windows] })
    assert.equal((await rows({}, { 'plan.gm.2': old, 'plan.gm.10': plan, 'plan.gm.9': old }, slice(1, 1))).planDigest, digest)
  })
  it('is shared leg by leg, where job_data names one', async () => {
    const data = formatJobData({ kind: 'reference', leg: 'wheel_linux', planDigest: digest, plan: 'plan.gm.1' })
    const shares = await Promise.all([1, 2].map(async (one) => told(await rows({ jobData: data }, { 'plan.gm.1': plan }, slice(one, 2)))))
    assert.deepEqual(shares, [['a linux_x86_64'], ['b linux_x86_64', 'c linux_x86_64']])
  })
  it('is read from a path for a job_data that only refers to it, and is the very plan', async () => {
    yard.write('sources/plan.json', plan)
    const data = (planDigest: string): string => formatJobData({ kind: 'reference', leg: 'wheel_win', planDigest, plan: 'elsewhere' })
    assert.deepEqual(told(await rows({ jobData: data(digest), plan: 'plan.json' }, {})), ['a win_amd64', 'd win_amd64'])
    await assert.rejects(rows({ jobData: data(sha256Of('other')), plan: 'plan.json' }, {}), { code: 'PLAN_CHANGED' })
  })
  it('gives way to job_data that holds its leg', async () => {
    assert.deepEqual(told(await rows({ jobData: jobData([jobPackage()]), plan: 'plan.gm.1' }, {})), ['spam any'])
  })
  it('is not asked where packages are given; slices share these', async () => {
    for (const name of ['x', 'y', 'z']) yard.write(`sources/${name}/pyproject.toml`, '')
    const shares = await Promise.all(
      [1, 2].map(async (one) => (await rows({ packages: 'x\ny\nz' }, {}, slice(one, 2))).rows.map(({ name }) => name)),
    )
    assert.deepEqual(shares, [['x'], ['y', 'z']])
  })

  const refused: [
    what: string,
    inputs: Record<string, string>,
    held: Record<string, string>,
    variables: Record<string, string>,
    code: string,
  ][] = [
    ['several plans', {}, { 'plan.gm.1': plan, 'plan_two.gm.1': plan }, slice(1, 2), 'INPUT_MISSING'],
    ['no plan', {}, { 'wheels.gm.1': plan }, slice(1, 2), 'NO_PLAN'],
    ['an artifact that is not there', { plan: 'plan.gm.2' }, { 'plan.gm.1': plan }, leg, 'ARTIFACT_MISSING'],
    ['a folder without a plan', { plan: 'empty' }, {}, leg, 'FILE_MISSING'],
    ['a plan of nothing', { plan: 'plan.gm.1' }, { 'plan.gm.1': formatPlan({ version: 1, decisions: [], jobs: [] }) }, leg, 'NO_PLAN'],
    ['something else', { plan: 'plan.gm.1' }, { 'plan.gm.1': '[]' }, leg, 'PLAN_INVALID'],
  ]
  for (const [what, inputs, held, variables, code] of refused)
    it(`refuses ${what}`, async () => {
      yard.write('sources/empty/other.txt', '')
      await assert.rejects(rows(inputs, held, variables), { code })
    })
})
