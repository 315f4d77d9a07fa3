import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { LocalPackage, Need } from '../../../../core/changes/local-package.ts'
import { affectedBy, orderOf, packageGraph } from '../../../../core/changes/select/package-graph.ts'
import { normalizeName } from '../../../../core/python/name.ts'
import { parseVersion } from '../../../../core/python/version.ts'
import { local, need } from '../local.ts'

const names = (...all: string[]) => all.map(normalizeName)

describe('packageGraph', () => {
  const table: [why: string, needs: Need[], version: string | undefined, edge: Need['kind'] | undefined, isTold: boolean][] = [
    ['a dependency', [need('b')], '1.0', 'run', false],
    ['an extra`s', [need('b', 'optional')], '1.0', 'optional', false],
    ['a build requirement', [need('b', 'build')], '1.0', 'build', false],
    ['a group`s', [need('b', 'group')], '1.0', 'group', false],
    ['the stronger of two', [need('b', 'group'), need('b', 'optional')], '1.0', 'optional', false],
    ['the first of equals', [need('b', 'build'), need('b')], '1.0', 'build', false],
    ['another spelling', [need('B')], '1.0', 'run', false],
    ['with an extra and a marker', [need("b[x]>=1; python_version < '3'")], '1.0', 'run', false],
    ['a specifier that admits', [need('b>=1,<2')], '1.9', 'run', false],
    ['one that does not', [need('b<2')], '2.0', undefined, true],
    ['a pre-release is a version', [need('b>=2.0')], '2.0b1', undefined, true],
    ['a development version of what comes', [need('b>=1')], '2.0.dev3', 'run', false],
    ['a version that nobody knows', [need('b<2')], undefined, 'run', false],
    ['a local source', [need('b<2', 'run', true)], '2.0', 'run', false],
    ['one of two that admits', [need("b<2; python_version < '3'"), need('b>=2')], '2.0', 'run', false],
    ['only a group`s that admits', [need('b<2'), need('b>=2', 'group')], '2.0', 'group', true],
    ['only the other that admits', [need('b>=2'), need('b<2', 'group')], '2.0', 'run', false],
    ['a group`s that does not', [need('b<2', 'group')], '2.0', undefined, true],
    ['a URL of the same repository', [need('b @ git+https://host.example/mono#subdirectory=b')], '2.0', 'run', false],
    ['nothing', [], '1.0', undefined, false],
  ]
  for (const [why, needs, version, edge, isTold] of table)
    it(why, () => {
      const b = local('b', { version: version === undefined ? undefined : parseVersion(version) })
      const graph = packageGraph([local('a', { needs }), b])
      assert.equal(graph.needs.get(normalizeName('a'))?.[0]?.need.kind, edge)
      assert.equal(graph.neededBy.get(normalizeName('b'))?.[0]?.from, edge === undefined ? undefined : 'a')
      assert.equal(graph.refused.length, isTold ? 1 : 0)
    })

  it('a package does not need itself', () => assert.equal(packageGraph([local('a', { needs: [need('a[test]', 'group')] })]).needs.size, 0))
  it('keeps who needs what is not here', () =>
    assert.deepEqual([...packageGraph([local('a', { needs: [need('gone<1')] })]).outside.keys()], ['gone']))
  it('says what does not hold in plain words', () =>
    assert.equal(
      packageGraph([local('A', { needs: [need('B<1,>0.5')] }), local('B')]).refused[0]?.says,
      'A needs B <1,>0.5, but that is 1.0 here: it is not what A is tested with.',
    ))
})

/** `a: b c` is a needs b and c; `b*` by a group, `b!` to be built. */
function graphOf(...lines: string[]): ReturnType<typeof packageGraph> {
  const all = lines.map((line) => {
    const [name = '', ...words] = line.split(/:? +|:$/).filter((word) => word !== '')
    return local(name, {
      needs: words.map((word) => need(word.replace(/[*!]$/, ''), word.endsWith('*') ? 'group' : word.endsWith('!') ? 'build' : 'run')),
    })
  })
  return packageGraph(all)
}

