import { randomBytes } from 'node:crypto'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Files, Host, Processes } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'

/** This agent as a machine that builds, below `folder`, its programs seeing `environment` by themselves. */
export function localHost(how: {
  readonly processes: Processes
  readonly files: Files
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly windows?: boolean
}): Host {
  const { processes, files, folder, environment, windows = process.platform === 'win32' } = how
  return {
    name: 'this agent',
    windows,
    folder,
    environment,
    run: async (command, on) => await processes.run(command, on),
    join,
    make: makeFolder,
    write: async (path, text) => await files.write(path, text),
    put: async (from, to) => await files.copy(from, to),
    get: async (from, to) => await copyWhole(from, to, files),
    find: async (root, globs) => await files.find(root, globs),
    remove: async (path) => await files.remove(path),
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new Problem('FILE_INVALID', `Cannot make the folder '${folder}': ${reason(error)}.`, 'Check the rights of this agent.', error)
  }
}

/** Copied beside, then renamed. */
async function copyWhole(from: string, to: string, files: Files): Promise<void> {
  const beside = join(dirname(to), `.${basename(to)}.${randomBytes(6).toString('hex')}.part`)
  try {
    await files.copy(from, beside)
    await rename(beside, to)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
