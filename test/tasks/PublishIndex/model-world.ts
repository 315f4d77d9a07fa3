import assert from 'node:assert/strict'
import { setImmediate } from 'node:timers/promises'
import { Problem } from '../../../core/problem.ts'
import type { Files, Log, RandomAccess } from '../../../core/ports.ts'
import type { WheelContents } from '../../../core/wheel/contents.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import type { Ports } from '../../../tasks/PublishIndex/ports.ts'
import { run } from '../../../tasks/PublishIndex/run.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { wheelBytes, type WheelChange } from '../../fakes/wheel-bytes.ts'
import { wheelContents } from '../../fakes/wheel-contents.ts'
import { Schedule, scheduledStore, type Step } from './model-schedule.ts'
import { type Right, type Rights, Watch } from './model-watch.ts'
import { plainInputs } from './plain-inputs.ts'

/** A wheel that may be published; two of one name (in whatever spelling) are rivals when their bytes differ. */
export interface Wheel {
  readonly name: string
  /** `b` has other bytes, and other metadata. */
  readonly bytes: 'a' | 'b'
}

/** What one actor does. */
export interface Deed {
  readonly inputs: Partial<Inputs>
  readonly wheels: readonly Wheel[]
  readonly may: readonly Right[]
}

/** Who does what in one index. */
export interface Play {
  readonly deeds: readonly Deed[]
  /** What all of them have in common. */
  readonly serving: Pick<Inputs, 'layout' | 'legacyJson'>
  /** Whether there is an index before. */
  readonly seeded: boolean
  /** At every step one number decides whose request goes on, and what befalls it; when there are none left, the oldest, and nothing. */
  readonly choices: readonly number[]
}

interface Actor extends Rights {
  readonly deed: Deed
  state: 'runs' | 'ended'
  outcome: Outcome | Problem | undefined
}

const contents = new Map<string, { readonly bytes: Uint8Array; readonly contents: WheelContents }>()

function made({ name, bytes }: Wheel): { readonly bytes: Uint8Array; readonly contents: WheelContents } {
  const known = contents.get(`${name} ${bytes}`)
  if (known !== undefined) return known
  const [project, version] = name.toLowerCase().split('-')
  const METADATA = `Metadata-Version: 2.1\nName: ${project}\nVersion: ${version}\nSummary: Other bytes\n`
  const change: WheelChange = bytes === 'a' ? {} : { METADATA }
  const whole = wheelBytes(name, change)
  const one = { bytes: whole, contents: { ...wheelContents(name, change), size: whole.length, sha256: sha256Of(whole) } }
  contents.set(`${name} ${bytes}`, one)
  return one
}

/** The SHA-256 of a wheel's bytes. */
export function digestOf(wheel: Wheel): string {
  return made(wheel).contents.sha256
}

/** An index in memory, and those who work on it; every request is a step, and every write is watched. */
export class World {
  readonly store: MemoryStore = memoryStore('s3://bucket')
  readonly watch: Watch
  readonly steps: string[] = []
  private readonly schedule = new Schedule()
  private readonly actors: Actor[] = []
  private readonly rights = new Map<string, Rights>()
  private readonly play: Play
  private faults = 0
  private time = Date.parse('2026-11-20T12:00:00.000Z')

  constructor(play: Play) {
    this.play = play
    this.watch = new Watch(this.rights)
  }

  /** An index that is there before: one project with what others keep in its document. */
  async seed(): Promise<void> {
    if (!this.play.seeded) return
    const wheels = ['alpha-0.9-py3-none-any.whl', 'alpha-0.9.dev1-py3-none-any.whl'].map((name) => ({ name, bytes: 'a' as const }))
    await this.alone({ inputs: {}, wheels, may: [] })
    const key = 'simple/alpha/index.json'
    const { _shown, ...document } = JSON.parse(new TextDecoder().decode(this.store.objects.get(key)?.bytes)) as Record<string, unknown>
    const [first, ...rest] = document['files'] as Record<string, unknown>[]
    const noted = {
      ...document,
      _team: 'others',
      meta: { 'api-version': '1.4', _mark: 1 },
      files: [{ _note: 'kept', ...first, yanked: 'why not' }, ...rest],
    }
    const object = this.store.objects.get(key)
    assert.ok(_shown !== undefined && object !== undefined)
    const serial = (document['_serial'] as number) + 1
    const bytes = Buffer.from(JSON.stringify({ ...noted, _serial: serial }))
    this.store.objects.set(key, { ...object, bytes })
    this.watch.stored(key, bytes, { name: 'somebody else', crashed: false })
    await this.alone({ inputs: {}, wheels, may: [] })
  }

  /** All at once, as the choices have it, until everybody has ended or crashed, and what the crashed had sent has come or is lost. */
  async together(): Promise<void> {
    const choices = this.play.choices.values()
    for (const deed of this.play.deeds) this.begin(deed)
    await this.drain(() => choices.next().value ?? 0)
  }

  /** Those that crashed do it once more, one after the other, and then once again for nothing. */
  async again(): Promise<void> {
    for (const { deed, crashed } of this.actors.slice()) {
      if (!crashed) continue
      await this.alone(deed)
      const before = this.watch.writes
      await this.alone(deed)
      assert.equal(this.watch.writes, before, `a second run writes:\n${this.tell()}`)
    }
  }

