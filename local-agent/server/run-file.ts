import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ArtifactRecord, RunRecord, TimelineRecord, Variable } from '../record.ts'
import { leaks } from '../worker/masking.ts'
import { messageOf, Mistake } from '../mistake.ts'
import { definitionOf } from './new-run.ts'
import { writeWhole } from '../services/write-whole.ts'

/** What of a run a further attempt needs, besides its record. */
export interface Queued {
  /** Variables that were given for this run. */
  readonly variables: Readonly<Record<string, string>>
  /** The ref that was asked for on the command line. */
  readonly branch?: string
  /** Of the services, so that addresses in outputs and artifacts stay true. */
  readonly ports: Readonly<Record<string, number>>
}

/** A run that has been read back. */
export interface KeptRun extends Queued {
  readonly run: RunRecord
  /** Variables of the run that are or hold a secret: they are not kept. */
  readonly withheld: readonly string[]
  /** Outputs, as `step.name`, that are no secret but hold one. */
  readonly lost: readonly string[]
}

const VERSION = 4

/** The file as it is written. */
interface Content extends Queued {
  readonly version: number
  readonly withheld: readonly string[]
  readonly lost: readonly string[]
  readonly run: Omit<RunRecord, 'records' | 'artifacts' | 'attachments' | 'tags'>
  readonly records: readonly (Omit<TimelineRecord, 'outputs'> & { readonly outputs: readonly (readonly [string, Variable])[] })[]
  readonly artifacts: readonly (Omit<ArtifactRecord, 'files'> & { readonly files: readonly string[] })[]
  readonly tags: readonly string[]
}

/** Where a run is kept, below the folder of what it left. */
function runFile(folder: string): string {
  return join(folder, 'run.json')
}

/** Keeps a run, whole or not at all; the files of its artifacts lie there already. Variables and outputs that are or hold a secret are left out. */
export function writeRun(folder: string, run: RunRecord, queued: Queued, secrets: readonly string[]): void {
  const { records, artifacts, attachments: _attachments, tags, ...rest } = run
  const given = Object.entries(queued.variables)
  const open = given.filter(([, value]) => isPublic({ value, secret: false }, secrets))
  const content: Content = {
    version: VERSION,
    variables: Object.fromEntries(open),
    withheld: given.filter((one) => !open.includes(one)).map(([name]) => name),
    lost: records.flatMap(({ identifier, outputs }) =>
      [...outputs].filter(([, output]) => !output.secret && !isPublic(output, secrets)).map(([name]) => `${identifier}.${name}`),
    ),
    ...(queued.branch === undefined ? {} : { branch: queued.branch }),
    ports: queued.ports,
    run: rest,
    records: records.map((record) => ({ ...record, outputs: [...record.outputs].filter(([, output]) => isPublic(output, secrets)) })),
    artifacts: artifacts.map((artifact) => ({ ...artifact, files: [...artifact.files.keys()] })),
    tags: [...tags],
  }
  writeWhole(runFile(folder), `${JSON.stringify(content)}\n`)
}

/** A secret of a few characters stands everywhere by chance. */
function isPublic({ value, secret }: Pick<Variable, 'value' | 'secret'>, secrets: readonly string[]): boolean {
  const long = secrets.filter((one) => one.length >= 6)
  return !secret && leaks(long, Buffer.from(value)).length === 0
}

/** Reads back what `writeRun` has kept, to run on. Throws Mistake where nothing is kept, another version of it, or what nobody can read. */
export function readRun(folder: string): KeptRun {
  const file = runFile(folder)
  if (!existsSync(file)) throw new Mistake(`There is no run in ${folder} that could be run again. Run it without --rerun first.`)
  try {
    return readContent(folder, JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof Mistake) throw error
    throw new Mistake(`${file} cannot be read (${messageOf(error)}). Run without --rerun.`, { cause: error })
  }
}

/** The last run of another pipeline, as it ended. Throws Mistake where nothing is kept, another version of it, or what nobody can read. */
export function readEnded(folder: string): RunRecord {
  return { ...readRun(folder).run, ...lastRun(folder) }
}

/** The id of the run that is kept, 0 where there is none. */
export function lastBuildId(folder: string): number {
  return lastRun(folder)?.buildId ?? 0
}

function lastRun(folder: string): Pick<RunRecord, 'buildId' | 'status' | 'result'> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(runFile(folder), 'utf8'))
    if (!isContent(content)) return undefined
    const { buildId, status, result } = content.run
    return { buildId, status, result }
  } catch {
    return undefined
  }
}

function readContent(folder: string, content: unknown): KeptRun {
  if (!isContent(content)) throw new Mistake(`${runFile(folder)} was written by another version of the local agent. Run without --rerun.`)
  const { run, records, artifacts, tags, variables, withheld, lost, ports, branch } = content
  const kept: RunRecord = {
    ...run,
    status: 'inProgress',
    result: undefined,
    records: records.map((record) => ({ ...record, outputs: new Map(record.outputs) })),
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      files: new Map(artifact.files.map((path) => filed(folder, artifact.name, path))),
    })),
    attachments: [],
    tags: new Set(tags),
  }
  return { run: kept, variables, withheld, lost, ports, ...(branch === undefined ? {} : { branch }) }
}

/** The run to go on with, which is one of this pipeline and has again all that it was given. Throws Mistake as `readRun` does, and where it is not. */
export function goOn(
  folder: string,
  file: string,
  { variables: given = {}, branch }: { readonly variables?: Readonly<Record<string, string>>; readonly branch?: string } = {},
): KeptRun {
  const kept = readRun(folder)
  if (kept.run.definition.id !== definitionOf(file))
    throw new Mistake(`The last run here, ${kept.run.buildNumber}, was of another pipeline. Run ${basename(file)} without --rerun.`)
  if (branch !== undefined && branch !== kept.run.sourceBranch)
    throw new Mistake(`The last run here, ${kept.run.buildNumber}, was of ${kept.run.sourceBranch}. Run without --rerun for ${branch}.`)
  const names = Object.keys(given).map((name) => name.toLowerCase())
  const missing = kept.withheld.filter((name) => !names.includes(name.toLowerCase()))
  if (missing.length > 0)
    throw new Mistake(`Give --var ${missing.join(', ')} again: the last run was given it, and what is secret is not kept.`)
  return kept
}

/** Only this module writes the file: whoever wrote its version wrote its whole. */
function isContent(value: unknown): value is Content {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
}

function filed(folder: string, artifact: string, path: string): readonly [string, Uint8Array] {
  const file = join(folder, 'artifacts', artifact, path)
  if (!existsSync(file)) throw new Mistake(`${file} of an earlier attempt is gone. Run without --rerun.`)
  return [path, readFileSync(file)]
}
