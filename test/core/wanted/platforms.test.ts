import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { hasThreeKeys, platformFinder, readPlatformNames, readPlatforms, readThreeKeys } from '../../../core/wanted/platforms.ts'
import { parseYaml } from '../../../core/yaml.ts'
import { platforms, refusesMatrix } from './matrices.ts'

const root = (text: string): Field => parseYaml(text, 'm', 'MATRIX_INVALID', { nulls: true })
const known = readPlatforms(root(platforms))
const names = (value: unknown): string[] =>
  readPlatformNames(new Field(value, 'm', 'MATRIX_INVALID', ['here']), known).map(({ name }) => name)
const keys = 'platform_tag: any, platform_instance: x, platform_arch: y'

describe('readPlatforms', () => {
  const stand: [name: string, expected: string[]][] = [
    ['fb14', ['fb14']],
    ['freebsd', ['fb14', 'fb15']],
    ['everywhere', ['linux', 'fb14', 'fb15', 'bare']],
  ]
  for (const [name, expected] of stand)
    it(`${name} stands for ${expected.join(', ')}`, () =>
      assert.deepEqual(
        known.get(name)?.map((one) => one.name),
        expected,
      ))

  it('reads what a platform is', () => {
    const [linux] = known.get('linux') ?? []
    assert.deepEqual(
      [linux?.tag, linux?.instance, linux?.arch, linux?.image],
      ['manylinux_2_28_x86_64', 'ubuntu-24.04', 'x86_64', 'quay.io/a@sha256:01'],
    )
    assert.deepEqual(
      linux?.pythons.map(({ python }) => python.tag),
      ['cp312', 'cp314t'],
    )
    assert.deepEqual(known.get('bare')?.[0]?.pythons, [])
  })

  it('takes nothing as none, and keys that begin with x- as nobody’s', () => {
    assert.equal(readPlatforms(root('packages: {}')).size, 0)
    assert.equal(readPlatforms(root('platforms:\ngroups: null\npackages: {}')).size, 0)
    assert.equal(readPlatforms(root(`platforms: { x-a: 1, p: { ${keys}, x-note: hi } }\ngroups: { x-b: {} }`)).size, 1)
  })

  it('reads a group before what it is of, one name without brackets, and what two groups have once', () => {
    const found = readPlatforms(root(`groups: { all: [some, p, some], some: p, none: [] }\nplatforms: { p: { ${keys} } }`))
    assert.deepEqual(
      [...found].map(([name, members]) => [name, members.length]),
      [
        ['p', 1],
        ['some', 1],
        ['all', 1],
        ['none', 0],
      ],
    )
  })

  it('goes on from the platforms of another file', () => {
    const more = readPlatforms(root(`platforms: { mac: { ${keys} } }\ngroups: { unix: [freebsd, mac] }`), known)
    assert.deepEqual(
      more.get('unix')?.map(({ name }) => name),
      ['fb14', 'fb15', 'mac'],
    )
    assert.throws(() => readPlatforms(root('groups: { freebsd: [fb14] }'), known), { code: 'MATRIX_INVALID' })
  })

  it('accepts every host', () => {
    for (const host of ['local', 'ssh']) assert.equal(readPlatforms(root(`platforms: { p: { ${keys}, host: ${host} } }`)).size, 1)
  })

  const refused: [given: string, says: RegExp, why: string][] = [
    [`platforms: { p: { ${keys}, platform_os: x } }`, /platforms\.p does not know the key 'platform_os'/, 'an unknown key'],
    [`platforms: { p: { ${keys}, enviroment: {} } }`, /Did you mean 'environment'/, 'a misspelt recipe key'],
    [`platforms: { p: { platform_tag: any, platform_instance: x } }`, /platforms\.p\.platform_arch.*missing/, 'a platform without arch'],
    [`platforms: { p: { ${keys}, python: [] } }`, /platforms\.p\.python names no python/, 'an empty list of pythons'],
    [`platforms: { p: { ${keys}, python: [cp3.14] } }`, /platforms\.p\.python\[0\].*Did you mean 'cp314'/, 'a misspelt python'],
    [`platforms: { p: { ${keys}, host: contaner } }`, /platforms\.p\.host.*Did you mean 'container'/, 'a misspelt host'],
    [`platforms: { p: { ${keys}, host: container } }`, /has host: container and no image/, 'a container without image'],
    [`platforms: { p: { ${keys}, image: x } }`, /platforms\.p\.image.*Write host: container/, 'an image without container'],
    [`platforms: { p: { ${keys}, host: container, image: 'a b' } }`, /holds a blank/, 'an image with a blank'],
    [`platforms: { p: { ${keys}, host: container, image: '$(x)' } }`, /agents would replace/, 'an image that is a macro'],
    [`platforms: { 'a b': { ${keys} } }`, /has a name that is none/, 'a name with a blank'],
    [`platforms: [linux]`, /platforms must be a map, not a list/, 'platforms as a list'],
    [`platforms: { p: { ${keys} } }\ngroups: { g: [q] }`, /groups\.g\[0\].*'q'/, 'an unknown member'],
    [`platforms: { linux: { ${keys} } }\ngroups: { g: [liunx] }`, /Did you mean 'linux'/, 'a misspelt member'],
    [`platforms: { p: { ${keys} } }\ngroups: { p: [] }`, /given twice/, 'a group that is called as a platform'],
    [`groups: { a: [a] }`, /groups\.a\[0\] closes a circle: a -> a/, 'a group of itself'],
    [`groups: { a: [b], b: c, c: [b] }`, /groups\.c\[0\] closes a circle: b -> c -> b/, 'a circle of groups'],
    [`groups: { a: { b: c } }`, /groups\.a must be a list/, 'a group as a map'],
    [
      `platforms: { p: { ${keys} }, q: { ${keys.replace('any', 'ANY')}, host: container, image: x } }`,
      /three keys of p, but another image/,
      'two images for one leg',
    ],
  ]
  for (const [given, says, why] of refused) it(`refuses ${why}`, () => refusesMatrix(`${given}\npackages: {}`, says))
})

