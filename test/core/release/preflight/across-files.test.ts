import assert from 'node:assert/strict'
import { parseMetadata } from '../../../../core/python/metadata.ts'
import { type ReleasedFile, releaseFaults } from '../../../../core/release/preflight/across-files.ts'
import { defaultPolicy } from '../../../../core/release/plan/policy.ts'
import { parseRepository, type Repository } from '../../../../core/release/plan/repository.ts'

const own: Repository = { kind: 'index', uploadUrl: 'https://host.example/legacy/', checkUrl: 'https://host.example/simple' }
const feed: Repository = { kind: 'feed', project: '', feed: 'wheels' }
const store: Repository = { kind: 'store', store: 's3://bucket', endpointUrl: '' }
const pypi = parseRepository('pypi', undefined)
const policy = defaultPolicy.files

const file = (name: string, more = '', metadataVersion = '2.2', size = 1000): ReleasedFile => {
  const [project = '', version = ''] = name.replace('.tar.gz', '').split('-')
  const metadata = parseMetadata(`Metadata-Version: ${metadataVersion}\nName: ${project}\nVersion: ${version}\n${more}`)
  return { name, size, project, version, metadata }
}
const linux = 'spam-1.0-cp311-cp311-manylinux_2_17_x86_64.whl'
const windows = 'spam-1.0-cp311-cp311-win_amd64.whl'
const mac = 'spam-1.0-cp311-cp311-macosx_11_0_arm64.whl'
const sdist = 'spam-1.0.tar.gz'

const told = (files: readonly ReleasedFile[], repository: Repository = own, files_: Partial<typeof policy> = {}): string[] =>
  releaseFaults(files, { ...policy, ...files_ }, repository).map(({ code, severity, about }) => `${severity} ${code} ${about}`)

const saysOf = (files: readonly ReleasedFile[]): string => releaseFaults(files, policy, own)[0]?.says ?? ''

describe('files together', () => {
  it('are right where each says the same', () => {
    const same = 'Requires-Python: >=3.8\nRequires-Dist: ham\n'
    assert.deepEqual(told([file(linux, same), file(windows, same), file(sdist, same), file('eggs-2.0-py3-none-any.whl')]), [])
    assert.deepEqual(told([]), [])
  })

  describe('of one project', () => {
    const two = [file(linux), file('spam-1.1-py3-none-any.whl')]
    for (const repository of [own, feed, pypi])
      it(`are of one version (${repository.kind})`, () => assert.deepEqual(told(two, repository), ['fault versions spam']))
    it("may be of several in a store, into which others' wheels are promoted", () =>
      assert.deepEqual(told(two, store), ['warning versions spam']))
    it('may ask for other Pythons in another version', () =>
      assert.deepEqual(told([file(linux, 'Requires-Python: >=3.8'), file('spam-1.1-py3-none-any.whl', 'Requires-Python: >=3.9')], store), [
        'warning versions spam',
      ]))
    it('may be larger together than PyPI takes, which is told', () => {
      const large = [linux, windows, mac].map((name) => file(name, '', '2.2', 4 * 1024 ** 3))
      assert.deepEqual(told(large, pypi), ['warning project-size spam'])
      assert.deepEqual(told(large), [])
      assert.deepEqual(told(large.slice(1), pypi), [])
    })
  })

  describe('and sdists', () => {
    it('need none by default', () => assert.deepEqual(told([file(linux)]), []))
    it('need one of each release where the policy says so', () =>
      assert.deepEqual(told([file(linux), file(sdist), file('eggs-2.0-py3-none-any.whl')], own, { sdist: true }), [
        'fault sdist-missing eggs 2.0',
      ]))
    it('are no more than one of a release', () =>
      assert.deepEqual(told([file(sdist), { ...file(sdist), name: 'spam-1.0.zip' }]), ['fault sdists spam 1.0']))
  })

  for (const [field, code, values] of [
    ['Requires-Python', 'requires-python-differs', ['>=3.8', '>=3.9']],
    ['Requires-Dist', 'requires-dist-differs', ['ham>=1', 'ham>=2']],
  ] as const)
    describe(`and ${field}`, () => {
      const [one, other] = values.map((value) => `${field}: ${value}\n`)
      it('say the same in every wheel', () => {
        assert.deepEqual(told([file(linux, one), file(windows, other)]), [`fault ${code} spam 1.0`])
        assert.deepEqual(told([file(linux, one), file(windows)]), [`fault ${code} spam 1.0`])
      })
      it('say the same in the sdist, where it is bound to it', () => {
        assert.deepEqual(told([file(linux, one), file(sdist, other)]), [`fault ${code} spam 1.0`])
        assert.deepEqual(told([file(linux, one), file(sdist, other, '2.1')]), [])
        assert.deepEqual(told([file(linux, one), file(sdist, `${other}Dynamic: ${field.toUpperCase()}\n`)]), [])
      })
      it('is told with who says what', () => {
        const says = saysOf([file(linux, one), file(windows, other), file(mac, one)])
        for (const text of [...values, windows]) assert.ok(says.includes(text), says)
      })
    })

  for (const [one, other] of [
    ['Requires-Python: >=3.8,<4', 'Requires-Python: < 4, >= 3.8'],
    ['Requires-Dist: ham\nRequires-Dist: Eggs_X', 'Requires-Dist: eggs-x\nRequires-Dist: ham'],
    ['Requires-Dist: ham (>=1,<2)', 'Requires-Dist: ham<2,>=1'],
    ['Requires-Dist: ham[b,a]; python_version < "3.9"', "Requires-Dist: ham[a, b] ; python_version<'3.9'"],
    ['Requires-Dist: ham; (a == "b") and extra == "x"', "Requires-Dist: ham ; ( a == 'b' )  and extra == 'x'"],
    ['Requires-Dist: ham\nRequires-Dist: ham', 'Requires-Dist: ham'],
    ['Requires-Dist: what is this?', 'Requires-Dist: what is this? '],
  ] as const)
    it(`need not be spelled alike: '${one.replaceAll('\n', '|')}'`, () =>
      assert.deepEqual(told([file(linux, one), file(windows, other)]), []))
  for (const [one, other] of [
    ['Requires-Dist: ham; python_version < "3.9"', 'Requires-Dist: ham; python_version < "3.10"'],
    ['Requires-Dist: ham[a]', 'Requires-Dist: ham'],
    ['Requires-Dist: ham @ https://example.org/1', 'Requires-Dist: ham @ https://example.org/2'],
    ['Requires-Dist: ham\nRequires-Dist: eggs', 'Requires-Dist: ham'],
  ] as const)
    it(`differ: '${one.replaceAll('\n', '|')}' and '${other}'`, () =>
      assert.deepEqual(told([file(linux, one), file(windows, other)]), ['fault requires-dist-differs spam 1.0']))

  it('are held together in no time, whatever their markers', () =>
    assert.deepEqual(told([file(linux, `Requires-Dist: ham; a${' '.repeat(200_000)}b`), file(windows, 'Requires-Dist: ham; a b')]), []))
  it('tell of a few of many differences', () => {
    const many = Array.from({ length: 40 }, (_, at) => `Requires-Dist: ham${at}\n`).join('')
    const says = saysOf([file(linux, many), file(windows)])
    assert.match(says, /and 35 more$/)
  })
})
