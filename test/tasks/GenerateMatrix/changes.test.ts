import assert from 'node:assert/strict'
import { join } from 'node:path'
import { localHistory } from '../../../adapters/local/history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { Repository } from '../../servers/git-repository.ts'
import { monorepo, type Planned, pyproject, type RepositoryWorld, repositoryWorld } from './repository-world.ts'

const matrices = { matrixConfigs: 'eng/configs.yml' }

describe('GenerateMatrix in the mode changes', () => {
  let world: RepositoryWorld
  let base: string
  beforeEach(() => {
    world = repositoryWorld()
    base = world.repository.commit(monorepo)
  })
  afterEach(() => world.remove())

  const changed = async (files: Record<string, string | null>, inputs: Record<string, string> = {}): Promise<Planned> => {
    world.repository.commit(files)
    return await world.plan({ since: base, ...inputs })
  }

  describe('what is selected', () => {
    it('is what changed itself, and what needs that at any hand', async () => {
      const { selected, plan } = await changed({ 'packages/core/core.py': 'x = 2' })
      assert.deepEqual([selected('direct'), selected('indirect'), selected('not-selected')], [['core'], ['client', 'http'], ['docs']])
      const says = Object.fromEntries(plan.packages.map((one) => [one.name, one.says]))
      assert.equal(says['core'], 'packages/core/core.py changed')
      assert.equal(says['client'], 'it needs http, which needs core, which changed')
      assert.match(says['docs'] ?? '', /nothing in packages\/docs changed/)
      assert.deepEqual([plan.base, plan.head, plan.changed], [base, world.repository.git('rev-parse', 'HEAD'), 1])
    })

    const table: [
      why: string,
      files: Record<string, string | null>,
      inputs: Record<string, string>,
      direct: string[],
      indirect: string[],
    ][] = [
      ['nothing where no package is concerned', { 'README.md': 'more' }, {}, [], []],
      ['one step of needs', { 'packages/core/core.py': '' }, { indirectDepth: '1' }, ['core'], ['http']],
      ['no step of needs', { 'packages/core/core.py': '' }, { indirectDepth: '0' }, ['core'], []],
      ['nothing that is excluded', { 'packages/core/core.py': '' }, { excludePaths: 'PACKAGES/core' }, [], []],
      ['what lies below the target', { 'packages/core/core.py': '', 'packages/docs/a': '' }, { targetPath: 'packages/docs' }, ['docs'], []],
      [
        'both sides of a move',
        { 'packages/core/core.py': null, 'packages/docs/core.py': 'x = 1' },
        {},
        ['core', 'docs'],
        ['client', 'http'],
      ],
      ['what needs a package that is gone', { 'packages/core': null }, {}, [], ['client', 'http']],
      ['what needs the old name of a package', { 'packages/core/pyproject.toml': pyproject('kernel') }, {}, ['kernel'], ['client', 'http']],
      ['what rules say', { 'README.md': 'x' }, { rules: 'rules: [{ paths: README.md, packages: docs, as: direct }]' }, ['docs'], []],
      ['what a lock says', { 'requirements.txt': 'core==1' }, {}, [], ['client', 'core', 'docs', 'http']],
      ['everything by force', { 'README.md': 'x' }, { force: 'true' }, ['client', 'core', 'docs', 'http'], []],
      ['only packages of the globs', { 'packages/core/core.py': '' }, { packages: 'packages/core\npackages/docs' }, ['core'], []],
    ]
    for (const [why, files, inputs, direct, indirect] of table)
      it(`is ${why}`, async () => {
        const { selected } = await changed(files, inputs)
        assert.deepEqual([selected('direct'), selected('indirect')], [direct, indirect])
      })

    it('is everything where nobody knows what changed, and that is said', async () => {
      const { outcome, selected, plan } = await world.plan()
      assert.deepEqual(selected('direct'), ['client', 'core', 'docs', 'http'])
      assert.match(plan.says, /^Every package is planned, because what changed is not known: /)
      assert.match(world.log.text(), /warning: Every package is planned/)
      assert.equal(outcome.result, 'succeeded')
    })

    it('is everything in a folder that is no repository', async () => {
      const bare = repositoryWorld()
      try {
        bare.repository.put('.git', null)
        for (const [path, text] of Object.entries(monorepo)) bare.put(path, text)
        const { plan, selected } = await bare.plan()
        assert.equal(selected('direct').length, 4)
        assert.match(plan.says, /no work tree of git/)
        assert.deepEqual([plan.base, plan.head, plan.jobs[0]?.time], ['', '', 0])
      } finally {
        bare.remove()
      }
    })
  })

  describe('the jobs', () => {
    it('are one without parameters where no matrix is named', async () => {
      const { matrix, plan, outcome } = await changed({ 'packages/docs/a': '' })
      assert.deepEqual(Object.keys(matrix), ['packages'])
      assert.equal(matrix['packages']?.['ArtifactPackageNames'], 'docs')
      assert.deepEqual(plan.packages.find(({ name }) => name === 'docs')?.legs, ['packages'])
      assert.deepEqual([outcome.outputs['hasJobs'], outcome.outputs['jobCount'], outcome.outputs['coldCount']], ['true', '1', '1'])
    })

    it('are every combination for what changed, and one in turn for what needs it', async () => {
      const { matrix } = await changed({ 'packages/core/core.py': '' }, { ...matrices, batchSize: '1' })
      assert.deepEqual(
        Object.entries(matrix).map(([leg, cells]) => [leg, cells['Pool'], cells['PythonVersion'], cells['ArtifactPackageNames']]),
        [
          ['ubuntu_39', 'linux', '3.9', 'core'],
          ['ubuntu_312', 'linux', '3.12', 'core'],
          ['windows_39', 'windows', '3.9', 'core'],
          ['windows_312', 'windows', '3.12', 'core'],
          ['ubuntu_39_ib1', 'linux', '3.9', 'client'],
          ['ubuntu_312_ib2', 'linux', '3.12', 'http'],
        ],
      )
    })

    it('tell the work: folders at the commit, after what they need', async () => {
      const { plan, matrix } = await changed({ 'packages/core/core.py': '', 'packages/http/a': '' })
      const [direct, indirect] = plan.jobs
      assert.deepEqual(direct?.packages, [
        { name: 'core', folder: 'packages/core', local: [] },
        { name: 'http', folder: 'packages/http', local: ['core'] },
      ])
      assert.deepEqual([indirect?.packages[0]?.local, indirect?.dependencies.map(({ name }) => name)], [['http'], ['core', 'http']])
      assert.deepEqual([direct?.commit, direct?.time], [plan.head, 1_790_000_000])
      const data: { kind: string; packages: unknown; planDigest: string } = JSON.parse(matrix['packages']?.['job_data'] ?? '')
      assert.deepEqual([data.kind, data.packages], ['folders', direct?.packages])
    })

    const dependencies: [mode: string, expected: string[]][] = [
      ['all', ['core', 'http']],
      ['selected', ['http']],
      ['none', []],
    ]
    for (const [mode, expected] of dependencies)
      it(`build ${mode} of the packages that theirs need`, async () => {
        const files = { 'packages/http/a': '', 'packages/client/pyproject.toml': pyproject('client', ['http', 'core']) }
        const { plan } = await changed(files, { localDependencies: mode, indirectDepth: '0', batchSize: '1' })
        const client = plan.jobs.find(({ packages }) => packages.some(({ name }) => name === 'client'))
        assert.deepEqual(
          client?.dependencies.map(({ name }) => name),
          expected,
        )
      })

    it('have other names, sizes and variables where the inputs say so', async () => {
      const { matrix } = await changed(
        { 'packages/core/core.py': '', 'packages/docs/a': '' },
        { ...matrices, packagesVariable: 'Folders', packageKey: 'DirectoryPath', batchSize: '10\nPool=windows = 1', indirectDepth: '0' },
      )
      assert.deepEqual(
        Object.entries(matrix).map(([leg, cells]) => [leg, cells['Folders']]),
        [
          ['ubuntu_39', 'packages/core,packages/docs'],
          ['ubuntu_312', 'packages/core,packages/docs'],
          ['windows_39_b1', 'packages/core'],
          ['windows_312_b1', 'packages/core'],
          ['windows_39_b2', 'packages/docs'],
          ['windows_312_b2', 'packages/docs'],
        ],
      )
    })

    it('go out once and without packages where the matrix says so', async () => {
      const configs = '[{ Name: once, Path: eng/matrix.json, PRBatching: false, Selection: sparse }]'
      const { matrix, plan } = await changed({ 'packages/core/core.py': '' }, { matrixConfigs: configs })
      assert.deepEqual(Object.keys(matrix), ['ubuntu_39', 'windows_312'])
      for (const cells of Object.values(matrix)) assert.deepEqual(Object.keys(cells).sort(), ['Pool', 'PythonVersion'])
      assert.deepEqual(
        plan.jobs.map(({ packages }) => packages),
        [[], []],
      )
    })

    it('warn of packages that filters leave without any', async () => {
      const { outcome, plan } = await changed({ 'packages/docs/a': '' }, { ...matrices, filters: 'Pool=mac' })
      assert.match(world.log.text(), /warning: eng\/matrix\.json has no job left, by the filter 'Pool=mac', for 1 package: docs\./)
      assert.deepEqual([outcome.result, outcome.outputs['matrix'], outcome.outputs['hasJobs']], ['issues', '{}', 'false'])
      assert.match(plan.notes.join(), /no job left/)
      assert.match(outcome.summary, /no job is left for any/)
    })

    it('warn, once, of parameters that no combination of a matrix has', async () => {
      const eng = {
        'eng/once.json': '{ "matrix": { "a": "1" }, "exclude": [{ "PythonVersio": "3.9" }] }',
        'eng/configs.yml':
          '[{ Path: eng/matrix.json, NonSparseParameters: [Pool] }, { Path: eng/once.json, Name: again }, { Path: eng/once.json }]',
      }
      const { plan } = await changed({ 'packages/core/core.py': '', ...eng }, matrices)
      const warnings = world.log.text().match(/^warning: .*$/gm) ?? []
      assert.equal(warnings.length, 2, warnings.join('\n'))
      assert.match(warnings[0] ?? '', /'Pool', and no parameter of eng\/matrix\.json is called that/)
      assert.match(warnings[1] ?? '', /^warning: eng\/once\.json: exclude\[0\] takes nothing.*'PythonVersio'/)
      assert.match(plan.notes.join(), /exclude\[0\] takes nothing/)
    })

    it('have variables and names as their file says, and at once as many as the strictest file allows', async () => {
      const eng = {
        'eng/own.yml':
          'legName: py{PythonVersion}\nmaxParallel: 5\nmatrix: { $IMPORT: eng/base.yml, PythonVersion: 3.13 }\nvariables: [{ where: { pool: gone }, set: { release: no } }]',
        'eng/base.yml': 'maxParallel: 1\nmatrix: { Pool: linux }\nvariables: [{ set: { release: yes } }]',
        'eng/many.yml': 'maxParallel: 9\nmatrix: { Pool: linux }',
        'eng/configs.yml': '[{ Path: eng/own.yml }, { Path: eng/many.yml }, { Path: eng/matrix.json }]',
      }
      const { matrix, outcome, plan } = await changed({ 'packages/docs/a': '', ...eng }, matrices)
      const own = Object.entries(matrix).find(([leg]) => leg.startsWith('py313'))?.[1]
      assert.deepEqual(own, { ...own, Pool: 'linux', PythonVersion: '3.13', release: 'yes' })
      assert.equal(outcome.outputs['maxParallel'], '5')
      assert.deepEqual(
        plan.notes.filter((note) => note.includes('variables[')),
        ['eng/own.yml: variables[0] sets nothing: no leg has pool = gone.'],
      )
    })

    it('keep indirect packages off some combinations', async () => {
      const { matrix } = await changed(
        { 'packages/core/core.py': '' },
        { ...matrices, indirectFilters: 'PythonVersion=3.12', indirectSelection: 'all' },
      )
      assert.deepEqual(
        Object.keys(matrix).filter((leg) => leg.includes('_ib')),
        ['ubuntu_312_ib1', 'windows_312_ib1'],
      )
    })

    it('are refused beyond the most', async () => {
      const before = world.pipeline.attached.length
      assert.equal(await rejectedCode(changed({ 'packages/core/core.py': '' }, { ...matrices, maxJobs: '4' })), 'TOO_MANY_JOBS')
      assert.equal(world.pipeline.attached.length, before)
    })
  })

  it('says plainly that there is nothing to do', async () => {
    const { outcome } = await changed({ 'README.md': 'x' }, matrices)
    assert.deepEqual(
      ['matrix', 'hasJobs', 'jobCount', 'coldCount'].map((name) => outcome.outputs[name]),
      ['{}', 'false', '0', '0'],
    )
    assert.match(outcome.summary, /Nothing to build: what changed concerns no package\. 1 file changed since/)
    assert.match(world.log.text(), /group: Changed, but of no package and no rule: 1 path\ninfo: README\.md\nend/)
    assert.match(world.log.lines.at(-1) ?? '', /^info: Nothing to build: /)
  })

  it('gives the same bytes for the same repository', async () => {
    const once = await changed({ 'packages/core/core.py': '' }, matrices)
    const again = await world.plan({ since: base, ...matrices })
    assert.deepEqual(again.outcome.outputs['planDigest'], once.outcome.outputs['planDigest'])
    assert.deepEqual([again.outcome.outputs['matrix'], again.outcome.summary], [once.outcome.outputs['matrix'], once.outcome.summary])
  })

  it('tells folders from the sources, where the repository lies below them', async () => {
    const self = new Repository(join(world.sources, 'self'), world.repository.environment)
    const own = self.commit(monorepo)
    self.commit({ 'packages/core/core.py': '' })
    const history = localHistory(localProcesses(), self.environment, self.folder, {
      token: undefined,
      provider: '',
      collectionUri: undefined,
    })
    world.checkout = { ...world.checkout, history }
    const { plan } = await world.plan({ since: own })
    assert.deepEqual(plan.jobs[0]?.packages, [{ name: 'core', folder: 'self/packages/core', local: [] }])
    assert.equal(plan.jobs[0]?.time, 1_790_000_000)
  })

  describe('bad input', () => {
    it('is not what needs it beyond the depth, and that is said', async () => {
      const { plan } = await changed({ 'packages/core/core.py': '' }, { indirectDepth: '1' })
      assert.equal(plan.packages.find(({ name }) => name === 'client')?.says, 'it needs http, beyond indirectDepth, 1')
    })

    const table: [why: string, files: Record<string, string>, inputs: Record<string, string>, code: string][] = [
      ['a package file that is broken', { 'packages/docs/pyproject.toml': '[project' }, {}, 'FILE_INVALID'],
      ['two packages of one name', { 'packages/http/pyproject.toml': pyproject('Core') }, {}, 'FILE_INVALID'],
      ['a diff file that is not there', {}, { diffFile: 'none.json' }, 'FILE_MISSING'],
      ['rules that are not there', {}, { rules: 'none.yml' }, 'FILE_MISSING'],
      ['rules that are none', {}, { rules: '{ rule: [] }' }, 'FILE_INVALID'],
      ['matrix configurations that are not there', {}, { matrixConfigs: 'none.yml' }, 'FILE_MISSING'],
      ['a matrix that is not there', { 'packages/core/a': '' }, { matrixConfigs: '[{ Path: none.json }]' }, 'FILE_MISSING'],
      [
        'a selection that is none',
        { 'packages/core/a': '' },
        { matrixConfigs: '[{ Path: eng/matrix.json, Selection: most }]' },
        'MATRIX_INVALID',
      ],
      ['a packageKey that is none', { 'packages/core/a': '' }, { packageKey: 'Nmae' }, 'INPUT_INVALID'],
      [
        'a parameter that is called as the variable',
        { 'packages/core/a': '' },
        { ...matrices, packagesVariable: 'pool' },
        'MATRIX_INVALID',
      ],
      ['globs without a package', {}, { packages: 'libs/*' }, 'FILE_MISSING'],
      ['an expression without an end', { 'packages/core/a': '' }, { ...matrices, filters: 'Pool=(' }, 'INPUT_INVALID'],
    ]
    for (const [why, files, inputs, code] of table)
      it(`refuses ${why}`, async () => assert.equal(await rejectedCode(changed(files, inputs)), code))
  })
})
