import { type BuildFailure, formatManifest, type Manifest } from '../../../core/build/manifest.ts'
import { runKey } from '../../../core/build/result.ts'
import { timeSaved } from '../../../core/cache/time-saved.ts'
import { counted } from '../../../core/counted.ts'
import { Problem } from '../../../core/problem.ts'
import { runTitle } from '../../../core/suites/run-title.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { publishTests } from '../suites/publish-tests.ts'
import type { atMost } from '../../../flows/at-most.ts'
import type { FetchedUnit } from './fetch-unit.ts'
import type { RestoreInputs } from './inputs.ts'
import { type LaidUnit, layUnit, type Taken } from './lay-unit.ts'
import { type LegPlace, pathIn } from './leg-place.ts'
import type { RestorePorts } from './ports.ts'
import { replay } from './replay.ts'

/** A leg whose manifest is written. */
export interface RestoredLeg {
  readonly place: LegPlace
  readonly manifest: Manifest
  /** Why not all of it was restored. */
  readonly problems: readonly Problem[]
  readonly seconds: number
}

/** A unit, and how it lies in the folder of its leg, or why it does not. */
export interface Laid {
  readonly fetched: FetchedUnit
  readonly came: LaidUnit | Problem
}

/** Lays what was fetched of a leg into its folder, as many units at once as `few` lets; then what was fetched is not needed any more. */
export async function layLeg(
  units: readonly FetchedUnit[],
  place: LegPlace,
  { release, few }: { readonly release: boolean; readonly few: ReturnType<typeof atMost> },
  ports: RestorePorts,
): Promise<Laid[]> {
  const how = { taken: new Map(), release }
  return await Promise.all(
    units.map(async (fetched) => ({ fetched, came: await few(async () => await laidOrProblem(fetched, place, how, ports)) })),
  )
}

/**
 * Attaches what was laid of a leg, unit by unit, shows its logs and publishes its tests, and at last writes its manifest. `before` is what an earlier
 * try of this step has left: its tests are published already.
 */
export async function restoreLeg(
  units: readonly Laid[],
  place: LegPlace,
  before: Manifest | undefined,
  inputs: Pick<RestoreInputs, 'publishTestResults' | 'release'>,
  ports: RestorePorts,
): Promise<RestoredLeg> {
  const attach = (path: string): void => {
    if (place.artifact !== '') ports.pipeline.attach(place.artifact, path)
  }
  const [laid, problems, lost] = [new Array<LaidUnit>(), new Array<Problem>(), new Array<BuildFailure>()]
  let seconds = 0
  for (const { fetched, came } of units) {
    if (came instanceof Problem) {
      problems.push(came)
      lost.push(failureOf(fetched, came, inputs.release))
      continue
    }
    laid.push(came)
    for (const path of came.paths) attach(path)
    if (fetched.kind === 'there') {
      // As the plan counts them: whole ones of each entry.
      const took = Math.round(fetched.entry.seconds)
      seconds += took
      ports.log.say('info', tellRestoredUnit(fetched.unit.title, came, took))
      await replay(fetched, came, ports)
    }
  }
  const suites = laid.flatMap((unit) => unit.suites)
  if (inputs.publishTestResults) publishSuites(suites, before?.suites ?? [], place, ports)
  const failures = [...laid.flatMap((unit) => unit.failures), ...lost]
  const manifest: Manifest = { ...place.empty, files: laid.flatMap((unit) => unit.files), failures, suites }
  await ports.files.write(place.manifest, formatManifest(manifest))
  attach(place.manifest)
  return { place, manifest, problems, seconds }
}

/** `restored harbour-core: harbour_core-1.0-py3-none-any.whl, 41 s saved`. */
function tellRestoredUnit(title: string, { files, failures }: LaidUnit, seconds: number): string {
  const what = [
    ...files.map(({ name }) => name),
    ...(failures.length === 0 ? [] : [counted(failures.length, 'failure')]),
    timeSaved([seconds]),
  ]
  return `restored ${title}: ${what.filter((part) => part !== '').join(', ')}`
}

async function laidOrProblem(
  one: FetchedUnit,
  place: LegPlace,
  how: { readonly taken: Taken; readonly release: boolean },
  ports: RestorePorts,
): Promise<LaidUnit | Problem> {
  if (one.kind === 'lacking') return one.problem
  try {
    return await layUnit(one, place, how, ports)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  } finally {
    // The agent empties its temporary directory anyway.
    await ports.files.remove(one.folder).catch(() => undefined)
  }
}

function failureOf({ unit }: FetchedUnit, { code, message }: Problem, release: boolean): BuildFailure {
  const { name, version, python, ref } = unit
  return { package: name, version, python, code, message, log: '', ...(release ? {} : { release }), key: ref.key }
}

function publishSuites(runs: readonly SuiteRun[], before: readonly SuiteRun[], place: LegPlace, ports: RestorePorts): void {
  const known = new Set(before.map(runKey))
  for (const run of runs.filter((one) => (one.counts?.tests ?? 0) > 0 && one.reports.length > 0 && !known.has(runKey(one))))
    publishTests(
      `${runTitle(run, place.empty.leg)} (from the cache)`,
      run.reports.map((name) => pathIn(place, { as: 'report', name })),
      ports,
    )
}
