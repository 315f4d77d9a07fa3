import { planRebuild, type RebuildPlan } from '../../../core/index/rebuild-plan.ts'
import { rootPageKey } from '../../../core/index/root-document.ts'
import { type AdoptionReport, beforeAdoption, filesIn } from '../../../core/index/tell-adoption.ts'
import { Problem } from '../../../core/problem.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { foreignPage } from '../../../flows/show-pages.ts'
import { applyRebuild, type Rebuilding } from './apply-rebuild.ts'
import { type OldIndex, readOldIndex } from './old-index.ts'
import { prove } from '../../../flows/index-change/open-root.ts'
import { survey } from './survey.ts'

/**
 * Makes the index that another tool keeps over `packages/` ours, before the first publish to it: a rebuild that loses nothing, else it is refused
 * (`CONFLICT`). Documents come first, then pages, the root's last: until then the bucket counts as the other tool's, so whoever was stopped is
 * followed by one that goes on. Files are never touched, nor what lies elsewhere.
 */
export async function adopt(how: Rebuilding): Promise<AdoptionReport> {
  const found = await survey(how.store)
  for (const problem of found.unreadable.values()) throw problem
  const old = await readOldIndex(found, 'packages', how.store)
  const documents = new Map([...found.documents].map(([name, { document }]) => [name, document]))
  const plan = planRebuild({
    objects: found.objects,
    documents,
    unreadable: new Map(),
    old: old.pages,
    where: 'packages',
    computeHashes: how.computeHashes,
  })
  requireAdoptable(plan, old, how.store)
  const unread = [...plan.projects.values()].reduce((sum, one) => sum + one.unread.length + one.known, 0)
  how.log.say('info', `${how.store.name} is an index of another tool: ${beforeAdoption(unread, plan.projects.size)}.`)
  const root = { held: found.root }
  await prove(root, how)
  return await applyRebuild({ plan, documents: found.documents, root, old, anew: false }, how)
}

/** Where not one file that the old pages list lies below `packages/`, that folder is not what they are about; where some lie elsewhere, readers would lose them. */
function requireAdoptable({ projects, missing, losses }: RebuildPlan, { pages }: OldIndex, store: ObjectStore): void {
  const elsewhere = losses.filter(({ kind }) => kind === 'elsewhere')
  const listed = [...pages.values()].reduce((count, { files }) => count + new Set(files.map((one) => one.filename)).size, 0)
  if (projects.size === 0 || (listed > 0 && missing.length + elsewhere.length >= listed)) throw foreignPage(store, rootPageKey)
  const [first] = elsewhere
  if (first === undefined) return
  const others = elsewhere.length === 1 ? '' : ` and ${filesIn(elsewhere.length - 1)} more`
  throw new Problem(
    'CONFLICT',
    `${store.name}: the old page of ${first.project} lists ${first.filename}${others} at another place than packages/, and an index of ours would lose that.`,
    'Run once with mode: rebuild, which lists files where they lie; or take the link out of the old page; or publish to an empty prefix.',
  )
}
