import assert from 'node:assert/strict'
import { canonical } from '../../../core/canonical.ts'
import { type FolderLeg, folderLegJson } from '../../../core/pipeline/folder-leg.ts'
import { formatJobData } from '../../../core/pipeline/job-data.ts'
import type { Artifacts } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import type { Rows } from '../../../tasks/BuildWheels/rows/rows.ts'
import { readRows } from '../../../tasks/BuildWheels/rows/work.ts'
import { folderData, folderLeg, local } from './folder-legs.ts'
import { Yard } from './projects.ts'
import { askOf, jobData, jobPackage, leg, portsOf } from './try-run.ts'

const linux = folderLeg({
  leg: 'linux_314',
  dependencies: [local('base')],
  packages: [local('a', 'base'), local('b', 'a'), local('c')],
})
const windows = folderLeg({ leg: 'windows_314', dependencies: [local('a')], packages: [local('d', 'a')] })
const planOf = (...legs: readonly FolderLeg[]): string =>
  canonical({ version: 1, kind: 'changes', jobs: legs.map((one) => ({ ...folderLegJson(one), cells: { Pool: 'linux' } })) })
const plan = planOf(linux, windows)

const slice = (position: number, of: number): Record<string, string> => ({
  ...leg,
  'System.ParallelExecutionType': 'MultiMachine',
  'System.JobPositionInPhase': String(position),
  'System.TotalJobsInPhase': String(of),
})

