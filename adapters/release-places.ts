import type { PackageIndex, Processes, Uploader } from '../core/ports.ts'
import type { StoreAccess } from '../core/store-access.ts'
import type { ObjectStore } from '../core/store.ts'
import { wayOutOf } from './azure/way-out.ts'
import { cancellable } from './cancellable-store.ts'
import { type Connections, openStore } from './open-store.ts'
import type { outsideOf } from './outside.ts'
import { simpleIndex } from './simple-index/simple-index.ts'
import { legacyUploader } from './upload/legacy-upload.ts'

/** As whom an index is read or written. */
interface Account {
  readonly username: string
  readonly password: string
}

/** What reaching them takes of this step. */
interface Step {
  readonly signal: AbortSignal
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly variable: (name: string) => string | undefined
}

/** The places that releases go to and are looked at in, each opened where it is used. */
export function releasePlaces(
  agent: Connections,
  { signal, environment, variable }: Step,
): {
  readonly index: (url: string, account?: Account) => PackageIndex
  readonly builtin: (url: string, account: Account) => Uploader
  readonly outside: (url: string) => Promise<ReturnType<typeof outsideOf>>
  readonly open: (access: StoreAccess) => Promise<ObjectStore>
} {
  const wayOut = wayOutOf(variable, environment)
  return {
    index: (url, account) => simpleIndex(url, account === undefined ? { signal } : { signal, headers: basic(account) }),
    builtin: (url, account) => legacyUploader({ url, ...account, signal }),
    outside: async (url) => {
      const outside = (await import('./outside.ts')).outsideOf(url, { signal, environment, wayOut })
      return { ...outside, processes: untilAborted(outside.processes, signal) }
    },
    open: async (access) => cancellable(await openStore(access, agent, { signal }), signal),
  }
}

/** A program that the cancelled run has stopped tells nothing: not that twine is missing, nor that an index did not answer. */
function untilAborted(processes: Processes, signal: AbortSignal): Processes {
  return {
    run: async (command, on) => {
      const exit = await processes.run(command, on)
      if (exit.kind === 'cancelled') signal.throwIfAborted()
      return exit
    },
  }
}

function basic({ username, password }: Account): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}
