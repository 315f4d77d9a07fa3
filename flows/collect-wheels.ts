import { type Manifest, manifestName, parseManifest } from '../core/build/manifest.ts'
import { legName, type Offer, type Union, unionOf } from '../core/build/union.ts'
import type { Files } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { inParallel } from './in-parallel.ts'

/** What some folders hold of a run's wheels. */
export interface Collected extends Union {
  /** Every manifest found; a sidecar is one of a single file. */
  readonly manifests: readonly Manifest[]
  /** Paths of wheels that no manifest and no sidecar tells of. */
  readonly unlisted: readonly string[]
}

/** Part of a folder: what matches any of the globs, relative to it. */
export interface Place {
  readonly folder: string
  readonly globs: readonly string[]
}

/**
 * Reads the manifests and sidecars below some folders (each the content of one artifact, or of several, whole or in part), also those that lie
 * beside a wheel that a glob finds alone, and unites what they tell of; every file that is taken is hashed again. A file other than its manifest says is `HASH_MISMATCH`, a missing one `FILE_MISSING`,
 * a broken manifest `ARTIFACT_INVALID`, one file twice with other bytes `CONFLICT`.
 */
export async function collectWheels(
  places: readonly (string | Place)[],
  files: Pick<Files, 'find' | 'read' | 'measure'>,
): Promise<Collected> {
  const found = await inParallel(places, 8, async (place) => await readPlace(place, files))
  const offers = found.flatMap((one) => one.offers)
  const told = new Set(offers.map((offer) => offer.path))
  const union = unionOf(
    offers,
    found.flatMap((one) => one.whole),
  )
  const there = new Set(found.flatMap((one) => one.paths))
  await inParallel(union.files, 8, async (offer) => await requireBytes(offer, there, files))
  const unlisted = [...there].filter((path) => path.endsWith('.whl') && !told.has(path)).sort()
  return { ...union, manifests: found.flatMap((one) => one.manifests), unlisted }
}

interface Folder {
  readonly paths: readonly string[]
  readonly manifests: readonly Manifest[]
  /** Those that were written at the end of an attempt. */
  readonly whole: readonly Manifest[]
  readonly offers: readonly Offer[]
}

async function readPlace(place: string | Place, files: Pick<Files, 'find' | 'read'>): Promise<Folder> {
  const { folder, globs } = typeof place === 'string' ? { folder: place, globs: ['**/*'] } : place
  const names = await files.find(folder, globs)
  const there = new Set(names)
  // A manifest before its sidecars: what both tell of is then the manifest's.
  const machine = [...new Set([...names.filter(isMachine), ...names.flatMap(besides)])].sort(
    (a, b) => Number(isWhole(b)) - Number(isWhole(a)),
  )
  const read = (
    await inParallel(machine, 8, async (name) => ({ name, manifest: await readManifest(`${folder}/${name}`, there.has(name), files) }))
  ).flatMap(({ name, manifest }) => (manifest === undefined ? [] : [{ name, manifest }]))
  const offers = new Map<string, Offer>()
  for (const { name, manifest } of read) {
    for (const file of manifest.files) {
      const besideIt = `${name.slice(0, name.lastIndexOf('/') + 1)}${file.name}`
      const path = `${folder}/${besideIt}`
      // A manifest that was not asked for speaks only of the files that were.
      if (!offers.has(path) && (there.has(name) || there.has(besideIt))) offers.set(path, { file, path, manifest })
    }
  }
  return {
    paths: names.map((name) => `${folder}/${name}`),
    manifests: read.map(({ manifest }) => manifest),
    whole: read.filter(({ name }) => isWhole(name)).map(({ manifest }) => manifest),
    offers: [...offers.values()],
  }
}

function isMachine(name: string): boolean {
  return isWhole(name) || /\.(?:whl|tar\.gz|zip)\.json$/.test(name)
}

/** Where a wheel's own manifests would lie, also when only the wheel was asked for: what they say of it holds all the same. */
function besides(name: string): string[] {
  return /\.(?:whl|tar\.gz|zip)$/.test(name) ? [`${name.slice(0, name.lastIndexOf('/') + 1)}${manifestName}`, `${name}.json`] : []
}

function isWhole(name: string): boolean {
  return name === manifestName || name.endsWith(`/${manifestName}`)
}

/** Undefined for one that is not there and need not be. */
async function readManifest(path: string, must: boolean, files: Pick<Files, 'read'>): Promise<Manifest | undefined> {
  const bytes = await files.read(path)
  if (bytes === undefined && !must) return undefined
  return parseManifest(new TextDecoder().decode(bytes ?? new Uint8Array()), path)
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
