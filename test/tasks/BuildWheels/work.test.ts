import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifacts } from '../../../core/ports.ts'
import { formatJobData } from '../../../core/pipeline/job-data.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { formatPlan } from '../../../core/wanted/plan-file.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import type { Rows } from '../../../tasks/BuildWheels/rows/rows.ts'
import { readRows } from '../../../tasks/BuildWheels/rows/work.ts'
import { Yard } from './projects.ts'
import { askOf, jobData, jobPackage, leg, portsOf } from './try-run.ts'

const packages = [jobPackage(), jobPackage({ name: 'eggs' })]
const plan = formatPlan({ version: 1, decisions: [], jobs: [{ leg: 'wheel_any', instance: '', arch: '', platform_tag: 'any', packages }] })
const digest = sha256Of(plan)

/** The artifacts of run 77: each with its files. */
function artifactsOf(held: Readonly<Record<string, Readonly<Record<string, string>>>>): () => Promise<Artifacts> {
  return async () =>
    await Promise.resolve({
      list: async (run) =>
        await Promise.resolve(
          run === 77 ? Object.keys(held).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' })) : [],
        ),
      download: async ({ name }, into) => {
        for (const [file, text] of Object.entries(held[name] ?? {})) {
          mkdirSync(into, { recursive: true })
          writeFileSync(join(into, file), text)
        }
        await Promise.resolve()
      },
    })
}

describe('the work of BuildWheels', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  const reference = (is: Partial<{ leg: string; planDigest: string; plan: string }> = {}): string =>
    formatJobData({ kind: 'reference', leg: 'wheel_any', planDigest: digest, plan: 'plan.gm.1', ...is })

  async function rows(inputs: Record<string, string>, artifacts?: () => Promise<Artifacts>, variables = leg): Promise<Rows> {
    return await readRows(readInputs(askOf(inputs, variables)), portsOf(yard, { artifacts }))
  }

  it('is a leg that job_data inlines', async () => {
    const { rows: found, planDigest } = await rows({ jobData: jobData(packages) })
    assert.deepEqual([found.map(({ name }) => name), planDigest], [['spam', 'eggs'], 'a'.repeat(64)])
  })

  it('is a leg of the plan that job_data refers to', async () => {
    const { rows: found, planDigest } = await rows({ jobData: reference() }, artifactsOf({ other: {}, 'plan.gm.1': { 'plan.json': plan } }))
    assert.deepEqual([found.map(({ name }) => name), planDigest], [['spam', 'eggs'], digest])
  })

  const changed = formatPlan({ version: 1, decisions: [], jobs: [] })
  const held = artifactsOf({ 'plan.gm.1': { 'plan.json': plan } })
  const refused: [what: string, data: string, artifacts: (() => Promise<Artifacts>) | undefined, code: string][] = [
    ['a plan of other bytes', reference(), artifactsOf({ 'plan.gm.1': { 'plan.json': changed } }), 'PLAN_CHANGED'],
    ['a plan that is not there', reference({ plan: 'plan.gm.2' }), held, 'ARTIFACT_MISSING'],
    ['an artifact without a plan', reference(), artifactsOf({ 'plan.gm.1': { 'other.txt': '' } }), 'ARTIFACT_MISSING'],
    ['a leg that the plan has not', reference({ leg: 'wheel_other' }), held, 'PLAN_INVALID'],
    ['a run whose artifacts may not be read', reference(), undefined, 'CREDENTIALS'],
    ['a leg without packages', jobData([]), undefined, 'NO_PLAN'],
    ['a row without a version', jobData([jobPackage({ version: 'newest' })]), undefined, 'PLAN_INVALID'],
  ]
  for (const [what, data, artifacts, code] of refused)
    it(`refuses ${what}`, async () => {
      await assert.rejects(rows({ jobData: data }, artifacts), { code })
    })
  it('refuses a reference where there is no run', async () => {
    await assert.rejects(rows({ jobData: reference() }, held, {}), { code: 'CREDENTIALS' })
  })

  it('is folders and sdists of the sources, for each python', async () => {
    yard.write('sources/libs/a/pyproject.toml', '')
    yard.write('sources/dist/b-1.0.tar.gz', '')
    const { rows: found } = await rows({ packages: 'libs/a\ndist/b-1.0.tar.gz', python: '3.13 3.14' })
    assert.deepEqual(
      found.map(({ name, python, source }) => [name, python.label, source.kind]),
      [
        ['a', '3.13', 'folder'],
        ['a', '3.14', 'folder'],
        ['b-1.0', '3.13', 'archive'],
        ['b-1.0', '3.14', 'archive'],
      ],
    )
  })
  for (const [what, pyproject, name] of [
    ['its project', '[project]\nname = "spam"', 'spam'],
    ['nothing else where it does not say', '', 'package'],
  ] as const)
    it(`calls the top of the sources as ${what}`, async () => {
      yard.write('sources/pyproject.toml', pyproject)
      const { rows: found } = await rows({ packages: '.', python: '3.14' })
      assert.deepEqual(
        found.map((row) => row.name),
        [name],
      )
    })
  for (const path of ['missing', 'text.txt'])
    it(`refuses the package ${path}`, async () => {
      yard.write('sources/text.txt', '')
      await assert.rejects(rows({ packages: path }), { code: 'FILE_MISSING' })
    })
})