describe('readPlatformNames', () => {
  const table: [given: unknown, expected: string[]][] = [
    ['fb15', ['fb15']],
    ['freebsd', ['fb14', 'fb15']],
    [
      ['fb15', 'freebsd'],
      ['fb15', 'fb14'],
    ],
  ]
  for (const [given, expected] of table) it(JSON.stringify(given), () => assert.deepEqual(names(given), expected))
  for (const given of [[], 'fb16', ['fb14', 'nowhere'], {}, [['fb14']]])
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => names(given), { code: 'MATRIX_INVALID' }))
})

describe('platformFinder', () => {
  const find = platformFinder(known)
  it('names a row after all platforms with its three keys, and their groups, the tag ignoring case', () =>
    assert.deepEqual(find({ tag: 'FreeBSD_14_4_RELEASE_amd64', instance: 'freebsd/14.4', arch: 'x86_64' }), {
      tag: 'FreeBSD_14_4_RELEASE_amd64',
      instance: 'freebsd/14.4',
      arch: 'x86_64',
      names: ['fb14', 'freebsd', 'everywhere'],
      image: '',
    }))
  it('gives it their image', () =>
    assert.equal(find({ tag: 'manylinux_2_28_x86_64', instance: 'ubuntu-24.04', arch: 'x86_64' }).image, 'quay.io/a@sha256:01'))
  for (const other of [{ arch: 'aarch64' }, { instance: 'FreeBSD/14.4' }, { tag: 'freebsd_14_4_release' }])
    it(`does not where ${JSON.stringify(other)}`, () =>
      assert.deepEqual(find({ tag: 'freebsd_14_4_release_amd64', instance: 'freebsd/14.4', arch: 'x86_64', ...other }).names, []))
  it('names two platforms with the same three keys', () => {
    const both = readPlatforms(root(`platforms: { p: { ${keys}, python: [cp314] }, q: { ${keys} } }`))
    assert.deepEqual(platformFinder(both)({ tag: 'any', instance: 'x', arch: 'y' }).names, ['p', 'q'])
  })
})

describe('the three keys', () => {
  const field = (text: string): Field => root(text)
  it('are read as written', () =>
    assert.deepEqual(readThreeKeys(field(`{ platform_tag: Linux_x86_64, platform_instance: ubuntu 24.04, platform_arch: z, x: y }`)), {
      tag: 'Linux_x86_64',
      instance: 'ubuntu 24.04',
      arch: 'z',
    }))
  it('are there when one is', () => {
    assert.equal(hasThreeKeys(field('{ platform_arch: x }')), true)
    assert.equal(hasThreeKeys(field('{ platforms: x, platform_tag: null }')), false)
  })
})
