/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * JSON with sorted keys, no blanks and no undefined members: the same value gives the same bytes, so that its digest
 * names it (RFC 8785 for what we write: no number beyond 2^53, strings as JSON.stringify escapes them).
 */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`
  let members = ''
  // The order of code units, as the digests of all that was ever written have it.
  for (const key of Object.keys(value).sort()) {
    const item = value[key]
    if (item !== undefined) members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonical(item)}`
  }
  return `{${members}}`
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
