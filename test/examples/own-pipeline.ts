import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LocalFile } from '../../local-agent/server/local-file.ts'
import { runPipeline, type RunOptions, type RunReport } from '../../local-agent/server/run-pipeline.ts'
import { type Sha256, sha256Of } from '../../core/sha256.ts'
import { Yard } from '../tasks/BuildWheels/projects.ts'

/** Pipelines of a test's own, in a folder of its own; their runs use the bundles in dist/ and leave their work folders. */
export class OwnPipeline extends Yard {
  private runs = 0

  constructor() {
    super(mkdtempSync(join(tmpdir(), 'own-')))
  }

  /** Writes the jobs of a pipeline, as YAML, and what an organisation would give them; how they are run. */
  lay(name: string, jobs: string, local: Partial<LocalFile>): Required<Pick<RunOptions, 'file' | 'out' | 'workFolder'>> {
    const at = String((this.runs += 1))
    const file = this.write(`pipelines/${name}.yml`, `trigger: none\njobs:\n${jobs}`)
    // The service knows a pipeline by them.
    const out = this.path(`out/${name}`)
    this.write(`pipelines/${name}.local.yml`, JSON.stringify({ out, repository: '../repository', ...local }))
    return { file, out, workFolder: this.path(`work/${name}-${at}`) }
  }

  /** Lays and runs them. */
  async run(name: string, jobs: string, local: Partial<LocalFile>, more: Partial<RunOptions> = {}): Promise<OwnReport> {
    const options = this.lay(name, jobs, local)
    return { ...(await runPipeline({ ...options, ...more })), work: options.workFolder }
  }
}

/** A report, and where its jobs worked. */
export interface OwnReport extends RunReport {
  readonly work: string
}

/** All that a run has attached whose name ends in some way, its attempt left out of the path: the SHA-256 by name. */
export function attached({ run }: RunReport, end: string): Record<string, Sha256> {
  return Object.fromEntries(
    run.artifacts.flatMap(({ files }) => [...files].filter(([path]) => path.endsWith(end)).map(([path, bytes]) => [path, sha256Of(bytes)])),
  )
}

/** The files below a folder that hold one of some texts. */
export function filesWith(texts: readonly string[], folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => {
    const file = join(folder, path)
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return false
    const bytes = readFileSync(file)
    return texts.some((text) => bytes.includes(text))
  })
}

/** Processes whose command line holds a text. */
export function processesOf(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => textOf(`/proc/${pid}/cmdline`).includes(text))
    .map(Number)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
