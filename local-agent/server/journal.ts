import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { ArtifactRecord, RunRecord, Sink, TimelineRecord } from '../record.ts'
import { writeWhole } from '../services/write-whole.ts'

/** One job's log as it is shown: under which label, and whether others run at the same time. */
export interface Voice {
  readonly label: string
  /** Once a job has run beside others, its lines keep their label. */
  beside: boolean
}

/** Shows a line; `voice` is undefined for the server's own. */
export type Show = (line: string, voice: Voice | undefined) => void

const KINDS = ['summaries', 'artifacts', 'coverage', 'logs'] as const

/** Keeps what jobs hand over: in the run's record, and below a folder where a person can look - logs, summaries, artifacts, coverage. */
export class Journal {
  readonly #run: RunRecord
  readonly #show: Show
  readonly #speaking = new Set<Voice>()
  readonly folder: string

  /** `more`: an attempt after others, whose files stay. */
  constructor(run: RunRecord, folder: string, show: Show, more = false) {
    this.#run = run
    this.folder = folder
    this.#show = show
    if (!more) for (const kind of KINDS) rmSync(join(folder, kind), { recursive: true, force: true })
  }

  /** Where a job's tellings go; `close` ends its log. */
  open(job: TimelineRecord, label: string): Sink & { close(): void } {
    const voice: Voice = { label, beside: false }
    this.#speaking.add(voice)
    if (this.#speaking.size > 1) for (const one of this.#speaking) one.beside = true
    const log = this.#write('logs', `${nameOf(job)}.log`, '')
    return {
      line: (text) => {
        appendFileSync(log, `${new Date().toISOString()} ${text}\n`)
        this.#show(text, voice)
      },
      record: (record) => {
        if (!this.#run.records.includes(record)) this.#run.records.push(record)
      },
      attachment: (attachment) => {
        this.#run.attachments.push(attachment)
        if (attachment.type.toLowerCase() === 'distributedtask.core.summary')
          this.#write('summaries', this.#freeSummary(`${nameOf(job)}.${attachment.name}`), attachment.bytes)
      },
      upload: async (artifact, folder, path) => Promise.resolve(this.#upload(job, artifact, folder, path)),
      tag: (tag) => this.#run.tags.add(tag),
      coverage: (coverage, text) => {
        this.#run.coverage.push(coverage)
        this.#write('coverage', `${nameOf(job)}.${coverage.name}`, text)
      },
      testRun: (testRun) => void this.#run.testRuns.push({ ...testRun, jobId: job.id }),
      close: () => void this.#speaking.delete(voice),
    }
  }

  #upload(job: TimelineRecord, name: string, folder: string, path: string): void {
    inside('artifacts', name)
    const artifact = this.#artifact(name, job)
    const root = folder.replaceAll('\\', '/')
    const within = root.startsWith(`${name}/`) ? root.slice(name.length + 1) : ''
    for (const [file, full] of filesOf(path)) {
      const key = [within, file].filter((part) => part !== '').join('/')
      const bytes = readFileSync(full)
      this.#write(inside('artifacts', artifact.name), key, bytes)
      artifact.files.set(key, bytes)
    }
  }

  #artifact(name: string, job: TimelineRecord): ArtifactRecord {
    const known = this.#run.artifacts.find((one) => one.name.toLowerCase() === name.toLowerCase())
    const artifact = known ?? { id: this.#run.artifacts.length + 1, name, source: job.id, files: new Map<string, Uint8Array>() }
    if (known === undefined) this.#run.artifacts.push(artifact)
    return artifact
  }

  /** Several steps of a job may be of one task, and each tells something else. */
  #freeSummary(name: string): string {
    for (let nth = 1; ; nth++) {
      const free = nth === 1 ? name : name.replace(/(\.[^.]*)?$/, `.${nth}$1`)
      if (!existsSync(join(this.folder, 'summaries', free))) return free
    }
  }

  #write(within: string, path: string, content: string | Uint8Array): string {
    const target = inside(join(this.folder, within), path)
    writeWhole(target, content)
    return target
  }

  /** A job's log, then its summaries. */
  filesOf(job: TimelineRecord): readonly string[] {
    const summaries = join(this.folder, 'summaries')
    const own = existsSync(summaries) ? readdirSync(summaries).filter((name) => name.startsWith(`${nameOf(job)}.`)) : []
    return [join(this.folder, 'logs', `${nameOf(job)}.log`), ...own.map((name) => join(summaries, name))]
  }

  /** The folders with something in them, by what they hold. */
  kept(): readonly string[] {
    return KINDS.map((name) => join(this.folder, name)).filter((path) => existsSync(path))
  }
}

function inside(folder: string, path: string): string {
  const target = join(folder, path)
  if (!target.startsWith(folder + sep)) throw new Error(`'${path}' leads out of the run's folder.`)
  return target
}

/** A further attempt of a job leaves files of its own. */
function nameOf({ identifier, attempt }: TimelineRecord): string {
  return attempt === 1 ? identifier : `${identifier}.attempt${attempt}`
}

/** Paths with slashes, of a folder relative to it, of a file its name. */
function filesOf(path: string): readonly (readonly [string, string])[] {
  if (!statSync(path).isDirectory()) return [[basename(path), path]]
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((full) => [
      full
        .slice(path.length)
        .split(sep)
        .filter((part) => part !== '')
        .join('/'),
      full,
    ])
}
