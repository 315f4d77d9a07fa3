import type { DocumentFile } from './document-file.ts'
import type { Kept } from './kept.ts'
import { attributes, escapeHtml, simplePage } from './markup.ts'
import { apiVersion, offered, type ProjectDocument } from './project-document.ts'

/**
 * A project's page in HTML (PEP 503), derived from its document: the hash in the link, Requires-Python, the metadata's hash under
 * its new and its old name (PEP 714, PEP 658), yanks (PEP 592), provenance (PEP 740), the project's status (PEP 792) and its other places
 * (PEP 708), and what uv reads besides: size and upload time.
 */
export function renderHtml(document: ProjectDocument): string {
  const { name, serial, status, meta, kept } = document
  const metas: [string, string | undefined][] = [
    ['pypi:project-status', status?.status === 'active' ? undefined : status?.status],
    ['pypi:project-status-reason', status?.reason],
    ...texts(meta, 'tracks').map((url): [string, string] => ['pypi:tracks', url]),
    ...texts(kept, 'alternate-locations').map((url): [string, string] => ['pypi:alternate-locations', url]),
  ]
  return simplePage({ title: `Links for ${name}`, serial, version: apiVersion, metas }, offered(document).map(anchor))
}

function texts(kept: Kept, key: string): string[] {
  const value = kept[key]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function anchor(file: DocumentFile): string {
  const metadata = file.metadata === undefined || file.metadata === true ? file.metadata && 'true' : `sha256=${file.metadata}`
  const { provenance, 'gpg-sig': signed } = file.kept
  const values = {
    href: file.sha256 === undefined ? file.url : `${file.url}#sha256=${file.sha256}`,
    'data-requires-python': file.requiresPython,
    'data-core-metadata': metadata,
    'data-dist-info-metadata': metadata,
    'data-yanked': file.yanked === false ? undefined : file.yanked === true ? '' : file.yanked,
    'data-gpg-sig': typeof signed === 'boolean' ? String(signed) : undefined,
    'data-provenance': typeof provenance === 'string' ? provenance : undefined,
    'data-size': file.size === undefined ? undefined : String(file.size),
    'data-upload-time': file.uploadTime,
  }
  return `<a${attributes(values)}>${escapeHtml(file.filename)}</a><br>`
}
