import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localHistory } from '../adapters/local/history.ts'
import { localProcesses } from '../adapters/local/processes.ts'
import { contentsOf } from '../core/cache/content.ts'
import { fingerprint } from '../core/cache/fingerprint.ts'
import { entryName } from '../core/cache/place.ts'
import type { LocalPackage } from '../core/changes/local-package.ts'
import { packageGraph } from '../core/changes/select/package-graph.ts'
import { noRules } from '../core/changes/select/rules.ts'
import { isOfFolders, parsePlanLegs } from '../core/pipeline/plan-legs.ts'
import { normalizeName } from '../core/python/name.ts'
import { parseRequirement } from '../core/python/requirement.ts'
import { parseVersion } from '../core/python/version.ts'
import { agentEnvironment } from '../test/tasks/GatedRelease/as-agent.ts'
import { median, type Row } from './row.ts'
import { type Cost, wholeProcess } from './whole-process.ts'

const size = 2000
/** Files of each package. */
const files = ['pyproject.toml', 'README.md', 'src/__init__.py', 'src/module.py', 'tests/test_module.py']
const rounds = 5
const wholeRounds = 3
/** Packages whose files qik would list, one process each: the others take as long. */
const measured = 50

const nameOf = (at: number): string => `package-${String(at).padStart(4, '0')}`
const folderOf = (at: number): string => `sdk/service-${at % 40}/${nameOf(at)}`
/** Chains of ten. */
const needsOf = (at: number): string[] => (at % 10 === 0 ? [] : [`${nameOf(at - 1)}>=1`])

function packages(): LocalPackage[] {
  const rest = { group: '', triggers: [], ciFile: undefined, additional: [], configs: [], info: undefined, versionTool: '', service: '' }
  return Array.from({ length: size }, (_, at) => {
    const name = nameOf(at)
    const needs = needsOf(at).flatMap((text) => {
      const requirement = parseRequirement(text)
      return requirement === undefined ? [] : [{ kind: 'run', of: '', requirement, local: false } as const]
    })
    return { name, project: normalizeName(name), folder: folderOf(at), version: parseVersion('1.0'), needs, artifact: name, ...rest }
  })
}

const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@test', '-c', 'gc.auto=0', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function repository(folder: string): void {
  for (let at = 0; at < size; at++)
    for (const file of files) {
      const project = `[project]\nname = "${nameOf(at)}"\nversion = "1.0"\ndependencies = ${JSON.stringify(needsOf(at))}\n`
      write(folder, `${folderOf(at)}/${file}`, file === 'pyproject.toml' ? project : `# ${at} ${file}\n`)
    }
  write(folder, 'azure-pipelines.yml', 'steps: []\n')
  write(folder, 'matrix.json', '{ "matrix": { "Agent": { "linux": { "Pool": "linux" } } } }')
  git(folder, 'init', '--quiet', '--template=')
  git(folder, 'add', '-A')
  git(folder, 'commit', '--quiet', '-m', 'one')
}

async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Milliseconds that keys took: of git, of all else, and how many of the latter the processor worked. */
interface Taken {
  readonly git: number
  readonly rest: number
  readonly work: number
}

/** Keys of all packages, from git to the digests. */
async function keysOf(folder: string, all: readonly LocalPackage[]): Promise<Taken> {
  const environment = { PATH: process.env['PATH'], HOME: folder }
  const history = localHistory(localProcesses(), environment, folder, { token: undefined, provider: '', collectionUri: undefined })
  const begun = performance.now()
  const objects = await history.objects()
  const [read, before] = [performance.now(), process.cpuUsage()]
  assert.equal(objects.length, size * files.length + 2)
  const facts = { objects, rules: noRules, excludePaths: [], texts: new Map(), version: '', isolated: false, added: [] }
  const contents = contentsOf(all, packageGraph(all), facts)
  const keys = [...contents.values()].map(({ inputs }) => fingerprint([...inputs, { name: 'cell PythonVersion', value: '3.12' }]).key)
  assert.equal(new Set(keys).size, size)
  const { user, system } = process.cpuUsage(before)
  return { git: read - begun, rest: performance.now() - read, work: (user + system) / 1000 }
}

