import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseExpectation, requireExpected } from '../../../core/collect/expectation.ts'
import { Problem } from '../../../core/problem.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const files = ['clkhash-0.18-py3-none-any.whl', 'clkhash-0.18.tar.gz', 'clkutil-x64.exe', 'clkutil-x86.exe']
const message = (names: readonly string[], ...lines: string[]): string => {
  try {
    requireExpected(names, lines.map(parseExpectation))
    return ''
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
}

describe('parseExpectation', () => {
  for (const [line, glob, least, most] of [
    ['*.whl = 1', '*.whl', 1, 1],
    ['*.whl=1', '*.whl', 1, 1],
    ['  clkutil-{x86,x64}.exe == 2 ', 'clkutil-{x86,x64}.exe', 2, 2],
    ['*.exe >= 2', '*.exe', 2, Number.POSITIVE_INFINITY],
    ['*.zip = 0', '*.zip', 0, 0],
    ['a=b.txt = 1', 'a=b.txt', 1, 1],
  ] as const)
    it(`reads '${line}'`, () => assert.deepEqual(parseExpectation(line), { text: line.trim(), glob, least, most }))

  for (const line of [
    '*.whl',
    '= 1',
    '*.whl = one',
    '*.whl <= 2',
    '*.whl === 1',
    '*.whl => 1',
    '*.whl = -1',
    '*.whl = 1.5',
    '!*.exe = 1',
    'dist/*.whl = 1',
    '{a = 1',
    '****a*b*c*d = 1',
  ])
    it(`refuses '${line}'`, () =>
      assert.equal(
        problemCode(() => parseExpectation(line)),
        'INPUT_INVALID',
      ))
})

describe('requireExpected', () => {
  it('lets pass what every line names in its number', () =>
    assert.equal(message(files, '*-py3-none-any.whl = 1', '*.tar.gz = 1', 'clkutil-x86.exe = 1', 'clkutil-x64.exe = 1'), ''))

  it('lets a file be named twice', () => assert.equal(message(files, '*.exe >= 1', 'clkutil-x64.exe = 1', '*.{whl,tar.gz} = 2'), ''))

  it('expects nothing where no line is written', () => assert.equal(message(files), ''))

  for (const [what, names, lines, says] of [
    ['one that is missing', files.slice(0, 3), ['clkutil-x86.exe = 1', '* >= 1'], /'clkutil-x86\.exe = 1' is matched by none/],
    ['one too many', files, ['*.exe = 1', '* >= 1'], /'\*\.exe = 1' is matched by 2 \(clkutil-x64\.exe, clkutil-x86\.exe\)/],
    ['one that must not be there', files, ['*.exe = 0', '* >= 1'], /'\*\.exe = 0' is matched by 2/],
    ['too few', files, ['*.exe >= 3', '* >= 1'], /'\*\.exe >= 3' is matched by 2/],
    ['a file that no line names', files, ['*.whl = 1', '*.exe = 2'], /no line names clkhash-0\.18\.tar\.gz/],
    ['another case of letters', ['Demo.EXE'], ['*.exe = 1'], /matched by none; no line names Demo\.EXE/],
  ] as const)
    it(`refuses ${what}`, () => assert.match(message(names, ...lines), says))

  it('tells all that is amiss at once, and what is there', () => {
    const told = message(files, '*.whl = 2', '*.msi = 1')
    assert.match(told, /'\*\.whl = 2'.*'\*\.msi = 1'.*no line names .*There are 4 files: clkhash/)
    assert.equal(
      problemCode(() => requireExpected(files, [parseExpectation('*.msi = 1')])),
      'RELEASE_SET',
    )
  })

  it('tells of no file at all', () => {
    assert.match(message([], '*.whl = 1'), /There is no file at all/)
    assert.deepEqual([message([]), message([], '* = 0')], ['', ''])
  })

  it('agrees with counting, whatever there is', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}\.(?:whl|exe)$/), { maxLength: 8 }),
        fc.nat(8),
        fc.nat(8),
        (names, wheels, exes) => {
          const right =
            names.filter((name) => name.endsWith('.whl')).length === wheels && names.filter((name) => name.endsWith('.exe')).length >= exes
          assert.equal(message(names, `*.whl = ${wheels}`, `*.exe >= ${exes}`) === '', right)
        },
      ),
    ))
})
