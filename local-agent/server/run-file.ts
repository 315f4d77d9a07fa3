import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArtifactRecord, RunRecord, TimelineRecord, Variable } from '../record.ts'
import { leaks } from '../worker/masking.ts'
import { Mistake } from '../mistake.ts'

/** What of a run a further attempt needs, besides its record. */
export interface Queued {
  /** Variables that were given for this run. */
  readonly variables: Readonly<Record<string, string>>
  /** Of the services, so that addresses in outputs and artifacts stay true. */
  readonly ports: Readonly<Record<string, number>>
}

/** A run that has been read back. */
export interface KeptRun extends Queued {
  readonly run: RunRecord
}

const VERSION = 1

/** The file as it is written. */
interface Content extends Queued {
  readonly version: number
  readonly run: Omit<RunRecord, 'records' | 'artifacts' | 'attachments' | 'tags'>
  readonly records: readonly (Omit<TimelineRecord, 'outputs'> & { readonly outputs: readonly (readonly [string, Variable])[] })[]
  readonly artifacts: readonly (Omit<ArtifactRecord, 'files'> & { readonly files: readonly string[] })[]
  readonly tags: readonly string[]
}

/** Where a run is kept, below the folder of what it left. */
function runFile(folder: string): string {
  return join(folder, 'run.json')
}

/** Keeps a run, whole or not at all; the files of its artifacts lie there already. Outputs that are or hold a secret are left out. */
export function writeRun(folder: string, run: RunRecord, queued: Queued, secrets: readonly string[]): void {
  const { records, artifacts, attachments: _attachments, tags, ...rest } = run
  const content: Content = {
    version: VERSION,
    ...queued,
    run: rest,
    records: records.map((record) => ({ ...record, outputs: [...record.outputs].filter(([, output]) => isPublic(output, secrets)) })),
    artifacts: artifacts.map((artifact) => ({ ...artifact, files: [...artifact.files.keys()] })),
    tags: [...tags],
  }
  const file = runFile(folder)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(content)}\n`)
  renameSync(`${file}.new`, file)
}

/** A secret of a few characters stands everywhere by chance. */
function isPublic({ value, secret }: Variable, secrets: readonly string[]): boolean {
  const long = secrets.filter((one) => one.length >= 6)
  return !secret && leaks(long, Buffer.from(value)).length === 0
}

/** Reads back what `writeRun` has kept, to run on. Throws Mistake where nothing is kept, or another version of it. */
export function readRun(folder: string): KeptRun {
  const file = runFile(folder)
  if (!existsSync(file)) throw new Mistake(`There is no run in ${folder} that could be run again. Run it without --rerun first.`)
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isContent(content)) throw new Mistake(`${file} was written by another version of the local agent. Run without --rerun.`)
  const { run, records, artifacts, tags, variables, ports } = content
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
  return { run: kept, variables, ports }
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
