import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { parsePlan, type Plan } from '../../../core/wanted/plan-file.ts'
import { fixedGit } from '../../fakes/fixed-git.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { type World, world } from './world.ts'

/** Everything that a matrix can say, once. */
const file = `
# yaml-language-server: $schema=./wheel-matrix.schema.json
platforms:
  bsd: { platform_tag: freebsd_14_4_release_amd64, platform_instance: freebsd/14.4, platform_arch: x86_64, python: [cp314] }
  arm: { platform_tag: freebsd_15_0_release_arm64, platform_instance: freebsd/15.0, platform_arch: aarch64, python: [cp312] }
  box: { platform_tag: manylinux_2_28_x86_64, platform_instance: ubuntu-24.04, platform_arch: x86_64, host: container,
         image: 'images.test/box@sha256:0123', python: [cp312, cp314, cp314t, pp311] }
  mac: { platform_tag: macosx_11_0_universal2, platform_instance: macOS-15, platform_arch: arm64, python: [cp312, cp314] }
groups:
  bsds: [bsd, arm]
  all: [bsds, box, mac]
recipes:
- platforms: bsds
  system_packages: [libyaml, gmake]
  environment: { MAKE: gmake, OLD: 'yes' }
- { platforms: arm, environment: { OLD: null, NEW: '1' } }
- { for: 'spam >=2,<3', build_constraints: [Cython<3] }
- for: spam
  python: cp*-abi3
  config_settings: { build-args: --limited }
  environment_pass: [REGISTRY_TOKEN]
  patches: [patches/spam/*.patch]
  before_build: [rustc --version]
  repair: none
  test_requires: [pytest]
  test_command: python -m pytest {project}/tests
- { for: slow-proxy, pure: allow, build: 2, retag: true }
- { for: nobody, repair: none }
packages:
  Spam:
    versions:
      latest:
        wheels:
        - platform_tag: FreeBSD_15_1_RELEASE_amd64
          platform_instance: freebsd/15.1
          platform_arch: x86_64
          python: [{ tag: cp314 }]
        - platforms: [box, mac]
          python: [cp314, { tag: cp312, abi: abi3, test_on: [cp313, cp315] }]
      '>=2.1,<3': { take: 2, pre: false, wheels: [{ platforms: bsds }] }
  eggs: { versions: [latest, 1.10], platforms: all }
  slow-proxy: { versions: [latest], platforms: bsd }
  core: { source: ./libs/core, version: static, platforms: mac }
  fork: { source: 'git+https://git.test/fork@v1.2#subdirectory=py', version: 1.2+acme.1, platforms: mac }
  vendored: { source: 'https://dl.test/vendored-3.1.tar.gz#sha256=${'ab'.repeat(32)}', version: '3.1', platforms: mac }
  private: { source: 'index+https://own.test/simple', versions: [latest], platforms: mac }
  tool: { versions: [latest], wheels: [{ platforms: mac, python: [{ tag: py3, abi: none, build_with: '3.12' }] }] }
x-note: free
`

