import assert from 'node:assert/strict'
import { importChain } from '../../../core/matrix/imports.ts'
import { alikeNames, legNamer } from '../../../core/matrix/leg-names.ts'
import type { Combination } from '../../../core/matrix/matrix-file.ts'
import { matrixFiles } from './expansion.ts'

const leg: Combination = [
  { name: 'Linux', isSet: true, group: 'os', values: [['Image', 'u-24.04']] },
  { name: 'python', isSet: false, values: [['python', '3.10']] },
  { name: '', isSet: true, group: '', values: [['release', 'true']] },
]

describe('legNamer', () => {
  const named = (file: object, imported?: object): string =>
    legNamer(
      importChain(
        'm',
        matrixFiles({ m: { matrix: imported === undefined ? {} : { $IMPORT: 'i' }, ...file }, i: imported ?? { matrix: {} } }),
      ),
    )(leg)

  const names: [what: string, file: object, name: string, imported?: object][] = [
    ['its sets and values, and not its variables', {}, 'Linux_310'],
    ['what display names make of them', { displayNames: { linux: 'tux', '3.10': 'ten', true: 'yes' } }, 'tux_ten'],
    ['nothing, where display names say so', { displayNames: { linux: '', '3.10': '-' } }, ''],
    ['what its own name says', { legName: 'py{Python}_{OS}_{release}' }, 'py310_Linux_true'],
    ['its own name with display names', { legName: '{os}', displayNames: { linux: 'tux' } }, 'tux'],
    ['its own name, with a letter first', { legName: '{python}' }, 'job_310'],
    [
      'its own name, whatever is imported',
      { legName: '{os}', displayNames: { linux: 'a' } },
      'a',
      { include: [{}], legName: 'x', displayNames: { linux: 'b' } },
    ],
    [
      'the imported name, with the own display names',
      { displayNames: { linux: 'a' } },
      'xa',
      { include: [{}], legName: 'x{os}', displayNames: { linux: 'b' } },
    ],
    ['a text alone', { legName: 'all' }, 'all'],
    ['what is there of it', { legName: '{gone}_{os}__{gone}_{python}_{gone}' }, 'Linux_310'],
  ]
  for (const [what, file, name, imported] of names)
    it(`calls a leg by ${what}`, () => assert.equal(named(file, imported === undefined ? undefined : imported), name))
})

describe('legNamer, of a value as long as a file', () => {
  it('takes of it more than any name has, and not all', () => {
    const name = legNamer(importChain('m', matrixFiles({ m: { matrix: {} } })))([
      { name: 'a', isSet: false, values: [['a', `${'- '.repeat(1_000_000)}${'x'.repeat(1_000_000)}`]] },
    ])
    assert.equal(name, 'x'.repeat(1000))
  })
})

describe('alikeNames', () => {
  const chain = (file: object): ReturnType<typeof importChain> => importChain('m', matrixFiles({ m: { matrix: {}, ...file } }))
  const legs = (...names: [name: string, value: string][]): { name: string; cells: [string, string][] }[] =>
    names.map(([name, value]) => ({ name, cells: [['a', value]] }))

  const cases: [what: string, file: object, legs: ReturnType<typeof legs>, says: RegExp | undefined][] = [
    ['nothing of names without legName', {}, legs(['x', '1'], ['x', '2']), undefined],
    ['nothing of names that differ', { legName: '{a}' }, legs(['x', '1'], ['y', '2']), undefined],
    ['nothing of equal legs, which are one', { legName: '{a}' }, legs(['x', '1'], ['x', '1']), undefined],
    [
      'of two legs of one name',
      { legName: '{a}' },
      legs(['x', '1'], ['X', '2'], ['y', '1']),
      /^m: legName calls 2 legs x: they are numbered/,
    ],
    [
      'of several names',
      { legName: '{a}' },
      legs(['x', '1'], ['x', '2'], ['y', '1'], ['y', '2'], ['', '1'], ['', '2']),
      /2 legs x, and so with 2 more:/,
    ],
    ['of legs without a name', { legName: '{a}' }, legs(['', '1'], ['', '2']), /nothing at all:/],
  ]
  for (const [what, file, some, says] of cases)
    it(`tells ${what}`, () => {
      const told = alikeNames(chain(file), some)
      if (says === undefined) assert.deepEqual(told, [])
      else assert.match(told[0] ?? '', says)
    })
})
