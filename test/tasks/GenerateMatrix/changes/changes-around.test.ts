import assert from 'node:assert/strict'
import { rejectedCode } from '../../../fakes/problem-code.ts'
import { monorepo, type Planned, pyproject, type RepositoryWorld, repositoryWorld } from '../repository-world.ts'

const all = ['client', 'core', 'docs', 'http']
const files: Readonly<Record<string, string>> = {
  ...monorepo,
  'eng/base.json': JSON.stringify({ matrix: { Python: ['3.12'] } }),
  'eng/top.json': JSON.stringify({ matrix: { $IMPORT: 'eng/base.json', Pool: ['linux'] } }),
  'eng/imports.yml': '- { Name: a, Path: ./eng/top.json }',
  'eng/rules.yml': 'rules:\n- { paths: eng/known.txt, packages: docs }\nignore: [notes/**]\n',
  'pyproject.toml': '[tool.uv.workspace]\nmembers = ["packages/*"]\n',
}

describe('what packages are made and planned with', () => {
  let world: RepositoryWorld
  let base: string
  beforeEach(() => {
    world = repositoryWorld()
    base = world.repository.commit(files)
  })
  afterEach(() => world.remove())

  const changed = async (some: Record<string, string | null>, inputs: Record<string, string> = {}): Promise<Planned> => {
    world.repository.commit(some)
    return await world.plan({ since: base, ...inputs })
  }
  const says = ({ plan }: Planned, name = 'docs'): string => plan.packages.find((one) => one.name === name)?.says ?? ''

  const configs = { matrixConfigs: 'eng/configs.yml' }
  const imports = { matrixConfigs: 'eng/imports.yml' }
  const rules = { rules: 'eng/rules.yml' }
  const other = JSON.stringify({ matrix: { Python: ['3.13'] } })
  const workspace = '[tool.uv]\nconstraint-dependencies = ["six<2"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n'
  const table: [why: string, some: Record<string, string | null>, inputs: Record<string, string>, indirect: string[], says: RegExp][] = [
    ['a root pyproject.toml that is no package', { 'pyproject.toml': workspace }, {}, all, /^pyproject\.toml changed, which its build/],
    ['a conftest.py above packages', { 'packages/conftest.py': '' }, {}, all, /^packages\/conftest\.py changed/],
    ['a matrix that they use', { 'eng/matrix.json': other }, configs, all, /^eng\/matrix\.json changed, which says what jobs it has/],
    ['a matrix that theirs imports', { 'eng/base.json': other }, imports, all, /^eng\/base\.json changed/],
    ['a matrix whose path is written otherwise', { 'eng/top.json': other }, imports, all, /^eng\/top\.json changed/],
    ['the configurations', { 'eng/configs.yml': '- { Path: eng/matrix.json }' }, configs, all, /^eng\/configs\.yml changed/],
    ['the rules', { 'eng/rules.yml': 'ignore: [x]\n' }, rules, all, /^eng\/rules\.yml changed, which says what is planned/],
    ['no matrix that nobody uses', { 'eng/base.json': other }, configs, [], /^nothing in/],
    ['no README', { 'README.md': 'x', 'packages/README.md': 'x' }, { ...configs, ...rules }, [], /^nothing in/],
  ]
  for (const [why, some, inputs, indirect, expected] of table)
    it(`selects by ${why}`, async () => {
      const planned = await changed(some, inputs)
      assert.deepEqual([planned.selected('direct'), planned.selected('indirect')], [[], indirect])
      assert.match(says(planned), expected)
      assert.deepEqual(planned.plan.unclaimed.length === 0, indirect.length > 0)
      assert.equal(
        planned.plan.notes.some((note) => /'ignore', says otherwise/.test(note)),
        indirect.length > 0,
      )
    })

  it('says it aloud, and gives way to rules and to ignore', async () => {
    const claimed = await changed({ 'conftest.py': '' }, { rules: 'rules: [{ paths: conftest.py, packages: docs, as: direct }]' })
    assert.deepEqual([claimed.selected('direct'), claimed.selected('indirect')], [['docs'], []])
    assert.match(says(claimed), /^conftest\.py changed, for which the rule in the input 'rules', line 1, names it$/)
    const ignored = await world.plan({ since: base, rules: 'ignore: conftest.py' })
    assert.equal(ignored.outcome.outputs['hasJobs'], 'false')
    assert.match(ignored.outcome.summary, /Nothing to build: all that changed is ignored\. 1 file changed \(ignored\) since/)
  })

  it('tells how many files git has, and how many of them count for nothing', async () => {
    const { plan } = await changed({ 'notes/a': '', 'packages/docs/a': '', 'old/b': '' }, { ...rules, excludePaths: 'old/' })
    assert.match(plan.says, /^3 files changed \(2 of them ignored\) since [0-9a-f]{10}, which the input 'since' names\.$/)
    assert.deepEqual([plan.changed, plan.ignored], [3, 2])
    const none = await world.plan({ since: base, rules: "ignore: '**'" })
    assert.match(none.plan.says, /^3 files changed \(all of them ignored\) since /)
  })

  it('does not let a matrix go that is used', async () => {
    assert.equal(await rejectedCode(changed({ 'eng/matrix.json': null }, configs)), 'FILE_MISSING')
  })

  it('finds matrices and rules from the sources on, wherever the repository lies', async () => {
    const diffFile = 'diff.json'
    world.put(diffFile, JSON.stringify({ ChangedFiles: ['eng/matrix.json'], DeletedFiles: [] }))
    const { selected, plan } = await world.plan({ ...configs, diffFile })
    assert.deepEqual(selected('indirect'), all)
    assert.equal(plan.says, '1 file changed as diff.json says.')
  })

  describe('what is gone', () => {
    it('is told as gone', async () => {
      const planned = await changed({ 'packages/core': null })
      assert.equal(says(planned, 'http'), 'it needs core, which is gone from the repository')
      assert.equal(says(planned, 'client'), 'it needs http, which needs core, which is gone from the repository')
    })

    it('is not told as gone where it only lies outside of what is planned', async () => {
      const some = {
        'packages/core/pyproject.toml': pyproject('core', ['six']),
        'tools/docs/pyproject.toml': pyproject('docs'),
        'packages/docs': null,
      }
      const planned = await changed(some, { packages: 'packages/http\npackages/client' })
      assert.equal(says(planned, 'http'), 'it needs core, which changed')
      assert.doesNotMatch(planned.plan.notes.join('\n'), /any more/)
    })

    it('is known by its folder where only a setup.py said its name', async () => {
      const old = world.repository.commit({
        'packages/core': null,
        'packages/core/setup.py': 'from setuptools import setup\nsetup(name="core")\n',
      })
      world.repository.commit({ 'packages/core': null })
      const { selected } = await world.plan({ since: old })
      assert.deepEqual(selected('indirect'), ['client', 'http'])
    })

    it('is known by its folder in a diff.json, whose commits nobody knows', async () => {
      world.repository.commit({ 'packages/core': null })
      world.put('diff.json', JSON.stringify({ ChangedFiles: [], DeletedFiles: ['packages/core/pyproject.toml'] }))
      const { selected } = await world.plan({ diffFile: 'diff.json' })
      assert.deepEqual(selected('indirect'), ['client', 'http'])
    })
  })

  it('says of a lock in a diff.json that it cannot be compared, not that it is new', async () => {
    world.put('diff.json', JSON.stringify({ ChangedFiles: ['uv.lock'] }))
    const { plan, selected } = await world.plan({ diffFile: 'diff.json' })
    assert.deepEqual(selected('indirect'), all)
    assert.match(plan.notes.join('\n'), /^uv\.lock cannot be compared, since no commit is known, so that all/m)
  })

  describe('is not green', () => {
    it('where one of several packages that changed is on no leg', async () => {
      const ci = 'extends: { parameters: { Artifacts: [{ name: blob }], MatrixConfigs: [{ Name: w, Path: eng/windows.json }] } }\n'
      const some = {
        'sdk/storage/ci.yml': ci,
        'sdk/storage/blob/pyproject.toml': pyproject('blob'),
        'eng/windows.json': JSON.stringify({ matrix: { Pool: ['windows'] } }),
        'packages/docs/a': '',
      }
      const { outcome, matrix } = await changed(some, { ...configs, filters: 'Pool=linux', packages: 'packages/*\nsdk/*/*' })
      assert.deepEqual([outcome.result, Object.keys(matrix)], ['issues', ['ubuntu_39_Python', 'ubuntu_312_Python']])
      assert.match(world.log.text(), /warning: eng\/windows\.json has no job left, by the filter 'Pool=linux', for 1 package: blob\./)
    })

    it('where nothing that is selected is on a leg, directly or not', async () => {
      const { outcome } = await changed({ 'conftest.py': '' }, { ...configs, indirectFilters: 'Pool=mac' })
      assert.deepEqual([outcome.result, outcome.outputs['hasJobs']], ['issues', 'false'])
      assert.match(world.log.text(), /warning: eng\/matrix\.json has no job left, by the filter 'Pool=mac', for 4 packages/)
    })

    it('but is where another matrix of the package has legs', async () => {
      const both = '[{ Name: a, Path: eng/matrix.json }, { Name: b, Path: eng/base.json }]'
      const { outcome, matrix } = await changed({ 'packages/docs/a': '' }, { matrixConfigs: both, filters: 'Python=3.12' })
      assert.deepEqual([outcome.result, Object.keys(matrix)], ['succeeded', ['job_312_b']])
    })
  })
})
