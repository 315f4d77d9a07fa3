import { join } from 'node:path'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import type { Row } from '../../../core/build/row.ts'
import type { WarmWheel } from '../../../core/pipeline/job-data.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { parseVersion, sameVersion } from '../../../core/python/version.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { fetchEntry, type FetchedEntry } from '../../../flows/cache/fetch-entry.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import type { Bench } from '../bench.ts'
import { judgeEntry } from '../restore/judge-entry.ts'
import { projectsNeeded } from '../rows/order-rows.ts'

/**
 * Lends to the rows that are built wheels of the plan that the cache has, so that nobody builds them: those whose project a build or a test of these rows requires, and
 * what these wheels depend on in turn. They are of other legs, and nothing of this one's manifest. Where one cannot be had a row takes what an index has.
 */
export async function bringWarm(rows: readonly Row[], warm: readonly WarmWheel[], bench: Bench): Promise<void> {
  const pythons = new Set(rows.map(({ python }) => python.label))
  // A wheel for any python serves all of them.
  let left = warm.filter(({ python }) => pythons.has(python) || parseAskedPython(python)?.minor === undefined)
  if (bench.cache === undefined || left.length === 0) return
  const wanted = await projectsNeeded(rows, bench)
  for (let next = taken(left, wanted); next.length > 0; next = taken(left, wanted)) {
    left = left.filter((one) => !next.includes(one))
    for (const one of next)
      for (const line of await bring(one, bench)) wanted.add(parseRequirement(line)?.project ?? normalizeName(one.name))
  }
}

function taken(warm: readonly WarmWheel[], wanted: ReadonlySet<ProjectName>): WarmWheel[] {
  return warm.filter(({ name }) => wanted.has(normalizeName(name)))
}

/** Brings one; its Requires-Dist lines. */
async function bring(warm: WarmWheel, { cache, folder, own, ports }: Bench): Promise<readonly string[]> {
  const { name, version, python, cache: ref } = warm
  const title = `${name} ${version} for ${python}`
  const to = join(folder, 'cache', ref.key)
  const found = await cache?.ask(async (store) => await fetchEntry(ref, ['whole', 'wheel'], to, { store, files: ports.files }))
  const wheel = found?.kind === 'there' ? await wheelIn(found, warm, ports) : found?.kind === 'broken' ? found : undefined
  if (wheel === undefined || 'says' in wheel) {
    const what = wheel === undefined ? `The cache has no ${title} any more` : `What the cache has of ${title} is broken: ${wheel.says}`
    ports.log.say('warning', `${what}. Something here needs it: it is taken from an index, if one has it.`)
    return []
  }
  const { path, facts } = wheel
  ports.log.say('info', `${title}, which something here needs, is taken from the cache: ${facts.name.text}.`)
  own.push({ path, project: facts.name.project, planned: facts.name.project, python, requires: facts.metadata.requiresDist })
  return facts.metadata.requiresDist
}

/** The wheel of an entry, which must be sound and of the planned version; or a clause what is wrong with it. */
async function wheelIn(
  { entry, pathOf }: Pick<Extract<FetchedEntry, { readonly kind: 'there' }>, 'entry' | 'pathOf'>,
  { name, version, python, cache: ref }: WarmWheel,
  ports: Bench['ports'],
): Promise<{ readonly path: string; readonly facts: WheelFacts } | { readonly says: string }> {
  const project = normalizeName(name)
  const says = await judgeEntry(entry, pathOf, { title: name, name, version, python, project, wish: undefined, folder: '', ref }, ports)
  if (says !== undefined) return { says }
  const file = entry.manifest.files.find((one) => isWheelFile(one.name) && one.project === project)
  if (file === undefined) return { says: 'it holds no wheel of it' }
  const path = pathOf({ as: 'file', name: file.name })
  const { facts } = await inspectWheelFile(path, ports)
  const [is, planned] = [facts?.name.version, parseVersion(version)]
  if (facts === undefined || is === undefined || planned === undefined || !sameVersion(is, planned))
    return { says: `${file.name} is of another version` }
  return { path, facts }
}
