import assert from 'node:assert/strict'
import { noRecipe } from '../../../core/build/recipe.ts'
import { fingerprint } from '../../../core/cache/fingerprint.ts'
import { placeOf } from '../../../core/cache/place.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { unitInputs, unitName, wheelDigest } from '../../../core/wanted/unit-inputs.ts'
import type { Making, Source, Target, Wanted } from '../../../core/wanted/wanted.ts'
import { target } from './cached.ts'
import { row, version } from './rows.ts'

const keyOf = (one: Target, files = 'files'): string => fingerprint(unitInputs(one, [{ name: 'files', value: files }])).key
const usual = target(row())
const from = (source: Source): Target => ({ ...usual, source })
const like = (change: Partial<Wanted>): Target => ({ ...usual, row: { ...usual.row, ...change } })
const made = (change: Partial<Making>): Target => ({ ...usual, making: { ...usual.making, ...change } })
const git = { kind: 'git' as const, url: 'https://git.test/spam', commit: 'ab'.repeat(20), subdirectory: '' }
const folder = { kind: 'folder' as const, path: 'libs/spam', commit: 'c0ffee', time: 1 }

describe('unitInputs', () => {
  const { platform } = usual.row
  const changed: [what: string, one: Target][] = [
    ['the project', like({ project: row({ name: 'eggs' }).project })],
    ['the version', { ...usual, version: version('1.1') }],
    ['the bytes of the sdist', from({ kind: 'sdist', url: '', sha256: sha256Of('other') })],
    ['the kind of the source', from(folder)],
    ['a commit', from(git)],
    ['another commit', from({ ...git, commit: 'cd'.repeat(20) })],
    ['a folder of a commit', from({ ...git, subdirectory: 'py' })],
    ['how it is built', made({ recipe: { ...noRecipe, environment: { CFLAGS: '-O2' } } })],
    ['how it is tested', made({ recipe: { ...noRecipe, test_command: 'pytest' } })],
    ['the interpreter', like({ python: { tag: 'cp313', abi: '' } })],
    ['the ABI', like({ python: { tag: 'cp312', abi: 'abi3' } })],
    ['what builds it', like({ buildWith: '3.12' })],
    ['the platform', like({ platform: { ...platform, tag: 'linux_aarch64' } })],
    ['the instance', like({ platform: { ...platform, instance: 'debian-12' } })],
    ['the arch', like({ platform: { ...platform, arch: 'arm64' } })],
    ['the image', like({ platform: { ...platform, image: 'quay.io/x' } })],
    ['the build tag', made({ build: 1 })],
    ['whether it may be pure', made({ pure: true })],
    ['what it is tested on', like({ testOn: ['cp313'] })],
  ]
  it('makes another digest, for those that need it, of all that makes another wheel', () => {
    const digests = [usual, ...changed.map(([, one]) => one)].map((one) => wheelDigest(one, []))
    const same = changed.filter((_, at) => digests[at + 1] === digests[0]).map(([what]) => what)
    assert.deepEqual(same, ['how it is tested', 'whether it may be pure', 'what it is tested on'])
    assert.notEqual(wheelDigest(from(folder), []), wheelDigest(from(folder), [{ name: 'files', value: 'files' }]))
  })

  it('makes another key of everything that may make another wheel', () => {
    const keys = [usual, ...changed.map(([, one]) => one)].map((one) => keyOf(one))
    for (const [at, [what]] of changed.entries()) assert.notEqual(keys[at + 1], keys[0], what)
    assert.equal(new Set(keys).size, keys.length)
  })

  const same: [what: string, one: Target, other: Target][] = [
    ['the address of the sdist', usual, from({ kind: 'sdist', url: 'https://mirror.test/s.tgz', sha256: sha256Of('spam') })],
    ['the address of a repository', from(git), from({ ...git, url: 'https://mirror.test/spam' })],
    ['the commit and the time of a folder', from(folder), from({ ...folder, commit: 'f00d', time: 2 })],
    ['the spelling of a name, and its place in the file', usual, like({ name: 'SPAM', at: 'elsewhere' })],
    ['the case of a platform', usual, like({ platform: { ...platform, tag: 'LINUX_x86_64' } })],
    ['the spelling of a version', usual, { ...usual, version: { ...version('1.0'), text: 'v1.0' } }],
    ['what recipes call a platform', usual, like({ platform: { ...platform, names: ['linux'] } })],
    ['the order of what it is tested on', like({ testOn: ['cp313', 'cp314'] }), like({ testOn: ['cp314', 'cp313'] })],
  ]
  for (const [what, one, other] of same) it(`keeps the key whatever ${what}`, () => assert.equal(keyOf(one), keyOf(other)))

  it('asks a folder alone for its files', () => {
    assert.notEqual(keyOf(from(folder), 'a'), keyOf(from(folder), 'b'))
    assert.equal(keyOf(usual, 'a'), keyOf(usual, 'b'))
  })
})

describe('unitName', () => {
  it('reads as what it is, and tells instances and arches apart', () => {
    assert.match(unitName(row({ python: 'cp312-abi3', tag: 'LINUX_x86_64' })), /^cp312-abi3-linux_x86_64-[0-9a-f]{8}$/)
    const [one, ...others] = [row(), row({ instance: 'debian-12' }), row({ arch: 'arm64' })].map(unitName)
    assert.ok(others.every((other) => other !== one))
  })
  it('makes places that a plan can name', () =>
    assert.match(placeOf('wheels', row({ name: 'Foo.Bar' }).project, unitName(row())), /^wheels\/foo-bar\/cp312-linux_x86_64-[0-9a-f]{8}$/))
})