  /** Outcomes of those that ended by themselves, with what they wanted. */
  ended(): readonly { readonly deed: Deed; readonly outcome: Outcome | Problem }[] {
    return this.actors.flatMap(({ deed, outcome }) => (outcome === undefined ? [] : [{ deed, outcome }]))
  }

  tell(): string {
    return this.steps.join('\n')
  }

  private async alone(deed: Deed): Promise<void> {
    this.begin(deed)
    await this.drain(() => 0)
  }

  private begin(deed: Deed): void {
    const name = `${deed.inputs.mode ?? 'publish'} ${this.actors.length}`
    const actor: Actor = { name, deed, may: new Set(deed.may), crashed: false, state: 'runs', outcome: undefined }
    this.actors.push(actor)
    this.rights.set(name, actor)
    this.act(actor).then(
      (outcome) => end(actor, outcome),
      (error: unknown) => end(actor, error),
    )
  }

  private async act(actor: Actor): Promise<Outcome> {
    const { deed, name } = actor
    const folder = `/built/${name}`
    const files = new Map(deed.wheels.map((wheel) => [`${folder}/${wheel.name}`, made(wheel)]))
    const bytes = new Map([...files].map(([path, one]) => [path, one.bytes]))
    const store = scheduledStore(this.store, this.schedule, actor, this.watch, bytes)
    const inputs: Inputs = {
      ...plainInputs([folder], { location: { kind: 's3', bucket: 'bucket', prefix: '' } }),
      ...this.play.serving,
      ...deed.inputs,
    }
    return await run(inputs, { ...machine, ...disk(files), store, clock: this.clock() })
  }

  private clock(): Ports['clock'] {
    return { now: () => new Date((this.time += 1000)).toISOString(), sleep: () => Promise.resolve() }
  }

  private async drain(choose: () => number): Promise<void> {
    for (;;) {
      await this.settle()
      const { waiting } = this.schedule
      if (waiting.length === 0) return
      this.step(waiting, choose())
    }
  }

  /** Until everybody who runs has asked for something. */
  private async settle(): Promise<void> {
    const idle = ({ state, crashed, name }: Actor): boolean =>
      state === 'runs' && !crashed && !this.schedule.waiting.some(({ asker }) => asker.name === name)
    for (let turn = 0; turn < 1_000_000; turn++) {
      await setImmediate()
      const failed = this.actors.find(({ outcome }) => outcome instanceof Error && !(outcome instanceof Problem))
      if (failed !== undefined) throw failed.outcome as unknown as Error
      if (!this.actors.some(idle)) return
    }
    assert.fail('somebody neither asks nor ends')
  }

  private step(waiting: readonly Step[], choice: number): void {
    const step = waiting[choice % waiting.length]
    assert.ok(step !== undefined)
    const what = `${step.asker.name}: ${step.point} ${step.what}`
    const fault = this.faults < 6 ? (choice >> 8) % 24 : 0
    const kind =
      fault === 23
        ? 'crash'
        : fault === 22 && step.point === 'answer'
          ? 'lost'
          : fault === 21 && step.point === 'work'
            ? 'refused'
            : 'plain'
    if (kind !== 'plain') this.faults++
    this.steps.push(`${kind === 'plain' ? '' : `${kind}: `}${what}`)
    if (kind === 'crash') this.schedule.crash(step.asker, () => (choice >> 13) % 2 === 0)
    else this.schedule.release(step, kind)
  }
}

function end(actor: Actor, outcome: unknown): void {
  actor.state = 'ended'
  actor.outcome = outcome as Outcome | Problem
}

const silent: Log = {
  say: () => undefined,
  foreign: () => undefined,
  command: () => undefined,
  group: async (_title, body) => await body(),
}

const machine = { log: silent, pipeline: recordingPipeline(), sources: '/work', artifacts: undefined, random: () => 0.5 }

function never(): never {
  throw new Error('not in this world')
}

/** What a stored wheel tells of itself, known by its bytes. */
async function readWhole(_file: string, access: RandomAccess): Promise<WheelContents> {
  const sha256 = sha256Of(await access.read(0, access.size))
  return [...contents.values()].find((one) => one.contents.sha256 === sha256)?.contents ?? never()
}

function disk(files: ReadonlyMap<string, { readonly contents: WheelContents }>): Pick<Ports, 'files' | 'wheelFiles' | 'sdistFiles'> {
  const there: Files = {
    read: () => Promise.resolve(undefined),
    write: never,
    find: (root) => Promise.resolve([...files.keys()].map((path) => path.slice(root.length + 1)).sort()),
    kind: () => Promise.resolve('folder'),
    behind: never,
    copy: never,
    measure: never,
    remove: () => Promise.resolve(),
    scratch: () => Promise.resolve('/built/scratch'),
    unpack: never,
  }
  const open = (path: string): Promise<WheelContents> => {
    const found = files.get(path)
    return found === undefined ? never() : Promise.resolve(found.contents)
  }
  return { files: there, wheelFiles: { open, metadata: readWhole, layout: never }, sdistFiles: { open: never } }
}
