import assert from 'node:assert/strict'
import { normalizeName } from '../../../core/python/name.ts'
import { satisfies, type Wish } from '../../../core/python/satisfies.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'

const linux = 'manylinux_2_28_x86_64'

function wish(change: Partial<Omit<Wish, 'project' | 'version'>> & { project?: string; version?: string } = {}): Wish {
  const { project = 'foo', version = '1.0', ...rest } = change
  return {
    python: 'cp314',
    abi: '',
    platform: linux,
    build: 0,
    pure: false,
    ...rest,
    project: normalizeName(project),
    version: parseVersion(version) ?? assert.fail(version),
  }
}

function judge(file: string, wanted: Wish, requiresPython?: string): boolean {
  return satisfies({ ...(parseWheelName(file) ?? assert.fail(file)), requiresPython }, wanted)
}

/** Wish's python and abi, python-abi pairs that serve it, pairs that do not. */
const interpreters: readonly (readonly [python: string, abi: string, yes: string, no: string])[] = [
  [
    'cp314',
    '',
    'cp314-cp314 cp314-abi3 cp313-abi3 cp37-abi3 cp32-abi3 cp314-none py3-none py314-none py39-none py2.py3-none cp313.cp314-cp314',
    'cp313-cp313 cp315-cp315 cp315-abi3 cp314-cp314t cp314-abi3t cp313-none cp315-none py2-none py315-none pp311-none cp314-cp314d cp27-abi3 py3-abi3 py3-cp314',
  ].map((text) => text.replace('', '')) as [string, string, string, string],
  ['cp314', 'cp314', 'cp314-cp314 cp312-abi3 cp314-none py3-none', 'cp313-cp313 cp314-cp314t cp315-abi3'],
  ['CP314', 'CP314', 'cp314-cp314 cp312-abi3', 'cp314-cp314t'],
  [
    'cp312',
    'abi3',
    'cp312-abi3 cp311-abi3 cp32-abi3 py3-none py312-none py2.py3-none',
    'cp312-cp312 cp313-abi3 cp312-none cp311-none py313-none cp312-abi3t cp311-cp311',
  ],
  [
    'cp314t',
    '',
    'cp314-cp314t cp314-abi3t cp313-abi3t cp314-none py3-none cp314-abi3.abi3t',
    'cp314-cp314 cp314-abi3 cp312-abi3 cp313-cp313t cp315-abi3t cp313-none py315-none',
  ],
  ['cp314', 'cp314t', 'cp314-cp314t cp313-abi3t cp314-none py3-none', 'cp314-cp314 cp314-abi3 cp312-abi3'],
  ['cp314t', 'cp314t', 'cp314-cp314t cp313-abi3t', 'cp314-cp314 cp312-abi3'],
  ['cp315', 'abi3t', 'cp315-abi3t cp314-abi3t py3-none', 'cp315-cp315t cp315-abi3 cp316-abi3t cp315-none'],
  ['cp315t', 'abi3t', 'cp315-abi3t cp314-abi3t py3-none', 'cp315-cp315t cp315-abi3 cp315-none'],
  ['cp314t', 'abi3', 'py3-none', 'cp314-abi3 cp312-abi3 cp314-cp314t cp314-abi3t'],
  ['cp314', 'none', 'cp314-none py3-none', 'cp314-cp314 cp312-abi3'],
  ['cp314', 'cp314d', 'cp314-cp314d cp314-none py3-none', 'cp314-cp314 cp312-abi3'],
  ['cp37', '', 'cp37-cp37m cp36-abi3 cp37-none py37-none', 'cp37-cp37dm cp36-cp36m py38-none'],
  ['cp27', '', 'cp27-cp27mu cp27-cp27m cp27-none py2-none py27-none py2.py3-none', 'py3-none cp32-abi3 cp36-cp36m'],
  [
    'pp311',
    '',
    'pp311-pypy311_pp73 pp311-none py3-none py311-none',
    'pp310-pypy310_pp73 pp311-pypy310_pp73 cp311-cp311 cp38-abi3 pp310-none cp311-none pp311-abi3 py312-none',
  ],
  ['pp311', 'pypy311_pp73', 'pp311-pypy311_pp73 pp311-none py3-none', 'pp311-pypy311_pp74 cp311-cp311'],
  ['py3', '', 'py3-none py2.py3-none', 'py2-none py312-none cp314-none cp314-cp314 cp38-abi3 pp311-none'],
  ['py3', 'none', 'py3-none py2.py3-none', 'py2-none cp314-cp314 cp38-abi3'],
  ['py310', 'none', 'py3-none py39-none py310-none', 'py311-none py2-none cp310-none'],
  ['graalpy312', '', '', 'py3-none graalpy312-none graalpy312-graalpy312_native'],
  ['', '', '', 'py3-none'],
]

