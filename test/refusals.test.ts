import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The members of a union of codes. */
const union = (path: string): string[] => [...read(path).matchAll(/^ {2}\| '([A-Z_]+)'$/gm)].map(([, code = '']) => code)

const rows = read('docs/refusals.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [code = '', what = '', act = '', ...more] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return { code: code.replaceAll('`', ''), what, act, more }
  })
const refusals = union('core/release/refusal.ts')
const problems = union('core/problem.ts')
const codes = rows.map(({ code }) => code)
/** Those of a release; a build refuses by codes of Problems. */
const told = codes.filter((code) => !problems.includes(code) || refusals.includes(code)).sort()

/** What an audit finds besides refusals: every word of its sources that is a code, and none of theirs. */
function findings(): string[] {
  const folder = 'tasks/GatedRelease/record'
  const files = ['core/release/record/audit.ts', ...readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)]
  const words = files.flatMap((file) => [...read(file).matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)].map(([, word = '']) => word))
  return [...new Set(words)].filter((word) => !refusals.includes(word) && !problems.includes(word))
}

describe('docs/refusals.md', () => {
  it('tells every code of a refusal and of an audit, each once, and no other', () => {
    assert.ok(refusals.length > 70 && findings().length > 10)
    assert.deepEqual(told, [...refusals, ...findings()].sort())
  })

  it('tells the Problems by which builds, tests and collecting refuse, and no other', () =>
    assert.deepEqual(codes.filter((code) => problems.includes(code) && !refusals.includes(code)).sort(), [
      'CACHE_COLD',
      'CACHE_INVALID',
      'EXTRA_MISSING',
      'LEG_MISSING',
      'RELEASE_SET',
      'RESULTS_MISSING',
      'RUN_UNWELL',
      'TESTS_FAILED',
    ]))

  for (const { code, what, act, more } of rows)
    it(`says of ${code} what is the case, and what to do`, () => {
      assert.ok(what.length > 8 && act.length > 4)
      assert.deepEqual(more, [])
    })
})

describe('docs/classic-release.md', () => {
  it('names codes that there are', () => {
    const cells = read('docs/classic-release.md')
      .split('\n')
      .filter((line) => line.startsWith('| '))
    const named = cells.flatMap((line) => [...line.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code = '']) => code))
    assert.ok(named.length > 20)
    assert.deepEqual(
      named.filter((code) => !refusals.includes(code)),
      [],
    )
  })
})

/** Tables of what is wrong, one fact a row; a code that none of them expects has never been seen to refuse. */
const tables = ['', '/approval', '/classic', '/source']
  .map((room) => `test/core/release${room}`)
  .flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /^(?:judge|approvers|attempt|steps).*\.test\.ts$/.test(name))
      .map((name) => `${folder}/${name}`),
  )

describe('every code of a refusal', () => {
  const expected = tables.map(read).join('\n')
  for (const code of refusals) it(`${code} is expected where verdicts are tested`, () => assert.ok(expected.includes(`'${code}'`)))
})
