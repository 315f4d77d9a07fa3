import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Context } from 'mocha'
import { s3Client } from '../../adapters/s3/client.ts'

/** An S3 server that others wrote. */
export interface Moto {
  readonly url: string
  /** Makes an empty bucket. */
  bucket(name: string): Promise<void>
  close(): Promise<void>
}

export const motoKeys = { accessKeyId: 'testing', secretAccessKey: 'testing' }

/** `python3 -m moto.server`, but one request after the other: else two of its threads may both find a condition met, and then both write. */
const inTurn = `
import sys
from moto import server
run = server.run_simple
server.run_simple = lambda *place, **how: run(*place, **{**how, 'threaded': False})
server.main(sys.argv[1:])
`

/** Starts moto on a port that the system chooses; a machine without it skips by name, but under CI. */
export async function startMoto(test: Context): Promise<Moto> {
  if (!hasMoto()) {
    if (process.env['CI'] === 'true') throw new Error('This machine has no moto (pip install "moto[server]"), which CI promises.')
    test.skip()
  }
  const server = spawn('python3', ['-c', inTurn, '-H', '127.0.0.1', '-p', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const url = await addressOf(server)
  const client = s3Client({ name: 'moto', bucket: '', prefix: '', endpointUrl: url, credentials: motoKeys })
  return {
    url,
    bucket: async (name) => void (await client.send(new CreateBucketCommand({ Bucket: name }))),
    close: async () => {
      client.destroy()
      const gone = once(server, 'exit')
      server.kill()
      await gone
    },
  }
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (server.stderr === null) throw new Error('no stderr')
  for await (const line of createInterface(server.stderr)) {
    const url = /Running on (http:\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    // What it says of every request must go on being read, or it stands still.
    server.stderr.resume()
    return url
  }
  throw new Error('moto did not start')
}

function hasMoto(): boolean {
  try {
    // Importing it takes as long as starting it.
    const find = 'from importlib.util import find_spec as find; assert find("moto") and find("flask")'
    execFileSync('python3', ['-c', find], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
