import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { localFiles } from '../adapters/local/files.ts'
import { localHistory } from '../adapters/local/history.ts'
import { localPatterns } from '../adapters/local/patterns.ts'
import { localProcesses } from '../adapters/local/processes.ts'
import { Ask } from '../core/ask.ts'
import type { LocalPackage } from '../core/changes/local-package.ts'
import { formatChangePlan } from '../core/changes/plan/plan-file.ts'
import { emitMatrix } from '../core/pipeline/emit.ts'
import { normalizeName } from '../core/python/name.ts'
import { parseRequirement } from '../core/python/requirement.ts'
import { parseVersion } from '../core/python/version.ts'
import { sha256Of } from '../core/sha256.ts'
import { decide, type Gathered } from '../tasks/GenerateMatrix/changes/decide.ts'
import { type Inputs, readInputs } from '../tasks/GenerateMatrix/inputs.ts'
import type { Ports } from '../tasks/GenerateMatrix/ports.ts'
import { run } from '../tasks/GenerateMatrix/run.ts'
import { fixedClock } from '../test/fakes/fixed-clock.ts'
import { fixedDownloads } from '../test/fakes/fixed-downloads.ts'
import { fixedGit } from '../test/fakes/fixed-git.ts'
import { memoryIndex } from '../test/fakes/memory-index.ts'
import { recordingLog } from '../test/fakes/recording-log.ts'
import { recordingPipeline } from '../test/fakes/recording-pipeline.ts'
import { median, type Row } from './row.ts'

const depth = 10
const matrix = { matrix: { Agent: { ubuntu: { Pool: 'linux' }, windows: { Pool: 'windows' } }, PythonVersion: ['3.9', '3.12'] } }

const nameOf = (at: number): string => `package-${String(at).padStart(5, '0')}`
const folderOf = (at: number): string => `sdk/service-${at % 100}/${nameOf(at)}`
/** Packages that reach each other. */
const blockOf = (size: number): number => size * 0.16

/** Chains of ten packages, each of which needs the one below and one of another chain of its block. */
function needsOf(at: number, size: number): string[] {
  if (at % depth === 0) return []
  const block = blockOf(size)
  const start = Math.floor(at / block) * block
  const other = start + ((at - start - 1 + depth * 7) % block)
  return [...new Set([at - 1, other < size ? other : at - 1])].map((to) => `${nameOf(to)}>=1`)
}

function packagesOf(size: number): LocalPackage[] {
  return Array.from({ length: size }, (_, at) => {
    const name = nameOf(at)
    const needs = needsOf(at, size).map((text) => {
      const requirement = parseRequirement(text)
      assert.ok(requirement !== undefined)
      return { kind: 'run', of: '', requirement, local: false } as const
    })
    const rest = { group: '', triggers: [], ciFile: undefined, additional: [], configs: [], info: undefined, versionTool: '' }
    return {
      name,
      project: normalizeName(name),
      folder: folderOf(at),
      version: parseVersion('1.0'),
      needs,
      service: '',
      artifact: name,
      ...rest,
    }
  })
}

/** Two packages of every chain of one block change, in so many files that there are three for ten packages. */
function changedOf(size: number): string[] {
  const direct = Array.from({ length: blockOf(size) / depth }, (_, chain) => [chain * depth, chain * depth + 5]).flat()
  return Array.from({ length: size * 0.3 }, (_, at) => `${folderOf(direct[at % direct.length] ?? 0)}/src/module_${at}.py`)
}

/** So many packages in a job that 256 come of it, whatever the size. */
function inputsOf(size: number, since = ''): Inputs {
  const inputs: Record<string, string> = {
    mode: 'changes',
    matrixConfigs: '[{ Path: matrix.json }]',
    batchSize: String(size / 1000),
    since,
  }
  return readInputs(new Ask({ input: (name) => inputs[name], variable: () => undefined, inputs: [] }))
}

function portsOf(folder: string): Ports {
  const files = localFiles(join(folder, '.temp'))
  const processes = localProcesses()
  const environment = { PATH: process.env['PATH'], HOME: folder }
  return {
    store: undefined,
    cache: undefined,
    artifacts: undefined,
    upstream: memoryIndex({}),
    index: () => memoryIndex({}),
    git: fixedGit({}, 1_790_000_000),
    downloads: fixedDownloads({}, files),
    files,
    pipeline: recordingPipeline(),
    log: recordingLog(),
    clock: fixedClock(),
    sources: folder,
    history: localHistory(processes, environment, folder, { token: undefined, provider: '', collectionUri: undefined }),
    pastRuns: undefined,
    processes,
    patterns: localPatterns(),
    environment,
    secrets: [],
    windows: process.platform === 'win32',
  }
}

interface Measured {
  readonly milliseconds: number
  readonly legs: number
}