describe('affectedBy', () => {
  const table: [why: string, lines: string[], changed: string[], expected: string[], depth?: number][] = [
    ['nobody', ['a:', 'b:'], ['a'], []],
    ['who needs it', ['a:', 'b: a', 'c: b'], ['a'], ['b<a', 'c<a,b']],
    ['one step', ['a:', 'b: a', 'c: b'], ['a'], ['b<a'], 1],
    ['two steps', ['a:', 'b: a', 'c: b', 'd: c'], ['a'], ['b<a', 'c<a,b'], 2],
    ['the shortest way', ['a:', 'b: a', 'c: a b'], ['a'], ['b<a', 'c<a']],
    ['of equal ways the first by name', ['a:', 'b: a', 'c: a', 'd: c b'], ['a'], ['b<a', 'c<a', 'd<a,b']],
    ['from several, without those', ['a:', 'b: a', 'c: b'], ['b', 'a'], ['c<b']],
    ['a group ends', ['a:', 'b: a*', 'c: b'], ['a'], ['b<a']],
    ['unless there is a longer way without it', ['a:', 'b: a* x', 'x: a', 'c: b'], ['a'], ['b<a', 'x<a', 'c<a,x,b']],
    ['a build is followed', ['a:', 'b: a!', 'c: b'], ['a'], ['b<a', 'c<a,b']],
    ['a circle ends', ['a: c', 'b: a', 'c: b'], ['a'], ['b<a', 'c<a,b']],
    ['what is gone', ['b: gone', 'c: b'], ['gone'], ['b<gone', 'c<gone,b']],
    ['what is gone, by a group', ['b: gone*', 'c: b'], ['gone'], ['b<gone']],
  ]
  for (const [why, lines, changed, expected, depth = Infinity] of table)
    it(why, () =>
      assert.deepEqual(
        affectedBy(graphOf(...lines), names(...changed), depth).map(({ project, chain }) => `${project}<${chain.join(',')}`),
        expected,
      ),
    )
})

it('a long chain is told by its ends', () => {
  const all = Array.from({ length: 10_000 }, (_, at) => local(`p${at}`, { needs: at === 0 ? [] : [need(`p${at - 1}`)] }))
  const last = affectedBy(packageGraph(all), names('p0'), Infinity).at(-1)
  assert.equal(last?.project, 'p9999')
  assert.equal(last?.chain.join(' '), 'p0 p1 p2 p3 p4 p5 … p9994 p9995 p9996 p9997 p9998')
})

describe('orderOf', () => {
  const table: [why: string, lines: string[], expected: string[], cycles?: string[][]][] = [
    ['by name', ['b:', 'a:', 'c:'], ['a', 'b', 'c']],
    ['needs first', ['a: b', 'b: c', 'c:'], ['c', 'b', 'a']],
    ['groups too', ['a: b*', 'b:'], ['b', 'a']],
    ['groups give way', ['a: b*', 'b: a'], ['a', 'b']],
    ['and then what runs', ['a: b', 'b: a!'], ['a', 'b'], [['a', 'b']]],
    ['the other way round', ['a: b!', 'b: a'], ['b', 'a'], [['a', 'b']]],
    ['a circle that nobody can resolve is by name', ['b: a!', 'a: b!', 'c: a'], ['a', 'b', 'c'], [['a', 'b']]],
    ['a circle of groups is none that is told', ['a: b*', 'b: a*'], ['a', 'b']],
    ['what hangs on a circle', ['x: a', 'a: b', 'b: a c', 'c:'], ['c', 'a', 'b', 'x'], [['a', 'b']]],
  ]
  for (const [why, lines, expected, cycles = []] of table)
    it(why, () => {
      const graph = graphOf(...lines)
      assert.deepEqual(orderOf(graph, [...graph.packages.keys()].toReversed()), { order: expected, cycles })
    })

  it('orders only what is asked, each once', () =>
    assert.deepEqual(orderOf(graphOf('a: b', 'b: c', 'c:'), names('a', 'c', 'a')).order, ['a', 'c']))
})

describe('laws of the graph', () => {
  const letters = 'abcdefgh'.split('')
  const kinds = fc.constantFrom<Need['kind']>('run', 'optional', 'build', 'group')
  const packages = fc
    .array(fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...letters), kinds), { maxLength: 20 })
    .map((edges): LocalPackage[] =>
      letters.map((name) => local(name, { needs: edges.filter(([from]) => from === name).map(([, to, kind]) => need(to, kind)) })),
    )

  it('an order holds everything once, and needs first where there is no circle', () =>
    fc.assert(
      fc.property(packages, (all) => {
        const graph = packageGraph(all)
        const { order, cycles } = orderOf(graph, names(...letters))
        assert.deepEqual(order.toSorted(), letters)
        const circle = new Set(cycles.flat())
        for (const edge of [...graph.needs.values()].flat())
          if (edge.need.kind !== 'group' && !(circle.has(edge.from) && circle.has(edge.to)))
            assert.ok(order.indexOf(edge.to) < order.indexOf(edge.from))
      }),
    ))

  it('deeper reaches more, the chain is a way there, and the order of packages is no matter', () =>
    fc.assert(
      fc.property(packages, fc.subarray(letters, { minLength: 1 }), fc.nat(4), (all, changed, depth) => {
        const graph = packageGraph(all)
        const reached = affectedBy(graph, names(...changed), depth)
        assert.deepEqual(affectedBy(packageGraph(all.toReversed()), names(...changed.toReversed()), depth), reached)
        const deeper = new Set(affectedBy(graph, names(...changed), depth + 1).map(({ project }) => project))
        for (const { project, chain } of reached) {
          assert.ok(deeper.has(project) && chain.length <= depth && !changed.includes(project))
          assert.ok(changed.includes(chain[0] ?? ''))
          const way = names(...chain, project)
          for (const [at, one] of way.entries()) if (at > 0) assert.ok(graph.needs.get(one)?.some(({ to }) => to === way[at - 1]))
        }
      }),
    ))
})
