import assert from 'node:assert/strict'
import { keyOf, publicUrl, labelsOf, type Row, rowsOf, rowsOfPackages, titleOf } from '../../../core/build/row.ts'
import fc from 'fast-check'
import { isSafeFileName } from '../../../core/safe-path.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import { noRecipe } from '../../../core/build/recipe.ts'
import type { JobPackage, LegWork } from '../../../core/pipeline/job-data.ts'

const hash = 'ab'.repeat(32)

function one(is: Partial<JobPackage> = {}): JobPackage {
  const given = { name: 'MarkupSafe', version: '2.1.2', python: '3.14', python_version: '3.14', python_tag: 'cp314', abi: 'cp314' }
  const source = { sdist_url: 'https://files/m-2.1.2.tar.gz', sdist_sha256: hash, source: { kind: 'sdist' } as const }
  return { ...given, ...source, expected_output_filename: '', recipe: noRecipe, test_on: [], build: 0, pure: false, ...is }
}

function rows(...packages: JobPackage[]): Row[] {
  const work: LegWork = { version: 1, leg: 'l', planDigest: '', instance: '', arch: '', platform_tag: 'linux_x86_64', packages }
  return rowsOf(work)
}

describe('the rows of a leg', () => {
  it('wish for what the plan says', () =>
    assert.deepEqual(
      rows(one({ build: 2, pure: true })).map(({ wish }) => [
        wish?.project,
        wish?.version.text,
        wish?.python,
        wish?.abi,
        wish?.platform,
        wish?.build,
        wish?.pure,
      ]),
      [['markupsafe', '2.1.2', 'cp314', 'cp314', 'linux_x86_64', 2, true]],
    ))
  it('are built from an sdist with a hash', () =>
    assert.deepEqual(rows(one())[0]?.source, { kind: 'sdist', url: 'https://files/m-2.1.2.tar.gz', sha256: hash }))
  it('are built from an sdist without one where the plan has none', () =>
    assert.deepEqual(rows(one({ sdist_sha256: '' }))[0]?.source, { kind: 'sdist', url: 'https://files/m-2.1.2.tar.gz', sha256: undefined }))
  it('are built from a folder', () =>
    assert.deepEqual(rows(one({ source: { kind: 'folder', path: 'libs/a', time: 0, commit: 'c' } }))[0]?.source, {
      kind: 'folder',
      path: 'libs/a',
      time: 0,
    }))
  it('are each there once', () => assert.equal(rows(one(), one(), one({ python: '3.13', python_tag: 'cp313', abi: 'cp313' })).length, 2))
  it('stand apart by their ABI', () => assert.equal(rows(one(), one({ abi: 'abi3' })).length, 2))

  const variants: [tag: string, abi: string, variant: string][] = [
    ['cp314', 'cp314', ''],
    ['cp314', '', ''],
    ['cp314', 'cp314t', ''],
    ['cp314t', 'cp314t', ''],
    ['cp314t', 'abi3t', 'abi3t'],
    ['cp314', 'abi3', 'abi3'],
    ['cp314', 'none', 'none'],
    ['py3', 'none', ''],
    ['pp311', 'pypy311_pp73', ''],
  ]
  for (const [tag, abi, variant] of variants)
    it(`name the ABI '${abi}' of ${tag} as '${variant}'`, () => assert.equal(rows(one({ python_tag: tag, abi }))[0]?.variant, variant))

  const refused: [what: string, is: Partial<JobPackage>][] = [
    ['a version that is none', { version: 'latest' }],
    ['a python that is none', { python: 'cp314' }],
    ['a hash that is none', { sdist_sha256: 'abc' }],
  ]
  for (const [what, is] of refused) it(`are refused for ${what}`, () => assert.throws(() => rows(one(is)), { code: 'PLAN_INVALID' }))
})

describe('the rows of packages', () => {
  const pythons = ['3.13', '3.14'].map((label) => parseAskedPython(label)).filter((python) => python !== undefined)
  const made = rowsOfPackages(
    [
      { path: './libs/acme-core/', kind: 'folder' },
      { path: 'dist\\acme-1.0.tar.gz', kind: 'archive' },
    ],
    pythons,
  )
  it('are each package for each python', () =>
    assert.deepEqual(
      made.map((row) => titleOf(row)),
      ['acme-core for 3.13', 'acme-core for 3.14', 'acme-1.0 for 3.13', 'acme-1.0 for 3.14'],
    ))
  it('wish for nothing in particular', () => assert.ok(made.every((row) => row.wish === undefined)))
  it('have a name though the path has none', () =>
    assert.equal(rowsOfPackages([{ path: '.', kind: 'folder' }], pythons)[0]?.name, 'package'))
  it('are each there once', () =>
    assert.equal(
      rowsOfPackages(
        [
          { path: 'a', kind: 'folder' },
          { path: 'a', kind: 'folder' },
        ],
        pythons,
      ).length,
      2,
    ))
})

describe('the names of a row', () => {
  const [row] = rows(one({ name: 'a/b c', version: '1!2.0+local', abi: 'abi3' }))
  it('are for people', () => assert.equal(row && titleOf(row), 'a/b c 1!2.0+local for 3.14 (abi3)'))
  it('are for folders and logs', () => assert.deepEqual(row && labelsOf([row]), ['a_b_c-1!2.0+local-3.14-abi3']))
  it('are numbered where the sources differ', () => {
    const three = ['one/spam', 'two/SPAM', 'three/spam'].map((path) => ({ path, kind: 'folder' as const }))
    const python = parseAskedPython('3')
    assert.deepEqual(labelsOf(rowsOfPackages(three, python === undefined ? [] : [python])), ['spam-3', 'SPAM-3_2', 'spam-3_3'])
  })
  it('are file names that any system takes, and no two are equal', () => {
    const path = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a', 'A', 'a_2', 'x/a', 'y/a', '../a', 'CON', '..'))
    const python = parseAskedPython('3.14')
    assert.ok(python !== undefined)
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
        const labels = labelsOf(
          rowsOfPackages(
            paths.map((one) => ({ path: one, kind: 'folder' })),
            [python],
          ),
        )
        assert.equal(new Set(labels.map((label) => label.toLowerCase())).size, labels.length)
        for (const label of labels) assert.ok(isSafeFileName(`${label}.log`), label)
      }),
    )
  })
  it('are those of its tree', () => {
    const [first, second, other] = rows(one(), one({ python: '3.13' }), one({ sdist_url: 'https://files/other-1.tar.gz', python: '3.12' }))
    assert.ok(first !== undefined && second !== undefined && other !== undefined)
    assert.equal(keyOf(first.source), keyOf(second.source))
    assert.notEqual(keyOf(first.source), keyOf(other.source))
  })
})

describe('publicUrl', () => {
  for (const [url, told] of [
    ['https://me:pw@feed.test/a-1.0.tar.gz#sha256=ab', 'https://feed.test/a-1.0.tar.gz'],
    ['https://feed.test/a@b/a-1.0.tar.gz', 'https://feed.test/a@b/a-1.0.tar.gz'],
    ['file:///srv/a-1.0.tar.gz', 'file:///srv/a-1.0.tar.gz'],
  ] as const)
    it(url, () => assert.equal(publicUrl(url), told))
})
