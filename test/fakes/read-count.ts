import type { ProjectListing } from '../../core/ports.ts'

/** A listing that counts how often its files are gone through: once for each file of a release is quadratic work. */
export function countedListing(listing: ProjectListing): { readonly listing: ProjectListing; readonly reads: () => number } {
  let reads = 0
  const counted = {
    deleted: listing.deleted,
    get files() {
      reads++
      return listing.files
    },
  }
  return { listing: counted, reads: () => reads }
}
