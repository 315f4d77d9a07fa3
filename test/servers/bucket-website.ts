import type { S3Server } from '../../local-agent/services/s3-server.ts'
import { startWebServer, type WebServer } from './web-server.ts'

/** Serves a bucket as a website: `index.html` for what ends in a slash (S3 user guide, "Configuring an index document"). */
export async function startBucketWebsite({ buckets }: S3Server, bucket: string): Promise<WebServer> {
  return await startWebServer(({ path }, response) => {
    const key = decodeURIComponent(path.slice(1))
    const object = buckets.get(bucket)?.get(key.endsWith('/') ? `${key}index.html` : key)
    if (object === undefined) response.writeHead(404).end()
    else response.writeHead(200, object.headers).end(object.bytes)
  })
}
