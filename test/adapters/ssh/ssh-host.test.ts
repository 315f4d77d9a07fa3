import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sshHost } from '../../../adapters/ssh/ssh-host.ts'
import { hostContract } from '../../contracts/host.ts'
import { type Sshd, startSshd } from '../../servers/sshd.ts'

describe('ssh-host', () => {
  let sshd: Sshd
  before(async function () {
    sshd = await startSshd(this)
  })
  after(async () => await sshd?.close())

  hostContract('over ssh', async () => {
    const secrets = mkdtempSync(join(tmpdir(), 'secrets-'))
    const cancel = new AbortController()
    const host = await sshHost(sshd.address(), {
      signal: cancel.signal,
      secrets,
      label: `contract-${process.pid}`,
      patience: 5,
      tell: () => undefined,
    })
    return {
      host,
      cancel,
      close: async () => {
        await host.close()
        rmSync(secrets, { recursive: true, force: true })
      },
    }
  })
})
