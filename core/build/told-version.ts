import { normalizeName } from '../python/name.ts'

const ofAll = /_PRETEND_VERSION$|^PBR_VERSION$|^PDM_BUILD_SCM_VERSION$|_DYNAMIC_VERSIONING_(?:BYPASS|OVERRIDE)$/i

/**
 * Whether variables of these names tell the version of a project in place of git's tags, as setuptools-scm and its kin take it. One for another project
 * alone (`SETUPTOOLS_SCM_PRETEND_VERSION_FOR_NAME`) tells nothing of this, unless nobody knows what it is called.
 */
export function isVersionTold(names: readonly string[], project: string | undefined): boolean {
  return names.some((name) => {
    const [, other] = /_PRETEND_VERSION_FOR_(.+)$/i.exec(name) ?? []
    if (other === undefined) return ofAll.test(name)
    return project === undefined || normalizeName(other) === normalizeName(project)
  })
}
