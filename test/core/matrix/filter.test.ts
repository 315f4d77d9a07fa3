import assert from 'node:assert/strict'
import fc from 'fast-check'
import { filterLegs, filterNames, parseFilter } from '../../../core/matrix/filter.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import type { Patterns } from '../../../core/matrix/pattern.ts'
import { directPatterns } from '../../fakes/patterns.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const leg = (cells: Readonly<Record<string, string>>): MatrixLeg => ({
  name: Object.values(cells)
    .map((value) => value.replaceAll(/\W/g, ''))
    .filter((part) => part !== '')
    .join('_'),
  cells: Object.entries(cells),
})

/** Three systems, two frameworks, with and without an argument: twelve legs. */
const legs = ['windows-2022', 'ubuntu-20.04', 'macos-latest'].flatMap((operatingSystem) =>
  ['net461', 'netcoreapp2.1'].flatMap((framework) =>
    ['', 'mode=test'].map((additionalArguments) => leg({ operatingSystem, framework, additionalArguments })),
  ),
)
const left = (...filters: string[]): MatrixLeg[] =>
  filterLegs(
    legs,
    filters.map((text) => parseFilter(text, 'filters')),
    directPatterns,
  )
const names = (some: readonly MatrixLeg[]): string[] => some.map(({ name }) => name)

describe('parseFilter', () => {
  const table: [text: string, key: string, pattern: string][] = [
    ['operatingSystem=windows.*', 'operatingSystem', 'windows.*'],
    ['additionalArguments=mode=test', 'additionalArguments', 'mode=test'],
    ['container=^$', 'container', '^$'],
    ['a b=c d', 'a b', 'c d'],
    ['==x', '=', 'x'],
    ['=a=b', '=a', 'b'],
  ]
  for (const [text, key, pattern] of table)
    it(`reads ${text}`, () => assert.deepEqual(parseFilter(text, 'filters'), { key, pattern, text }))

  for (const text of ['invalid', 'emptyvalue=', '=emptykey', '=', ''])
    it(`refuses '${text}'`, () =>
      assert.equal(
        problemCode(() => parseFilter(text, 'filters')),
        'INPUT_INVALID',
      ))
})

