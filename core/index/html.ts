import type { FileEntry } from './entry.ts'
import { attributes, escapeHtml, simplePage } from './markup.ts'
import { apiVersion, type ProjectDocument } from './project-document.ts'

/**
 * A project's page in HTML (PEP 503), derived from its document: the hash in the link, Requires-Python, the metadata's hash under
 * its new and its old name (PEP 714, PEP 658), yanks (PEP 592), and what uv reads besides: size and upload time.
 */
export function renderHtml(document: ProjectDocument): string {
  return simplePage(`Links for ${document.name}`, document.serial, apiVersion, document.files.map(anchor))
}

function anchor(file: FileEntry): string {
  const metadata = file.metadata === undefined || file.metadata === true ? file.metadata && 'true' : `sha256=${file.metadata}`
  const values = {
    href: file.sha256 === undefined ? file.url : `${file.url}#sha256=${file.sha256}`,
    'data-requires-python': file.requiresPython,
    'data-core-metadata': metadata,
    'data-dist-info-metadata': metadata,
    'data-yanked': file.yanked === false ? undefined : file.yanked === true ? '' : file.yanked,
    'data-size': file.size === undefined ? undefined : String(file.size),
    'data-upload-time': file.uploadTime,
  }
  return `<a${attributes(values)}>${escapeHtml(file.filename)}</a><br>`
}
