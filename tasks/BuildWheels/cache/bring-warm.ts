import { join } from 'node:path'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import type { Row } from '../../../core/build/row.ts'
import type { WarmWheel } from '../../../core/pipeline/job-data.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import type { Bench } from '../bench.ts'
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
async function bring({ name, version, python, cache: ref }: WarmWheel, { cache, folder, own, ports }: Bench): Promise<readonly string[]> {
  const title = `${name} ${version} for ${python}`
  const to = join(folder, 'cache', ref.key)
  const found = await cache?.ask(async (store) => await fetchEntry(ref, ['whole', 'wheel'], to, { store, files: ports.files }))
  const project = normalizeName(name)
  const file =
    found?.kind === 'there' ? found.entry.manifest.files.find((one) => isWheelFile(one.name) && one.project === project) : undefined
  const path = found?.kind === 'there' && file !== undefined ? found.pathOf({ as: 'file', name: file.name }) : undefined
  const facts = path === undefined ? undefined : (await inspectWheelFile(path, ports)).facts
  if (path === undefined || facts?.name.project !== project) {
    ports.log.say('warning', `The cache has no ${title} any more, which something here needs: it is taken from an index, if one has it.`)
    return []
  }
  ports.log.say('info', `${title}, which something here needs, is taken from the cache: ${facts.name.text}.`)
  own.push({ path, project, planned: project, python, requires: facts.metadata.requiresDist })
  return facts.metadata.requiresDist
}
