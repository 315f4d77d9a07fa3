import { createHash, type Hash } from 'node:crypto'
import { accessSync, constants, createReadStream, lstatSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { byPath } from '../../core/cache/files-digest.ts'
import { isLeftByTools } from '../../core/changes/packages/left-by-tools.ts'
import type { TreeObject } from '../../core/history.ts'
import { Problem } from '../../core/problem.ts'
import type { Checkout } from './history-git.ts'
import { succeeded } from './git-run.ts'

/** What git has of a path; paths are of bytes here, one a character, for names need not be UTF-8. */
interface Held {
  readonly mode: string
  readonly id: string
}

/** A file that is not as the index has it. */
interface Loose {
  readonly path: string
  /** As git would note it; undefined for one that it does not track. */
  readonly mode: string | undefined
  /** What HEAD has there. */
  readonly before: string
}

/** Opens the checkout that lies in a folder. */
type OpenAt = (folder: string) => Promise<Checkout | undefined>

/** What is told of a work tree beside its commit. */
interface Differences {
  /** Staged, or gone where undefined. */
  readonly known: readonly (readonly [path: string, held: Held | undefined])[]
  readonly loose: readonly Loose[]
  /** Submodules at another commit or with changes of their own, and repositories that lie in this one untracked. */
  readonly nested: readonly string[]
}

const asked = ['--porcelain=v2', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=none']

/**
 * What every file of a work tree holds, sorted by path: of what is as HEAD has it the object id there. The rest git is asked for, by its own filters (line endings, git-lfs),
 * except where the bytes are those of HEAD as they lie here: git takes some of these for changed, by when they were written. What a sparse checkout leaves out is as HEAD
 * has it; a submodule with changes is what all of its files are.
 */
export async function workTree(checkout: Checkout, openAt: OpenAt, without: readonly string[] = []): Promise<TreeObject[]> {
  const commit = await headOf(checkout)
  if (commit === undefined)
    throw new Problem('UNRESOLVED', `${checkout.top} has no commit checked out.`, 'Check the checkout step of this job.')
  return (await read(checkout, commit, openAt, without)).objects
}

async function headOf({ run }: Checkout): Promise<string | undefined> {
  const told = await run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { raw: true })
  return succeeded(told) ? told.bytes.toString('latin1').trim() : undefined
}

async function read(
  checkout: Checkout,
  commit: string,
  openAt: OpenAt,
  without: readonly string[] = [],
): Promise<{ readonly objects: TreeObject[]; readonly isChanged: boolean }> {
  const [tree, status] = await Promise.all([
    checkout.read(['ls-tree', '-r', '-z', '--full-tree', commit]),
    checkout.read(['status', ...asked]),
  ])
  const held = new Map(partsOf(tree).map(parseEntry))
  const { known, loose, nested } = parseStatus(partsOf(status), without.map(bytesOf))
  let isChanged = false
  const set = (path: string, now: Held | undefined): void => {
    const before = held.get(path)
    isChanged ||= before?.id !== now?.id || before?.mode !== now?.mode
    if (now === undefined) held.delete(path)
    else held.set(path, now)
  }
  for (const [path, now] of known) set(path, now)
  for (const [path, now] of await hashed(loose, checkout, commit.length)) set(path, now)
  for (const path of nested) set(path, await nestedIn(checkout, path, held.get(path), openAt))
  const objects = [...held].map(([path, { mode, id }]) => ({ path: textOf(path), mode, id }))
  return { objects: objects.sort(byPath), isChanged }
}

function parseEntry(entry: string): readonly [path: string, held: Held] {
  const [, mode = '', id = ''] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(entry) ?? []
  return [entry.slice(entry.indexOf('\t') + 1), { mode, id }]
}

/** https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
const line =
  /^(?:1 .(?<work>.) .{4} \d+ (?<mode>\d+) (?<now>\d+) (?<before>\w+) (?<id>\w+)|u .. .{4} \d+ \d+ \d+ (?<left>\d+) \w+ \w+ \w+|(?<untracked>\?)) (?<path>.+)$/s

function parseStatus(parts: readonly string[], without: readonly string[]): Differences {
  const found = { known: new Map<string, Held | undefined>(), loose: new Map<string, Loose>(), nested: new Set<string>() }
  for (const part of parts) {
    const told = line.exec(part)?.groups
    if (told === undefined)
      throw new Problem('UNRESOLVED', 'What git tells of this work tree is not understood.', 'Tell us of it, with the version of git.')
    const { path = '', untracked, now, mode = '', id = '', before = '' } = told
    if (untracked !== undefined) {
      if (!without.some((folder) => path.startsWith(`${folder}/`))) addUntracked(found, path)
    } else if (now === '000000') found.known.set(path, undefined)
    else if (told['work'] === '.') found.known.set(path, { mode, id })
    else if (now === '160000') found.nested.add(path)
    else found.loose.set(path, { path, mode: now ?? told['left'], before })
  }
  return { known: [...found.known], loose: [...found.loose.values()], nested: [...found.nested] }
}

/** A repository within this one ends in a slash. What tools leave is in no other checkout of the commit, whether or not it is ignored. */
function addUntracked({ loose, nested }: { readonly loose: Map<string, Loose>; readonly nested: Set<string> }, path: string): void {
  if (isLeftByTools(path)) return
  if (path.endsWith('/')) nested.add(path.slice(0, -1))
  else loose.set(path, { path, mode: undefined, before: '' })
}

/** What lies at the path of a file, and whether git has yet to say what its filters make of that. */
interface Found {
  readonly held: Held
  readonly isOpen: boolean
}

/** How many files are looked at before others get their turn: a waiting call for each of ten thousand costs several times what the calls do. */
const together = 256

/** What git would give each of them now; undefined where it has gone meanwhile. */
async function hashed(loose: readonly Loose[], checkout: Checkout, digits: number): Promise<(readonly [string, Held | undefined])[]> {
  const raw: { readonly one: Loose; readonly found: Found | undefined }[] = []
  for (const [at, one] of loose.entries()) {
    if (at % together === 0) await breathe()
    raw.push({ one, found: await rawOf(one, checkout.top, digits) })
  }
  const open = raw.flatMap(({ one, found }) => (found?.isOpen === true ? [one.path] : []))
  const ids = await gitIds(open.map(textOf), checkout)
  const known = new Map(open.map((path, at) => [path, ids[at]]))
  const executable = loose.some(({ mode }) => mode === undefined) ? await heedsMode(checkout) : true
  return raw.map(({ one, found }) => {
    if (found === undefined) return [one.path, undefined]
    const { held } = found
    const mode = one.mode ?? (held.mode === '100755' && !executable ? '100644' : held.mode)
    return [one.path, { mode, id: known.get(one.path) ?? held.id }]
  })
}

/** As it lies here, without any filter: of a link where it leads. Of what nobody may read here, only when it was written and how long it is. */
async function rawOf({ path, mode, before }: Loose, top: string, digits: number): Promise<Found | undefined> {
  const where =
    process.platform === 'win32' ? join(top, textOf(path)) : Buffer.concat([Buffer.from(`${top}/`), Buffer.from(path, 'latin1')])
  const at = lstatSync(where, { throwIfNoEntry: false })
  if (at === undefined) return undefined
  if (at.isSymbolicLink())
    return { held: { mode: '120000', id: blobId(readlinkSync(where, { encoding: 'buffer' }), digits) }, isOpen: false }
  const right = mode === '120000' ? mode : (at.mode & 0o100) === 0 ? '100644' : '100755'
  if (!isReadable(where)) return { held: { mode: right, id: blobId(Buffer.from(`${at.size} ${at.mtimeMs}`), digits) }, isOpen: false }
  // An argument is text: what is no UTF-8 stays as it lies here. What is new git has to read anyway.
  const isGits = right !== '120000' && isText(path)
  if (isGits && before === '') return { held: { mode: right, id: '' }, isOpen: true }
  const id = await hashFile(where, at.size, digits)
  return { held: { mode: right, id }, isOpen: isGits && id !== before }
}

function isReadable(path: string | Buffer): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** The id of a file as git makes it of its bytes; a file may be longer than memory. */
async function hashFile(path: string | Buffer, size: number, digits: number): Promise<string> {
  const hash = blobHash(size, digits)
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function blobId(bytes: Uint8Array, digits: number): string {
  return blobHash(bytes.length, digits).update(bytes).digest('hex')
}

function blobHash(size: number, digits: number): Hash {
  return createHash(digits === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`)
}

/** Characters of paths in one call: Windows takes 32,767 in all. */
const mostCharacters = 16_000

async function gitIds(paths: readonly string[], checkout: Checkout): Promise<string[]> {
  const calls: string[][] = []
  let room = 0
  for (const path of paths) {
    room -= path.length + 3
    if (room < 0) {
      calls.push([])
      room = mostCharacters
    }
    calls.at(-1)?.push(path)
  }
  const ids: string[] = []
  for (const call of calls) ids.push(...(await checkout.read(['hash-object', '--', ...call])).toString('latin1').trim().split('\n'))
  return ids
}

async function heedsMode({ run }: Checkout): Promise<boolean> {
  const told = await run(['config', '--type=bool', 'core.fileMode'], { raw: true })
  return told.bytes.toString('latin1').trim() !== 'false'
}

/** A repository within: its commit, or what all of its files are where these are not as that has them. One that is not there stays as it was known. */
async function nestedIn(checkout: Checkout, path: string, before: Held | undefined, openAt: OpenAt): Promise<Held | undefined> {
  const inner = await openAt(join(checkout.top, textOf(path)))
  if (inner === undefined || inner.top === checkout.top) return before
  const commit = await headOf(inner)
  if (commit === undefined) return before
  const { objects, isChanged } = await read(inner, commit, openAt)
  if (!isChanged) return { mode: '160000', id: commit }
  const whole = objects.map((one) => JSON.stringify([one.path, one.mode, one.id])).join('\n')
  return { mode: '160000', id: createHash('sha256').update(whole).digest('hex') }
}

/** What `-z` prints: every part ends in NUL, so one that does not was cut off. */
function partsOf(bytes: Buffer): string[] {
  const parts = bytes.toString('latin1').split('\0')
  if (parts.pop() !== '') throw new Problem('UNRESOLVED', 'The end of what git printed is missing.', 'Run again.')
  return parts
}

function textOf(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8')
}

function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function isText(path: string): boolean {
  return bytesOf(textOf(path)) === path
}
