import { dirname, join } from 'node:path'
import { type BuildFailure, type BuiltFile, formatManifest, type Manifest, sidecarOf } from '../../../core/build/manifest.ts'
import type { StoredFile } from '../../../core/cache/entry.ts'
import { makerOf, restoredFiles, tellRestored } from '../../../core/cache/restored.ts'
import { Problem } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { isPure } from '../../../core/python/tag.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import type { Sha256 } from '../../../core/sha256.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { freeName } from '../suites/free-name.ts'
import type { FetchedUnit } from './fetch-unit.ts'
import { type LegPlace, pathIn } from './leg-place.ts'
import type { RestorePorts } from './ports.ts'

/** What a unit adds to the manifest of its leg. */
export interface LaidUnit {
  readonly files: readonly BuiltFile[]
  readonly failures: readonly BuildFailure[]
  readonly suites: readonly SuiteRun[]
  /** Of what was printed, on this agent. */
  readonly logs: readonly string[]
  /** What is to be attached, in this order. */
  readonly paths: readonly string[]
}

/** By name in lower case, what lies in a leg already: all of it goes into one artifact. */
export type Taken = Map<string, Sha256>

/**
 * Lays a fetched unit into the folder of its leg, with sidecars. Reports and logs whose names are taken get others; a file that is there with other bytes is `CONFLICT`, and
 * nothing is laid then, but of two wheels for everything the first stays. Names are taken before anything is awaited: whoever is called first has them.
 */
export async function layUnit(
  { unit, entry, pathOf }: FetchedUnit & { readonly kind: 'there' },
  place: LegPlace,
  { taken, release }: { readonly taken: Taken; readonly release: boolean },
  { files, log }: Pick<RestorePorts, 'files' | 'log'>,
): Promise<LaidUnit> {
  const built = new Map(restoredFiles(entry, release).map((file) => [file.name, file]))
  const stays = entry.stored.filter((one) => one.as === 'file' && isTaken(one, taken))
  for (const { name, sha256 } of stays) if (taken.get(name.toLowerCase()) !== sha256) requirePure(name, unit.title, log)
  const others = entry.stored.filter((one) => !stays.includes(one))
  for (const { as, name, sha256 } of others) if (as === 'file') taken.set(name.toLowerCase(), sha256)
  const names = new Map(others.filter(({ as }) => as !== 'file').map((one) => [`${one.as} ${one.name}`, takeName(one, taken)]))
  const nameOf = (as: StoredFile['as'], name: string): string => names.get(`${as} ${name}`) ?? ''
  const laid = await inParallel(others, 4, async (one) => {
    const name = one.as === 'file' ? one.name : nameOf(one.as, one.name)
    const to = pathIn(place, { as: one.as, name }, built.get(one.name))
    await files.copy(pathOf(one), to)
    return { as: one.as, to }
  })
  const suites = (entry.manifest.suites ?? []).map((run) => ({
    ...run,
    reports: run.reports.map((name) => nameOf('report', name)).filter((name) => name !== ''),
    coverage: nameOf('coverage', run.coverage),
  }))
  const by = tellRestored({ made_by: makerOf(entry.manifest) })
  const failures = entry.manifest.failures.map((one) => failureOf(one, { by, log: nameOf('log', one.log), release }))
  const kept = others.flatMap((one) => (one.as === 'file' ? (built.get(one.name) ?? []) : []))
  const sidecars = await laySidecars(kept, suites, place, files)
  const logs = laid.filter(({ as }) => as === 'log').map(({ to }) => to)
  return { files: kept, failures, suites, logs, paths: [...laid.map(({ to }) => to), ...sidecars] }
}

/** Whether it is for release is said where it is restored. A key has only what is not restored. */
function failureOf(
  { package: name, version, python, code, message }: BuildFailure,
  { by, log, release }: { readonly by: string; readonly log: string; readonly release: boolean },
): BuildFailure {
  return { package: name, version, python, code, message: `${message} (${by})`, log, ...(release ? {} : { release }) }
}

async function laySidecars(
  kept: readonly BuiltFile[],
  suites: readonly SuiteRun[],
  place: LegPlace,
  files: RestorePorts['files'],
): Promise<string[]> {
  const paths: string[] = []
  for (const file of kept) {
    const path = join(dirname(pathIn(place, { as: 'file', name: file.name }, file)), sidecarOf(file))
    const manifest: Manifest = { ...place.empty, files: [file], ...(isWheelFile(file.name) ? { suites } : {}) }
    await files.write(path, formatManifest(manifest))
    paths.push(path)
  }
  return paths
}

function isTaken({ name }: StoredFile, taken: Taken): boolean {
  return taken.has(name.toLowerCase())
}

function requirePure(name: string, title: string, log: RestorePorts['log']): void {
  const wheel = parseWheelName(name)
  if (wheel === undefined || !isPure(wheel.tags))
    throw new Problem(
      'CONFLICT',
      `${title}: its leg has ${name} already, with other bytes than the cache has.`,
      'Plan the wheel once, or with a build tag of its own; an extra file of each leg needs a name of its own.',
    )
  log.say('warning', `${name} of ${title} has other bytes than the one that was restored before; the first one stays.`)
}

/** Legs that built it apart may have called theirs alike. */
function takeName({ name, sha256 }: StoredFile, taken: Taken): string {
  const free = freeName(name, (one) => (taken.get(one.toLowerCase()) ?? sha256) === sha256)
  taken.set(free.toLowerCase(), sha256)
  return free
}
