import assert from 'node:assert/strict'
import { parseWheelName } from '../../../../core/python/wheel-name.ts'
import { lacking, type Offered, plannedRows } from '../../../../core/release/preflight/planned-rows.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { type RowChange, planText } from '../../../fakes/plan-text.ts'

const offered = (name: string, requiresPython?: string): Offered => {
  const wheel = parseWheelName(name)
  if (wheel === undefined) throw new Error(name)
  return { ...wheel, requiresPython }
}
const titles = (rows: readonly RowChange[], wheels: readonly Offered[] = []): string[] =>
  lacking(plannedRows(planText(rows), 'plan.json'), wheels).map(({ title }) => title)

describe('rows of a plan', () => {
  it('are lacking until a wheel is what they wish for', () => {
    assert.deepEqual(titles([{}]), ['spam 1.0 for cp311 on win_amd64'])
    assert.deepEqual(titles([{}], [offered('spam-1.0-cp311-cp311-win_amd64.whl')]), [])
  })
  for (const [what, name] of [
    ['another project', 'eggs-1.0-cp311-cp311-win_amd64.whl'],
    ['another version', 'spam-1.1-cp311-cp311-win_amd64.whl'],
    ['another Python', 'spam-1.0-cp310-cp310-win_amd64.whl'],
    ['another platform', 'spam-1.0-cp311-cp311-win32.whl'],
    ['a wheel for any platform, where that will not do', 'spam-1.0-py3-none-any.whl'],
  ] as const)
    it(`are lacking where there is ${what}`, () => assert.equal(titles([{}], [offered(name)]).length, 1))
  it('are lacking where the wheel leaves that Python out', () =>
    assert.equal(titles([{}], [offered('spam-1.0-cp311-cp311-win_amd64.whl', '>=3.12')]).length, 1))
  it('wish for the build number and purity of what builds them', () => {
    assert.equal(titles([{ build: 2 }], [offered('spam-1.0-1-cp311-cp311-win_amd64.whl')]).length, 1)
    assert.equal(titles([{ build: 2 }], [offered('spam-1.0-3-cp311-cp311-win_amd64.whl')]).length, 0)
    assert.equal(titles([{ pure: true }], [offered('spam-1.0-py3-none-any.whl')]).length, 0)
  })
  it('are told apart by their ABI', () => {
    const rows = [{ abi: 'cp311', build: 2 }, { abi: 'abi3' }]
    assert.deepEqual(titles(rows, [offered('spam-1.0-1-cp311-abi3-win_amd64.whl')]), ['spam 1.0 for cp311-cp311 on win_amd64'])
  })
  it('take the stable ABI, as everywhere', () => assert.deepEqual(titles([{}], [offered('spam-1.0-cp38-abi3-win_amd64.whl')]), []))

  it('count where a cache has them, and wish for what would have been built', () => {
    const row = { kind: 'restore', why: 'warm', build: 2 } as const
    assert.equal(titles([row]).length, 1)
    assert.equal(titles([row], [offered('spam-1.0-1-cp311-cp311-win_amd64.whl')]).length, 1)
    assert.deepEqual(titles([row], [offered('spam-1.0-2-cp311-cp311-win_amd64.whl')]), [])
  })

  for (const why of ['in-index', 'in-index, recipe differs', 'covered', 'covered, recipe differs'])
    it(`count where nothing was built because they are ${why}`, () => {
      assert.equal(titles([{ kind: 'skip', why }]).length, 1)
      assert.equal(titles([{ kind: 'skip', why }], [offered('spam-1.0-py3-none-any.whl')]).length, 0)
    })
  for (const why of ['requires-python', 'no-sdist', 'withdrawn', 'upstream'])
    it(`do not count where there is none on purpose: ${why}`, () => assert.deepEqual(titles([{ kind: 'skip', why }]), []))
  it('count where they could not be planned, whatever there is', () => {
    assert.deepEqual(titles([{ kind: 'error', version: 'latest', why: 'UNRESOLVED' }]), ['spam latest for cp311 on win_amd64'])
    assert.equal(titles([{ kind: 'error', version: 'latest' }], [offered('spam-1.0-cp311-cp311-win_amd64.whl')]).length, 1)
  })
  it('say what they are', () => {
    const [row] = plannedRows(planText([{ abi: 'abi3', says: 'not there yet' }]), 'plan.json')
    assert.equal(row?.title, 'spam 1.0 for cp311-abi3 on win_amd64')
    assert.deepEqual([row?.says, row?.kind, row?.project], ['not there yet', 'build', 'spam'])
  })

  it('are none in plans of other modes', () => {
    assert.deepEqual(plannedRows('{"version":1,"kind":"changes","jobs":[]}', 'plan.json'), [])
    assert.deepEqual(plannedRows('{"version":1,"kind":"matrix"}', 'plan.json'), [])
  })
  for (const [what, text] of [
    ['no JSON', '{'],
    ['a newer format', '{"version":2,"decisions":[],"jobs":[]}'],
    ['no decisions', '{"version":1,"jobs":[]}'],
  ] as const)
    it(`are refused where the plan is ${what}`, () =>
      assert.equal(
        problemCode(() => plannedRows(text, 'plan.json')),
        'PLAN_INVALID',
      ))
})
