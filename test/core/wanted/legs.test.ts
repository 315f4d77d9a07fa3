import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe } from '../../../core/build/recipe.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Decision } from '../../../core/wanted/decision.ts'
import { packageOf, planLegs, targetsToRead } from '../../../core/wanted/legs.ts'
import { together } from '../../../core/wanted/together.ts'
import type { Making, Source, Target, Wanted } from '../../../core/wanted/wanted.ts'
import { parseRequirement, type Requirement } from '../../../core/python/requirement.ts'
import { plainMaking, row, version } from './rows.ts'

const sdist: Source = { kind: 'sdist', url: 'https://files.test/spam-1.0.tar.gz', sha256: sha256Of('spam') }

function build(wanted: Wanted, text = '1.0', source: Source = sdist): Decision {
  return { kind: 'build', row: wanted, target: { row: wanted, version: version(text), source, making: plainMaking }, why: 'absent', by: '' }
}
function skip(wanted: Wanted): Decision {
  return { kind: 'skip', row: wanted, version: version('1.0'), why: 'in-index', by: 'f' }
}
const names = (decisions: Decision[], wheelsPerJob = 0): string[] => planLegs(decisions, wheelsPerJob).jobs.map(({ leg }) => leg)

describe('planLegs', () => {
  it('has one leg for each platform, sorted', () =>
    assert.deepEqual(
      planLegs([build(row({ tag: 'win_amd64' })), build(row()), build(row({ python: 'cp313' }))], 0).jobs.map(({ leg, packages }) => [
        leg,
        packages.length,
      ]),
      [
        ['wheel_linux_x86_64', 2],
        ['wheel_win_amd64', 1],
      ],
    ))

  it('has none for a platform with nothing to build', () =>
    assert.deepEqual(names([skip(row()), build(row({ tag: 'win_amd64' }))]), ['wheel_win_amd64']))

  it('takes platform tags as one ignoring case', () => {
    const { jobs } = planLegs(
      [build(row({ tag: 'freebsd_14_RELEASE_amd64' })), build(row({ tag: 'freebsd_14_release_amd64', python: 'cp313' }))],
      0,
    )
    assert.deepEqual(
      jobs.map(({ leg, platform_tag }) => [leg, platform_tag]),
      [['wheel_freebsd_14_release_amd64', 'freebsd_14_RELEASE_amd64']],
    )
  })

  it('names all by their arch, then their instance, where one platform tag has several', () => {
    const rows = [row({ arch: 'x86_64' }), row({ arch: 'i686' }), row({ arch: 'i686', instance: 'debian/12' })]
    assert.deepEqual(names(rows.map((one) => build(one))), [
      'wheel_linux_x86_64_i686_debian_12',
      'wheel_linux_x86_64_i686_ubuntu_24_04',
      'wheel_linux_x86_64_x86_64',
    ])
  })

  it('names a leg the same when the others are done', () => {
    const [one, other] = [row({ arch: 'x86_64' }), row({ arch: 'i686' })]
    assert.deepEqual(names([build(one), skip(other)]), ['wheel_linux_x86_64_x86_64'])
  })

  it('splits into even parts', () => {
    const decisions = Array.from({ length: 11 }, (_, at) => build(row({ name: `p${at}` })))
    const { jobs, legBy } = planLegs(decisions, 10)
    assert.deepEqual(
      jobs.map(({ leg, packages }) => [leg, packages.length]),
      [
        ['wheel_linux_x86_64_1', 6],
        ['wheel_linux_x86_64_2', 5],
      ],
    )
    assert.equal(legBy.size, 11)
  })

  it('does not number what is not split', () => assert.deepEqual(names([build(row())], 10), ['wheel_linux_x86_64']))

  it('runs a leg in the image of its platform, and in one alone', () => {
    const inImage = (image: string, python = 'cp312'): Decision => {
      const plain = row({ python })
      return build({ ...plain, platform: { ...plain.platform, image } })
    }
    assert.deepEqual(
      planLegs([inImage('quay.io/x'), build(row({ tag: 'win_amd64' }))], 0).jobs.map(({ image }) => image),
      ['quay.io/x', undefined],
    )
    assert.throws(() => planLegs([inImage('a'), inImage('b', 'cp313')], 0), { code: 'MATRIX_INVALID' })
  })

  describe('keeps together what needs each other', () => {
    const requires =
      (table: Readonly<Record<string, string>>): Parameters<typeof planLegs>[2] =>
      ({ row: { name } }) => [parseRequirement(table[name] ?? 'setuptools') ?? assert.fail()]
    const parts = (projects: readonly string[], most: number, table: Readonly<Record<string, string>>): string[][] =>
      planLegs(
        projects.map((name) => build(row({ name }))),
        most,
        requires(table),
      ).jobs.map(({ packages }) => packages.map(({ name }) => name))

    it('in one part', () =>
      assert.deepEqual(parts(['a', 'b', 'c', 'd'], 2, { a: 'd' }), [
        ['a', 'd'],
        ['b', 'c'],
      ]))
    it('even where it is too large', () => assert.deepEqual(parts(['a', 'b', 'c', 'd'], 2, { a: 'b', c: 'b' }), [['a', 'b', 'c'], ['d']]))
    it('and splits the rest', () => assert.deepEqual(parts(['a', 'b', 'c', 'd', 'e'], 2, { e: 'a' }), [['a', 'e'], ['b', 'c'], ['d']]))
    it('whatever the order of the rows', () =>
      assert.deepEqual(parts(['d', 'c', 'b', 'a'], 2, { a: 'd' }), parts(['a', 'b', 'c', 'd'], 2, { a: 'd' })))
  })

  it('needs to know the needs of split legs alone', () => {
    const decisions = [...['a', 'b', 'c'].map((name) => build(row({ name }))), build(row({ tag: 'win_amd64' })), skip(row({ name: 'd' }))]
    const names = (most: number): string[] => targetsToRead(decisions, most).map((target) => target.row.name)
    assert.deepEqual([names(2), names(3), names(0)], [['a', 'b', 'c'], [], []])
    assert.deepEqual(
      targetsToRead(
        ['cp312', 'cp313'].map((python) => build(row({ python }))),
        1,
      ),
      [],
    )
  })

  const rows = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      python: fc.constantFrom('cp39', 'cp310', 'cp312-abi3', 'py3'),
      tag: fc.constantFrom('win_amd64', 'WIN_AMD64', 'any', 'linux.x', 'linux_x'),
      instance: fc.constantFrom('x', 'y/1', 'y_1'),
      arch: fc.constantFrom('x86_64', 'X86_64', 'arm64'),
    }),
    { selector: (parts) => JSON.stringify({ ...parts, tag: parts.tag.toLowerCase() }), maxLength: 20 },
  )

  it('loses no wheel and doubles none, and no part is too large', () => {
    fc.assert(
      fc.property(rows, fc.nat({ max: 5 }), (parts, most) => {
        const decisions = parts.map((one) => build(row(one)))
        const { jobs, legBy } = planLegs(decisions, most)
        assert.equal(jobs.flatMap(({ packages }) => packages).length, decisions.length)
        assert.equal(legBy.size, decisions.length)
        assert.equal(new Set(jobs.map(({ leg }) => leg.toLowerCase())).size, jobs.length)
        if (most > 0) assert.ok(jobs.every(({ packages }) => packages.length <= most))
        for (const job of jobs) assert.ok(job.packages.length > 0)
      }),
    )
  })

  it('parts nothing that needs each other, and passes the most only for that', () => {
    const required = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c', 'setuptools'), { noNullPrototype: true })
    fc.assert(
      fc.property(rows, required, fc.integer({ min: 1, max: 4 }), (parts, needed, most) => {
        const needs = ({ row: { name } }: Target): Requirement[] => [parseRequirement(needed[name] ?? 'setuptools') ?? assert.fail()]
        const decisions = parts.map((one) => build(row(one)))
        const { jobs, legBy } = planLegs(decisions, most, needs)
        assert.equal(jobs.flatMap(({ packages }) => packages).length, decisions.length)
        for (const group of together(targetsToRead(decisions, most), needs).filter((one) => one.length > 1)) {
          const legs = group.map((target) =>
            legBy.get(decisions.find((one) => one.kind === 'build' && one.target === target) ?? assert.fail()),
          )
          const platforms = new Set(
            group.map(({ row: { platform } }) => JSON.stringify([platform.tag.toLowerCase(), platform.instance, platform.arch])),
          )
          if (platforms.size === 1) assert.equal(new Set(legs).size, 1)
        }
        assert.deepEqual(planLegs(decisions.toReversed(), most, needs).jobs, jobs)
      }),
    )
  })

  it('is the same for the rows in any order', () => {
    fc.assert(
      fc.property(rows, fc.nat({ max: 5 }), (parts, most) => {
        const decisions = parts.map((one) => build(row(one)))
        assert.deepEqual(planLegs(decisions.toReversed(), most).jobs, planLegs(decisions, most).jobs)
      }),
    )
  })
})

