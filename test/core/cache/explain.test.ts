import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Before, whyCold } from '../../../core/cache/explain.ts'
import { sha256Of } from '../../../core/sha256.ts'

type Texts = Readonly<Record<string, string>>
const digest = sha256Of('one')
const another = sha256Of('another')

/** Why a unit of these inputs is cold beside one that was built of those. */
function why(now: Texts, before: Texts, files: { now?: Texts; before?: Texts } = {}): string {
  return whyOf(now, [entry(before, files.before)], files.now)
}

function whyOf(now: Texts, before: readonly Before[], files?: Texts): string {
  const inputs = Object.entries(now).map(([name, value]) => ({ name, value }))
  return whyCold({ fingerprint: { inputs }, files: new Map(files === undefined ? [] : [[now['files'] ?? '', files]]) }, before)
}

function entry(inputs: Texts, files?: Texts, kind: Before['kind'] = 'whole'): Before {
  return { inputs, files: files === undefined ? {} : { [inputs['files'] ?? '']: files }, kind }
}

describe('why something is cold', () => {
  const changes: [name: string, expected: string][] = [
    ['files', 'its files changed'],
    ['sdist', 'its sdist changed'],
    ['commit', 'its commit changed'],
    ['recipe', 'its recipe changed'],
    ['version', 'what git tells its version from changed'],
    ['files of cacheFiles', 'what cacheFiles names changed'],
    ['needs harbour-core', 'harbour-core, which it needs, changed'],
    ['lock eng/uv.lock', 'what eng/uv.lock has for it changed'],
    ['along harbour-docs', 'harbour-docs, along with which it is tested, changed'],
    ['hook', 'the hook added it, and something in the repository changed'],
    ['files around it', 'what is around it changed'],
    ['files around many', 'what is around it and others changed'],
    ['files of all', 'what all share changed'],
    ['workspace', 'what the workspace says for all changed'],
    ['file eng/constraints.txt', 'eng/constraints.txt changed'],
    ['variable CFLAGS', 'the variable CFLAGS changed'],
    ['salt', 'the salt changed'],
    ['toolchain', 'the toolchain changed'],
    ['a later one', 'a later one changed'],
    ['constructor', 'constructor changed'],
    ['cost in $', 'cost in $ changed'],
    ['file $&', '$& changed'],
    ['cell A\nB', 'the cell A\nB changed'],
  ]
  for (const [name, expected] of changes)
    it(`${name}: ${expected}`, () => assert.equal(why({ [name]: digest }, { [name]: another }), expected))

  const values: [name: string, now: string, before: string, expected: string][] = [
    ['python', '3.13', '3.12', 'python is 3.13, was 3.12'],
    ['cell PythonVersion', '3.13', '3.12', 'the cell PythonVersion is 3.13, was 3.12'],
    ['toolchain', 'vs2022-17.12', '', 'the toolchain is vs2022-17.12, was none'],
    ['platform', 'win_amd64', 'linux_x86_64', 'its platform is win_amd64, was linux_x86_64'],
    ['tested on', '3.12 3.13', '3.12', 'what it is tested on is 3.12 3.13, was 3.12'],
    ['version', '1.1', '1.0', 'its version is 1.1, was 1.0'],
    ['version', 'ab'.repeat(20), '1.0', 'what git tells its version from changed'],
    ['pure', 'true', 'false', 'whether it is pure changed'],
    ['built with', 'cp312', '', 'what it is built with is cp312, was none'],
    ['arch', 'ARM64', 'X64', 'its architecture is ARM64, was X64'],
    ['image', 'x'.repeat(61), 'y', 'its image changed'],
    ['cell X', 'a\nb', 'a', 'the cell X changed'],
    ['variable TOKEN', 'on', 'off', 'the variable TOKEN changed'],
    ['salt', '2', '1', 'the salt changed'],
  ]
  for (const [name, now, before, expected] of values)
    it(`${name}, ${before.slice(0, 20)} -> ${now.slice(0, 20)}`, () => assert.equal(why({ [name]: now }, { [name]: before }), expected))

  const alone: [name: string, come: string, gone: string][] = [
    ['needs eggs', 'it needs eggs now', 'it needs eggs no more'],
    ['file a.txt', 'a.txt did not count before', 'a.txt counts no more'],
    ['variable CC', 'the variable CC did not count before', 'the variable CC counts no more'],
    ['along b', 'it is tested along with b now', 'it is tested along with b no more'],
    ['hook', 'the hook added it', 'the hook adds it no more'],
    ['files around it', 'what is around it did not count before', 'what is around it counts no more'],
  ]
  for (const [name, come, gone] of alone)
    it(`${name}, new and gone`, () => {
      assert.equal(why({ a: '1', [name]: digest }, { a: '1' }), come)
      assert.equal(why({ a: '1' }, { a: '1', [name]: digest }), gone)
    })

  const files: [now: Texts, before: Texts, expected: string][] = [
    [{ 'a.py': '1' }, { 'a.py': '2' }, 'a.py changed'],
    [{ 'a.py': '1', 'b.py': '1' }, { 'a.py': '1' }, 'b.py is new'],
    [{ 'a.py': '1' }, { 'a.py': '1', 'b.py': '1' }, 'b.py is gone'],
    [{ 'b.py': '1' }, { 'a.py': '1' }, '2 files changed: a.py, b.py'],
    [{ a: '1', b: '1', c: '1' }, { a: '2', b: '2', c: '2' }, '3 files changed: a, b and 1 more'],
    [{ a: '1', b: '1', c: '1' }, {}, '3 files are new: a, b and 1 more'],
    [{}, { a: '1', b: '1' }, '2 files are gone: a, b'],
    [{ a: '1' }, { a: '1' }, 'its files changed'],
    [JSON.parse('{"__proto__":"1"}'), {}, '__proto__ is new'],
  ]
  for (const [now, before, expected] of files)
    it(`of files: ${expected}`, () => assert.equal(why({ files: digest }, { files: another }, { now, before }), expected))

  it('names files around it, and those of all, as well as its own', () => {
    const before = { kind: 'whole', inputs: { 'files of all': another }, files: { [another]: { 'a.txt': '1' } } } as const
    const now = { fingerprint: { inputs: [{ name: 'files of all', value: digest }] }, files: new Map([[digest, { 'a.txt': '2' }]]) }
    assert.equal(whyCold(now, [before]), 'a.txt changed')
  })

  it('names no file where one side does not tell', () => {
    assert.equal(why({ files: digest }, { files: another }, { now: { a: '1' } }), 'its files changed')
    assert.equal(why({ files: digest }, { files: another }, { before: { a: '1' } }), 'its files changed')
  })

  it('is that it was never built, or that nobody knows', () => {
    assert.equal(whyOf({ files: digest }, []), 'it was never built here')
    assert.equal(whyOf({ files: digest }, [entry({})]), 'what was built here before does not tell what it was made of')
  })

  it('is what an entry of the same inputs is worth', () => {
    const same = (kind: Before['kind']): string => whyOf({ files: digest }, [entry({ files: digest }, undefined, kind)])
    assert.match(same('wheel'), /only built for others/)
    assert.match(same('failed'), /came to nothing/)
    assert.match(same('whole'), /cannot be used/)
  })

  it('is told by the nearest, and by the newest of those that are as near', () => {
    const now = { files: digest, python: '3.13', recipe: digest }
    const far = entry({ files: another, python: '3.12', recipe: another })
    const [newer, older] = [entry({ ...now, python: '3.12' }), entry({ ...now, recipe: another })]
    assert.equal(whyOf(now, [far, newer, older]), 'python is 3.13, was 3.12')
    assert.equal(whyOf(now, [older, far, newer]), 'its recipe changed')
    assert.equal(whyOf(now, [entry({}), far]), 'its files changed; its recipe changed; python is 3.13, was 3.12')
  })

  it('tells three reasons, those that people look for first', () => {
    const names = ['zeal', 'variable A', 'needs b', 'needs a', 'recipe', 'files']
    const all = (value: string): Texts => Object.fromEntries(names.map((name) => [name, value]))
    assert.equal(why(all(digest), all(another)), 'its files changed; its recipe changed; a, which it needs, changed; and 3 more')
  })

  it('never shows a digest', () => {
    const anyName = fc.oneof(
      fc.constantFrom('files', 'python', 'cell X', 'variable Y', 'lock uv.lock', 'version'),
      fc.string({ maxLength: 9 }),
    )
    const anyInputs = fc.dictionary(anyName, fc.constantFrom(digest, another, 'ab'.repeat(20), '1'), { minKeys: 1, maxKeys: 8 })
    fc.assert(
      fc.property(anyInputs, anyInputs, (now, before) => {
        const told = why(now, before)
        assert.ok(told !== '' && !/[0-9a-f]{40}/.test(told), told)
      }),
    )
  })
})
