import { closed, type FilePut, type LeftFile } from './plan.ts'
import type { ProjectDocument } from './project-document.ts'
import { listedAs, standing } from './standing.ts'

/** A file that was stored, and that another run kept from being listed meanwhile: why, and what becomes of its bytes. Nothing where it is listed. */
export function lostTo(document: ProjectDocument | undefined, { entry, key }: FilePut): LeftFile[] {
  const file = entry.filename
  const now = standing(entry, document)
  if (now === 'same') return []
  if (now === 'absent') {
    const says = `${closed(file, document).says} Its bytes are stored already, as ${key}; publishing it again lists them.`
    return [{ file, why: 'closed', says }]
  }
  return [{ file, why: 'conflict', says: `${file} was ${takenBy(file, document)}.${leftOf(file, key, document)}` }]
}

function takenBy(file: string, document: ProjectDocument | undefined): string {
  const listed = listedAs(file, document)
  if (listed === undefined) return 'deleted by another run at the same time; a published name is never used again'
  return `published by another run at the same time${listed.filename === file ? '' : ` (as ${listed.filename})`}, with other bytes`
}

/** Where the very name is listed or deleted, its bytes are those of the other run, or leave with them. */
function leftOf(file: string, key: string, document: ProjectDocument | undefined): string {
  const known = document?.deleted.includes(file) === true || listedAs(file, document)?.filename === file
  return known ? '' : ` Its bytes stay stored as ${key}, and nothing lists them; delete them there.`
}
