// The pages of the simple repository API 1.4 (packaging.python.org), JSON and HTML, from the files on the shelf.

import { createHash } from 'node:crypto'
import type { Answer } from './faults.ts'
import { escape as escapeHtml } from './s3-xml.ts'
import type { Shelved } from './shelf.ts'

const jsonType = 'application/vnd.pypi.simple.v1+json'
const htmlType = 'application/vnd.pypi.simple.v1+html'
const offered = ['text/html', jsonType, htmlType]

/** The list of projects. */
export function rootPage(files: readonly Shelved[], accept: string | undefined): Answer {
  const projects = [...new Set(files.map((file) => file.project))].sort()
  const anchors = projects.map((project) => `<a href="${project}/">${project}</a>`)
  const body = { meta: { 'api-version': '1.4' }, projects: projects.map((name) => ({ name })) }
  return page(chosenType(accept), body, 'Simple index', anchors)
}

/** The page of one project; URLs are relative to `/simple/<project>/`. */
export function projectPage(project: string, files: readonly Shelved[], accept: string | undefined): Answer {
  const versions = [...new Set(files.map((file) => file.version))]
  const body = { meta: { 'api-version': '1.4' }, name: project, versions, files: files.map(fileJson) }
  return page(chosenType(accept), body, `Links for ${project}`, files.map(fileAnchor))
}

/** The offered type that the Accept header likes best; at a draw the most specific range counts, then HTML, as where no range fits. */
export function chosenType(accept = '*/*'): string {
  const ranges = accept.split(',').map(readRange)
  const liking = (type: string): number => {
    const fitting = ranges
      .filter((range) => fits(range.type, type))
      .sort((a, b) => b.type.replace('*', '').length - a.type.replace('*', '').length)
    return fitting[0]?.q ?? 0
  }
  const best = offered.map((type) => ({ type, q: liking(type) })).sort((a, b) => b.q - a.q)[0]
  return best === undefined || best.q === 0 ? 'text/html' : best.type
}

function fileJson(file: Shelved): object {
  return {
    filename: file.file,
    url: urlOf(file),
    hashes: { sha256: file.sha256 },
    size: file.size,
    'upload-time': file.uploadTime,
    ...(file.metadata?.requiresPython === undefined ? {} : { 'requires-python': file.metadata.requiresPython }),
    'core-metadata': metadataHash(file) === undefined ? false : { sha256: metadataHash(file) },
    yanked: file.yanked === '' ? true : (file.yanked ?? false),
  }
}

function fileAnchor(file: Shelved): string {
  const hash = metadataHash(file)
  const attributes: [string, string | undefined][] = [
    ['href', `${urlOf(file)}#sha256=${file.sha256}`],
    ['data-requires-python', file.metadata?.requiresPython],
    ['data-core-metadata', hash && `sha256=${hash}`],
    ['data-dist-info-metadata', hash && `sha256=${hash}`],
    ['data-yanked', file.yanked],
  ]
  const written = attributes.flatMap(([name, value]) => (value === undefined ? [] : ` ${name}="${escapeHtml(value)}"`))
  return `<a${written.join('')}>${escapeHtml(file.file)}</a>`
}

/** Of wheels only: an sdist's PKG-INFO need not be what a build of it would say. */
function metadataHash(file: Shelved): string | undefined {
  if (!file.file.endsWith('.whl') || file.metadata === undefined) return undefined
  return createHash('sha256').update(file.metadata.bytes).digest('hex')
}

function page(type: string, body: object, title: string, anchors: readonly string[]): Answer {
  const headers = { 'content-type': type === 'text/html' ? 'text/html; charset=utf-8' : type, vary: 'Accept', 'cache-control': 'no-store' }
  if (type === jsonType) return { status: 200, headers, body: JSON.stringify(body) }
  const head = `<meta name="pypi:repository-version" content="1.4"><title>${escapeHtml(title)}</title>`
  const lines = ['<!DOCTYPE html>', `<html><head>${head}</head><body>`, ...anchors.map((anchor) => `${anchor}<br/>`), '</body></html>', '']
  return { status: 200, headers, body: lines.join('\n') }
}

function urlOf(file: Shelved): string {
  return `../../files/${encodeURIComponent(file.file)}`
}

function readRange(range: string): { type: string; q: number } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))
  return { type, q: q === undefined ? 1 : Number(q.slice(2)) || 0 }
}

function fits(range: string, type: string): boolean {
  if (range === '*/*' || range === type) return true
  if (range.endsWith('/*')) return type.startsWith(range.slice(0, -1))
  return range === type.replace('.v1+', '.latest+')
}
