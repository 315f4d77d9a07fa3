import { isForeignManifest, isSidecar, type Manifest, manifestName, manifestPlace, parseManifest } from '../core/build/manifest.ts'
import { legName, type Offer, type Union, unionOf } from '../core/build/union.ts'
import type { Files } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { isWheelFile } from '../core/python/file-kind.ts'
import { sdistNames } from '../core/python/sdist-name.ts'
import { inParallel } from './in-parallel.ts'

/** What some folders hold of a run's wheels. */
export interface Collected extends Union {
  /** Every manifest found that counts; a sidecar is one of a single file. */
  readonly manifests: readonly Manifest[]
  /** Those that do not. */
  readonly others: readonly Manifest[]
  /** Where they lie, with what they tell of beside them. */
  readonly folderOf: ReadonlyMap<Manifest, string>
  /** Paths of wheels that no manifest and no sidecar tells of. */
  readonly unlisted: readonly string[]
  /** Paths of files named as sdists that no manifest and no sidecar tells of. */
  readonly sdists: readonly string[]
}

/** Part of a folder: what matches any of the globs, relative to it. */
export interface Place {
  readonly folder: string
  readonly globs: readonly string[]
}

/**
 * Reads the manifests and sidecars below some folders (each the content of one artifact, or of several, whole or in part), also those that lie
 * beside a wheel that a glob finds alone, and unites what they tell of; every file that is taken is hashed again. A file other than its manifest says is `HASH_MISMATCH`, a missing one `FILE_MISSING`,
 * a broken manifest `ARTIFACT_INVALID`, one file twice with other bytes `CONFLICT`. Of a manifest that does not count nothing is taken.
 */
export async function collectWheels(
  places: readonly (string | Place)[],
  files: Pick<Files, 'find' | 'read' | 'measure'>,
  counts: (manifest: Manifest) => boolean = () => true,
): Promise<Collected> {
  const all = await inParallel(places, 8, async (place) => await readPlace(place, files))
  const told = new Set(all.flatMap((one) => one.offers.map((offer) => offer.path)))
  const found = all.map((one) => ({ ...one, read: one.read.filter(({ manifest }) => counts(manifest)) }))
  const offers = all.flatMap((one) => one.offers.filter(({ manifest }) => counts(manifest)))
  const union = unionOf(
    offers,
    found.flatMap(({ read }) => read.filter(({ name }) => isWhole(name)).map(({ manifest }) => manifest)),
  )
  const there = new Set(found.flatMap((one) => one.paths))
  await inParallel(union.files, 8, async (offer) => await requireBytes(offer, there, files))
  const untold = [...there].filter((path) => !told.has(path)).sort()
  return {
    ...union,
    manifests: found.flatMap(({ read }) => read.map(({ manifest }) => manifest)),
    others: all.flatMap(({ read }) => read.map(({ manifest }) => manifest)).filter((manifest) => !counts(manifest)),
    folderOf: new Map(all.flatMap(({ read, folder }) => read.map(({ name, manifest }) => [manifest, folderIn(folder, name)]))),
    unlisted: untold.filter((path) => isWheelFile(path)),
    sdists: untold.filter((path) => sdistNames(path.slice(path.lastIndexOf('/') + 1)).length > 0),
  }
}

/** What one artifact of an earlier attempt offers. */
export interface Offered {
  /** Whose bytes are what their manifest says; released or not. */
  readonly offers: readonly Offer[]
  /** Manifests that were written at the end of an attempt. */
  readonly whole: readonly Manifest[]
  /** Files that are not what their manifest says: left out, and no reason to leave others. */
  readonly broken: readonly Problem[]
}

/**
 * What the manifests in a folder tell of, each file judged alone; of the manifests of several steps only that of the step at `place` (1 for
 * the only one) is asked, and sidecars where it does not stand. A manifest that cannot be read is `ARTIFACT_INVALID`.
 */