describe('the work of BuildWheels in a leg of folders', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  async function rows(
    inputs: Record<string, string>,
    variables = leg,
    held: Record<string, string> = { 'plan.gm.1': plan },
  ): Promise<Rows> {
    const artifacts: Artifacts = {
      list: async () =>
        await Promise.resolve(Object.keys(held).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' }))),
      download: async ({ name }, into) => await portsOf(yard).files.write(`${into}/plan.json`, held[name] ?? ''),
    }
    return await readRows(readInputs(askOf(inputs, variables)), portsOf(yard, { artifacts: async () => await Promise.resolve(artifacts) }))
  }
  const told = (found: Rows): string[] =>
    found.rows.map(({ name, origin, python }) => `${name} ${python.label}${origin === 'dependency' ? ' (along)' : ''}`)
  const all = ['base 3 (along)', 'a 3', 'b 3', 'c 3']
  const reference = formatJobData({ kind: 'reference', leg: 'linux_314', planDigest: sha256Of(plan), plan: 'plan.gm.1' })

  it('is what job_data holds', async () => {
    const found = await rows({ jobData: folderData(linux) })
    assert.deepEqual([told(found), found.planDigest], [all, 'f'.repeat(64)])
  })
  it('is what job_data refers to', async () => {
    const found = await rows({ jobData: reference })
    assert.deepEqual([told(found), found.planDigest], [all, sha256Of(plan)])
  })
  it('is a plan of changes whole, each package once', async () => {
    const found = await rows({ plan: 'plan.gm.1', python: '3.14' })
    assert.deepEqual(told(found), ['base 3.14 (along)', 'a 3.14', 'b 3.14', 'c 3.14', 'd 3.14'])
  })
  it('is for the pythons of the input', async () =>
    assert.deepEqual(told(await rows({ jobData: folderData(windows), python: '3.13 3.14t' })), [
      'a 3.13 (along)',
      'a 3.14t (along)',
      'd 3.13',
      'd 3.14t',
    ]))

  for (const of of [1, 2, 3, 7])
    for (const inputs of [
      {},
      { jobData: reference },
      { jobData: reference, packages: 'a,b,c' },
      { jobData: reference, packages: 'c,a,C,b,c' },
    ])
      it(`is shared by ${of} slices, each with what its packages need: ${Object.values(inputs).slice(1).join() || Object.keys(inputs).join()}`, async () => {
        const shares = await Promise.all(Array.from({ length: of }, async (_, at) => await rows(inputs, slice(at + 1, of))))
        const packages = shares.flatMap((one) => one.rows.filter(({ origin }) => origin === 'built').map(({ name }) => name))
        assert.deepEqual(packages.sort(), 'jobData' in inputs ? ['a', 'b', 'c'] : ['a', 'b', 'c', 'd'])
        for (const share of shares)
          for (const row of share.rows) assert.ok(row.local.every((need) => share.rows.some(({ name }) => name === need)))
      })

  const named: [packages: string, rows: string[]][] = [
    ['a,b,c', all],
    ['A, c', ['base 3 (along)', 'a 3', 'c 3']],
    ['b', ['base 3 (along)', 'a 3 (along)', 'b 3']],
    ['c\na', ['base 3 (along)', 'a 3', 'c 3']],
    ['base', ['base 3']],
    ['./pkgs/b/', ['base 3 (along)', 'a 3 (along)', 'b 3']],
    ['c,c', ['c 3']],
  ]
  for (const [packages, expected] of named)
    it(`takes '${packages.replace('\n', ' ')}' of the leg`, async () => {
      for (const data of [folderData(linux), reference]) assert.deepEqual(told(await rows({ jobData: data, packages })), expected)
    })

  it('takes as many names as a job has, together longer than any path', async () => {
    const names = Array.from({ length: 10 }, (_, at) => `azure-mgmt-of-a-service-with-a-long-name-${at}`)
    assert.ok(names.join(',').length > 255)
    for (const name of names) yard.write(`sources/sdk/${name}/pyproject.toml`, `[project]\nname = "${name}"\nversion = "1.0"\n`)
    for (const data of [{ jobData: folderData({ packages: names.map((name) => local(name)) }) }, {}])
      assert.deepEqual(
        told(await rows({ ...data, packages: names.join(',') })),
        names.map((name) => `${name} 3`),
      )
  })
  const keyed = folderLeg({
    dependencies: [{ ...local('base'), key: 'storage' }],
    packages: [
      { ...local('a', 'base'), key: 'acme-a' },
      { ...local('b'), key: 'storage' },
      { ...local('c'), key: 'storage' },
      { ...local('d'), key: 'a' },
      { ...local('e'), key: 'sdk/e' },
    ],
  })
  const keys: [packages: string, rows: string[]][] = [
    ['acme-a', ['base 3 (along)', 'a 3']],
    ['Acme-A', ['base 3 (along)', 'a 3']],
    ['storage,storage', ['b 3', 'c 3']],
    ['a', ['d 3']],
    ['sdk/e,b', ['b 3', 'e 3']],
    ['pkgs/a', ['base 3 (along)', 'a 3']],
    ['base', ['base 3']],
  ]
  for (const [packages, expected] of keys)
    it(`takes '${packages}' for what it stands for in the cell of the leg, before a name`, async () => {
      assert.deepEqual(told(await rows({ jobData: folderData(keyed), packages })), expected)
    })

  it('takes a name for the package of that name, though another lies in a folder called so', async () => {
    const crossed = folderData({
      packages: [
        { ...local('other'), folder: 'core' },
        { ...local('Core'), folder: 'x' },
      ],
    })
    assert.deepEqual(told(await rows({ jobData: crossed, packages: 'core,other' })), ['other 3', 'Core 3'])
    assert.deepEqual(told(await rows({ jobData: crossed, packages: 'core' })), ['Core 3'])
    assert.deepEqual(told(await rows({ jobData: crossed, packages: './core' })), ['other 3'])
  })

  it('takes a path that the leg does not know as a path', async () => {
    yard.write('sources/tools/x/pyproject.toml', '')
    yard.write('sources/odd,name/pyproject.toml', '')
    assert.deepEqual(told(await rows({ jobData: folderData(linux), packages: 'c\ntools/x\nodd,name' })), ['c 3', 'x 3', 'odd,name 3'])
  })
  it('is of no plan where only paths are named', async () => {
    yard.write('sources/tools/x/pyproject.toml', '')
    const found = await rows({ jobData: folderData(linux), packages: 'tools/x' })
    assert.deepEqual([told(found), found.planDigest], [['x 3'], ''])
  })

  it('looks in the checkout for a name that the leg does not know, or where there is no leg', async () => {
    yard.write('sources/sdk/core/pyproject.toml', '[project]\nname = "Azure.Core"\nversion = "1.0"\n')
    for (const data of [{}, { jobData: folderData(linux) }, { jobData: jobData([jobPackage()]) }]) {
      const { rows: found } = await rows({ ...data, packages: 'azure-core' })
      assert.deepEqual(
        found.map(({ name, source }) => [name, source.kind === 'folder' && source.path]),
        [['azure-core', 'sdk/core']],
      )
    }
  })
  for (const packages of ['unknown', 'a,unknown', 'unknown.tar.gz', 'no/folder'])
    it(`refuses '${packages}', which nobody knows`, async () => {
      await assert.rejects(rows({ jobData: folderData(linux), packages }), { code: 'FILE_MISSING' })
    })

  const nothing: [what: string, inputs: Record<string, string>][] = [
    ['a cell that is not set, as in the one job of a fork', { packages: '$(ArtifactPackageNames)', jobData: '$(job_data)' }],
    ['a cell that is empty', { packages: '', jobData: '' }],
    ['a leg without packages', { jobData: folderData({ dependencies: [local('a')] }) }],
  ]
  for (const [what, inputs] of nothing)
    it(`is NO_PLAN for ${what}`, async () => {
      await assert.rejects(rows(inputs), { code: 'NO_PLAN' })
    })

  const refused: [what: string, inputs: Record<string, string>, code: string][] = [
    ['another plan than the leg was made from', { jobData: reference.replace(sha256Of(plan), sha256Of('x')) }, 'PLAN_CHANGED'],
    ['a leg that the plan does not have', { jobData: reference.replace('linux_314', 'linux_315') }, 'PLAN_INVALID'],
    ['a plan that is not there', { jobData: reference.replace('plan.gm.1', 'plan.gm.9') }, 'ARTIFACT_MISSING'],
    ['a job_data that is broken, though names are given', { jobData: '{', packages: 'a' }, 'PLAN_INVALID'],
  ]
  for (const [what, inputs, code] of refused)
    it(`refuses ${what}`, async () => {
      await assert.rejects(rows(inputs), { code })
    })
})
