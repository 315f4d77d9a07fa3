import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type BuiltFile, formatManifest } from '../core/build/manifest.ts'
import { formatCobertura } from '../core/coverage/format.ts'
import { sha256Of } from '../core/sha256.ts'
import type { ArtifactRecord } from '../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../local-agent/services/azure-devops.ts'
import { FaultScript } from '../local-agent/services/faults.ts'
import { built, suiteRun } from '../test/core/collect/told.ts'
import { wheelBytes } from '../test/fakes/wheel-bytes.ts'
import { record, runOf } from '../test/local-agent/services/run.ts'
import { agentEnvironment } from '../test/tasks/GatedRelease/as-agent.ts'
import { merging } from './coverage.ts'
import { coverageOfLeg } from './legs-coverage.ts'
import { median, type Row } from './row.ts'
import type { Figure } from './table.ts'
import { type Cost, wholeProcess } from './whole-process.ts'

/** Milliseconds added to every request. */
const latency = 30
const rounds = 3
const legs = 100
/** The list of artifacts, each leg's, the plan, and the timeline for the tag. */
const least = 1 + legs + 1 + 1
/** Each leg has measured a thousand lines of the same files. */
const covered = { files: 10, lines: 100 }

const mostRequests = 1
const mostTime = 0.8

const token = 'bench-token'
const running = { state: 'inProgress', result: undefined, finishTime: undefined } as const

/** What a process did: what it cost, and how often it asked anybody. */
interface Ran {
  readonly cost: Cost
  readonly requests: number
}

/** The service, and what it was asked. */
interface Bench {
  readonly service: AzureDevOps
  readonly script: FaultScript
  readonly folder: string
}

/** Collecting a run, and what of it is coverage of many lines. */
export async function collect(main: string, core: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const [run, coverage] = [await collecting(main), await merging(core)]
  return { rows: [...run.rows, ...coverage.rows], figures: [...run.figures, ...coverage.figures] }
}

