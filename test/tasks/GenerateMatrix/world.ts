import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ask } from '../../../core/ask.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { localPatterns } from '../../../adapters/local/patterns.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { PackageIndex } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Inputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import { readCacheInputs } from '../../../tasks/GenerateMatrix/cache/inputs.ts'
import { readChangesInputs } from '../../../tasks/GenerateMatrix/changes/inputs.ts'
import { readLanguageInputs } from '../../../tasks/GenerateMatrix/matrix/inputs.ts'
import type { Ports } from '../../../tasks/GenerateMatrix/ports.ts'
import { run } from '../../../tasks/GenerateMatrix/run.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { fixedDownloads } from '../../fakes/fixed-downloads.ts'
import { type FixedGit, fixedGit } from '../../fakes/fixed-git.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { type MemoryIndex, memoryIndex } from '../../fakes/memory-index.ts'
import { type RecordingLog, recordingLog } from '../../fakes/recording-log.ts'
import { type RecordingPipeline, recordingPipeline } from '../../fakes/recording-pipeline.ts'

/** A job with a matrix file in its sources, an upstream with spam 1.0 and an empty store, but for what the test is about. */
export interface World {
  readonly sources: string
  readonly temp: string
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  upstream: MemoryIndex | PackageIndex
  store: MemoryIndex | PackageIndex | undefined
  /** By address; one that is not here is unreachable. */
  indexes: Record<string, PackageIndex>
  git: FixedGit
  /** What the modes `changes` and `matrix` look at; of a world without git. */
  checkout: Partial<Pick<Ports, 'artifacts' | 'cache'>> &
    Pick<Ports, 'history' | 'pastRuns' | 'processes' | 'patterns' | 'environment' | 'secrets' | 'windows'>
  /** Archives that can be fetched, by address: their bytes. */
  archives: Record<string, Uint8Array>
  put(path: string, text: string): void
  run(inputs?: Partial<Inputs>): Promise<Outcome>
  remove(): void
}

export function world(matrix?: string): World {
  const base = mkdtempSync(join(tmpdir(), 'generate-'))
  const [sources, temp] = [join(base, 's'), join(base, 't')]
  mkdirSync(sources)
  const made: World = {
    sources,
    temp,
    log: recordingLog(),
    pipeline: recordingPipeline(),
    upstream: memoryIndex({ spam: ['spam-1.0.tar.gz'] }),
    store: memoryIndex({}, { name: 's3://wheels' }),
    indexes: {},
    git: fixedGit({}, 1_790_000_000),
    checkout: {
      history: memoryHistory(sources),
      pastRuns: undefined,
      processes: localProcesses(),
      patterns: localPatterns(),
      environment: { PATH: process.env['PATH'] },
      secrets: [],
      windows: process.platform === 'win32',
    },
    archives: {},
    put: (path, text) => {
      mkdirSync(dirname(join(sources, path)), { recursive: true })
      writeFileSync(join(sources, path), text)
    },
    run: async (inputs = {}) => {
      const { upstream, store, git, log, pipeline } = made
      const files = localFiles(temp)
      const index = (url: string): PackageIndex => made.indexes[url] ?? unreachable
      const downloads = fixedDownloads(made.archives, files)
      return await run(
        { ...defaults, ...inputs },
        { ...without, upstream, store, index, git, downloads, log, pipeline, files, clock: fixedClock(), sources, ...made.checkout },
      )
    },
    remove: () => rmSync(base, { recursive: true, force: true }),
  }
  if (matrix !== undefined) made.put('wheel_matrix.yml', matrix)
  return made
}

/** What no world has, unless its checkout does. */
const without = { cache: undefined, artifacts: undefined }

const unreachable = { name: 'unreachable', project: () => Promise.reject(new Problem('INDEX_UNREACHABLE', 'It is down.', '')) }

const nothing = new Ask({ input: () => undefined, variable: () => undefined, inputs: [] })

const defaults: Inputs = {
  mode: 'wheels',
  language: readLanguageInputs(nothing),
  changes: readChangesInputs(nothing),
  store: undefined,
  cache: readCacheInputs(nothing),
  indexUrl: 'https://index.test/simple',
  skipUpstream: false,
  wheelMatrix: 'wheel_matrix.yml',
  recipes: undefined,
  excludeNewer: undefined,
  wheelsPerJob: 0,
  agents: [],
  force: false,
  maxJobs: 256,
  commit: 'c0ffee',
  buildId: '77',
  where: { stage: 'build', job: 'plan', leg: '', attempt: 1 },
  step: 'gm',
}

/** A matrix: projects with their version, each for these pythons on these platforms. */
export function matrix(
  projects: Readonly<Record<string, string>>,
  pythons: readonly string[] = ['cp312'],
  platforms: readonly string[] = ['linux_x86_64'],
): string {
  const python = pythons.map((tag) => `{ tag: ${tag} }`).join(', ')
  const wheels = platforms
    .map((tag) => `{ platform_tag: ${tag}, platform_instance: on-${tag}, platform_arch: x86_64, python: [${python}] }`)
    .join(', ')
  const packages = Object.entries(projects).map(([name, version]) => `  ${name}: { versions: { ${version}: { wheels: *rows } } }`)
  return [`x-rows: &rows [${wheels}]`, 'packages:', ...packages, ''].join('\n')
}
