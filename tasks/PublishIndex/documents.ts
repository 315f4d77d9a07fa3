import { renderHtml } from '../../core/index/html.ts'
import { type Layout, pageKeys, served } from '../../core/index/layout.ts'
import { documentKey, formatProject, parseProject, type ProjectDocument, renderJson } from '../../core/index/project-document.ts'
import { formatRoot, parseRoot, renderRoot, type RootDocument, rootKey, rootPageKey } from '../../core/index/root-document.ts'
import type { ProjectName } from '../../core/python/name.ts'
import type { PageOf } from '../../flows/show-pages.ts'
import type { DocumentAt } from '../../flows/update-document.ts'

/** A project's document as stores hold it. */
export function projectAt(name: ProjectName): DocumentAt<ProjectDocument> {
  return { key: documentKey(name), parse: (text, source) => parseProject(text, source, name), format: formatProject, ...served.json }
}

/** The pages that show a project: its layout's, and one that an earlier layout left. */
export function projectPages({ name, shown }: ProjectDocument, layout: Layout): PageOf<ProjectDocument>[] {
  return pageKeys(name, layout, shown?.pages).map(({ key, form }) => ({
    key,
    render: form === 'html' ? renderHtml : renderJson,
    ...served[form],
  }))
}

/** The list of projects as stores hold it. */
export const rootAt: DocumentAt<RootDocument> = { key: rootKey, parse: parseRoot, format: formatRoot, ...served.json }

/** The page that shows the list of projects. */
export const rootPages: readonly PageOf<RootDocument>[] = [{ key: rootPageKey, render: renderRoot, ...served.html }]

export function keysOf(pages: readonly { readonly key: string }[]): string[] {
  return pages.map((page) => page.key)
}
