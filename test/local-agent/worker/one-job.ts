import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Attachment, Endpoint, JobMessage, JobOutcome, Sink, Step, TimelineRecord, Variable } from '../../../local-agent/record.ts'
import { runJob, type JobWorld } from '../../../local-agent/worker/job.ts'

/** All that a job told its sink. */
export interface Told {
  readonly outcome: JobOutcome
  readonly lines: readonly string[]
  readonly records: readonly TimelineRecord[]
  readonly attachments: readonly Attachment[]
  readonly tags: readonly string[]
  /** `artifact/path` -> content. */
  readonly uploaded: ReadonlyMap<string, string>
  readonly work: string
}

/** An extension of one-file tasks, and jobs that run them; everything lies in one temporary folder. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'worker-'))
  #jobs = 0

  /** Writes a task whose main.cjs is `script`; `json` goes over a plain task.json. */
  task(name: string, script: string, json: object = {}): void {
    const plain = {
      id: `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)}`,
      name,
      friendlyName: `Task ${name}`,
      description: `What ${name} does`,
      author: 'Tester',
      helpMarkDown: 'No help',
      version: { Major: 1, Minor: 2, Patch: 3 },
      inputs: [],
      execution: { Node20_1: { target: 'main.cjs' }, Node24: { target: 'main.cjs' } },
    }
    this.write(`dist/tasks/${name}/task.json`, JSON.stringify({ ...plain, ...json }))
    this.write(`dist/tasks/${name}/main.cjs`, script)
  }

  write(path: string, content: string): string {
    const file = join(this.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    return file
  }

  async run(steps: readonly Step[], how: How = {}): Promise<Told> {
    const work = join(this.folder, `work${++this.#jobs}`)
    const told = {
      lines: [] as string[],
      records: new Map<string, TimelineRecord>(),
      attachments: [] as Attachment[],
      tags: [] as string[],
    }
    const uploaded = new Map<string, string>()
    const sink: Sink = {
      line: (text) => {
        told.lines.push(text)
        how.onLine?.(text)
      },
      record: (record) => void told.records.set(record.id, record),
      attachment: (attachment) => void told.attachments.push(attachment),
      tag: (tag) => void told.tags.push(tag),
      coverage: () => undefined,
      testRun: () => undefined,
      upload: how.upload ?? ((_artifact, folder, path) => Promise.resolve(collect(path, folder, uploaded))),
    }
    const world: JobWorld = {
      artifacts: () => [],
      graces: { interrupt: 200, terminate: 100, streams: 200, done: 50, retry: 1, cancel: 60_000, minute: 60_000 },
      ...how.world,
    }
    const outcome = await runJob(messageOf(steps, work, this.folder, how), sink, how.signal ?? new AbortController().signal, world)
    return { ...told, outcome, records: [...told.records.values()], uploaded, work }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export interface How {
  readonly variables?: Readonly<Record<string, string | Partial<Variable>>>
  readonly endpoints?: readonly Endpoint[]
  readonly signal?: AbortSignal
  readonly onLine?: (line: string) => void
  readonly upload?: Sink['upload']
  readonly world?: Partial<JobWorld>
  readonly message?: Partial<JobMessage>
}

/** A plain job message; the bench's folder holds the repository and the extension. */
export function messageOf(steps: readonly Step[], work: string, folder: string, how: How = {}): JobMessage {
  return {
    displayName: 'Wheels',
    jobId: '11111111-1111-4111-8111-111111111111',
    variables: new Map(Object.entries(how.variables ?? {}).map(([name, value]) => [name, asVariable(value)])),
    steps,
    endpoints: how.endpoints ?? [],
    workFolder: work,
    repository: join(folder, 'repository'),
    extension: join(folder, 'dist'),
    ...how.message,
  }
}

export function asVariable(value: string | Partial<Variable>): Variable {
  return { value: '', secret: false, readOnly: false, ...(typeof value === 'string' ? { value } : value) }
}

function collect(path: string, below: string, into: Map<string, string>): void {
  if (!statSync(path).isDirectory()) into.set(join(below, basename(path)), readFileSync(path, 'utf8'))
  else
    for (const entry of readdirSync(path, { withFileTypes: true }))
      collect(join(path, entry.name), entry.isDirectory() ? join(below, entry.name) : below, into)
}

const COMMON = { displayName: 'A step', continueOnError: false, timeoutInMinutes: 0, env: {} }

/** A step that runs a task of the bench. */
export function taskStep(task: string, inputs: Readonly<Record<string, string>> = {}, more: Partial<Step> = {}): Step {
  return { ...COMMON, name: task, ...more, kind: 'task', task: `${task}@1`, inputs }
}

/** A `script:` step. */
export function scriptStep(script: string, more: Partial<Step> = {}): Step {
  return { ...COMMON, name: 'script', shell: 'sh', workingDirectory: '', ...more, kind: 'script', script }
}

/** A step of any other kind. */
export function otherStep(step: object): Step {
  return { ...COMMON, name: 'other', ...step } as Step
}

/** The value that a task of the bench printed as `name=<JSON>`. */
export function printed(told: Told, name: string): unknown {
  const line = told.lines.find((text) => text.startsWith(`${name}=`))
  return line === undefined ? undefined : JSON.parse(line.slice(name.length + 1))
}
