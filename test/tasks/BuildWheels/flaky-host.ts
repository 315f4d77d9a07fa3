import { localFiles } from '../../../adapters/local/files.ts'
import { localHost } from '../../../adapters/local/host.ts'
import type { Host, Processes } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Yard } from './projects.ts'

/** What a host is asked to do: `run`, or one of its file operations with the path there. */
export type Asked = { readonly what: 'run' | 'put' | 'get' | 'make' | 'write' | 'find' | 'remove'; readonly path: string }

/** A machine of another name than this agent's, whose connection breaks whenever `breaks` says so; it keeps what it was asked. */
export interface FlakyHost extends Host {
  readonly asked: Asked[]
}

/** Its programs are played by `processes`, its files lie below the yard. */
export function flakyHost(yard: Yard, processes: Processes, breaks: (asked: Asked) => boolean): FlakyHost {
  const files = localFiles(yard.path('far'))
  const inner = localHost({ processes, files, folder: yard.path('far/work'), environment: { PATH: process.env['PATH'] }, windows: false })
  const asked: Asked[] = []
  const gate = async <T>(what: Asked['what'], path: string, work: () => Promise<T>): Promise<T> => {
    const one = { what, path }
    asked.push(one)
    if (breaks(one)) throw new Problem('HOST_LOST', 'The connection to far broke: closed by remote host.', 'See that it stays up.')
    return await work()
  }
  return {
    ...inner,
    name: 'root@far',
    asked,
    run: async (command, on) => {
      asked.push({ what: 'run', path: command.cwd })
      return breaks({ what: 'run', path: command.cwd }) ? { kind: 'lost', says: 'closed by remote host' } : await inner.run(command, on)
    },
    make: async (path) => await gate('make', path, async () => await inner.make(path)),
    write: async (path, text) => await gate('write', path, async () => await inner.write(path, text)),
    put: async (from, to) => await gate('put', to, async () => await inner.put(from, to)),
    get: async (from, to) => await gate('get', from, async () => await inner.get(from, to)),
    find: async (root, globs) => await gate('find', root, async () => await inner.find(root, globs)),
    remove: async (path) => await gate('remove', path, async () => await inner.remove(path)),
  }
}
