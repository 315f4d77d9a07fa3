import { inParallel } from '../../../flows/in-parallel.ts'
import type { ProjectListing } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { type CoreMetadata, parseMetadata } from '../../../core/python/metadata.ts'
import { diffRelease, metadataToRead, type OldMetadata, type ReleaseDiff, type Served } from '../../../core/release/diff/release-diff.ts'
import type { Release, ReleasePlan } from '../../../core/release/plan/plan.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Candidate } from '../files/gather-files.ts'
import type { Ports } from '../ports.ts'

type Listings = ReadonlyMap<string, ProjectListing | undefined>
type Needs = Pick<Ports, 'outside' | 'store'>

/** What every release of a plan changes, for whoever approves. Nothing here fails a plan: what cannot be read is said. */
export async function diffReleases(
  plan: ReleasePlan,
  files: readonly Candidate[],
  listings: Listings,
  ports: Needs,
): Promise<ReleaseDiff[]> {
  // Opened once for all releases: each time may sign in anew.
  let opened: Promise<ObjectStore> | undefined
  const needs: Needs = { outside: ports.outside, store: async (repository) => await (opened ??= ports.store(repository)) }
  return await inParallel(plan.releases, 4, async (release) => {
    const listing = listings.get(release.project)
    const served = metadataToRead(release, listing)
    const before =
      served === undefined ? unread('the index does not serve them by themselves (PEP 658)') : await readServed(served, plan, needs)
    return diffRelease(release, metadataOf(release, files), listing, before)
  })
}

/** Of a wheel where there is one. */
function metadataOf({ project, version }: Release, files: readonly Candidate[]): CoreMetadata | undefined {
  const own = files.filter((file) => file.project === project && file.version === version)
  return (own.find(({ name }) => isWheelFile(name)) ?? own[0])?.metadata
}

async function readServed({ file, sha256 }: Served, { repository }: ReleasePlan, ports: Needs): Promise<OldMetadata> {
  try {
    const bytes =
      repository.kind === 'store'
        ? (await (await ports.store(repository)).get(`packages/${file.filename}.metadata`))?.bytes
        : await fetched(file.url, ports)
    if (bytes === undefined) return unread(`those of ${file.filename} are not there`)
    if (sha256Of(bytes) !== sha256) return unread(`those of ${file.filename} are not those that the index tells the hash of`)
    return { kind: 'read', metadata: parseMetadata(new TextDecoder().decode(bytes)) }
  } catch (error) {
    if (error instanceof Problem) return unread(error.message.replace(/\.$/, ''))
    throw error
  }
}

/** Without credentials: an index may list files of any host. */
async function fetched(url: string, { outside }: Needs): Promise<Uint8Array | undefined> {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address?.protocol !== 'https:' && address?.protocol !== 'http:') return undefined
  address.pathname += '.metadata'
  address.hash = ''
  const { web } = await outside(address.href)
  const { status, bytes } = await web.ask('GET', address.href, { 'accept-encoding': 'identity' })
  return status === 200 ? bytes : undefined
}

function unread(why: string): OldMetadata {
  return { kind: 'unread', why }
}