describe('filterLegs', () => {
  const table: [filters: string[], count: number, first: string | undefined][] = [
    [[], 12, 'windows2022_net461'],
    [['operatingSystem=windows.*'], 4, 'windows2022_net461'],
    [['operatingSystem=windows-2022'], 4, 'windows2022_net461'],
    [['operatingSystem=ubuntu'], 4, 'ubuntu2004_net461'],
    [['framework=.*'], 12, 'windows2022_net461'],
    [['framework=(461|2\\.1)'], 12, 'windows2022_net461'],
    [['additionalArguments=mode=test'], 6, 'windows2022_net461_modetest'],
    [['additionalArguments=^$'], 6, 'windows2022_net461'],
    // A key that is missing counts as empty.
    [['operatingSystem=^$|windows.*'], 4, 'windows2022_net461'],
    [['doesnotexist=^$|.*'], 12, 'windows2022_net461'],
    [['doesnotexist=^$'], 12, 'windows2022_net461'],
    [['doesnotexist=exist'], 0, undefined],
    [['operatingSystem=^$'], 0, undefined],
    // All must match.
    [['operatingSystem=windows.*', 'framework=.*', 'additionalArguments=mode=test'], 2, 'windows2022_net461_modetest'],
    [['operatingSystem=windows', 'operatingSystem=ubuntu'], 0, undefined],
    // Neither the key's case nor the value's matters.
    [['OPERATINGSYSTEM=Windows'], 4, 'windows2022_net461'],
    [['OperatingSystem=MACOS'], 4, 'macoslatest_net461'],
    // A match anywhere in the value does.
    [['framework=core'], 6, 'windows2022_netcoreapp21'],
    [['framework=^core'], 0, undefined],
  ]
  for (const [filters, count, first] of table)
    it(`${filters.join(' and ') || 'nothing'} leaves ${count}`, () => {
      const some = left(...filters)
      assert.deepEqual([some.length, some[0]?.name], [count, first])
    })

  it('lets a leg pass that lacks what the filter excludes, and none that has it', () => {
    const some = [leg({ foo: '1' }), leg({ bar: '1' })]
    assert.deepEqual(filterLegs(some, [parseFilter('foo=^$', 'filters')], directPatterns), [leg({ bar: '1' })])
  })

  it('takes the documented ones together: no such key, one of two values, and one that may be missing', () => {
    const filters = ['ExcludedKey=^$', 'framework=(461|6\\.0)', 'SupportedClouds=^$|.*Public.*'].map((text) => parseFilter(text, 'filters'))
    const windows = { os: 'windows-2022' }
    const some = [
      leg({ ...windows, framework: 'net461' }),
      leg({ ...windows, framework: 'net6.0', SupportedClouds: 'Public,UsGov' }),
      leg({ ...windows, framework: 'net6.0', SupportedClouds: 'UsGov' }),
      leg({ ...windows, framework: 'net6x0' }),
      leg({ ...windows, framework: 'net461', ExcludedKey: '1' }),
      leg({ os: 'ubuntu', framework: 'net461' }),
    ]
    assert.deepEqual(filterNames(filterLegs(some, filters, directPatterns), '.*windows.*', directPatterns), some.slice(0, 2))
  })

  it("treats a cell of Object's own members as any other that is missing", () => assert.equal(left('constructor=^$').length, 12))
  it('refuses what is no expression, also where no leg is left', () => {
    assert.equal(
      problemCode(() => left('framework=(')),
      'INPUT_INVALID',
    )
    assert.equal(
      problemCode(() => left('framework=none', 'framework=(')),
      'INPUT_INVALID',
    )
  })

  it('looks at each value once', () => {
    const asked: string[][] = []
    const counting: Patterns = {
      find(pattern, texts, what, whole) {
        asked.push([...texts])
        return directPatterns.find(pattern, texts, what, whole)
      },
    }
    filterLegs(legs, [parseFilter('framework=.', 'filters')], counting)
    assert.deepEqual(asked, [['net461', 'netcoreapp2.1']])
  })

  it('keeps the order, the very legs, and the same ones in whatever order the filters are', () => {
    const filter = fc.constantFrom('operatingSystem=o', 'framework=1$', 'additionalArguments=^$', 'framework=core', 'none=^$')
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 4 }), (filters) => {
        const some = left(...filters)
        assert.deepEqual(
          some,
          legs.filter((one) => some.includes(one)),
        )
        assert.deepEqual(left(...filters.toReversed()), some)
      }),
    )
  })
})

describe('filterNames', () => {
  const table: [pattern: string, count: number, first: string | undefined][] = [
    ['windows.*', 4, 'windows2022_net461'],
    ['windows2022_netcoreapp21_modetest', 1, 'windows2022_netcoreapp21_modetest'],
    ['.*ubuntu.*', 4, 'ubuntu2004_net461'],
    ['.*', 12, 'windows2022_net461'],
    ['WINDOWS', 4, 'windows2022_net461'],
    ['461$', 3, 'windows2022_net461'],
    ['doesnotexist', 0, undefined],
  ]
  for (const [pattern, count, first] of table)
    it(`${pattern} leaves ${count}`, () => {
      const some = filterNames(legs, pattern, directPatterns)
      assert.deepEqual([some.length, some[0]?.name], [count, first])
    })

  it('keeps legs that are called the same', () =>
    assert.deepEqual(names(filterNames([...legs.slice(0, 1), ...legs.slice(0, 1)], 'w', directPatterns)), [
      'windows2022_net461',
      'windows2022_net461',
    ]))
  it('refuses what is no expression', () =>
    assert.equal(
      problemCode(() => filterNames(legs, '[', directPatterns)),
      'INPUT_INVALID',
    ))
})
