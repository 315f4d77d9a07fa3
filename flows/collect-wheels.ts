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
 * Reads the manifests and sidecars below some folders (each the content of one artifact, or of several, whole or in part) and unites what they tell of;
 * every file that is taken is hashed again. A file other than its manifest says is `HASH_MISMATCH`, a missing one `FILE_MISSING`,
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
  const machine = names.filter((name) => name.split('/').at(-1) === manifestName || /\.(?:whl|tar\.gz|zip)\.json$/.test(name))
  // A manifest before its sidecars: what both tell of is then the manifest's.
  const read = await inParallel(
    machine.sort((a, b) => Number(isWhole(b)) - Number(isWhole(a))),
    8,
    async (name) => ({ name, manifest: await readManifest(`${folder}/${name}`, files) }),
  )
  const offers = new Map<string, Offer>()
  for (const { name, manifest } of read) {
    for (const file of manifest.files) {
      const path = `${folder}/${name.slice(0, name.lastIndexOf('/') + 1)}${file.name}`
      if (!offers.has(path)) offers.set(path, { file, path, manifest })
    }
  }
  const whole = read.filter(({ name }) => isWhole(name)).map(({ manifest }) => manifest)
  return {
    paths: names.map((name) => `${folder}/${name}`),
    manifests: read.map(({ manifest }) => manifest),
    whole,
    offers: [...offers.values()],
  }
}

function isWhole(name: string): boolean {
  return name === manifestName || name.endsWith(`/${manifestName}`)
}

async function readManifest(path: string, files: Pick<Files, 'read'>): Promise<Manifest> {
  const bytes = await files.read(path)
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
