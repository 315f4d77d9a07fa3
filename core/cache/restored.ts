import type { BuiltFile, Manifest } from '../build/manifest.ts'
import { legName, type Offer } from '../build/union.ts'
import type { CacheEntry } from './entry.ts'

/** `run 41, build.wheels.linux_311`: who has built what an entry holds. */
export function makerOf({ buildId, stage, ...who }: Pick<Manifest, 'buildId' | 'job' | 'leg' | 'stage'>): string {
  // So the service calls the only stage of a pipeline that names none.
  const name = legName({ ...who, stage: stage === '__default' ? '' : stage })
  return [buildId === '' ? '' : `run ${buildId}`, name].filter((part) => part !== '').join(', ')
}

/**
 * The files of an entry as the manifest of whoever restores them tells of them: of its key, restored, and by whom they were built. Extra files stay extra, and what
 * was built along stays so. `release`: whether they are for release here, whatever was said where they were built.
 */
export function restoredFiles({ key, manifest }: Pick<CacheEntry, 'key' | 'manifest'>, release: boolean): BuiltFile[] {
  return manifest.files.map((file) => ({
    ...file,
    fingerprint: key,
    origin: file.origin === 'built' ? 'restored' : file.origin,
    made_by: file.made_by ?? makerOf(manifest),
    release: release && file.origin !== 'dependency',
  }))
}

/** `from the cache, built by run 41, build.wheels.linux_311`; empty for what was built where its manifest says. */
export function tellRestored({ made_by: maker }: Pick<BuiltFile, 'made_by'>): string {
  return maker === undefined ? '' : `from the cache, built by ${maker === '' ? 'nobody knows whom' : maker}`
}

/** `build.plan.linux, attempt 1`, for people; of what a cache gave back also who has built it. */
export function tellOffer({ file, manifest }: Pick<Offer, 'file' | 'manifest'>): string {
  const whence = tellRestored(file)
  return `${legName(manifest)}, attempt ${manifest.attempt}${whence === '' ? '' : ` (${whence})`}`
}
