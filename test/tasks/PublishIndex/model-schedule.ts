import type { OnDisk } from '../../../core/ports.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'

/** What the store is told of whoever asks. */
export interface Asker {
  readonly name: string
  crashed: boolean
}

/** A request that waits to be done, or, once done, to be answered. */
export interface Step {
  readonly asker: Asker
  readonly what: string
  readonly point: 'work' | 'answer'
  /** `refused`: a conditional write is told no though its condition holds (two requests met); `lost`: the answer never came, and the client asks again. */
  go(how: 'plain' | 'refused' | 'lost'): void
}

/** What a write has changed. */
export interface Changes {
  stored(key: string, bytes: Uint8Array, by: Asker): void
  deleted(key: string, by: Asker): void
}

/** Requests of everybody, in the order in which they came. A crashed asker is never answered; what it had sent may still be done. */
export class Schedule {
  readonly waiting: Step[] = []

  /** Whether anybody asks for something that was not crashed. */
  release(step: Step, how: 'plain' | 'refused' | 'lost'): void {
    this.waiting.splice(this.waiting.indexOf(step), 1)
    step.go(how)
  }

  /** From now on nobody hears of this asker; of its requests under way those that `arrives` names are still done. */
  crash(asker: Asker, arrives: (step: Step) => boolean): void {
    asker.crashed = true
    const left = this.waiting.filter((step) => step.asker !== asker || (step.point === 'work' && arrives(step)))
    this.waiting.splice(0, this.waiting.length, ...left)
  }

  async point(asker: Asker, what: string, point: Step['point']): Promise<'plain' | 'refused' | 'lost'> {
    return await new Promise((resolve) => {
      if (!asker.crashed) this.waiting.push({ asker, what, point, go: resolve })
    })
  }
}

/** One asker's way to a store: every request is a step to be released twice. Files on disk are those of `files`. */
export function scheduledStore(
  store: MemoryStore,
  schedule: Schedule,
  asker: Asker,
  changes: Changes,
  files: ReadonlyMap<string, Uint8Array>,
): ObjectStore {
  const asked = async <T>(what: string, work: () => Promise<T>, refused?: T): Promise<T> => {
    for (;;) {
      const how = await schedule.point(asker, what, 'work')
      const done = how === 'refused' && refused !== undefined ? refused : await work()
      if ((await schedule.point(asker, what, 'answer')) !== 'lost') return done
    }
  }
  return {
    name: store.name,
    async *list(prefix) {
      const all = await asked(`LIST ${prefix}`, async () => {
        const found = []
        for await (const one of store.list(prefix)) found.push(one)
        return found
      })
      yield* all
    },
    head: async (key) => await asked(`HEAD ${key}`, async () => await store.head(key)),
    get: async (key) => await asked(`GET ${key}`, async () => await store.get(key)),
    range: async (key, from, length) => await asked(`RANGE ${key}`, async () => await store.range(key, from, length)),
    fetch: async (key) => {
      throw new Error(`nobody fetches ${key} here`)
    },
    put: async (key, body, how) => {
      const bytes = bytesOf(body, files)
      const work = async (): ReturnType<ObjectStore['put']> => {
        const done = await store.put(key, bytes, how)
        if (done.kind === 'stored') changes.stored(key, bytes, asker)
        return done
      }
      return await asked(`PUT ${key}`, work, how.when === 'always' ? undefined : { kind: 'refused' })
    },
    delete: async (key, when) => {
      await asked(`DELETE ${key}`, async () => {
        const before = store.objects.has(key)
        await store.delete(key, when)
        if (before && !store.objects.has(key)) changes.deleted(key, asker)
      })
    },
  }
}

function bytesOf(body: Uint8Array | OnDisk, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const bytes = body instanceof Uint8Array ? body : files.get(body.path)
  if (bytes === undefined) throw new Error('a file that is not there was put')
  return bytes
}