/** Everything between what was read and what is written: the graph, the decision, the legs, plan.json and the matrix. */
async function planInMemory(gathered: Gathered, inputs: Inputs, ports: Ports): Promise<Measured> {
  const begun = performance.now()
  const { plan } = await decide(gathered, inputs, ports)
  const text = formatChangePlan(plan)
  const legs = plan.jobs.map(({ cells, ...leg }) => ({ leg: leg.leg, cells, work: { kind: 'folders', leg } as const }))
  emitMatrix(legs, { digest: sha256Of(text), artifact: 'plan' }, '')
  assert.equal(plan.jobs.length, 256)
  return { milliseconds: performance.now() - begun, legs: plan.jobs.length }
}

function gatheredOf(size: number, top: string): Gathered {
  const diff = { changed: changedOf(size), deleted: [], excludePaths: [], pullRequest: '-1' }
  const checkout = { top, commit: 'c0ffee', tracked: undefined, folderOf: (folder: string) => folder }
  return { found: { kind: 'known', diff, base: '', head: 'c0ffee', says: 'in memory' }, checkout, packages: packagesOf(size), notes: [] }
}

/** Bytes that are in use once all that nobody holds is gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  return process.memoryUsage().heapUsed
}

async function inMemory(folder: string): Promise<Row[]> {
  const ports = portsOf(folder)
  const seen = new Map<number, Measured>()
  // The engine compiles what it sees often: a first size would pay for all.
  for (let at = 0; at < 10; at++) await planInMemory(gatheredOf(1000, folder), inputsOf(1000), ports)
  for (const size of [1000, 3000, 10_000]) {
    const [gathered, inputs] = [gatheredOf(size, folder), inputsOf(size)]
    const runs: Measured[] = []
    for (let at = 0; at < 5; at++) runs.push(await planInMemory(gathered, inputs, ports))
    seen.set(size, { milliseconds: median(runs.map((one) => one.milliseconds)), legs: runs[0]?.legs ?? 0 })
  }
  const [gathered, inputs] = [gatheredOf(10_000, folder), inputsOf(10_000)]
  await planInMemory(gathered, inputs, ports)
  const before = heldBytes()
  for (let at = 0; at < 10; at++) await planInMemory(gathered, inputs, ports)
  const after = heldBytes()
  const took = (size: number): number => seen.get(size)?.milliseconds ?? Number.NaN
  const shown = (size: number): string => `${size} packages in ${Math.round(took(size))} ms`
  const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MiB`
  return [
    {
      what: `plan 10000 packages, 3000 changed files, depth ${depth}, ${seen.get(10_000)?.legs} jobs: ${Math.round(took(10_000))} ms`,
      beside: 'one second',
      ratio: took(10_000) / 1000,
      most: 1,
    },
    { what: shown(3000), beside: `${shown(1000)}: three times as many`, ratio: took(3000) / took(1000), most: 4.5 },
    { what: shown(10_000), beside: `${shown(1000)}: ten times as many`, ratio: took(10_000) / took(1000), most: 15 },
    { what: `${mebibytes(after)} held after ten plans more`, beside: `${mebibytes(before)} before`, ratio: after / before, most: 1.1 },
  ]
}

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@test', '-c', 'gc.auto=0', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** run() whole on a real repository of that size, beside git's own diff and list of files and a plain reading of every package file. */
async function wholeRun(folder: string, size: number): Promise<Row> {
  write(folder, 'matrix.json', JSON.stringify(matrix))
  for (let at = 0; at < size; at++) {
    const text = `[project]\nname = "${nameOf(at)}"\nversion = "1.0"\ndependencies = ${JSON.stringify(needsOf(at, size))}\n`
    write(folder, `${folderOf(at)}/pyproject.toml`, text)
  }
  git(folder, 'init', '--quiet', '--template=')
  git(folder, 'add', '-A')
  git(folder, 'commit', '--quiet', '-m', 'one')
  const base = git(folder, 'rev-parse', 'HEAD')
  for (const path of changedOf(size)) write(folder, path, 'x = 1\n')
  git(folder, 'add', '-A')
  git(folder, 'commit', '--quiet', '-m', 'two')
  const begun = performance.now()
  git(folder, 'diff', '--name-status', base, 'HEAD')
  git(folder, 'ls-files')
  for (let at = 0; at < size; at++) readFileSync(join(folder, folderOf(at), 'pyproject.toml'))
  const alone = performance.now() - begun
  const ports = portsOf(folder)
  const started = performance.now()
  const { outputs } = await run(inputsOf(size, base), ports)
  const took = performance.now() - started
  assert.equal(outputs['jobCount'], '256')
  return {
    what: `GenerateMatrix whole on a repository of ${size} packages: ${Math.round(took)} ms`,
    beside: `git diff, git ls-files and reading the files alone in ${Math.round(alone)} ms`,
    ratio: took / alone,
    most: 60,
  }
}

/** Planning alone at three sizes, its memory, and a whole run on a real repository. */
export async function changes(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-changes-'))
  try {
    write(folder, 'matrix.json', JSON.stringify(matrix))
    return [...(await inMemory(folder)), await wholeRun(join(folder, 'repository'), 10_000)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
