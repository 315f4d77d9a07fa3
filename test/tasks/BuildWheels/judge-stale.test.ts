import assert from 'node:assert/strict'
import type { Observed } from '../../../core/cache/entry.ts'
import type { StaleWord } from '../../../core/pipeline/cache-ref.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import { plainRow, type Row } from '../../../core/build/row.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { Exit, Processes } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { type Bench, setUp } from '../../../tasks/BuildWheels/bench.ts'
import { judgeStale } from '../../../tasks/BuildWheels/cache/judge-stale.ts'
import { observe } from '../../../tasks/BuildWheels/host/observe.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { toolchain } from '../../core/build/toolchains.ts'
import { Yard } from './projects.ts'
import { scriptedHost } from './scripted-host.ts'
import { askOf, leg, portsOf } from './try-run.ts'

const is = { python: 'CPython 3.14.1', toolchain: ['linux-x86_64', 'gcc 14.2'] }
const then: Observed = { ...is, requirements: ['ninja==1.11', 'setuptools==83.0'] }
const python = parseAskedPython('3.14') ?? assert.fail()

describe('whether an entry of the cache is stale on a host', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/lib/pyproject.toml', '[build-system]\nrequires = ["setuptools>=60"]\n')
  })
  afterEach(() => yard.remove())

  /** What the host answers, and what it is asked. */
  interface Play {
    readonly observed?: readonly string[]
    readonly reported?: Readonly<Record<string, string>>
    readonly ends?: Exit
    readonly inputs?: Readonly<Record<string, string>>
    readonly toolchain?: Partial<Toolchain>
  }
  const row = (path = 'lib'): Row => plainRow('lib', { kind: 'folder', path, time: 0 }, python)

  async function judged(
    words: readonly StaleWord[],
    play: Play = {},
    observed: Readonly<Record<string, Observed>> = { '3.14': then },
    rows: readonly Row[] = [row()],
  ): Promise<{ reason: string | undefined; said: string[]; bench: Bench }> {
    const said: string[] = []
    const scripted = scriptedHost({ programs: {} })
    const seen = play.observed ?? [`wheelworks-observed ${JSON.stringify(is)}`]
    const host = {
      run: async (...[command, on]: Parameters<Processes['run']>): Promise<Exit> => {
        const isPip = command.args.includes('--dry-run')
        said.push(isPip ? `pip ${command.args.slice(command.args.indexOf('-') + 1).join(' ')}` : 'observe')
        const install = Object.entries(play.reported ?? {}).map(([name, version]) => ({ metadata: { name, version } }))
        for (const line of isPip ? JSON.stringify({ install }, undefined, 2).split('\n') : seen) on(line)
        await scripted.run(command, () => {})
        return play.ends ?? { kind: 'exited', code: 0 }
      },
    }
    const ports = portsOf(yard, { host })
    const inputs = readInputs(askOf({ packages: 'lib', ...play.inputs }, leg))
    const bench = { ...setUp(inputs, ports, { rows, planDigest: '' }, []), host: await ports.openHost() }
    const told = rows.map((one, at) => ({ row: one, label: `lib-${at}`, toolchain: toolchain(play.toolchain) }))
    const reason = await judgeStale(told, { observed }, words, bench)
    return { reason, said, bench }
  }

  it('is no question where nothing is asked for, and the host is left alone', async () => {
    const { reason, said } = await judged([])
    assert.equal(reason, undefined)
    assert.deepEqual(said, [])
  })

  for (const [what, words, play, expected] of [
    ['the same python', ['python'], {}, undefined],
    ['another python', ['python'], { observed: [`wheelworks-observed ${JSON.stringify({ ...is, python: 'CPython 3.14.2' })}`] }, '3.14.2'],
    ['the same toolchain', ['toolchain', 'python'], {}, undefined],
    [
      'another toolchain',
      ['toolchain'],
      { observed: [`wheelworks-observed ${JSON.stringify({ ...is, toolchain: ['gcc 15'] })}`] },
      'gcc 15',
    ],
    [
      'another toolchain that nobody asks for',
      ['python'],
      { observed: [`wheelworks-observed ${JSON.stringify({ ...is, toolchain: [] })}`] },
      undefined,
    ],
    ['a host that does not answer', ['toolchain'], { observed: [] }, 'not told'],
    ['a connection that broke', ['toolchain'], { ends: { kind: 'lost', says: 'reset' } }, 'not told'],
    ['the same requirements', ['requirements'], { reported: { setuptools: '83.0', ninja: '1.11' } }, undefined],
    ['a newer requirement', ['requirements'], { reported: { setuptools: '84.0', ninja: '1.11' } }, 'setuptools 83.0 -> 84.0'],
    ['a newer one that its backend asked for', ['requirements'], { reported: { setuptools: '83.0', ninja: '1.12' } }, 'ninja 1.11 -> 1.12'],
    ['one that is gone', ['requirements'], { reported: { setuptools: '83.0' } }, 'ninja 1.11 is gone'],
    ['a pip that fails', ['requirements'], { ends: { kind: 'exited', code: 1 } }, 'does not tell'],
    ['a pip that is too old', ['requirements'], { toolchain: { pip: '21.3' } }, 'pip 21.3 does not tell'],
    ['uv', ['requirements'], { inputs: { buildFrontend: 'uv' } }, 'uv build does not tell'],
  ] as const satisfies readonly (readonly [string, readonly StaleWord[], Play, string | undefined])[])
    it(`${expected === undefined ? 'holds' : 'is stale'}: ${what}`, async () => {
      const { reason = '' } = await judged(words, play)
      if (expected === undefined) assert.equal(reason, '')
      else assert.ok(reason.includes(expected), reason)
    })

  it('is stale where the entry does not tell what it was built with', async () => {
    const { said, reason } = await judged(['python', 'requirements'], {}, { '3.13': then })
    assert.match(reason ?? '', /not told/)
    const silent = await judged(['requirements'], {}, { '3.14': { ...then, requirements: undefined } })
    assert.match(silent.reason ?? '', /not told/)
    assert.deepEqual([...said, ...silent.said], [])
  })
  it('asks pip for what the project requires and for what its backend had asked for, and only when all else is as it was', async () => {
    const fresh = await judged(['requirements', 'python'], { reported: { setuptools: '83.0', ninja: '1.11' } })
    assert.deepEqual(fresh.said, ['observe', 'pip setuptools>=60 ninja setuptools'])
    const other = await judged(['requirements', 'python'], { observed: [], toolchain: { version: '3.14.9' } })
    assert.deepEqual(other.said, ['observe'])
    assert.match(other.reason ?? '', /3\.14\.9/)
  })
  it('holds where nothing was required and nothing is, and pip is not asked', async () => {
    yard.write('sources/lib/pyproject.toml', '[build-system]\nrequires = []\n')
    const { reason, said } = await judged(['requirements'], {}, { '3.14': { ...then, requirements: [] } })
    assert.deepEqual([reason, said], [undefined, []])
    const more = await judged(['requirements'], { reported: { ninja: '1.11' } }, { '3.14': { ...then, requirements: ['ninja==1.11'] } })
    assert.deepEqual([more.reason, more.said], [undefined, ['pip ninja']])
  })
  it('is stale where its sources cannot be had, which its build will tell', async () => {
    const { reason } = await judged(['requirements'], {}, { '3.14': then }, [row('gone')])
    assert.match(reason ?? '', /cannot be judged/)
  })
  it('is asked of a host once for all rows of a python', async () => {
    const { reason, said, bench } = await judged(['toolchain'], {}, { '3.14': then }, [row(), row(), row()])
    assert.deepEqual([reason, said], [undefined, ['observe']])
    assert.deepEqual(await observe(toolchain(), bench), { ...is, requirements: undefined })
    assert.equal(said.length, 1)
    const withCompiler = { ...row().recipe, environment: { CC: 'clang' } }
    await observe(toolchain(), bench, withCompiler)
    assert.equal(said.length, 2)
  })
  const silences: [what: string, play: Play, asked: number][] = [
    ['once where it hangs', { observed: [], ends: { kind: 'timed-out' } }, 1],
    ['once where it has no answer', { observed: [], ends: { kind: 'exited', code: 1 } }, 1],
    ['again where the connection broke', { ends: { kind: 'lost', says: 'reset' } }, 3],
  ]
  for (const [what, play, asked] of silences)
    it(`is asked of a host ${what}`, async () => {
      const { bench, said } = await judged(['toolchain'], play)
      for (const _ of [1, 2]) await observe(toolchain(), bench)
      assert.equal(said.length, asked)
    })
  it('passes on a fault of ours', async () => {
    const broken = judgeStale([{ row: row(), label: 'x', toolchain: toolchain() }], { observed: { '3.14': then } }, ['python'], {} as never)
    await assert.rejects(broken, (error) => !(error instanceof Problem))
  })
})
