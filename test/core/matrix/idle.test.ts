import assert from 'node:assert/strict'
import { idleNames } from '../../../core/matrix/idle.ts'
import { matrixFiles } from './expansion.ts'

describe('idleNames', () => {
  const idle = (file: unknown, nonSparse: string[] = [], others: Record<string, unknown> = {}): string[] =>
    idleNames('m', matrixFiles({ m: file, ...others }), nonSparse)
  const agents = { Agent: { ubuntu: { OSVmImage: 'u', Pool: 'p' }, mac: { OSVmImage: 'm' } } }

  const quiet: [what: string, file: unknown, nonSparse: string[], others: Record<string, unknown>][] = [
    ['nothing', { matrix: {} }, [], {}],
    ['parameters in another case', { matrix: { Framework: 'a' }, exclude: [{ framework: 'b' }] }, ['FRAMEWORK'], {}],
    ['what a set sets', { matrix: agents, exclude: [{ Pool: 'p' }, { osvmimage: 'x' }] }, ['agent'], {}],
    ['an excluded set', { matrix: agents, exclude: [{ Agent: { any: { Pool: 'p' } } }] }, [], {}],
    [
      'what is imported',
      { matrix: { $IMPORT: 'i' }, exclude: [{ a: '1' }, { b: '1' }] },
      ['a'],
      { i: { matrix: { a: '1' }, include: [{ b: '2' }] } },
    ],
    ['an exclude by any of several sets', { matrix: { a: '1' }, exclude: [{ g: { s: { gone: '1' }, t: { a: '1' } } }] }, [], {}],
    ['an exclude of nothing', { matrix: { a: '1' }, exclude: [{}] }, [], {}],
  ]
  for (const [what, file, nonSparse, others] of quiet)
    it(`says nothing of ${what}`, () => assert.deepEqual(idle(file, nonSparse, others), []))

  it('says nothing where there is no file', () => assert.deepEqual(idleNames('', new Map(), []), []))

  const told: [what: string, file: unknown, nonSparse: string[], says: RegExp[]][] = [
    [
      'an exclude by an unknown name',
      { matrix: agents, exclude: [{ OSVmImage: 'u' }, { OSVmImag: 'u' }] },
      [],
      [/^m: exclude\[1\].*'OSVmImag'.*'OSVmImage'/],
    ],
    ['an exclude by its own include', { matrix: { a: '1' }, include: [{ b: '1' }], exclude: [{ b: '1' }] }, [], [/exclude\[0\].*'b'/]],
    ['an exclude by a group', { matrix: agents, exclude: [{ Agent: 'ubuntu' }] }, [], [/exclude\[0\].*'Agent'/]],
    [
      'an unknown nonSparse parameter',
      { matrix: { framework: 'a' } },
      ['frameworks', 'other'],
      [/'frameworks'.*'framework'/, /'other', and no parameter of m is called that\.$/],
    ],
    ['a nonSparse parameter of a set', { matrix: agents }, ['Pool'], [/'Pool'/]],
  ]
  for (const [what, file, nonSparse, says] of told)
    it(`tells of ${what}`, () => {
      const lines = idle(file, nonSparse)
      assert.equal(lines.length, says.length, lines.join('\n'))
      for (const [at, one] of says.entries()) assert.match(lines[at] ?? '', one)
    })

  it('tells no more than twenty', () => {
    const exclude = Array.from({ length: 50_000 }, (_, at) => ({ [`gone${at}`]: '1' }))
    assert.equal(idle({ matrix: { a: '1' }, exclude }).length, 20)
  })

  it('tells of no more than twenty matrices of a list that set nothing of each other, and soon', () => {
    const matrix = Array.from({ length: 2000 }, (_, at) =>
      Object.fromEntries(Array.from({ length: 100 }, (_one, nth) => [`p${at}_${nth}`, 'x'])),
    )
    const lines = idle({ matrix })
    assert.equal(lines.length, 20)
    assert.match(lines[19] ?? '', /matrix\[19\] does not set p1999_0, .* and 199895 more/)
  })

  it('tells of an import by its own file', () =>
    assert.deepEqual(
      idle({ matrix: { $IMPORT: 'i', a: '1' } }, [], { i: { matrix: { b: '1' }, exclude: [{ a: '1' }] } }).map(
        (line) => line.split(':')[0],
      ),
      ['i'],
    ))
})

describe('idleNames of several matrices', () => {
  const idle = (file: unknown): string[] => idleNames('m', matrixFiles({ m: file }), [])
  const matrix = [{ python: '3.10', architecture: 'x86' }, { Python: '3.10' }, { python: '3.10', g: { s: { Architecture: 'x64' } } }]

  it('tells what one of them lacks', () =>
    assert.deepEqual(idle({ matrix }), [
      'm: matrix[1] does not set architecture, and others do: its legs are given $(architecture) as it stands, unless an entry of variables sets it.',
    ]))

  it('says nothing of what is set for all legs', () =>
    assert.deepEqual(idle({ matrix, variables: [{ set: { Architecture: 'x64' } }] }), []))

  it('tells of what is set for some', () =>
    assert.equal(idle({ matrix, variables: [{ where: { python: '3.10' }, set: { architecture: 'x64' } }] }).length, 1))

  it('knows the parameters of each', () =>
    assert.deepEqual(
      idleNames(
        'm',
        matrixFiles({ m: { matrix: [{ a: '1' }, { a: '2', b: '1' }], variables: [{ set: { b: '' } }], exclude: [{ b: '1' }] } }),
        ['b'],
      ),
      [],
    ))
})
