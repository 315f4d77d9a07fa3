// POST /legacy/: the upload API of PyPI (docs.pypi.org/api/upload), as strict as PyPI where a client could lean on it.

import { createHash } from 'node:crypto'
import { normalise, readMetadata } from './distribution.ts'
import type { Answer } from './faults.ts'
import type { Request } from './server.ts'
import type { Shelf } from './shelf.ts'

/** An upload form: the first value of each field, and the one file of the field `content`. */
interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly file: string
  readonly content: Buffer
}

/** Who may upload. */
export interface Account {
  readonly username: string
  readonly password: string
}

/** Takes one file or says, in PyPI's words, why not: 403 for a stranger, 400 for a bad form, file or name; 200 also for the same bytes again. */
export async function takeUpload(shelf: Shelf, account: Account | undefined, request: Request): Promise<Answer> {
  if (account === undefined || request.headers.authorization !== basic(account)) {
    return refused(403, 'Invalid or non-existent authentication information. See https://pypi.org/help/#invalid-auth for more information.')
  }
  const form = await parseForm(request).catch(() => undefined)
  const fault = form === undefined ? 'The request is not a multipart form.' : formFault(form)
  if (form === undefined || fault !== undefined) return refused(400, fault ?? '')
  const conflict = standing(shelf, form)
  if (conflict !== undefined) return conflict
  shelf.put(form.file, form.content)
  return { status: 200, headers: { 'content-type': 'text/plain' } }
}

/** Whether a form's file has a name that is there already; false for what is no form. */
export async function isTaken(shelf: Shelf, request: Request): Promise<boolean> {
  const form = await parseForm(request).catch(() => undefined)
  return form !== undefined && shelf.files().some((one) => one.file === form.file)
}

/** Reads multipart/form-data (RFC 7578) with exactly one file, named `content`; undefined for other files. Rejects what is no such form. */
async function parseForm({ headers, body }: Request): Promise<Form | undefined> {
  const type = headers['content-type'] ?? ''
  const values = [...(await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData())]
  const fields = values.flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : []))
  const files = values.flatMap(([name, value]) => (typeof value === 'string' ? [] : [{ name, value }]))
  const [{ name, value } = { name: '', value: undefined }] = files
  if (value === undefined || files.length > 1 || name !== 'content' || fields.some(([one]) => one === 'content')) return undefined
  return { fields: new Map(fields.toReversed()), file: value.name, content: Buffer.from(await value.arrayBuffer()) }
}

function basic({ username, password }: Account): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/** What is wrong with the form or with the file in it, looked at alone. */
function formFault({ fields, file, content }: Form): string | undefined {
  const metadata = readMetadata(file, content)
  const complaints: [boolean, string][] = [
    [fields.get(':action') !== 'file_upload', "':action' must be 'file_upload'."],
    [fields.get('protocol_version') !== '1', 'Unknown protocol version.'],
    ...['metadata_version', 'name', 'version', 'filetype', 'sha256_digest'].map((field): [boolean, string] => {
      return [(fields.get(field) ?? '') === '', `'${field}' is required.`]
    }),
    [
      fields.get('sha256_digest') !== digest('sha256', content, 'hex'),
      'The digest supplied does not match a digest calculated from the uploaded file.',
    ],
    [!/^[A-Za-z0-9][^/\\\x00-\x1f]*$/.test(file), "Cannot upload a file with '/' or '\\' in the name."],
    [
      !nameFits(fields, file),
      `Start filename for '${fields.get('name')}' with '${normalise(fields.get('name') ?? '').replaceAll('-', '_')}'.`,
    ],
    [!typeFits(fields, file), `Unknown type of file or Python tag: '${file}'.`],
    [metadata === undefined, `Invalid distribution file. ${file} has no readable metadata.`],
    [metadata?.version !== fields.get('version'), `The version in the metadata of '${file}' is not the one of the form.`],
  ]
  return complaints.find(([wrong]) => wrong)?.[1]
}

function nameFits(fields: Form['fields'], file: string): boolean {
  return normalise(file).startsWith(`${normalise(fields.get('name') ?? '')}-`)
}

/** `pyversion` of a wheel is the tag in its name, of an sdist `source` or nothing (twine 4 sends none). */
function typeFits(fields: Form['fields'], file: string): boolean {
  if (file.endsWith('.tar.gz')) return fields.get('filetype') === 'sdist' && ['source', ''].includes(fields.get('pyversion') ?? '')
  return file.endsWith('.whl') && fields.get('filetype') === 'bdist_wheel' && fields.get('pyversion') === file.split('-').at(-3)
}

/** How the file stands to what the index has: undefined when it is new. The same bytes under another name are refused too. */
function standing(shelf: Shelf, form: Form): Answer | undefined {
  if (shelf.isBurnt(form.file)) {
    const why = 'This filename was previously used by a file that has since been deleted. Use a different version.'
    return refused(400, `${why} See https://pypi.org/help/#file-name-reuse for more information.`)
  }
  const sha256 = digest('sha256', form.content, 'hex')
  const there = shelf.files().find((one) => one.file === form.file || one.sha256 === sha256)
  if (there === undefined) return undefined
  if (there.file === form.file && there.sha256 === sha256) return { status: 200 }
  return refused(
    400,
    `File already exists ('${form.file}', with blake2_256 hash '${blake2(form)}'). See https://pypi.org/help/#file-name-reuse.`,
  )
}

/** As the client says it, for Node's OpenSSL has BLAKE2b with 512 bits only; else the first half of that, good enough for a message. */
function blake2(form: Form): string {
  return form.fields.get('blake2_256_digest') ?? digest('blake2b512', form.content, 'hex').slice(0, 64)
}

function digest(algorithm: string, bytes: Buffer, encoding: 'hex'): string {
  return createHash(algorithm).update(bytes).digest(encoding)
}

/** PyPI says it twice: as the status line's reason, which twine reads, and on a page. */
function refused(status: number, why: string): Answer {
  const text = why.replaceAll(/[^\x20-\x7e]/g, '?')
  const page = `<html><head><title>${status} ${text}</title></head><body><h1>${status} ${text}</h1>${text}</body></html>`
  return { status, reason: text, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: page }
}