describe('satisfies', () => {
  for (const [python, abi, yes, no] of interpreters) {
    it(`${python || 'no interpreter'} ${abi || 'by its own ABI'} takes ${yes || 'nothing'}`, () => {
      for (const tag of yes.split(' ').filter(Boolean)) assert.ok(judge(`foo-1.0-${tag}-${linux}.whl`, wish({ python, abi })), tag)
    })
    it(`${python || 'no interpreter'} ${abi || 'by its own ABI'} takes none of ${no}`, () => {
      for (const tag of no.split(' ')) assert.ok(!judge(`foo-1.0-${tag}-${linux}.whl`, wish({ python, abi })), tag)
    })
  }

  for (const [file, change, expected, why] of [
    ['Foo-1.0-py3-none-any.whl', { pure: true }, true, 'names are normalised'],
    ['foo_bar-1.0-py3-none-any.whl', { project: 'Foo.Bar', pure: true }, true, 'separators too'],
    ['bar-1.0-py3-none-any.whl', { pure: true }, false, 'another project'],
    ['foo-1-py3-none-any.whl', { pure: true }, true, 'trailing zeros do not count'],
    ['foo-1.0.1-py3-none-any.whl', { pure: true }, false, 'another version'],
    ['foo-1.0+acme-py3-none-any.whl', { pure: true }, false, 'the local part counts'],
    ['foo-1.0+acme.1-py3-none-any.whl', { version: '1.0+ACME-1', pure: true }, true, 'the local part normalised'],
    ['foo-1.0-py3-none-any.whl', { version: '1.0+acme', pure: true }, false, 'no local part where one is wished'],
    ['foo-1.0rc1-py3-none-any.whl', { version: '1.0c1', pure: true }, true, 'pre-releases have spellings'],
    ['foo-1.0-py3-none-any.whl', {}, false, 'a wheel for any platform is not wished'],
    ['foo-1.0-py3-none-any.whl', { pure: true }, true, 'a wheel for any platform will do'],
    ['foo-1.0-py3-none-any.whl', { python: 'py3', abi: 'none', platform: 'any' }, true, 'a wheel for any platform is wished'],
    ['foo-1.0-py3-none-any.whl', { platform: 'ANY' }, true, 'for any platform, one interpreter'],
    [`foo-1.0-py3-none-${linux}.whl`, { python: 'py3', platform: 'any' }, false, 'for one platform only'],
    [`foo-1.0-cp314-cp314-${linux}.whl`, { pure: true }, true, 'a wheel of the platform always will do'],
    ['foo-1.0-cp314-cp314-any.whl', { pure: false }, false, 'any platform, though of an ABI'],
    ['foo-1.0-cp314-cp314-linux_x86_64.whl', {}, false, 'linux is no manylinux'],
    ['foo-1.0-cp314-cp314-linux_x86_64.whl', { platform: 'linux_x86_64' }, true, 'linux is linux'],
    ['foo-1.0-cp314-cp314-manylinux2014_x86_64.manylinux_2_17_x86_64.whl', {}, true, 'one of a set'],
    ['foo-1.0-cp314-cp314-manylinux_2_31_x86_64.win32.whl', {}, false, 'none of a set'],
    ['foo-1.0-cp314-cp314-freebsd_14_4_RELEASE_amd64.whl', { platform: 'freebsd_14_4_release_amd64' }, true, 'platforms ignore case'],
    ['foo-1.0-cp312-abi3-FreeBSD_15_0_RELEASE_arm64.whl', { platform: 'freebsd_15_0_release_arm64' }, true, 'the stable ABI there too'],
    [
      'foo-1.0-cp314-cp314t-freebsd_14_4_release_amd64.whl',
      { python: 'cp314t', platform: 'FREEBSD_14_4_RELEASE_AMD64' },
      true,
      'free-threaded there',
    ],
    [
      'foo-1.0-cp312-abi3-freebsd_14_4_release_amd64.whl',
      { python: 'cp314t', platform: 'freebsd_14_4_release_amd64' },
      false,
      'abi3 needs the GIL',
    ],
    [
      'foo-1.0-pp311-pypy311_pp73-freebsd_14_4_release_amd64.whl',
      { python: 'pp311', platform: 'freebsd_14_4_release_amd64' },
      true,
      'PyPy there',
    ],
    [
      'foo-1.0-cp314-cp314-freebsd_14_4_release_amd64.whl',
      { platform: 'freebsd_14_4_release_p1_amd64' },
      false,
      'a patch level is part of the platform',
    ],
    ['foo-1.0-cp314-cp314-macosx_10_13_universal2.whl', { platform: 'macosx_11_0_arm64' }, true, 'universal2 for one arch'],
    [`foo-1.0-2-cp314-cp314-${linux}.whl`, { build: 2 }, true, 'the build wished'],
    [`foo-1.0-10b-cp314-cp314-${linux}.whl`, { build: 2 }, true, 'a later build'],
    [`foo-1.0-1-cp314-cp314-${linux}.whl`, { build: 2 }, false, 'an earlier build'],
    [`foo-1.0-cp314-cp314-${linux}.whl`, { build: 1 }, false, 'no build'],
    [`foo-1.0-3-cp314-cp314-${linux}.whl`, {}, true, 'a build where none is wished'],
  ] as const) {
    it(`${expected ? 'takes' : 'refuses'} ${file}: ${why}`, () => assert.equal(judge(file, wish(change)), expected))
  }

  for (const [requires, python, expected] of [
    [undefined, 'cp314', true],
    ['>=3.8', 'cp314', true],
    ['>=3.15', 'cp314', false],
    ['<3.14.2', 'cp314', true],
    ['<3.14', 'cp314t', false],
    ['>=3.12', 'pp311', false],
    ['~=3.11.5', 'pp311', true],
    ['lolwat', 'cp314', true],
    ['>=3.15', 'py3', true],
    ['>=3.10', 'py39', false],
  ] as const) {
    it(`${python} with Requires-Python ${requires ?? 'absent'}: ${expected}`, () =>
      assert.equal(judge('foo-1.0-py3-none-any.whl', wish({ python, pure: true }), requires), expected))
  }

  it('asks all of one tag, not one of each', () => {
    const file = parseWheelName(`foo-1.0-cp314-cp314-${linux}.whl`) ?? assert.fail()
    const other = parseWheelName('foo-1.0-cp313-cp313-win32.whl') ?? assert.fail()
    const mixed = { ...file, tags: [{ ...file.tags[0], platform: 'win32' }, ...other.tags.map((tag) => ({ ...tag, platform: linux }))] }
    assert.ok(!satisfies(mixed as typeof file, wish()))
  })
})
