import type { Request } from './server.ts'

/** An upload form: the first value of each field, and the one file of the field `content`. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly file: string
  readonly content: Buffer
}

interface Part {
  readonly name: string
  readonly file: string | undefined
  readonly bytes: Buffer
}

/** Reads multipart/form-data (RFC 7578), every delimiter in its place and exactly one file, named `content`; else undefined. */
export function parseForm(request: Request): Form | undefined {
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1]
  const parts = boundary === undefined ? undefined : partsOf(request.body, boundary)
  const files = parts?.filter((part) => part.file !== undefined || part.name === 'content')
  const content = files?.[0]
  if (parts === undefined || files?.length !== 1 || content?.file === undefined || content.name !== 'content') return undefined
  const fields = parts.filter((part) => part !== content).map((part): [string, string] => [part.name, part.bytes.toString()])
  return { fields: new Map(fields.toReversed()), file: content.file, content: content.bytes }
}

function partsOf(body: Buffer, boundary: string): Part[] | undefined {
  const whole = Buffer.concat([Buffer.from('\r\n'), body])
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const parts: Part[] = []
  for (let at = whole.indexOf(delimiter); at !== -1;) {
    const from = at + delimiter.length
    if (whole.toString('latin1', from, from + 2) === '--') return at === whole.lastIndexOf(delimiter) ? parts : undefined
    at = whole.indexOf(delimiter, from)
    const part = at === -1 ? undefined : partOf(whole.subarray(from, at))
    if (part === undefined) return undefined
    parts.push(part)
  }
  return undefined
}

function partOf(bytes: Buffer): Part | undefined {
  const gap = bytes.indexOf('\r\n\r\n')
  if (gap === -1 || bytes.toString('latin1', 0, 2) !== '\r\n') return undefined
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(bytes.toString('utf8', 0, gap))?.[1] ?? ''
  const name = /(?:^|[;\s])name="([^"]*)"/i.exec(disposition)?.[1]
  const file = /(?:^|[;\s])filename="([^"]*)"/i.exec(disposition)?.[1]
  return name === undefined ? undefined : { name, file, bytes: bytes.subarray(gap + 4) }
}
