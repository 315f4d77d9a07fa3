import assert from 'node:assert/strict'
import { packageRows } from '../../../core/wanted/package-rows.ts'
import { platformFinder, readPlatforms } from '../../../core/wanted/platforms.ts'
import type { Wanted } from '../../../core/wanted/wanted.ts'
import { parseYaml } from '../../../core/yaml.ts'
import { fb14Keys, platforms, refusesMatrix, rowTitles } from './matrices.ts'

function rows(text: string, name = 'spam'): Wanted[] {
  const root = parseYaml(`${platforms}\npackages: { ${name}: ${text} }`, 'wheel_matrix.yml', 'MATRIX_INVALID', { nulls: true })
  const known = readPlatforms(root)
  return [...packageRows(name, root.get('packages').get(name), { platforms: known, platformOf: platformFinder(known) })]
}

describe('packageRows', () => {
  const table: [given: string, expected: string[], why: string][] = [
    [
      '{ versions: [latest, 1.10], platforms: [fb14] }',
      ['spam latest cp314 fb14', 'spam 1.10 cp314 fb14'],
      'each version of a list on each platform',
    ],
    ['{ versions: latest, platforms: fb14 }', ['spam latest cp314 fb14'], 'one version without brackets'],
    [
      '{ versions: [1.0], platforms: everywhere, python: cp313 }',
      ['spam 1.0 cp313 linux', 'spam 1.0 cp313 fb14', 'spam 1.0 cp313 fb15', 'spam 1.0 cp313 bare'],
      'a group, for a python of its own',
    ],
    [
      '{ versions: [1.0], platforms: [linux, freebsd] }',
      ['spam 1.0 cp312 linux', 'spam 1.0 cp314t linux', 'spam 1.0 cp314 fb14', 'spam 1.0 cp312-abi3 fb15'],
      'the pythons of each platform',
    ],
    [
      '{ versions: { latest: , 1.0: { python: cp313 }, 2.0: { platforms: fb15 }, 3.0: { wheels: [{ platforms: fb15, python: cp39 }] } }, platforms: fb14 }',
      ['spam latest cp314 fb14', 'spam 1.0 cp313 fb14', 'spam 2.0 cp312-abi3 fb15', 'spam 3.0 cp39 fb15'],
      'a map of versions, each with what is its own',
    ],
    [
      `{ versions: { 1.0: { wheels: [{ ${fb14Keys}, python: [cp313] }, { platforms: [fb14, linux], python: [cp39] }] } } }`,
      ['spam 1.0 cp313 fb14', 'spam 1.0 cp39 fb14', 'spam 1.0 cp39 linux'],
      'items with three keys beside items with platforms',
    ],
    [
      `{ versions: [1.0, 2.0], wheels: [{ platforms: fb14 }] }`,
      ['spam 1.0 cp314 fb14', 'spam 2.0 cp314 fb14'],
      'wheels of the package, for every version',
    ],
    [
      "{ versions: { '>=2.1,<3': { take: 2 }, '~=4.0': { take: all, pre: true }, '==5.*': , '>=0': { pre: False } }, platforms: fb14 }",
      ['spam >=2.1,<3*2 cp314 fb14', 'spam ~=4.0*all+pre cp314 fb14', 'spam ==5.**1 cp314 fb14', 'spam >=0*1 cp314 fb14'],
      'specifiers, with take and pre',
    ],
    ['{ versions: [">=2", "<1"], platforms: fb14 }', ['spam >=2*1 cp314 fb14', 'spam <1*1 cp314 fb14'], 'specifiers in a list'],
    ['{ versions: { latest: { pre: true } }, platforms: fb14 }', ['spam latest+pre cp314 fb14'], 'latest with pre-releases'],
    ['{ versions: {}, platforms: fb14 }', [], 'no version'],
    [
      '{ versions: { 1.0: { wheels: [{ platforms: fb14 }] }, 2.0: { platforms: fb15 } }, platforms: linux, python: cp39 }',
      ['spam 1.0 cp314 fb14', 'spam 2.0 cp39 fb15'],
      'a version with wheels of its own, for which the python of the package is not meant',
    ],
    ['{ versions: { x-note: hi, 1.0: { x-note: hi } }, platforms: fb14, x-note: hi }', ['spam 1.0 cp314 fb14'], 'keys that begin with x-'],
    ['{ source: ./libs/spam, version: static, platforms: fb14 }', ['spam static cp314 fb14'], 'a folder'],
    ['{ source: ./libs/spam, version: 1.2, wheels: [{ platforms: fb14 }] }', ['spam 1.2 cp314 fb14'], 'a folder, with wheels'],
    ['{ source: index+https://pkgs.test/simple, versions: [latest], platforms: fb14 }', ['spam latest cp314 fb14'], 'another index'],
    ['{ source: git+https://git.test/spam@v1, version: 1.2, platforms: fb14 }', ['spam 1.2 cp314 fb14'], 'a repository'],
  ]
  for (const [given, expected, why] of table) it(`reads ${why}`, () => assert.deepEqual(rowTitles(rows(given)), expected))

  it('hands on what a python says', () => {
    const [row] = rows('{ versions: [1.0], platforms: linux, python: [{ tag: cp312, abi: abi3, test_on: [cp313] }] }')
    assert.deepEqual([row?.testOn, row?.buildWith, row?.platform.image], [['cp313'], '', 'quay.io/a@sha256:01'])
    const [other] = rows('{ versions: [1.0], platforms: linux, python: [{ tag: py3, build_with: 3.10 }] }')
    assert.equal(other?.buildWith, '3.10')
  })

  it('hands on the index of its own', () => {
    const [row] = rows('{ source: index+https://pkgs.test/simple, versions: [latest], platforms: fb14 }')
    assert.deepEqual(row?.origin, { kind: 'index', url: 'https://pkgs.test/simple' })
  })

  it('says of every row where it stands, and no two are alike', () => {
    const places = rows(
      `{ versions: { latest: { platforms: [linux, fb14] }, 1.0: { wheels: [{ ${fb14Keys}, python: [cp313, cp312] }, { platforms: linux, python: [cp39, cp310] }] } } }`,
    ).map(({ at }) => at)
    assert.equal(new Set(places).size, places.length)
    assert.deepEqual(
      [places[0], places[3], places[5]],
      [
        'packages.spam.versions.latest (linux, cp312)',
        'packages.spam.versions.1.0.wheels[0].python[0]',
        'packages.spam.versions.1.0.wheels[1] (linux, cp39)',
      ],
    )
    assert.deepEqual(
      rows('{ versions: [1.0, 2.0], platforms: fb14 }').map(({ at }) => at),
      ['packages.spam.versions[0] (fb14, cp314)', 'packages.spam.versions[1] (fb14, cp314)'],
    )
  })

  const refused: [given: string, says: RegExp, why: string][] = [
    ['{ versions: [latest] }', /versions\[0\] does not say where it is built/, 'a version that is built nowhere'],
    ['{ versions: { latest: { python: cp314 } } }', /versions\.latest does not say where/, 'a version with a python alone'],
    ['{ source: ./spam }', /packages\.spam does not say where/, 'a folder that is built nowhere'],
    ['{ versions: [latest], platform: fb14 }', /'platform'.*Did you mean 'platforms'/, 'platform for platforms'],
    ['{ version: 1.0, platforms: fb14 }', /Did you mean 'versions'/, 'version for versions'],
    ['{ source: ./spam, versions: [1.0], platforms: fb14 }', /Did you mean 'version'/, 'versions of a folder'],
    ['{ source: index+https://a.test/simple, version: 1.0, platforms: fb14 }', /Did you mean 'versions'/, 'a version of an index'],
    ['{ versions: [1.0], platforms: fb14, recipe: {} }', /does not know the key 'recipe'/, 'a recipe in a package'],
    ['{ versions: [1.0], platforms: freebds }', /platforms is 'freebds'.*Did you mean 'freebsd'/, 'a misspelt group'],
    ['{ versions: [1.0], platforms: bare }', /names bare, which has no python/, 'a platform without python'],
    ['{ versions: [1.0], platforms: [] }', /names no platform/, 'no platform'],
    ['{ versions: [1.0], platforms: fb14, python: [] }', /names no python/, 'no python'],
    ['{ versions: [1.0], platforms: fb14, wheels: [] }', /platforms stands beside wheels/, 'platforms beside wheels'],
    ['{ versions: [1.0], python: cp314, wheels: [] }', /python stands beside wheels/, 'python beside wheels'],
    [`{ versions: [1.0], wheels: [{ ${fb14Keys}, platforms: fb14 }] }`, /stands beside platform_tag/, 'both in one item'],
    [
      '{ versions: [1.0], wheels: [{ platform: fb14 }] }',
      /Did you mean 'platforms'|platform_tag.*missing/,
      'a misspelt platforms in an item',
    ],
    ['{ versions: [1.0], wheels: [{ platforms: fb14, pyhton: [cp314] }] }', /Did you mean 'python'/, 'a misspelt python in an item'],
    ['{ versions: { 1.0: { take: 2 } }, platforms: fb14 }', /take is for version specifiers/, 'take of a version'],
    ['{ versions: { latest: { take: 2 } }, platforms: fb14 }', /take is for version specifiers/, 'take of latest'],
    ['{ versions: { 1.0: { pre: true } }, platforms: fb14 }', /pre is for latest/, 'pre of a version'],
    ["{ versions: { '>=1': { take: 0 } }, platforms: fb14 }", /whole number from 1/, 'take: 0'],
    ["{ versions: { '>=1': { take: every } }, platforms: fb14 }", /whole number from 1/, 'take: every'],
    ["{ versions: { '>=1': { pre: maybe } }, platforms: fb14 }", /Write true or false/, 'pre: maybe'],
    ["{ versions: { '>=1': { taek: 1 } }, platforms: fb14 }", /Did you mean 'take'/, 'a misspelt take'],
    ["{ versions: ['>=1.x'], platforms: fb14 }", /versions\[0\] is neither/, 'a specifier that is none'],
    ['{ versions: [lastest], platforms: fb14 }', /neither a version nor latest/, 'a misspelt latest'],
    ['{ versions: [1.0, null], platforms: fb14 }', /versions\[1\] must be a text/, 'null for a version'],
    ['{ versions: { 1.0: { platforms: fb14 } }, platforms: nowhere }', /packages\.spam\.platforms/, 'platforms that no version uses'],
    ['{ versions: { 1.0: { platforms: fb14 } }, wheels: [{}] }', /packages\.spam\.wheels\[0\]/, 'wheels that no version uses'],
    ['{ versions: {}, platforms: fb14, python: 3.14 }', /packages\.spam\.python/, 'a python that no version uses'],
    [
      '{ versions: { 1.0: { python: cp39 } }, wheels: [{ platforms: fb14 }] }',
      /1\.0\.python stands beside/,
      'a python that no item hears of',
    ],
    ['{ platforms: fb14 }', /versions must be a map, but it is missing/, 'a package without versions'],
    ['fb14', /must be a map/, 'a text for a package'],
  ]
  for (const [given, says, why] of refused) it(`refuses ${why}`, () => refusesMatrix(`${platforms}\npackages: { spam: ${given} }`, says))
})