/** Collecting a hundred legs with their coverage, tagged, beside a program that sends the requests that are needed at least, one after the other. */
async function collecting(main: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const script = new FaultScript([], { onRequest: async () => await pause(latency) })
  const bench = {
    service: await startAzureDevOps(runToCollect(), { token, faults: script }),
    script,
    folder: mkdtempSync(join(tmpdir(), 'collect-')),
  }
  try {
    const [ours, bare]: [Ran[], Ran[]] = [[], []]
    for (let round = 0; round <= rounds; round++) {
      const pair = [await task(main, bench), await oneByOne(bench)] as const
      assert.equal(pair[0].cost.code, 0, pair[0].cost.output)
      assert.match(pair[0].cost.output, /##vso\[codecoverage\.publish[^]*##vso\[build\.addbuildtag\]bench/)
      assert.equal(pair[1].requests, least, pair[1].cost.output)
      if (round === 0) continue
      ours.push(pair[0])
      bare.push(pair[1])
    }
    return told(ours, bare)
  } finally {
    await bench.service.close()
    rmSync(bench.folder, { recursive: true, force: true })
  }
}

/** A run whose legs have built a wheel each and run a suite on it. */
function runToCollect(): ReturnType<typeof runOf> {
  const names = Array.from({ length: legs }, (_, at) => `linux_${at}`)
  const plan = JSON.stringify({ version: 1, kind: 'matrix', jobs: names.map((leg) => ({ leg, cells: {} })) })
  const artifacts = [
    ...names.map(leftBy),
    { id: legs + 1, name: 'plan_gm.build.plan.1', source: 'job-1', files: new Map([['plan.json', Buffer.from(plan)]]) },
  ]
  const records = [
    record({ id: 'job-1', type: 'Job', identifier: 'build.test' }),
    record({ id: 'own-job', type: 'Job', identifier: 'package.collect', ...running }),
  ]
  return runOf({ artifacts, records, sourceBranch: 'refs/tags/v1.0' })
}

function leftBy(leg: string, at: number): ArtifactRecord {
  const name = `demo-1.0-${at + 1}-cp311-cp311-manylinux_2_28_x86_64.whl`
  const [bytes, coverage] = [wheelBytes(name), 'unit.coverage.xml']
  const file: BuiltFile = { ...built(name, bytes), sha256: sha256Of(bytes) }
  const manifest = formatManifest({
    version: 1,
    stage: 'build',
    job: 'test',
    leg,
    attempt: 1,
    planDigest: '',
    commit: 'c',
    buildId: '42',
    files: [file],
    failures: [],
    suites: [suiteRun({ wheel: name, coverage })],
  })
  const files = new Map<string, Uint8Array>([
    [name, bytes],
    [coverage, Buffer.from(formatCobertura(coverageOfLeg(at, covered), 0))],
    ['manifest.json', Buffer.from(manifest)],
  ])
  return { id: at + 1, name: `wheels.build.test.${leg}.1`, source: 'job-1', files }
}

async function task(main: string, { service, folder, ...bench }: Bench): Promise<Ran> {
  const [temp, attached, staging] = ['temp-', 'attached-', 'staging-'].map((name) => mkdtempSync(join(folder, name)))
  assert.ok(temp !== undefined && attached !== undefined && staging !== undefined)
  mkdirSync(join(temp, 'sources'))
  const agent = {
    'Build.BuildId': '42',
    'Build.SourceBranch': 'refs/tags/v1.0',
    'Build.ArtifactStagingDirectory': staging,
    'Build.SourcesDirectory': join(temp, 'sources'),
    'System.StageName': 'package',
    'System.PhaseName': 'collect',
    'System.JobIdentifier': 'package.collect',
    'System.JobId': 'own-job',
    'System.ParallelExecutionType': 'None',
    'System.Debug': 'false',
  }
  const inputs = { mode: 'collect', expect: `*.whl = ${legs}`, buildTag: 'bench' }
  const told = { inputs, agent, collectionUri: service.url, project: 'My Wheels', token, temp, attached, dies: 0 }
  return await counted(bench.script, [main], folder, agentEnvironment(told))
}

/** Bare node, that knows what to ask for; each answer is read before the next request is sent. */
async function oneByOne({ service, script, folder }: Bench): Promise<Ran> {
  const program = `
    const ask = async (url) => await (await fetch(url, { headers: { authorization: 'Bearer ${token}' } })).arrayBuffer()
    const listed = await ask('${service.url}My%20Wheels/_apis/build/builds/42/artifacts?api-version=7.1')
    for (const { resource } of JSON.parse(new TextDecoder().decode(listed)).value) await ask(resource.downloadUrl)
    await ask('${service.url}My%20Wheels/_apis/build/builds/42/timeline?api-version=7.1')`
  return await counted(script, ['--input-type=module', '-e', program], folder, { PATH: process.env['PATH'] ?? '' })
}

async function counted(script: FaultScript, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const before = script.requests.length
  const cost = await wholeProcess(process.execPath, args, { cwd, env })
  return { cost, requests: script.requests.length - before }
}

function told(ours: readonly Ran[], bare: readonly Ran[]): { readonly rows: Row[]; readonly figures: Figure[] } {
  const what = `collect ${legs} legs`
  const requests = Math.max(...ours.map((one) => one.requests))
  const secondsOf = (all: readonly Ran[]): number => median(all.map(({ cost }) => cost.seconds))
  const [seconds, beside] = [ours, bare].map((all) => secondsOf(all).toFixed(2))
  const ratio = median(ours.map(({ cost }, at) => cost.seconds / (bare[at]?.cost.seconds ?? Number.NaN)))
  const mebibytes = median(ours.map(({ cost }) => cost.mebibytes))
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
      { tool: 'BuildWheels', what, latency, seconds: secondsOf(ours), mebibytes, traffic: { requests: { all: requests }, up: 0, down: 0 } },
    ],
  }
}
