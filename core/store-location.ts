import { Problem } from './problem.ts'

/** Where wheels are kept, as the inputs `store` and `cache` name it. */
export type StoreLocation =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'https'; readonly url: string }

/**
 * Reads a store string: `s3://bucket[/prefix]`, `file:DIR` or a plain path, `https://host/.../simple` (read only).
 * Anything else with a scheme, an address that names no place, and one that still holds a `$(x)` are `INPUT_INVALID`, naming the input.
 */
export function parseStoreLocation(text: string, input: string): StoreLocation {
  const variable = /\$\([^()]+\)/.exec(text)?.[0]
  if (variable !== undefined)
    throw invalid(
      input,
      `is '${text}', and ${variable} names a variable that does not exist here`,
      'Set the variable, or correct its name.',
    )
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme === undefined) return { kind: 'folder', path: text }
  if (scheme === 's3') return parseBucket(text, input)
  if (scheme === 'file') return { kind: 'folder', path: folderOf(text, input) }
  if (scheme === 'http' || scheme === 'https') return { kind: 'https', url: text.replace(/\/+$/, '') }
  throw invalid(
    input,
    `names a store of an unknown kind, '${scheme}:'`,
    'It takes s3://bucket/prefix, file:DIR, a path, or the https address of a simple index.',
  )
}

function parseBucket(text: string, input: string): StoreLocation {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/i.exec(text) ?? []
  if (bucket === undefined) throw invalid(input, `is '${text}', which names no bucket`, 'Write s3://bucket or s3://bucket/prefix.')
  if (prefix.split('/').some((part) => part === '.' || part === '..'))
    throw invalid(input, `is '${text}', whose prefix no client could ask for`, 'Write a prefix without parts that are dots alone.')
  return { kind: 's3', bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') }
}

/** `file:` and a path as it stands, or a file URL (RFC 8089) of this machine, percent-encoded. */
function folderOf(text: string, input: string): string {
  const rest = text.slice('file:'.length)
  if (rest === '') throw invalid(input, "is 'file:', which names no folder", 'Write file:DIR.')
  const path = rest.startsWith('//') ? decoded(rest.replace(/^\/\/(?:localhost)?(?=\/)/i, '')) : rest
  if (path === undefined || path.startsWith('//'))
    throw invalid(
      input,
      `is '${text}', which is no file address of this machine`,
      'Write file:///path, with %25 for a percent sign, or a plain path.',
    )
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

function invalid(input: string, is: string, remedy: string): Problem {
  return new Problem('INPUT_INVALID', `The input '${input}' ${is}.`, remedy)
}
