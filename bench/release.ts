import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sdistBytes } from '../test/fakes/sdist-bytes.ts'
import { wheelBytes } from '../test/fakes/wheel-bytes.ts'
import { agentEnvironment } from '../test/tasks/GatedRelease/as-agent.ts'
import { type RealRelease, startRealRelease, type Told } from '../test/tasks/GatedRelease/real-release.ts'
import { median, type Row } from './row.ts'
import type { Figure } from './table.ts'
import { type Cost, wholeProcess } from './whole-process.ts'

/** Milliseconds added to every request. */
const latency = 30
const rounds = 5
/** The listing before, each file, the listing after. */
const uploads = (files: number): number => files + 2
/** One for each fact: the run, its timeline, its artifacts, the plan, the files, the checks of the stage, their configurations, the approval. */
const facts = 8

const mostRequests = 1.15
const mostTime = 2.5

/** What a process did: what it cost, and how often it asked anybody. */
interface Ran {
  readonly cost: Cost
  readonly requests: number
}

/** Publishing an approved release of 40 files by the built-in uploader, beside a program that sends the requests that are needed at least, one after the other. */
export async function release(main: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const files = distributions()
  const release = await startRealRelease(files)
  try {
    await approved(release, main)
    const least = uploads(files.length) + facts
    const ours: Ran[] = []
    const bare: Ran[] = []
    for (let round = 0; round <= rounds; round++) {
      release.clear()
      const pair = [await task(release, main, release.publishing()), await oneByOne(release, least)] as const
      assert.equal(Object.keys(release.shelved()).length, files.length, pair[0].cost.output)
      if (round === 0) continue
      ours.push(pair[0])
      bare.push(pair[1])
    }
    return told(files.length, least, ours, bare)
  } finally {
    await release.close()
  }
}

/** Plans it, and does what the agent and whoever approves do. */
async function approved(release: RealRelease, main: string): Promise<void> {
  const { output } = (await task(release, main, release.planning())).cost
  const [, artifact = '', path = ''] = /^##vso\[artifact\.upload .*?artifactname=([^;\]]*).*?\](.*)$/m.exec(output) ?? assert.fail(output)
  release.run.artifacts.push({ id: 20, name: artifact, source: 'job-1', files: new Map([[basename(path), readFileSync(path)]]) })
  release.approve(/^Approval code: (\S+)/m.exec(output)?.[1] ?? assert.fail(output))
  release.hooks.before = async () => await pause(latency)
}

async function task(release: RealRelease, main: string, told: Told): Promise<Ran> {
  return await counted(release, [main], agentEnvironment(told))
}

/** Bare node; each answer is read before the next request is sent. */
async function oneByOne(release: RealRelease, requests: number): Promise<Ran> {
  const program = `for (let n = 0; n < ${requests}; n++) await (await fetch('${release.index.simpleUrl}')).arrayBuffer()`
  return await counted(release, ['--input-type=module', '-e', program], { PATH: process.env['PATH'] ?? '' })
}

async function counted(release: RealRelease, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> {
  const before = release.script.requests.length
  const cost = await wholeProcess(process.execPath, args, { cwd: release.folder(), env })
  return { cost, requests: release.script.requests.length - before }
}

function told(
  files: number,
  least: number,
  ours: readonly Ran[],
  bare: readonly Ran[],
): { readonly rows: Row[]; readonly figures: Figure[] } {
  const what = `release ${files} files, builtin`
  const requests = Math.max(...ours.map((one) => one.requests))
  const [seconds, beside] = [ours, bare].map((all) => median(all.map(({ cost }) => cost.seconds)).toFixed(2))
  const ratio = median(ours.map(({ cost }, at) => cost.seconds / (bare[at]?.cost.seconds ?? Number.NaN)))
  return {
    rows: [
      { what: `${what}: ${requests} requests`, beside: `the ${least} that are needed`, ratio: requests / least, most: mostRequests },
      {
        what: `${what} at ${latency} ms: ${seconds} s`,
        beside: `those ${least} one by one by bare node, ${beside} s`,
        ratio,
        most: mostTime,
      },
    ],
    figures: [
      {
        tool: 'GatedRelease',
        what,
        latency,
        seconds: median(ours.map(({ cost }) => cost.seconds)),
        mebibytes: median(ours.map(({ cost }) => cost.mebibytes)),
        traffic: { requests: { all: requests }, up: 0, down: 0 },
      },
    ],
  }
}

/** One version: wheels of eight interpreters and five platforms, but for one, and the sdist. */
function distributions(): { file: string; bytes: Uint8Array }[] {
  const pythons = ['cp38', 'cp39', 'cp310', 'cp311', 'cp312', 'cp313', 'cp314', 'pp311']
  const platforms = ['manylinux_2_28_x86_64', 'musllinux_1_2_x86_64', 'macosx_11_0_arm64', 'win_amd64', 'win_arm64']
  const abi = (python: string): string => (python === 'pp311' ? 'pypy311_pp73' : python)
  const tags = pythons.flatMap((python) => platforms.map((platform) => `${python}-${abi(python)}-${platform}`))
  const wheels = tags.slice(1).map((tag) => `spam-1.0-${tag}.whl`)
  return [...wheels.map((file) => ({ file, bytes: wheelBytes(file) })), { file: 'spam-1.0.tar.gz', bytes: sdistBytes('spam-1.0.tar.gz') }]
}
