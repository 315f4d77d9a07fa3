import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Command, Exit, PackageIndex, Processes } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { type PackageIndex as Service, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import type { Target } from '../../../tasks/GatedRelease/upload/target.ts'
import { requirePip, verifyByPip } from '../../../tasks/GatedRelease/upload/verify-by-pip.ts'
import { releasePlan } from '../../fakes/approved-release.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { findPython } from '../../servers/python.ts'

const made = [
  wheel({ name: 'spam', version: '1.0', tag: 'cp311-cp311-win_amd64', requiresPython: '>=3.8' }),
  wheel({ name: 'spam', version: '1.0', tag: 'py3-none-any' }),
  sdist({ name: 'spam', version: '1.0' }),
]
const bare: Processes = { run: () => Promise.resolve<Exit>({ kind: 'not-started', says: 'ENOENT' }) }

describe('a release, downloaded by pip', () => {
  let folder: string
  let service: Service
  let target: Target
  const clock = fixedClock()
  const log = recordingLog()
  const plan: ReleasePlan = releasePlan({
    releases: [
      {
        project: 'spam',
        version: '1.0',
        files: made.map(({ file, bytes }) => ({ name: file, size: bytes.length, sha256: sha256Of(bytes) })),
      },
    ],
  })
  before(function () {
    findPython(this)
  })
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'by-pip-'))
    mkdirSync(join(folder, 'index'))
    for (const { file, bytes } of made) writeFileSync(join(folder, 'index', file), bytes)
    service = await startPackageIndex({ folder: join(folder, 'index') })
    const index: PackageIndex = simpleIndex(service.simpleUrl)
    const publish = (): Promise<never> => Promise.reject(new Error('not here'))
    target = { name: index.name, index, checkUrl: service.simpleUrl, reader: undefined, warnings: [], publish }
    log.lines.length = 0
    clock.slept.length = 0
  })
  afterEach(async () => {
    await service.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const ran: Command[] = []
  const watched = (processes: Processes): Processes => ({
    run: async (command, on) => {
      ran.push(command)
      return await processes.run(command, on)
    },
  })
  const ports = (processes: Processes): Parameters<typeof requirePip>[1] => ({
    files: localFiles(folder),
    log,
    clock,
    outside: () =>
      Promise.resolve({
        processes: watched(processes),
        environment: process.env,
        authorities: '',
        windows: false,
        web: { ask: () => Promise.reject(new Error('not here')) },
      }),
  })
  const local: Processes = localProcesses(new AbortController().signal)
  const verify = async (processes = local, of = target): ReturnType<typeof verifyByPip> => {
    const listing = await target.index.project(normalizeName('spam'))
    return await verifyByPip(plan, of, new Map([['spam', listing]]), ports(processes))
  }

  it('comes with every planned wheel, of whatever platform, and without the sdist', async () => {
    assert.deepEqual(await verify(), { doubts: [], notes: [] })
    assert.match(log.text(), /fetched 2 wheels, each with the planned hash/)
    const fetched = service.requests.map(({ path }) => path).filter((path) => path.startsWith('/files/') && !path.endsWith('.metadata'))
    assert.deepEqual(
      fetched.sort(),
      made
        .slice(0, 2)
        .map(({ file }) => `/files/${file}`)
        .sort(),
    )
  })

  it('names the wheel that comes with other bytes, after a second try', async () => {
    const [first] = made
    const other = wheel({ name: 'spam', version: '1.0', tag: 'cp311-cp311-win_amd64', requiresPython: '>=3.8', says: 'evil' })
    writeFileSync(join(folder, 'index', first?.file ?? ''), other.bytes)
    const { doubts } = await verify()
    assert.deepEqual(
      doubts.map(({ code }) => code),
      ['CHECK_FAILED'],
    )
    assert.ok(doubts[0]?.message.includes(first?.file ?? ''))
    assert.equal(clock.slept.length, 1)
  })

  it('is not asked where there is no python, which is said', async () => {
    const { doubts, notes } = await verify(bare)
    assert.deepEqual(doubts, [])
    assert.match(notes.join(), /no python with pip/)
  })

  it('is not asked where pip cannot be', async () => {
    const { doubts, notes } = await verify(local, { ...target, checkUrl: undefined })
    assert.deepEqual(doubts, [])
    assert.match(notes.join(), /cannot read/)
  })

  it('is read with a password that stands in no argument, no log and no file', async () => {
    ran.length = 0
    const reader = { username: 'build', password: 'hunter2/@' }
    const texts: string[] = []
    const peeking: Processes = {
      run: async (command, on) => {
        const list = command.args[command.args.indexOf('-r') + 1]
        if (command.args.includes('-r')) texts.push(readFileSync(list ?? '', 'utf8'))
        return await local.run(command, on)
      },
    }
    const { doubts } = await verify(peeking, { ...target, reader })
    assert.deepEqual(doubts, [])
    assert.ok(ran.some(({ env }) => env['PIP_INDEX_URL']?.includes('build:hunter2%2F%40@') === true))
    assert.equal(texts.length, 2)
    assert.doesNotMatch([...ran.flatMap(({ args }) => args), ...texts, log.text()].join(), /hunter2/)
  })

  it('ends with the run that is cancelled, and leaves nothing behind', async () => {
    const cancelled: Processes = {
      run: async (command, on) => {
        if (command.args.includes('download')) throw new Problem('REFUSED', 'The run was cancelled.', '')
        return await local.run(command, on)
      },
    }
    assert.equal(await rejectedCode(verify(cancelled)), 'REFUSED')
    assert.deepEqual(readdirSync(folder), ['index'])
  })

  for (const [what, left] of [
    ['other bytes under the right name', [[made[1]?.file ?? '', 'evil']]],
    ['nothing', []],
    [
      'a file more',
      [
        [made[1]?.file ?? '', 'evil'],
        ['other.whl', 'x'],
      ],
    ],
  ] as const)
    it(`is not believed of a pip that says all is well and leaves ${what}`, async () => {
      ran.length = 0
      const lying: Processes = {
        run: ({ args }, on) => {
          if (args.includes('--version')) on('pip 25.1 from /x')
          const into = args[args.indexOf('-d') + 1] ?? ''
          if (args.includes('-d')) mkdirSync(into)
          if (args.includes('-d')) for (const [name, bytes] of left) writeFileSync(join(into, name), bytes)
          return Promise.resolve<Exit>({ kind: 'exited', code: 0 })
        },
      }
      const { doubts } = await verify(lying)
      assert.equal(doubts.length, 2)
      assert.ok(ran.filter(({ args }) => args.includes('download')).every(({ args }) => args.includes('--require-hashes')))
    })

  it('is refused before anything is uploaded where pip alone is to verify and cannot', async () => {
    assert.equal(await rejectedCode(requirePip(target, ports(bare))), 'INTERPRETER_MISSING')
    assert.equal(await rejectedCode(requirePip({ ...target, checkUrl: undefined }, ports(local))), 'NOT_SUPPORTED')
    await requirePip(target, ports(local))
  })
})