describe('GenerateMatrix, over a matrix that says everything once', () => {
  let here: World
  let plan: Plan
  before(async () => {
    here = world(file)
    here.put('libs/core/pyproject.toml', '[project]\nname = "core"\nversion = "0.3"\n')
    here.put('patches/spam/1.patch', '1')
    here.git = fixedGit({ 'https://git.test/fork v1.2': 'cd'.repeat(20) })
    here.indexes = { 'https://own.test/simple': memoryIndex({ private: ['private-4.0.tar.gz'] }) }
    here.upstream = memoryIndex({
      spam: ['spam-3.0.tar.gz', 'spam-2.2.tar.gz', 'spam-2.3rc1.tar.gz', 'spam-2.1.tar.gz', 'spam-2.0.tar.gz'],
      eggs: [{ filename: 'eggs-2.0.tar.gz', requiresPython: '>=3.14' }, 'eggs-1.10.tar.gz', 'eggs-1.1.tar.gz'],
      'slow-proxy': ['slow_proxy-1.0.tar.gz'],
      tool: [{ filename: 'tool-9.tar.gz', requiresPython: '>=3.13' }, 'tool-8.tar.gz'],
      private: ['private-99.tar.gz'],
      core: ['core-0.3-cp312-cp312-macosx_11_0_universal2.whl'],
    })
    here.store = memoryIndex({
      spam: ['spam-2.1-cp314-cp314-freebsd_14_4_release_amd64.whl'],
      eggs: [
        'eggs-1.10-cp310-abi3-macosx_11_0_universal2.whl',
        { filename: 'eggs-2.0-cp314-cp314-freebsd_14_4_release_amd64.whl', yanked: true },
      ],
      'slow-proxy': ['slow_proxy-1.0-py3-none-any.whl'],
    })
    const { outputs } = await here.run({ skipUpstream: true })
    plan = parsePlan(readFileSync(outputs['planFile'] ?? '', 'utf8'), 'plan.json')
  })
  after(() => here.remove())

  it('decides each row as the file says', () =>
    assert.deepEqual(
      plan.decisions.map(({ name, version, python, abi, platform_tag, why }) =>
        [name, version, abi === '' ? python : `${python}-${abi}`, platform_tag.split('_')[0], platform_tag.split('_')[1], why].join(' '),
      ),
      [
        'Spam 3.0 cp314 FreeBSD 15 absent',
        'Spam 3.0 cp314 manylinux 2 covered',
        'Spam 3.0 cp312-abi3 manylinux 2 absent',
        'Spam 3.0 cp314 macosx 11 covered',
        'Spam 3.0 cp312-abi3 macosx 11 absent',
        'Spam 2.2 cp314 freebsd 14 absent',
        'Spam 2.1 cp314 freebsd 14 in-index',
        'Spam 2.2 cp312 freebsd 15 absent',
        'Spam 2.1 cp312 freebsd 15 absent',
        'eggs 2.0 cp314 freebsd 14 withdrawn',
        'eggs 1.10 cp312 freebsd 15 absent',
        'eggs 1.10 cp312 manylinux 2 absent',
        'eggs 2.0 cp314 manylinux 2 absent',
        'eggs 2.0 cp314t manylinux 2 absent',
        'eggs 1.10 pp311 manylinux 2 absent',
        'eggs 1.10 cp312 macosx 11 in-index',
        'eggs 2.0 cp314 macosx 11 absent',
        'eggs 1.10 cp314 freebsd 14 absent',
        'eggs 1.10 cp312 freebsd 15 covered',
        'eggs 1.10 cp312 manylinux 2 covered',
        'eggs 1.10 cp314 manylinux 2 absent',
        'eggs 1.10 cp314t manylinux 2 absent',
        'eggs 1.10 pp311 manylinux 2 covered',
        'eggs 1.10 cp312 macosx 11 in-index',
        'eggs 1.10 cp314 macosx 11 in-index',
        'slow-proxy 1.0 cp314 freebsd 14 build-tag',
        'core 0.3 cp312 macosx 11 absent',
        'core 0.3 cp314 macosx 11 absent',
        'fork 1.2+acme.1 cp312 macosx 11 absent',
        'fork 1.2+acme.1 cp314 macosx 11 absent',
        'vendored 3.1 cp312 macosx 11 absent',
        'vendored 3.1 cp314 macosx 11 absent',
        'private 4.0 cp312 macosx 11 absent',
        'private 4.0 cp314 macosx 11 absent',
        'tool 8 py3 macosx 11 absent',
      ],
    ))

  it('merges the recipes of each', () => {
    const recipes = plan.jobs.flatMap(({ leg, packages }) =>
      packages
        .filter(({ name }) => ['Spam', 'slow-proxy'].includes(name))
        .map(({ name, version, recipe, build, pure }) => {
          const { system_packages: system, environment, build_constraints: constraints, config_settings: settings, patches } = recipe
          const said = [system, Object.entries(environment), constraints, Object.keys(settings), patches.map(({ path }) => path)]
          return [leg, name, version, ...said.map(String), recipe.retag, build, pure].join('|')
        }),
    )
    assert.deepEqual(recipes, [
      'wheel_freebsd_14_4_release_amd64|slow-proxy|1.0|libyaml,gmake|MAKE,gmake,OLD,yes||||true|2|true',
      'wheel_freebsd_14_4_release_amd64|Spam|2.2|libyaml,gmake|MAKE,gmake,OLD,yes|Cython<3|||false|0|false',
      'wheel_freebsd_15_0_release_arm64|Spam|2.1|libyaml,gmake|MAKE,gmake,NEW,1|Cython<3|||false|0|false',
      'wheel_freebsd_15_0_release_arm64|Spam|2.2|libyaml,gmake|MAKE,gmake,NEW,1|Cython<3|||false|0|false',
      'wheel_freebsd_15_1_release_amd64|Spam|3.0||||||false|0|false',
      'wheel_macosx_11_0_universal2|Spam|3.0||||build-args|patches/spam/1.patch|false|0|false',
      'wheel_manylinux_2_28_x86_64|Spam|3.0||||build-args|patches/spam/1.patch|false|0|false',
    ])
  })

  it('says where each source is, and what else a leg is to know', () => {
    const mac = plan.jobs.find(({ leg }) => leg === 'wheel_macosx_11_0_universal2')?.packages ?? []
    assert.deepEqual(
      mac.map(({ name, python_version, source, sdist_url, test_on }) =>
        [name, python_version, source.kind, sdist_url, test_on.join()].join(' '),
      ),
      [
        'core 3.12 folder  ',
        'core 3.14 folder  ',
        'eggs 3.14 sdist https://files.test/eggs-2.0.tar.gz ',
        'fork 3.12 git  ',
        'fork 3.14 git  ',
        'private 3.12 sdist https://files.test/private-4.0.tar.gz ',
        'private 3.14 sdist https://files.test/private-4.0.tar.gz ',
        'Spam 3.12 sdist https://files.test/spam-3.0.tar.gz 3.13,3.15',
        'tool 3.12 sdist https://files.test/tool-8.tar.gz ',
        'vendored 3.12 sdist https://dl.test/vendored-3.1.tar.gz ',
        'vendored 3.14 sdist https://dl.test/vendored-3.1.tar.gz ',
      ],
    )
    assert.deepEqual(
      plan.jobs.map(({ image }) => image ?? ''),
      ['', '', '', '', 'images.test/box@sha256:0123'],
    )
  })

  it('warns of the recipe that is for nobody, and of no other', () =>
    assert.deepEqual(
      here.log
        .text()
        .match(/^warning: .*is for no wheel.*/gm)
        ?.map((line) => line.replace(/^.*?(recipes\[\d\]).*/, '$1')),
      ['recipes[5]'],
    ))
})
