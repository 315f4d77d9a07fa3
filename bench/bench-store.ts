import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { FaultScript } from '../local-agent/services/faults.ts'
import type { S3Object } from '../local-agent/services/s3-body.ts'
import { startS3Server } from '../local-agent/services/s3-server.ts'

/** What was asked of a store, and how many bytes of objects went either way. */
export interface Traffic {
  readonly requests: Readonly<Record<string, number>>
  readonly up: number
  readonly down: number
}

/** An S3 on loopback that answers each request after so many milliseconds; requests do not wait for each other. */
export interface BenchStore {
  readonly url: string
  latency: number
  /** Replaces what a bucket holds. */
  fill(bucket: string, objects: ReadonlyMap<string, string | Uint8Array>): void
  /** An object as its readers see it. */
  text(bucket: string, key: string): string | undefined
  keys(bucket: string): string[]
  /** Since it was asked last. */
  traffic(): Traffic
  close(): Promise<void>
}

export async function startBenchStore(buckets: readonly string[]): Promise<BenchStore> {
  const faults = new FaultScript([], {
    onRequest: async () => (own.latency > 0 ? await pause(own.latency) : undefined),
    onCarriedOut: ({ method, path, bytes }) => {
      const kind = method === 'GET' && path.includes('list-type=2') ? 'LIST' : method
      requests[kind] = (requests[kind] ?? 0) + 1
      up += bytes
      if (kind === 'GET') down += objectAt(path)?.bytes.length ?? 0
    },
  })
  const server = await startS3Server({ buckets, faults })
  let [requests, up, down]: [Record<string, number>, number, number] = [{}, 0, 0]
  const objectAt = (path: string): S3Object | undefined => {
    const [bucket = '', ...key] = decodeURIComponent(path.replace(/\?.*$/, '')).slice(1).split('/')
    return server.buckets.get(bucket)?.get(key.join('/'))
  }
  const own: BenchStore = {
    url: server.url,
    latency: 0,
    fill: (bucket, objects) => {
      const there = server.buckets.get(bucket)
      there?.clear()
      for (const [key, body] of objects) there?.set(key, objectOf(key, Buffer.from(body)))
    },
    text: (bucket, key) => {
      const object = server.buckets.get(bucket)?.get(key)
      return object && (object.headers['content-encoding'] === 'gzip' ? gunzipSync(object.bytes) : object.bytes).toString()
    },
    keys: (bucket) => [...(server.buckets.get(bucket)?.keys() ?? [])],
    traffic: () => {
      const seen = { requests, up, down }
      ;[requests, up, down] = [{}, 0, 0]
      faults.requests.length = 0
      return seen
    },
    close: async () => await server.close(),
  }
  return own
}

/** As a server names the version of an object that was put in one request. */
export function etagOf(bytes: string | Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

function objectOf(key: string, bytes: Buffer): S3Object {
  const type = key.endsWith('.html') ? 'text/html' : 'application/octet-stream'
  return { bytes, etag: `"${etagOf(bytes)}"`, headers: { 'content-type': type }, modified: new Date() }
}
