import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FaultScript } from '../services/faults.ts'
import { startPackageIndex } from '../services/package-index.ts'
import { startS3Server } from '../services/s3-server.ts'
import type { LocalFile, Service } from './local-file.ts'
import type { Variables } from './variables.ts'

/** A service that is up. */
export interface Started {
  readonly name: string
  readonly port: number
  close(): Promise<void>
}

/** Where and how services start; `ports` are tried first, so that what an earlier attempt has written down stays true. */
export interface StartOptions {
  /** What their folders are relative to. */
  readonly folder: string
  readonly faults: Readonly<Record<string, FaultScript>>
  readonly ports: Readonly<Record<string, number>>
}

/** Starts the services one by one into `started`; `<name>.simpleUrl` and `<name>.uploadUrl`, of a bucket `<name>.endpointUrl`, become variables. */
export async function startServices(
  started: Started[],
  services: LocalFile['services'],
  given: Variables,
  how: StartOptions,
): Promise<void> {
  for (const [name, service] of Object.entries(services)) {
    const faults = how.faults[name]
    const common = { port: how.ports[name], ...(faults === undefined ? {} : { faults }) }
    const fill = (text: string): string => given.fill(text)
    const path = (text: string): string => resolve(how.folder, fill(text))
    if (service.folder !== '') mkdirSync(path(service.folder), { recursive: true })
    const up = await start(service, fill, path, common)
    started.push({ name, port: Number(new URL(Object.values(up.urls)[0] ?? '').port), close: () => up.close() })
    for (const [what, url] of Object.entries(up.urls)) given.set(`${name}.${what}`, url)
  }
}

interface Up {
  readonly urls: Readonly<Record<string, string>>
  close(): Promise<void>
}

async function start(
  service: Service,
  fill: (text: string) => string,
  path: (text: string) => string,
  common: { readonly port: number | undefined; readonly faults?: FaultScript },
): Promise<Up> {
  if (service.kind === 's3') {
    const where = service.folder === '' ? { buckets: [service.bucket] } : { folders: { [service.bucket]: path(service.folder) } }
    const secret = service.secretKey === '' ? {} : { secretAccessKey: fill(service.secretKey) }
    const { publicRead } = service
    const s3 = await startS3Server({ ...where, accessKeyId: fill(service.accessKey), ...secret, publicRead, ...common })
    return { urls: { endpointUrl: s3.url }, close: () => s3.close() }
  }
  const { username, password } = service
  const index = await startPackageIndex({
    folder: path(service.folder),
    ...(service.sdists === '' ? {} : { sdists: path(service.sdists) }),
    ...(username === '' && password === '' ? {} : { upload: { username: fill(username), password: fill(password) } }),
    ...common,
  })
  return { urls: { simpleUrl: index.simpleUrl, uploadUrl: index.uploadUrl }, close: () => index.close() }
}