async function inProcess(folder: string): Promise<Row[]> {
  const all = packages()
  await keysOf(folder, all)
  const seen = []
  const bare = []
  for (let round = 0; round < rounds; round++) {
    seen.push(await keysOf(folder, all))
    bare.push(await timed(() => [git(folder, 'ls-tree', '-r', 'HEAD'), git(folder, 'status', '--porcelain', '-uall')]))
  }
  const [ofGit, rest, work] = [median(seen.map((one) => one.git)), median(seen.map((one) => one.rest)), median(seen.map((one) => one.work))]
  const alone = median(bare)
  const listed = await timed(() => {
    for (let at = 0; at < measured; at++) git(folder, 'ls-files', '-cm', '--format', '%(path) %(objectname)', folderOf(at))
  })
  const one = (listed * size) / measured
  const what = `keys of ${size} packages of ${files.length} files`
  const took = `${Math.round(ofGit + rest)} ms, ${Math.round(ofGit)} of them git`
  return [
    {
      what: `${what}: ${took}`,
      beside: `git ls-tree and git status alone, ${Math.round(alone)} ms`,
      ratio: (ofGit + rest) / alone,
      most: 3,
    },
    { what: `${what}: ${Math.round(work)} ms of work apart from git`, beside: 'half a second', ratio: work / 500, most: 1 },
    {
      what: `${what}: ${took}`,
      beside: `git ls-files for each, as qik does: ${Math.round(one)} ms, by ${measured} of them`,
      ratio: (ofGit + rest) / one,
      most: 0.2,
    },
  ]
}

/** A run of GenerateMatrix as an agent starts it, for all packages. */
async function planned(main: string, { folder, temp }: Folders, cache: Readonly<Record<string, string>>): Promise<Cost> {
  const inputs = {
    mode: 'changes',
    select: 'all',
    matrixConfigs: '[{ Path: matrix.json }]',
    batchSize: '10',
    localDependencies: 'all',
    ...cache,
  }
  const told = { collectionUri: 'http://127.0.0.1:9', project: 'p', token: 't', temp, agent: {}, inputs, attached: temp, dies: 0 }
  const env = { ...agentEnvironment(told), SYSTEM_DEFAULTWORKINGDIRECTORY: folder, BUILD_SOURCESDIRECTORY: folder }
  const cost = await wholeProcess(process.execPath, [main], { cwd: folder, env })
  assert.equal(cost.code, 0, cost.output.slice(-3000))
  return cost
}

interface Folders {
  readonly folder: string
  readonly temp: string
}

function outputOf({ output }: Cost, name: string): string {
  return new RegExp(`variable=${name}[^\\]]*\\](.*)`).exec(output)?.[1] ?? ''
}

/** Lays a document for each key of a plan into a cache in a folder: the status reads none of them. */
function warm(plan: string, cache: string): void {
  for (const leg of parsePlanLegs(readFileSync(plan, 'utf8'), plan)) {
    assert.ok(isOfFolders(leg))
    for (const one of leg.packages) if (one.cache !== undefined) write(cache, entryName(one.cache.place, one.cache.key, 'whole'), '{}')
  }
}

async function whole(main: string, folders: Folders): Promise<Row[]> {
  const all = join(folders.temp, 'all')
  const ways = [{}, { cache: join(folders.temp, 'none') }, { cache: all, failIfCold: 'true' }]
  const seen: Cost[][] = [[], [], []]
  warm(outputOf(await planned(main, folders, { cache: all }), 'planFile'), all)
  for (let round = 0; round < wholeRounds; round++)
    for (const [at, cache] of ways.entries()) seen[at]?.push(await planned(main, folders, cache))
  const [plain = 0, cold = 0, synced = 0] = seen.map((costs) => median(costs.map(({ seconds }) => seconds)))
  assert.deepEqual(
    seen.map(([one]) => one && [outputOf(one, 'jobCount'), outputOf(one, 'warmCount')]),
    [
      ['200', '0'],
      ['200', '0'],
      ['0', String(size)],
    ],
  )
  const beside = `without a cache, ${plain.toFixed(2)} s`
  const what = `GenerateMatrix whole, ${size} packages`
  return [
    { what: `${what}, with a cache that has none of them: ${cold.toFixed(2)} s`, beside, ratio: cold / plain, most: 2.3 },
    { what: `${what}, failIfCold with a cache that has all of them: ${synced.toFixed(2)} s`, beside, ratio: synced / plain, most: 2.5 },
  ]
}

/** Keys of a real repository of 2,000 packages, in this process and as a whole task. */
export async function fingerprints(main: string): Promise<Row[]> {
  const temp = mkdtempSync(join(tmpdir(), 'bench-keys-'))
  const folder = join(temp, 'repository')
  try {
    repository(folder)
    return [...(await inProcess(folder)), ...(await whole(main, { folder, temp }))]
  } finally {
    rmSync(temp, { recursive: true, force: true })
  }
}