describe('packageOf', () => {
  const packaged = (wanted: Wanted, source: Source = sdist, making: Making = plainMaking): ReturnType<typeof packageOf> =>
    packageOf({ row: wanted, version: version('1.0-RC1'), source, making })

  it('tells the wheel in spare-tire`s words', () =>
    assert.deepEqual(packaged(row({ name: 'Foo.Bar', python: 'cp312-abi3' })), {
      name: 'Foo.Bar',
      version: '1.0rc1',
      python: 'python3.12',
      python_version: '3.12',
      python_tag: 'cp312',
      abi: 'abi3',
      sdist_url: 'https://files.test/spam-1.0.tar.gz',
      sdist_sha256: sha256Of('spam'),
      expected_output_filename: 'foo_bar-1.0rc1-cp312-abi3-linux_x86_64.whl',
      recipe: noRecipe,
      source: { kind: 'sdist' },
      build: 0,
      pure: false,
      test_on: [],
    }))

  it('tells a folder without an address', () => {
    const told = packaged(row(), { kind: 'folder', path: 'libs/spam', commit: 'c0ffee', time: 0 })
    assert.deepEqual(
      [told.sdist_url, told.sdist_sha256, told.source],
      ['', '', { kind: 'folder', path: 'libs/spam', commit: 'c0ffee', time: 0 }],
    )
  })

  const pythons: [python: string, program: string, says: string, abi: string][] = [
    ['cp314', 'python3.14', '3.14', ''],
    ['cp314t', 'python3.14t', '3.14t', ''],
    ['cp312-abi3', 'python3.12', '3.12', 'abi3'],
    ['pp311', 'pypy3.11', 'pypy3.11', ''],
    ['py3', 'python3', '3', ''],
  ]
  for (const [python, program, says, abi] of pythons)
    it(`tells ${python} as spare-tire would`, () => {
      const told = packaged(row({ python }))
      assert.deepEqual([told.python, told.python_version, told.abi], [program, says, abi])
    })

  it('tells the interpreter that builds where the tag names none', () => {
    const told = packaged({ ...row({ python: 'py3' }), buildWith: '3.12' })
    assert.deepEqual([told.python, told.python_version, told.python_tag], ['python3.12', '3.12', 'py3'])
  })

  it('tells the recipe, the build tag and what the wheel is tested on', () => {
    const recipe = { ...noRecipe, build_constraints: ['Cython<3'] }
    const told = packaged({ ...row(), testOn: ['cp313', 'cp315t'] }, sdist, { recipe, build: 2, pure: true })
    assert.deepEqual(
      [told.recipe, told.build, told.pure, told.test_on, told.expected_output_filename],
      [recipe, 2, true, ['3.13', '3.15t'], 'spam-1.0rc1-2-cp312-cp312-linux_x86_64.whl'],
    )
  })

  it('tells a commit without an address of an archive', () => {
    const git = { kind: 'git' as const, url: 'https://git.test/spam', commit: 'ab'.repeat(20), subdirectory: 'py' }
    const told = packaged(row(), git)
    assert.deepEqual([told.sdist_url, told.sdist_sha256, told.source], ['', '', git])
  })

  it('promises no file name for PyPy, whose ABI only PyPy tells', () => {
    const told = packaged(row({ python: 'pp311' }))
    assert.deepEqual([told.python, told.abi, told.expected_output_filename], ['pypy3.11', '', ''])
  })
})
