import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recipeDigest, noRecipe } from '../../../core/build/recipe.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { parsePlan, type Plan } from '../../../core/wanted/plan-file.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { type World, world } from './world.ts'

const wheel = 'spam-1.0-cp312-cp312-linux_x86_64.whl'
const linux = 'platform_tag: linux_x86_64, platform_instance: on-linux, platform_arch: x86_64'

function planOf({ outputs }: Outcome): Plan {
  return parsePlan(readFileSync(outputs['planFile'] ?? '', 'utf8'), 'plan.json')
}
function packagesOf(outcome: Outcome): JobPackage[] {
  return planOf(outcome).jobs.flatMap(({ packages }) => packages)
}

describe('GenerateMatrix, by recipes', () => {
  const worlds: World[] = []
  afterEach(() => worlds.splice(0).forEach((one) => one.remove()))
  const job = (text: string): World => {
    const made = world(text)
    worlds.push(made)
    return made
  }
  const spam = (recipes: string, versions = "'1.0'"): string => `
platforms:
  linux: { ${linux}, python: [cp312] }
recipes: ${recipes}
packages:
  spam: { versions: [${versions}], platforms: linux }
`

  it('carries what they say to the leg that builds', async () => {
    const [one] = packagesOf(await job(spam('[{ for: spam, environment: { A: b }, build_constraints: [Cython<3], build: 2 }]')).run())
    assert.deepEqual([one?.recipe, one?.build], [{ ...noRecipe, environment: { A: 'b' }, build_constraints: ['Cython<3'] }, 2])
    assert.equal(one?.expected_output_filename, 'spam-1.0-2-cp312-cp312-linux_x86_64.whl')
  })

  it('takes those of a file of their own, after the matrix`s', async () => {
    const here = job(spam('[{ environment: { A: matrix, B: matrix } }]'))
    here.put('ci/recipes.yml', 'recipes: [{ environment: { A: file } }]')
    const [one] = packagesOf(await here.run({ recipes: 'ci/recipes.yml' }))
    assert.deepEqual(one?.recipe.environment, { A: 'file', B: 'matrix' })
  })

  for (const [kind, text] of [
    ['YAML', 'recipes:\n- { for: spam, retag: true }\n'],
    ['JSON of convertToJson', '{\n  "recipes": [\n    { "for": "spam", "retag": true }\n  ]\n}'],
    ['one line of JSON', '{"recipes":[{"for":"spam","retag":true}]}'],
  ] as const)
    it(`takes the input itself as ${kind}`, async () => {
      const [one] = packagesOf(await job(spam('[]')).run({ recipes: text }))
      assert.equal(one?.recipe.retag, true)
    })

  it('names the platforms of a generated matrix, which stays untouched', async () => {
    const here = job(`packages: { spam: { versions: { latest: { wheels: [{ ${linux}, python: [{ tag: cp312 }] }] } } } }`)
    const recipes = `platforms: { mine: { ${linux} } }\nrecipes: [{ platforms: mine, environment: { A: b } }]`
    assert.deepEqual(packagesOf(await here.run({ recipes }))[0]?.recipe.environment, { A: 'b' })
  })

  it('warns of a recipe that is for no wheel', async () => {
    const here = job(spam('[{ for: spm, retag: true }]'))
    await here.run()
    assert.match(here.log.text(), /^warning: wheel_matrix\.yml: .*recipes\[0\] is for no wheel of the matrix\. Did you mean 'spam'\?/m)
  })

  it('tells a wheel that was made otherwise, and leaves it', async () => {
    const here = job(spam('[{ environment: { A: b } }]'))
    here.store = memoryIndex({ spam: [{ filename: wheel, recipe: recipeDigest(noRecipe) }] })
    const outcome = await here.run()
    assert.equal(outcome.outputs['hasJobs'], 'false')
    assert.equal(planOf(outcome).decisions[0]?.why, 'in-index, recipe differs')
    assert.match(
      here.log.text(),
      /group: Already in the index, by a recipe that has changed since: 1 wheel\n.*; its recipe has changed since/,
    )
    assert.match(outcome.summary, /its recipe has changed since/)
  })

  it('builds it anew by a build tag', async () => {
    const here = job(spam('[{ environment: { A: b }, build: 1 }]'))
    here.store = memoryIndex({ spam: [{ filename: wheel, recipe: recipeDigest(noRecipe) }] })
    const outcome = await here.run()
    assert.equal(outcome.outputs['coldCount'], '1')
    assert.match(here.log.text(), /asked for with a higher build tag than spam-1\.0-cp312/)
  })

  it('warns where two equal rows are to be made in two ways', async () => {
    const here = job(`
platforms:
  a: { ${linux}, python: [cp312] }
  b: { ${linux.replace('on-linux', 'on-other')}, python: [cp312], environment: { A: b } }
packages: { spam: { versions: ['1.0'], platforms: [a, b] } }
`)
    assert.equal((await here.run()).outputs['coldCount'], '1')
    assert.match(here.log.text(), /^warning: spam 1\.0 for cp312 on linux_x86_64 \(.*\): covered by the wheel for .*this row has another/m)
  })

  it('plans each version that a specifier takes', async () => {
    const here = job(`
platforms: { linux: { ${linux}, python: [cp312] } }
packages: { spam: { versions: { '<3': { take: 2, wheels: [{ platforms: linux }] } } } }
`)
    here.upstream = memoryIndex({ spam: ['spam-1.0.tar.gz', 'spam-1.5.tar.gz', 'spam-2.0.tar.gz', 'spam-3.0.tar.gz'] })
    here.store = memoryIndex({ spam: ['spam-1.5-cp312-cp312-linux_x86_64.whl'] })
    await here.run()
    assert.match(here.log.text(), /spam 2\.0 for cp312 on linux_x86_64: not in the index yet/)
    assert.match(here.log.text(), /spam 1\.5 for cp312 on linux_x86_64: already in the index/)
    assert.doesNotMatch(here.log.text(), /spam (1\.0|3\.0)/)
  })

  describe('with patches', () => {
    it('has their files, sorted, with their digests', async () => {
      const here = job(spam('[{ patches: [patches/spam/*.patch, fixes/one.diff] }]'))
      for (const [path, text] of Object.entries({
        'patches/spam/b.patch': 'b',
        'patches/spam/a.patch': 'a',
        'patches/spam/x.txt': 'x',
        'fixes/one.diff': '1',
      }))
        here.put(path, text)
      const [one] = packagesOf(await here.run())
      assert.deepEqual(one?.recipe.patches, [
        { path: 'patches/spam/a.patch', sha256: sha256Of('a') },
        { path: 'patches/spam/b.patch', sha256: sha256Of('b') },
        { path: 'fixes/one.diff', sha256: sha256Of('1') },
      ])
    })
    it('takes them from beside the file that names them, as it does folders', async () => {
      const here = job('')
      const rules = 'recipes: [{ patches: [patches/*.patch] }]'
      const [own, keys] = [
        'platforms: { p: { ',
        'platform_tag: any, platform_instance: x, platform_arch: y, python: [py3], patches: ../all.patch } }',
      ]
      here.put('eng/m/wheels.yml', `${own}${keys}\n${rules}\npackages: { core: { source: ../core, version: 1, platforms: p } }`)
      here.put('ci/recipes.yml', rules)
      for (const path of ['eng/all', 'eng/m/patches/a', 'ci/patches/b', 'patches/c']) here.put(`${path}.patch`, path)
      here.put('eng/core/setup.py', '')
      const patched = async (inputs: Parameters<World['run']>[0]): Promise<unknown> => {
        const [one] = packagesOf(await here.run({ wheelMatrix: 'eng/m/wheels.yml', ...inputs }))
        return [one?.source.kind === 'folder' && one.source.path, one?.recipe.patches.map(({ path }) => path)]
      }
      const first = ['eng/all.patch', 'eng/m/patches/a.patch']
      assert.deepEqual(await patched({}), ['eng/core', first])
      assert.deepEqual(await patched({ recipes: 'ci/recipes.yml' }), ['eng/core', [...first, 'ci/patches/b.patch']])
      assert.deepEqual(await patched({ recipes: rules }), ['eng/core', [...first, 'patches/c.patch']])
    })
    it('takes them from the sources for a file from elsewhere, as it does folders', async () => {
      const here = job('')
      const made = join(here.temp, 'made.yml')
      const keys = 'platform_tag: any, platform_instance: x, platform_arch: y, python: [py3]'
      mkdirSync(here.temp, { recursive: true })
      writeFileSync(made, `platforms: { p: { ${keys}, patches: a.patch } }\npackages: { core: { source: core, version: 1, platforms: p } }`)
      here.put('a.patch', 'a')
      here.put('core/setup.py', '')
      const [one] = packagesOf(await here.run({ wheelMatrix: made }))
      assert.deepEqual([one?.source.kind === 'folder' && one.source.path, one?.recipe.patches.length], ['core', 1])
    })
    it('changes the plan with a byte of theirs', async () => {
      const digest = async (text: string): Promise<string | undefined> => {
        const here = job(spam('[{ patches: ["**/*.patch"] }]'))
        here.put('p/a.patch', text)
        return (await here.run()).outputs['planDigest']
      }
      assert.notEqual(await digest('a'), await digest('b'))
    })
    it('fails the rows that want one that is not there, and those alone', async () => {
      const here = job(spam("[{ for: 'spam ==1.0', patches: [gone/*.patch] }]", "'1.0', '2.0'"))
      here.upstream = memoryIndex({ spam: ['spam-1.0.tar.gz', 'spam-2.0.tar.gz'] })
      const outcome = await here.run()
      assert.deepEqual([outcome.result, outcome.outputs['coldCount'], outcome.problems[0]?.code], ['issues', '1', 'FILE_MISSING'])
    })
  })

  const refused: [why: string, recipes: string, code: string][] = [
    ['a file that is not there', 'gone.yml', 'FILE_MISSING'],
    ['an unknown key', 'recipes: [{ enviroment: {} }]', 'MATRIX_INVALID'],
    ['what is no YAML', '{', 'MATRIX_INVALID'],
  ]
  for (const [why, recipes, code] of refused)
    it(`refuses ${why}`, async () => await assert.rejects(job(spam('[]')).run({ recipes }), { code }))
})