export async function offersOf(folder: string, place: number, files: Pick<Files, 'find' | 'read' | 'measure'>): Promise<Offered> {
  const found = await readPlace(folder, files)
  const there = new Set(found.paths)
  // Two steps may tell of one file; each is asked for itself.
  const told = found.read.filter(({ name }) => placeOf(name) === place).flatMap(({ name, manifest }) => offersIn(name, manifest, folder))
  const own = [...told, ...found.offers.filter((offer) => offer.place === undefined)]
  const judged = await inParallel(own, 8, async (offer) => {
    try {
      await requireBytes(offer, there, files)
      return offer
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  })
  const broken = judged.flatMap((one) => (one instanceof Problem ? [one] : []))
  const whole = found.read.filter(({ name }) => placeOf(name) === place).map(({ manifest }) => manifest)
  return { offers: judged.flatMap((one) => (one instanceof Problem ? [] : [one])), whole, broken }
}

interface Folder {
  readonly folder: string
  readonly paths: readonly string[]
  readonly read: readonly { readonly name: string; readonly manifest: Manifest }[]
  readonly offers: readonly PlacedOffer[]
}

/** Whose manifest tells of it: the place of a step; undefined for a sidecar. */
interface PlacedOffer extends Offer {
  readonly place: number | undefined
}

async function readPlace(place: string | Place, files: Pick<Files, 'find' | 'read'>): Promise<Folder> {
  const { folder, globs } = typeof place === 'string' ? { folder: place, globs: ['**/*'] } : place
  const names = await files.find(folder, globs)
  const there = new Set(names)
  // A manifest before its sidecars: what both tell of is then the manifest's; of two steps' the later one's, which wrote last.
  const machine = [...new Set([...names.filter(isMachine), ...names.flatMap(besides)])].sort(
    (a, b) => (placeOf(b) ?? 0) - (placeOf(a) ?? 0),
  )
  const read = (
    await inParallel(machine, 8, async (name) => ({ name, manifest: await readManifest(`${folder}/${name}`, there.has(name), files) }))
  ).flatMap(({ name, manifest }) => (manifest === undefined ? [] : [{ name, manifest }]))
  const offers = new Map<string, PlacedOffer>()
  for (const { name, manifest } of read) {
    for (const offer of offersIn(name, manifest, folder)) {
      // A manifest that was not asked for speaks only of the files that were.
      const asked = there.has(name) || there.has(offer.path.slice(folder.length + 1))
      const before = offers.get(offer.path)
      // What one step built for release another may have built along.
      const isAlong = before?.file.origin === 'dependency' && offer.file.origin !== 'dependency'
      if ((before === undefined || isAlong) && asked) offers.set(offer.path, offer)
    }
  }
  return {
    folder,
    paths: names.map((name) => `${folder}/${name}`),
    read,
    offers: [...offers.values()],
  }
}

/** What a manifest tells of lies beside it. */
function offersIn(name: string, manifest: Manifest, folder: string): PlacedOffer[] {
  const beside = folderIn(folder, name)
  return manifest.files.map((file) => ({ file, path: `${beside}/${file.name}`, manifest, place: placeOf(name) }))
}

function folderIn(folder: string, name: string): string {
  return name.includes('/') ? `${folder}/${name.slice(0, name.lastIndexOf('/'))}` : folder
}

function isMachine(name: string): boolean {
  return isWhole(name) || isSidecar(name)
}

/** Where a wheel's own manifests would lie, also when only the wheel was asked for: what they say of it holds all the same. */
function besides(name: string): string[] {
  return /\.(?:whl|tar\.gz|zip)$/.test(name) ? [`${name.slice(0, name.lastIndexOf('/') + 1)}${manifestName}`, `${name}.json`] : []
}

function isWhole(name: string): boolean {
  return placeOf(name) !== undefined
}

function placeOf(name: string): number | undefined {
  return manifestPlace(name.slice(name.lastIndexOf('/') + 1))
}

/** Undefined for one that is not there and need not be, and for one of another tool. */
async function readManifest(path: string, must: boolean, files: Pick<Files, 'read'>): Promise<Manifest | undefined> {
  const bytes = await files.read(path)
  if (bytes === undefined && !must) return undefined
  const text = new TextDecoder().decode(bytes)
  return isForeignManifest(text) ? undefined : parseManifest(text, path)
}

async function requireBytes(offer: Offer, there: ReadonlySet<string>, files: Pick<Files, 'measure'>): Promise<void> {
  const { file, path, manifest } = offer
  if (!there.has(path))
    throw new Problem(
      'FILE_MISSING',
      `The manifest of ${legName(manifest)} tells of ${file.name}, which its artifact does not hold.`,
      'Download the artifact whole, or run that leg again.',
    )
  const measured = await files.measure(path)
  if (measured.sha256 === file.sha256 && measured.size === file.size) return
  throw new Problem(
    'HASH_MISMATCH',
    `${path} is not the file that the manifest of ${legName(manifest)} tells of: its SHA-256 is ${measured.sha256}, not ${file.sha256}.`,
    'Nothing was taken. Download the artifact again; if it stays so, run that leg again.',
  )
}
