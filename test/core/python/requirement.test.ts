import assert from 'node:assert/strict'
import { parseRequirement } from '../../../core/python/requirement.ts'

const urls = [
  'https://example.com/packagename.zip',
  'ssh://user:pass%20word@example.com/packagename.zip',
  'https://example.com/name;v=1.1/?query=foo&bar=baz#blah',
  'git+ssh://git@github.com:pypa/packaging.git',
  'git+https://git.example.com/MyProject.git@refs/pull/123/head',
  'gopher:/foo/com',
  'file:///absolute/path',
  'file://.',
  'file:.',
]

const versions = [
  '',
  '===arbitrarystring',
  '(===arbitrarystring)',
  '==1.0',
  '==1.0-alpha',
  '<=1!3.0.0.rc2',
  '>2.2,<3',
  '(>2.2,<3)',
  '()',
  '~=1.4.2',
  '==2.8.*',
]
const markers = [
  undefined,
  "python_version>='3.3'",
  '(python_version >= "3.4") and extra == "oursql"',
  "sys_platform != 'linux' and(os_name=='linux' or python_version >= '3.3')",
  "os.name == 'a;b'",
]

const invalid: readonly (readonly [text: string, why: string])[] = [
  ['', 'nothing'],
  [' ', 'blank'],
  ['==0.0', 'no name'],
  ['_name', 'an invalid name'],
  ['name-', 'an invalid name'],
  ['name[bar baz]', 'no comma between extras'],
  ['name[bar, baz,]', 'a comma at the end of the extras'],
  ['name[,bar]', 'a comma at their start'],
  ['name[_bar]', 'an invalid extra'],
  ['name[bar', 'an open bracket'],
  ['name[bar]]', 'a bracket too many'],
  ['name (>= 1.0', 'an open parenthesis'],
  ['name >= 1.0)', 'a parenthesis too many'],
  ['name ((>= 1.0))', 'two pairs of parentheses'],
  ['name 1.0', 'a version without operator'],
  ['name =1.0', 'no operator'],
  ['name >=1.0 <2', 'no comma between specifiers'],
  ['name ,>=1.0', 'a comma at the start'],
  ['name >=1.0,,<2', 'two commas'],
  ['name ,', 'a comma alone'],
  ['name >=20.*', 'a star with an ordered operator'],
  ['name ==1.2.3.post4.*', 'a star after a post-release'],
  ['name ===x,y', 'an arbitrary text, then no specifier'],
  ['name other', 'two names'],
  ['name @', 'no URL'],
  ['name @ ', 'a blank URL'],
  ['name @ https://a.b/c d', 'a blank in the URL'],
  ['name @ https://a.b/c; os_name == "nt"', 'a marker without white space before its semicolon'],
  ['name;', 'an empty marker'],
  ['name>=1; ', 'a blank marker'],
  ['name>=1\n', 'a line feed'],
  ['name>=1\r', 'a carriage return'],
  ['name; python_version >= "3"\n', 'a line feed after the marker'],
]

describe('requirements (PEP 508)', () => {
  for (const name of ['package', 'pAcKaGe', 'foo-bar.quux_bAz', 'android12'])
    for (const extras of [[], ['a'], ['a', 'B_c', 'CDEF123']])
      for (const space of ['', ' ', '\t'])
        it(`${name} with ${extras.length} extras, white space ${JSON.stringify(space)}`, () => {
          for (const marker of markers) {
            for (const version of versions)
              check([name, ...bracket(extras, space), version.replaceAll(',', `${space},${space}`)], space, ';', marker)
            for (const url of urls) check([name, ...bracket(extras, space), '@', url], space, ' ;', marker)
          }
        })

  it('normalises names and extras', () => {
    const found = parseRequirement('Foo_Bar[All_Blue,All---Blue]')
    assert.deepEqual([found?.project, found?.extras], ['foo-bar', ['all-blue', 'all-blue']])
  })

  it('has empty extras for an empty bracket', () => assert.deepEqual(parseRequirement('name[ ]')?.extras, []))

  it('allows a comma at the end', () => assert.equal(parseRequirement('name >=1.0, ')?.specifiers.specifiers.length, 1))

  it('keeps a semicolon inside a URL', () =>
    assert.equal(parseRequirement('name @ https://a.b/c;d ; os_name == "nt"')?.url, 'https://a.b/c;d'))

  it('reads a long line in no time, also one that a line separator ends', () => {
    const from = performance.now()
    for (const text of ['a', 'a ', 'a['].map((one) => one.repeat(100_000))) assert.equal(parseRequirement(`${text}\u2028`), undefined)
    assert.equal(parseRequirement('a'.repeat(100_000))?.project.length, 100_000)
    assert.ok(performance.now() - from < 1000)
  })

  for (const [text, why] of invalid) {
    it(`refuses ${JSON.stringify(text)}: ${why}`, () => assert.equal(parseRequirement(text), undefined))
  }
})

function bracket(extras: readonly string[], space: string): string[] {
  return extras.length === 0 ? [] : ['[', extras.join(`${space},${space}`), ']']
}

function check(parts: readonly string[], space: string, semicolon: string, marker: string | undefined): void {
  const text = parts.join(space) + (marker === undefined ? '' : `${semicolon}${space}${marker}${space}`)
  const found = parseRequirement(text) ?? assert.fail(text)
  assert.equal(found.project, parts[0]?.replace(/[-_.]+/g, '-').toLowerCase())
  assert.equal(found.marker, marker)
  const url = parts.includes('@') ? parts.at(-1) : undefined
  assert.equal(found.url, url)
  assert.equal(
    found.specifiers.specifiers.length,
    url === undefined ? (parts.at(-1) ?? '').split(',').filter((one) => /\d|y/.test(one)).length : 0,
  )
}
