import assert from 'node:assert/strict'
import { sha256Of } from '../../../core/sha256.ts'
import type { Asker, Changes } from './model-schedule.ts'

/** `adopt`: to list stored files in whatever spelling, whatever the status. */
export type Right = 'yank' | 'status' | 'remove' | 'adopt'

/** What an actor may do to a document beside adding files. */
export interface Rights extends Asker {
  readonly may: ReadonlySet<Right>
}

/** A link of a page, read as simply as can be, and not by the code under test. */
interface Link {
  readonly name: string
  readonly sha256: string
  readonly metadata: string
}

interface JsonFile {
  readonly filename: string
  readonly url: string
  readonly hashes: { readonly sha256: string }
  readonly 'core-metadata': { readonly sha256: string }
  readonly yanked?: boolean | string
  readonly [other: string]: unknown
}

/** A project's document as its JSON is. */
export interface JsonDocument {
  readonly meta: Readonly<Record<string, unknown>>
  readonly files: readonly JsonFile[]
  readonly _files?: readonly JsonFile[]
  readonly _serial: number
  readonly _deleted?: readonly { readonly filename: string }[]
  readonly [other: string]: unknown
}

const ours = new Set([
  'files',
  '_files',
  'versions',
  'meta',
  'name',
  'project-status',
  '_serial',
  '_deleted',
  '_about',
  '_leaving',
  '_shown',
])

/** Looks at every write the moment it is done, and fails where a reader or a publisher would be let down from then on. */
export class Watch implements Changes {
  readonly documents = new Map<string, JsonDocument>()
  /** SHA-256 by key of what lies below `packages/`. */
  readonly packages = new Map<string, string>()
  private readonly links = new Map<string, readonly Link[]>()
  private readonly serials = new Map<string, number>()
  /** What each serial of a project offers. */
  private readonly versions = new Map<string, string>()
  private readonly askers: ReadonlyMap<string, Rights>
  private readonly last = new Map<string, string>()
  /** Whether two spellings of one file were taken as they were stored. */
  private adopted = false
  /** Changes of any object. */
  writes = 0

  constructor(askers: ReadonlyMap<string, Rights>) {
    this.askers = askers
  }

  stored(key: string, bytes: Uint8Array, by: Asker): void {
    const sha256 = sha256Of(bytes)
    // A rebuild puts every page anew.
    if (this.last.get(key) !== sha256 || this.askers.get(by.name)?.may.has('adopt') !== true) this.writes++
    this.last.set(key, sha256)
    if (key.startsWith('packages/')) return this.storedFile(key, sha256)
    const [, project, document] = /^simple\/([^/]+)\/(index\.json)?/.exec(key) ?? []
    const legacy = /^pypi\/([^/]+)\/json$/.exec(key)?.[1]
    const text = Buffer.from(bytes).toString()
    if (key === 'simple/index.json' || key === 'simple/index.html') this.storedRoot(key, text)
    else if (legacy !== undefined) this.storedLegacy(key, legacy, text)
    else if (project !== undefined && document !== undefined) this.storedDocument(key, project, text, this.askers.get(by.name))
    else if (project !== undefined) this.storedPage(key, project, text)
  }

  deleted(key: string): void {
    this.writes++
    assert.ok(key.startsWith('packages/'), `${key} was deleted`)
    this.packages.delete(key)
    for (const [page, links] of this.links)
      for (const { name } of links)
        assert.ok(key !== `packages/${name}` && key !== `packages/${name}.metadata`, `${key} was deleted, and ${page} links it`)
  }

  private storedFile(key: string, sha256: string): void {
    const before = this.packages.get(key)
    this.packages.set(key, sha256)
    if (before === undefined || before === sha256) return
    assert.ok(key.endsWith('.metadata'), `${key} was replaced`)
    for (const [page, links] of this.links) for (const link of links) this.assertThere(page, link)
  }

  private assertThere(page: string, { name, sha256, metadata }: Link): void {
    assert.equal(this.packages.get(`packages/${name}`), sha256, `${page} links ${name}`)
    assert.equal(this.packages.get(`packages/${name}.metadata`), metadata, `${page} links ${name}.metadata`)
  }

  private newer(key: string, serial: number): void {
    assert.ok(serial >= (this.serials.get(key) ?? 0), `${key} goes back from serial ${this.serials.get(key)} to ${serial}`)
    this.serials.set(key, serial)
  }

  private storedDocument(key: string, project: string, text: string, by: Rights | undefined): void {
    const next = JSON.parse(text) as JsonDocument
    const links = next.files.map(linkOf)
    for (const link of links) this.assertThere(key, link)
    const shows = JSON.stringify([next.files, next['project-status']])
    const before = this.documents.get(project)
    const marked = next._serial === before?._serial
    assert.ok(marked || next._serial === (before?._serial ?? 0) + 1, `${key} goes from ${before?._serial} to ${next._serial}`)
    if (marked) assert.equal(shows, this.versions.get(`${project} ${next._serial}`), `${key} changes without a new serial`)
    this.newer(key, next._serial)
    if (before !== undefined && by !== undefined) assertKept(key, before, next, by)
    this.assertOnce(key, next, by)
    this.versions.set(`${project} ${next._serial}`, shows)
    this.documents.set(project, next)
    this.links.set(key, links)
  }

