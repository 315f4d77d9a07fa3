import { parseName, type ProjectName } from '../python/name.ts'
import { documentKey } from './project-document.ts'
import { rootKey, rootPageKey } from './root-document.ts'
import { shellKey } from './shell.ts'

/** Where publishers try whether a store honours conditions, before the first write. */
export const probeKey = '.wheelworks-probe'

/** What stands at a key outside `packages/`: a project's document or HTML page, something else that an index of ours has, or what is nothing to it. */
export type Place =
  | { readonly form: 'document' | 'page'; readonly project: ProjectName }
  | { readonly form: 'own' | 'foreign'; readonly project?: undefined }

const own = new Set([rootKey, rootPageKey, shellKey, probeKey])

/** Tells by its key alone what an object outside `packages/` is; another spelling of a project's name, or what could be none, is no place of ours. */
export function placeOf(key: string): Place {
  if (own.has(key)) return { form: 'own' }
  const project = projectOfDocument(key)
  if (project !== undefined) return { form: 'document', project }
  const [, page, legacy] = /^(?:simple\/([^/]+)\/(?:index\.html)?|pypi\/([^/]+)\/json)$/.exec(key) ?? []
  const name = parseName(page ?? legacy ?? '')
  if (name === undefined || name !== (page ?? legacy)) return { form: 'foreign' }
  return legacy === undefined ? { form: 'page', project: name } : { form: 'own' }
}

/** The project whose document lies at a key; undefined for every other key. */
export function projectOfDocument(key: string): ProjectName | undefined {
  const folder = /^simple\/([^/]+)\/index\.json$/.exec(key)?.[1]
  if (folder === undefined) return undefined
  const name = parseName(folder)
  return name !== undefined && documentKey(name) === key ? name : undefined
}
