/** The core metadata of a distribution: the fields that are used here, and all of them as written. */
export interface CoreMetadata {
  /** Empty when the field is missing, as are name and version. */
  readonly metadataVersion: string
  readonly name: string
  readonly version: string
  readonly requiresPython?: string
  readonly requiresDist: readonly string[]
  readonly summary?: string
  /** Every header in order, keys as written, continuation lines joined by a line feed. */
  readonly fields: readonly (readonly [key: string, value: string])[]
  /** The body, or the Description header of old metadata. */
  readonly description: string
}

/** Reads METADATA or PKG-INFO (core metadata: headers as in an e-mail, then the description); never fails, what is missing is empty. */
export function parseMetadata(text: string): CoreMetadata {
  const { fields, body } = split(text)
  const first = (key: string): string | undefined => fields.find(([name]) => name.toLowerCase() === key)?.[1]
  const requiresPython = first('requires-python')
  const summary = first('summary')
  return {
    metadataVersion: first('metadata-version') ?? '',
    name: first('name') ?? '',
    version: first('version') ?? '',
    ...(requiresPython === undefined ? {} : { requiresPython }),
    requiresDist: fields.filter(([name]) => name.toLowerCase() === 'requires-dist').map(([, value]) => value),
    ...(summary === undefined ? {} : { summary }),
    fields,
    description: body === '' ? unindent(first('description') ?? '') : body,
  }
}

/** The fields that tell something, their keys in lower case: `UNKNOWN` is what old tools wrote for nothing, and neither it nor an empty value is sent to an index. */
export function toldFields({ fields }: Pick<CoreMetadata, 'fields'>): [key: string, value: string][] {
  return fields.flatMap(([key, value]) => (value === '' || value === 'UNKNOWN' ? [] : [[key.toLowerCase(), value] as [string, string]]))
}

/** Every value of a field that tells something; its name in lower case. */
export function valuesOf(metadata: Pick<CoreMetadata, 'fields'>, field: string): string[] {
  return toldFields(metadata).flatMap(([key, value]) => (key === field ? [value] : []))
}

/** Headers end at the first line that is neither `Key: value` nor indented. */
function split(text: string): { readonly fields: [string, string][]; readonly body: string } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const fields: [string, string][] = []
  for (const [at, line] of lines.entries()) {
    const header = /^([!-9;-~]+):[ \t]*([^]*)$/.exec(line)
    const last = fields.at(-1)
    if (header !== null) fields.push([header[1] ?? '', (header[2] ?? '').trimEnd()])
    else if (/^[ \t]/.test(line) && last !== undefined) last[1] += `\n${line}`
    else return { fields, body: lines.slice(line === '' ? at + 1 : at).join('\n') }
  }
  return { fields, body: '' }
}

/** Old metadata indents a description by eight spaces, or by seven and a bar. */
function unindent(description: string): string {
  return description.replace(/\n(?: {7}\||\t| {8})/g, '\n')
}
