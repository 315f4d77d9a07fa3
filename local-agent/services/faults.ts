import type { IncomingHttpHeaders } from 'node:http'

/** What a service answers, or a fault in its place. `reason` is the text after the status, where a client reads it. */
export interface Answer {
  readonly status: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * What a fault does: an answer of its own, the connection reset, the answer cut after half of its body, or the request
 * held (`hang`: until `release()`; `delayUntil`: until the promise is kept) and then served as ever.
 */
export type Deed = Answer | 'reset' | 'cut' | 'hang' | { readonly delayUntil: Promise<unknown> }

/** One line of a fault script: it lets `after` matching requests pass (default 0) and then befalls `times` of them (default 1). */
export interface Fault {
  readonly method?: string
  /** Tried on path and query as they were sent. */
  readonly path: RegExp
  readonly after?: number
  readonly times?: number
  /** The service does its work first, and only its answer is lost: the client cannot know. */
  readonly carriedOut?: boolean
  readonly do: Deed
}

/** A request as the journal keeps it: path with query, Authorization reduced to its scheme, the length of the body. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: number
}

/** Both are awaited; `count` is 1 for the first request. `onRequest` runs before the service acts, `onCarriedOut` between its act and its answer. */
export interface Hooks {
  readonly onRequest?: (request: RequestRecord, count: number) => void | Promise<void>
  readonly onCarriedOut?: (request: RequestRecord, count: number) => void | Promise<void>
}

/** What services do wrong, and the journal of what they were asked. One script may serve several services at once. */
export class FaultScript {
  readonly requests: RequestRecord[] = []
  readonly hooks: Hooks
  private readonly lines: { readonly fault: Fault; seen: number }[] = []
  private waiting: (() => void)[] = []

  constructor(faults: readonly Fault[] = [], hooks: Hooks = {}) {
    this.hooks = hooks
    this.add(...faults)
  }

  /** Appends to the script while it runs; the new lines count requests from now on. */
  add(...faults: readonly Fault[]): void {
    for (const fault of faults) this.lines.push({ fault, seen: 0 })
  }

  /** From now on all goes well. The journal stays. */
  clear(): void {
    this.lines.length = 0
    this.release()
  }

  /** Lets go of every request that hangs. */
  release(): void {
    const waiting = this.waiting
    this.waiting = []
    for (const go of waiting) go()
  }

  /** Resolves at the next `release()`. */
  released(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Enters a request into the journal and says its number. */
  record(request: RequestRecord): number {
    return this.requests.push(request)
  }

  /** The first line in force for this request; every matching line counts it, in force or not. */
  next(request: RequestRecord): Fault | undefined {
    return this.lines
      .filter((line) => matches(line.fault, request))
      .filter((line) => inForce(line.fault, line.seen++))
      .at(0)?.fault
  }
}

/** The journal's view of a request's headers. */
export function redacted(headers: IncomingHttpHeaders): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ])
  return Object.fromEntries(shown.map(([name, value]) => [name, name === 'authorization' ? (value.split(' ')[0] ?? '') : value]))
}

function matches(fault: Fault, request: RequestRecord): boolean {
  return (fault.method === undefined || fault.method === request.method) && request.path.search(fault.path) !== -1
}

function inForce(fault: Fault, seen: number): boolean {
  const from = fault.after ?? 0
  return seen >= from && seen < from + (fault.times ?? 1)
}
