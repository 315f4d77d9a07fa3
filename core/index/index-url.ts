import type { StoreAccess } from '../store-access.ts'

/**
 * Where installers find an index when nobody says otherwise: the folder as a `file:` address (`folder` is its absolute path), a bucket
 * at the address of its REST endpoint. A website or a CDN before it has an address of its own, which only its owner knows.
 */
export function indexUrlOf({ location, region, endpointUrl }: StoreAccess, folder: string): string {
  if (location.kind === 'https') return location.url
  if (location.kind === 'folder') return `${fileAddress(folder)}/simple`
  const host = region === undefined ? 's3.amazonaws.com' : `s3.${region}.amazonaws.com`
  const base = endpointUrl === undefined ? `https://${location.bucket}.${host}` : `${endpointUrl.replace(/\/+$/, '')}/${location.bucket}`
  const prefix = location.prefix.split('/').map(encodeURIComponent).join('/')
  return `${base}${prefix === '' ? '' : `/${prefix}`}/simple`
}

function fileAddress(path: string): string {
  const parts = path.replaceAll('\\', '/').replace(/\/+$/, '').split('/')
  const quoted = parts.map((part, at) => (at === 0 && /^[A-Za-z]:$/.test(part) ? part : encodeURIComponent(part))).join('/')
  return quoted.startsWith('/') ? `file://${quoted}` : `file:///${quoted}`
}
