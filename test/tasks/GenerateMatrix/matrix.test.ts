import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { localPatterns } from '../../../adapters/local/patterns.ts'
import { Ask } from '../../../core/ask.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { readLanguageInputs } from '../../../tasks/GenerateMatrix/matrix/inputs.ts'
import type { Inputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import { problemCode, rejectedCode } from '../../fakes/problem-code.ts'
import { type World, world } from './world.ts'

/** The inputs of the mode `matrix` as a pipeline gives them. */
function asked(given: Readonly<Record<string, string>>): Pick<Inputs, 'mode' | 'language'> {
  const ask = new Ask({ input: (name) => given[name], variable: () => undefined, inputs: Object.keys(given) })
  return { mode: 'matrix', language: readLanguageInputs(ask) }
}

const agents = `
displayNames: { --pre: prereleases }
matrix:
  $IMPORT: eng/pools.json
  PythonVersion: ['3.10', '3.14']
  PipArguments: ['', --pre]
exclude:
- { pythonversion: '3.10', PipArguments: --pre }
include:
- { Pool: macs, PythonVersion: '3.14' }
`
const pools = `{
  // where jobs run
  "matrix": { "Agent": { "ubuntu": { "Pool": "linuxes", "OSVmImage": "env:LinuxImage" }, "windows": { "Pool": "windowses" }, } }
}`

describe('GenerateMatrix in the mode matrix', () => {
  let job: World
  beforeEach(() => {
    job = world()
    job.put('eng/matrix.yml', agents)
    job.put('eng/pools.json', pools)
    job.checkout = { ...job.checkout, environment: { LINUXIMAGE: 'ubuntu-24.04' } }
  })
  afterEach(() => job.remove())

  const run = async (given: Readonly<Record<string, string>> = {}, more: Partial<Inputs> = {}): Promise<Outcome> =>
    await job.run({ ...asked({ matrixConfig: 'eng/matrix.yml', ...given }), ...more })
  const legs = ({ outputs }: Outcome): unknown => JSON.parse(outputs['matrix'] ?? '')
  const names = (outcome: Outcome): string[] => Object.keys(Object(legs(outcome)))
  const linux = { Pool: 'linuxes', OSVmImage: 'ubuntu-24.04' }
  const windows = { Pool: 'windowses' }

  it('makes the legs of a file and of what it imports', async () => {
    const outcome = await run()
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(legs(outcome), {
      job_310_ubuntu: { PythonVersion: '3.10', PipArguments: '', ...linux },
      job_310_windows: { PythonVersion: '3.10', PipArguments: '', ...windows },
      job_314_ubuntu: { PythonVersion: '3.14', PipArguments: '', ...linux },
      job_314_windows: { PythonVersion: '3.14', PipArguments: '', ...windows },
      job_314_prereleases_ubuntu: { PythonVersion: '3.14', PipArguments: '--pre', ...linux },
      job_314_prereleases_windows: { PythonVersion: '3.14', PipArguments: '--pre', ...windows },
      macs_314: { Pool: 'macs', PythonVersion: '3.14' },
    })
  })

  it('sets every output, and leaves the plan that its digest names', async () => {
    const { outputs } = await run({ selection: 'sparse', filters: 'Pool=macs' })
    const [plan] = job.pipeline.attached
    assert.equal(
      Buffer.from(plan?.bytes ?? []).toString(),
      '{"jobs":[{"cells":{"Pool":"macs","PythonVersion":"3.14"},"leg":"macs_314"}],"kind":"matrix","version":1}\n',
    )
    assert.deepEqual(
      { ...outputs, planFile: '' },
      {
        matrix: '{"macs_314":{"Pool":"macs","PythonVersion":"3.14"}}',
        hasJobs: 'true',
        jobCount: '1',
        coldCount: '0',
        warmCount: '0',
        planFile: '',
        planArtifact: plan?.artifact,
        planDigest: sha256Of(Buffer.from(plan?.bytes ?? []).toString()),
        maxParallel: '0',
      },
    )
  })

  const inputs: [given: Record<string, string>, names: string[]][] = [
    [
      { selection: 'sparse' },
      ['job_310_ubuntu', 'job_310_windows', 'job_314_prereleases_ubuntu', 'job_314_prereleases_windows', 'macs_314'],
    ],
    [
      { selection: 'Sparse', nonSparseParameters: 'pythonVersion', filters: 'Pool=windows' },
      ['job_310_windows', 'job_314_windows', 'job_314_prereleases_windows'],
    ],
    [{ filters: 'Pool=linuxes\nPipArguments=^$' }, ['job_310_ubuntu', 'job_314_ubuntu']],
    [{ filters: 'OSVmImage=env:' }, ['job_310_ubuntu', 'job_314_ubuntu', 'job_314_prereleases_ubuntu']],
    [{ displayNameFilter: '_PRERELEASES' }, ['job_314_prereleases_ubuntu', 'job_314_prereleases_windows']],
    [
      { replace: 'PythonVersion=3\\.1(\\d)/2.$1', displayNameFilter: 'ubuntu' },
      ['job_20_ubuntu', 'job_24_ubuntu', 'job_24_prereleases_ubuntu'],
    ],
    [{ matrixConfig: './eng/../eng/pools.json' }, ['ubuntu', 'windows']],
    [{ matrixConfig: '/eng/pools.json' }, ['ubuntu', 'windows']],
    [{ matrixConfig: 'eng\\pools.json' }, ['ubuntu', 'windows']],
  ]
  for (const [given, expected] of inputs)
    it(`takes ${JSON.stringify(given)}`, async () => assert.deepEqual(names(await run(given)), expected))

  it('takes a path of this machine that lies in the sources', async () =>
    assert.deepEqual(names(await run({ matrixConfig: `${job.sources}/eng/pools.json` })), ['ubuntu', 'windows']))

  it('takes a file that an earlier step has made outside the sources, by its whole path; what it imports lies in them', async () => {
    job.put('../made.yml', 'matrix: { $IMPORT: eng/pools.json, a: [x, y] }')
    assert.deepEqual(names(await run({ matrixConfig: resolve(job.sources, '../made.yml') })), [
      'x_ubuntu',
      'x_windows',
      'y_ubuntu',
      'y_windows',
    ])
  })

  it('lets no file of the sources, nor one beside them, import what lies outside', async () => {
    job.put('../made.yml', 'matrix: { a: [x, y] }')
    const imports = `matrix: { $IMPORT: '${resolve(job.sources, '../made.yml')}' }`
    job.put('m.yml', imports)
    assert.equal(await rejectedCode(run({ matrixConfig: 'm.yml' })), 'FILE_MISSING')
    job.put('../other.yml', imports)
    assert.equal(await rejectedCode(run({ matrixConfig: resolve(job.sources, '../other.yml') })), 'FILE_MISSING')
  })

  it('tells each leg with its cells, and how many there are', async () => {
    const { summary } = await run()
    assert.match(
      job.log.text(),
      /group: Jobs of the matrix: 7\ninfo: job_310_ubuntu: PythonVersion = 3\.10, PipArguments = '', Pool = linuxes/,
    )
    assert.match(job.log.text(), /info: eng\/matrix\.yml comes to 7 jobs\./)
    assert.match(summary, /7 jobs/)
  })

  const nothing: [given: Record<string, string>, says: RegExp][] = [
    [{ filters: 'Pool=linuxes\nPipArguments=--post\nPool=.*' }, /warning: .* no job: the filter 'PipArguments=--post' took the last/],
    [{ displayNameFilter: 'solaris' }, /warning: .* no job: the display name filter 'solaris' took the last/],
  ]
  for (const [given, says] of nothing)
    it(`is no failure where nothing is left: ${JSON.stringify(given)}`, async () => {
      const { result, outputs } = await run(given)
      assert.equal(result, 'succeeded')
      assert.deepEqual([outputs['matrix'], outputs['hasJobs'], outputs['jobCount']], ['{}', 'false', '0'])
      assert.match(job.log.text(), says)
    })

  it('loses no combination: equal ones are one, others of one name are told apart', async () => {
    job.put('m.yml', 'matrix: { a: [x-1, x1, x_1, X1], b: [y] }\ninclude: [{ a: x-1, b: y }]')
    assert.deepEqual(legs(await run({ matrixConfig: 'm.yml' })), {
      x1_y: { a: 'x-1', b: 'y' },
      x1_y_2: { a: 'x1', b: 'y' },
      x_1_y: { a: 'x_1', b: 'y' },
      X1_y_3: { a: 'X1', b: 'y' },
    })
    assert.match(job.log.text(), /run once with it: 1\./)
  })

  it('warns of parameters that no combination has', async () => {
    job.put('m.yml', 'matrix: { framework: [a, b] }\nexclude: [{ framwork: a }]')
    await run({ matrixConfig: 'm.yml', selection: 'sparse', nonSparseParameters: 'frame' })
    assert.match(job.log.text(), /warning: nonSparseParameters names 'frame'/)
    assert.match(job.log.text(), /warning: m\.yml: exclude\[0\] takes nothing.*'framwork'.*'framework'/)
  })

  it('knows no parameter without a name', async () => {
    await run({ selection: 'sparse', nonSparseParameters: ', PythonVersion,\n, ,' })
    assert.doesNotMatch(job.log.text(), /warning/)
  })

  it('gives every leg its variables, in the matrix and in the plan, and the limit of the file', async () => {
    job.put(
      'm.yml',
      `legName: py{python}_{os}
maxParallel: 2
matrix: [{ os: { linux: { vmImage: u } }, python: ['3.10', '3.11'] }, { os: { windows: { vmImage: w } }, python: '3.11' }]
variables: [{ set: { release: 'false', after: '{python} x' } }, { where: { os: linux, python: '3.11' }, set: { release: 'true' } }, { where: { os: mac }, set: { release: 'true' } }]`,
    )
    const outcome = await run({ matrixConfig: 'm.yml', filters: 'python=3.11' })
    const cells = {
      py311_linux: { vmImage: 'u', python: '3.11', release: 'true', after: '{python} x' },
      py311_windows: { vmImage: 'w', python: '3.11', release: 'false', after: '{python} x' },
    }
    assert.deepEqual([legs(outcome), outcome.outputs['maxParallel']], [cells, '2'])
    const plan: unknown = JSON.parse(Buffer.from(job.pipeline.attached[0]?.bytes ?? []).toString())
    const jobs = Object.entries(cells).map(([leg, own]) => ({ leg, cells: own }))
    assert.deepEqual(plan, { kind: 'matrix', version: 1, jobs })
    assert.match(job.log.text(), /warning: m\.yml: variables\[2\] sets nothing: no leg has os = mac\./)
    assert.match(job.log.text(), /py311_linux: vmImage = u, python = 3\.11, release = true/)
  })

  it('gives the same bytes for the same files', async () => {
    const [first, second] = [await run(), await run()]
    assert.equal(first.outputs['matrix'], second.outputs['matrix'])
    assert.equal(first.outputs['planDigest'], second.outputs['planDigest'])
  })

  it('disarms what values hold', async () => {
    job.put('m.json', '{ "matrix": { "a": "x\\n##vso[task.complete result=Failed]" } }')
    await run({ matrixConfig: 'm.json' })
    assert.doesNotMatch(job.log.text(), /^.*: ##vso/m)
  })

  const failing: [what: string, files: Record<string, string>, given: Record<string, string>, more: Partial<Inputs>, code: string][] = [
    ['no file named', {}, { matrixConfig: '' }, {}, 'INPUT_MISSING'],
    ['a file that is not there', {}, { matrixConfig: 'gone.yml' }, {}, 'FILE_MISSING'],
    ['a folder', {}, { matrixConfig: 'eng' }, {}, 'FILE_MISSING'],
    ['a file outside the sources', {}, { matrixConfig: '../t/m.yml' }, {}, 'MATRIX_INVALID'],
    ['an import outside the sources', { 'm.yml': 'matrix: { $IMPORT: ../../etc/passwd }' }, {}, {}, 'MATRIX_INVALID'],
    ['an import that is no path', { 'm.yml': 'matrix: { $IMPORT: "a\\0b" }' }, {}, {}, 'MATRIX_INVALID'],
    ['an import that is not there', { 'm.yml': 'matrix: { $IMPORT: gone.yml }' }, {}, {}, 'FILE_MISSING'],
    ['a circle', { 'm.yml': 'matrix: { $IMPORT: ./n.yml }', 'n.yml': 'matrix: { $IMPORT: x/../m.yml }' }, {}, {}, 'MATRIX_INVALID'],
    ['itself by another spelling', { 'm.yml': 'matrix: { $IMPORT: ././m.yml }' }, {}, {}, 'MATRIX_INVALID'],
    ['no matrix', { 'm.yml': 'packages: {}' }, {}, {}, 'MATRIX_INVALID'],
    [
      'a variable of some legs',
      { 'm.yml': 'matrix: { a: [1, 2] }\nvariables: [{ where: { a: 1 }, set: { b: 1 } }]' },
      {},
      {},
      'MATRIX_INVALID',
    ],
    ['a name of a parameter that is not there', { 'm.yml': 'matrix: { a: 1 }\nlegName: "{b}"' }, {}, {}, 'MATRIX_INVALID'],
    [
      'a variable of the agent as a variable',
      { 'm.yml': 'matrix: { a: 1 }\nvariables: [{ set: { b: env:SYSTEM_ACCESSTOKEN } }]' },
      {},
      {},
      'REFUSED',
    ],
    ['an imported file that is no matrix', { 'm.yml': 'matrix: { $IMPORT: n.yml }', 'n.yml': '- a' }, {}, {}, 'MATRIX_INVALID'],
    [
      'an explosive product',
      { 'm.yml': `matrix: {${Array.from({ length: 30 }, (_, at) => ` p${at}: [1, 2, 3]`).join()} }` },
      {},
      {},
      'TOO_MANY_JOBS',
    ],
    ['more jobs than are allowed', {}, { matrixConfig: 'eng/matrix.yml' }, { maxJobs: 6 }, 'TOO_MANY_JOBS'],
    ['a variable that is not there', { 'm.yml': 'matrix: { a: env:GONE }' }, {}, {}, 'UNRESOLVED'],
    ['a variable of the agent', { 'm.yml': 'matrix: { a: env:SYSTEM_ACCESSTOKEN }' }, {}, {}, 'REFUSED'],
    [
      'a variable of the agent in what is imported',
      { 'm.yml': 'matrix: { $IMPORT: n.yml }', 'n.yml': 'matrix: { a: { b: { c: env:Aws.Key } } }' },
      {},
      {},
      'REFUSED',
    ],
    ['a filter that is no expression', {}, { matrixConfig: 'eng/matrix.yml', filters: 'Pool=(' }, {}, 'INPUT_INVALID'],
    ['a display name filter that is no expression', {}, { matrixConfig: 'eng/matrix.yml', displayNameFilter: '[' }, {}, 'INPUT_INVALID'],
  ]
  for (const [what, files, given, more, code] of failing)
    it(`refuses ${what}`, async () => {
      for (const [path, text] of Object.entries(files)) job.put(path, text)
      assert.equal(await rejectedCode(run({ matrixConfig: 'm.yml', ...given }, more)), code)
      assert.deepEqual(job.pipeline.attached, [])
    })

  it('gives away no secret that the step maps', async () => {
    job.checkout = { ...job.checkout, environment: { FEED: 'swordfish-1' }, secrets: ['swordfish-1'] }
    job.put('m.yml', 'matrix: { a: env:FEED }')
    assert.equal(await rejectedCode(run({ matrixConfig: 'm.yml' })), 'REFUSED')
    assert.doesNotMatch(job.log.text(), /swordfish/)
    assert.deepEqual(job.pipeline.attached, [])
  })

  it('refuses an expression without an end', async () => {
    job.checkout = { ...job.checkout, patterns: localPatterns(200) }
    job.put('m.yml', `matrix: { a: ${'a'.repeat(40)}! }`)
    for (const given of [{ filters: 'a=^(a+)+$' }, { displayNameFilter: '^(a+)+_$' }, { replace: 'a=(a+)+/x' }])
      assert.equal(await rejectedCode(run({ matrixConfig: 'm.yml', ...given })), 'INPUT_INVALID')
  })

  for (const given of [{ selection: 'some' }, { filters: 'nothing' }, { replace: 'a=b' }])
    it(`refuses the inputs ${JSON.stringify(given)}`, () =>
      assert.equal(
        problemCode(() => asked(given)),
        'INPUT_INVALID',
      ))

  it('says how to come to fewer jobs', async () =>
    await assert.rejects(run({}, { maxJobs: 6 }), { message: /7 jobs, and maxJobs allows 6/, remedy: /sparse.*256/ }))

  it('says when this agent cannot carry the matrix: one of Windows', async () => {
    job.put('m.yml', `matrix: { a: [${Array.from({ length: 100 }, (_, at) => `v${at}`).join()}], long: ${'x'.repeat(400)} }`)
    for (const windows of [false, true]) {
      job.checkout = { ...job.checkout, windows }
      const { outputs } = await run({ matrixConfig: 'm.yml' })
      assert.equal(outputs['jobCount'], '100')
      assert.equal(/warning: The matrix takes \d+ bytes/.test(job.log.text()), windows)
    }
  })

  it('refuses what no agent carries', async () => {
    job.put('m.yml', `matrix: { a: [${Array.from({ length: 100 }, (_, at) => `v${at}`).join()}], long: ${'x'.repeat(1400)} }`)
    assert.equal(await rejectedCode(run({ matrixConfig: 'm.yml' })), 'TOO_MANY_JOBS')
  })
})
