import { renderHtml } from '../../core/index/html.ts'
import { type PageKey, pageKeys, served, type Serving } from '../../core/index/layout.ts'
import { renderLegacyJson } from '../../core/index/legacy-json.ts'
import { documentKey, formatProject, parseProject, type ProjectDocument, renderJson } from '../../core/index/project-document.ts'
import { formatRoot, parseRoot, renderRoot, type RootDocument, rootKey, rootPageKey } from '../../core/index/root-document.ts'
import { isPut } from '../../core/index/shown.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { PageOf } from '../show-pages.ts'
import type { DocumentAt } from '../update-document.ts'

/** A project's document as stores hold it. */
export function projectAt(name: ProjectName): DocumentAt<ProjectDocument> {
  return { key: documentKey(name), parse: (text, source) => parseProject(text, source, name), format: formatProject, ...served.json }
}

const renderers: Readonly<Record<PageKey['form'], (document: ProjectDocument) => string>> = {
  html: renderHtml,
  json: renderJson,
  legacy: renderLegacyJson,
}

/** The pages that show a project: those that are to be served, and what another setting made, or is about to make. */
export function projectPages({ name, shown }: ProjectDocument, serving: Serving): PageOf<ProjectDocument>[] {
  return pageKeys(name, serving, shown?.pages).map(({ key, form, wanted }) => ({
    key,
    render: renderers[form],
    ...served[form],
    yields: !wanted && !isPut(shown, key),
  }))
}

/** The keys of pages that not everybody makes, and that a document must therefore note before one is put. */
export function keysToAnnounce(name: ProjectName, serving: Serving): string[] {
  return keysOf(pageKeys(name, serving).filter(({ form }) => form !== 'html'))
}

/** The list of projects as stores hold it. */
export const rootAt: DocumentAt<RootDocument> = { key: rootKey, parse: parseRoot, format: formatRoot, ...served.json }

/** The page that shows the list of projects. */
export const rootPages: readonly PageOf<RootDocument>[] = [{ key: rootPageKey, render: renderRoot, ...served.html }]

/** Where pages lie in a store. */
export function keysOf(pages: readonly { readonly key: string }[]): string[] {
  return pages.map((page) => page.key)
}
