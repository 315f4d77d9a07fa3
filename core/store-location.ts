import { Problem } from './problem.ts'

/** Where wheels are kept, as the inputs `store` and `cache` name it. */
export type StoreLocation =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'https'; readonly url: string }

/**
 * Reads a store string: `s3://bucket[/prefix]`, `file:DIR` or a plain path, `https://host/.../simple` (read only).
 * Anything else with a scheme is a Problem `INPUT_INVALID` that names the input.
 */
export function parseStoreLocation(text: string, input: string): StoreLocation {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: 'folder', path: text }
  if (scheme === 's3') return parseBucket(text, input)
  if (scheme === 'file') return { kind: 'folder', path: folderOf(text) }
  if (scheme === 'http' || scheme === 'https') return { kind: 'https', url: text.replace(/\/+$/, '') }
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' names a store of an unknown kind, ${scheme}:`,
    'It takes s3://bucket/prefix, file:DIR, a path, or the https address of a simple index.',
  )
}

function parseBucket(text: string, input: string): StoreLocation {
  const [, bucket, prefix] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/i.exec(text) ?? []
  if (bucket === undefined)
    throw new Problem(
      'INPUT_INVALID',
      `The input '${input}' is '${text}', which names no bucket.`,
      'Write s3://bucket or s3://bucket/prefix.',
    )
  return { kind: 's3', bucket, prefix: (prefix ?? '').replace(/^\/+|\/+$/g, '') }
}

function folderOf(text: string): string {
  const rest = text.slice('file:'.length)
  const path = rest.startsWith('//') ? rest.replace(/^\/\/(localhost)?/, '') : rest
  return /^\/[A-Za-z]:/.test(path) ? decodeURIComponent(path.slice(1)) : rest.startsWith('//') ? decodeURIComponent(path) : path
}