  /** Every name is listed once, and none that was deleted. */
  private assertOnce(key: string, next: JsonDocument, by: Rights | undefined): void {
    const names = filesOf(next).map(({ filename }) => filename.toLowerCase())
    if (!this.adopted && by?.may.has('adopt') === true) this.adopted = names.length > new Set(names).size
    assert.ok(this.adopted || new Set(names).size === names.length, `${key} lists one file in two spellings`)
    const tombs = new Set((next._deleted ?? []).map(({ filename }) => filename.toLowerCase()))
    for (const { filename } of filesOf(next)) assert.ok(!tombs.has(filename.toLowerCase()), `${key} lists ${filename}, which was deleted`)
  }

  private storedPage(key: string, project: string, text: string): void {
    const page = text.startsWith('<') ? readHtml(text) : readJson(text)
    for (const link of page.links) this.assertThere(key, link)
    this.newer(key, page.serial)
    const version = this.versions.get(`${project} ${page.serial}`)
    assert.ok(version !== undefined, `${key} shows serial ${page.serial} before its document does`)
    const [files] = JSON.parse(version) as [JsonFile[]]
    assert.deepEqual(page.links, files.map(linkOf), `${key} shows another serial ${page.serial} than its document`)
    this.links.set(key, page.links)
  }

  private storedLegacy(key: string, project: string, text: string): void {
    const { last_serial: serial, releases } = JSON.parse(text) as { last_serial: number; releases: Record<string, { filename: string }[]> }
    this.newer(key, serial)
    const version = this.versions.get(`${project} ${serial}`)
    assert.ok(version !== undefined, `${key} shows serial ${serial} before its document does`)
    const [files] = JSON.parse(version) as [JsonFile[]]
    const names = Object.values(releases).flatMap((all) => all.map(({ filename }) => filename))
    assert.deepEqual(names.sort(), files.map(({ filename }) => filename).sort())
    const links = files.map(linkOf)
    for (const link of links) this.assertThere(key, link)
    this.links.set(key, links)
  }

  private storedRoot(key: string, text: string): void {
    const html = key.endsWith('.html')
    const projects = html
      ? [...text.matchAll(/<a href="([^"]+)\/">/g)].map(([, name = '']) => name)
      : (JSON.parse(text) as { projects: { name: string }[] }).projects.map(({ name }) => name)
    for (const project of projects) {
      assert.ok(this.documents.has(project), `${key} lists ${project}, which has no document`)
      assert.ok(this.serials.has(`simple/${project}/index.html`), `${key} lists ${project}, which has no page`)
    }
    this.newer(key, html ? serialOf(text) : (JSON.parse(text) as { _serial: number })._serial)
    for (const [project] of this.links) if (project === key) assert.fail('a root is no page')
  }
}

function assertKept(key: string, before: JsonDocument, next: JsonDocument, by: Rights): void {
  const listed = new Map(filesOf(next).map((file) => [file.filename, file]))
  const tombs = new Set((next._deleted ?? []).map(({ filename }) => filename))
  if (!by.may.has('adopt') && /"(?:archived|quarantined)"/.test(JSON.stringify(before['project-status'] ?? '')))
    assert.ok(listed.size <= filesOf(before).length, `${key} takes a file while its project takes none`)
  for (const { filename } of before._deleted ?? []) assert.ok(tombs.has(filename), `${key} forgets that ${filename} was deleted`)
  for (const file of filesOf(before)) {
    const now = listed.get(file.filename)
    if (now === undefined) {
      assert.ok(by.may.has('remove') && tombs.has(file.filename), `${key} loses ${file.filename}`)
      continue
    }
    assert.equal(now.hashes.sha256, file.hashes.sha256, `${key}: ${file.filename} has other bytes`)
    assert.equal(now['_note'], file['_note'], `${key}: ${file.filename} loses what others noted`)
    if (!by.may.has('yank')) assert.equal(now.yanked, file.yanked, `${key}: the yank of ${file.filename} was changed`)
  }
  if (!by.may.has('status')) assert.deepEqual(next['project-status'], before['project-status'], `${key}: the status was changed`)
  for (const other of Object.keys(before)) if (!ours.has(other)) assert.deepEqual(next[other], before[other], `${key} loses ${other}`)
  assert.deepEqual(next.meta, before.meta, `${key} loses what others keep in meta`)
}

/** All that a document lists, also what it does not offer. */
export function filesOf(document: JsonDocument): readonly JsonFile[] {
  return [...document.files, ...(document._files ?? [])]
}

function linkOf({ url, filename, hashes, 'core-metadata': metadata }: JsonFile): Link {
  assert.equal(decodeURIComponent(url), `../../packages/${filename}`)
  return { name: filename, sha256: hashes.sha256, metadata: metadata.sha256 }
}

function readJson(text: string): { readonly serial: number; readonly links: Link[] } {
  const page = JSON.parse(text) as JsonDocument
  return { serial: page._serial, links: page.files.map(linkOf) }
}

function readHtml(text: string): { readonly serial: number; readonly links: Link[] } {
  const anchors = [
    ...text.matchAll(/<a href="\.\.\/\.\.\/packages\/([^"#]+)#sha256=([0-9a-f]{64})"[^>]* data-core-metadata="sha256=([0-9a-f]{64})"/g),
  ]
  assert.equal(anchors.length, text.split('<a ').length - 1)
  const links = anchors.map(([, name = '', sha256 = '', metadata = '']) => ({ name: decodeURIComponent(name), sha256, metadata }))
  return { serial: serialOf(text), links }
}

function serialOf(html: string): number {
  return Number(/<meta name="wheelworks:serial" content="(\d+)">/.exec(html)?.[1])
}
