import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { localHost } from '../../../adapters/local/host.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { hostContract } from '../../contracts/host.ts'

describe('this agent', () => {
  hostContract('as a host', async () => {
    const temporary = mkdtempSync(join(tmpdir(), 'local-host-'))
    const cancel = new AbortController()
    const [processes, files] = [localProcesses(cancel.signal), localFiles(temporary)]
    const host = localHost({ processes, files, folder: join(temporary, 'wheelworks'), environment: process.env })
    await host.make(host.folder)
    return { host, cancel, close: async () => await Promise.resolve(rmSync(temporary, { recursive: true, force: true })) }
  })
})
