import { join } from 'node:path'
import type { Ask } from '../../../core/ask.ts'
import type { BuildFailure, Manifest } from '../../../core/build/manifest.ts'
import { distrustedArtifact, formatDistrusted } from '../../../core/cache/distrusted.ts'
import { restoredHeadline, restoredSummary, wheelsOf } from '../../../core/cache/tell-restored.ts'
import { counted } from '../../../core/counted.ts'
import { type Markdown, md } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import { Problem } from '../../../core/problem.ts'
import { atMost } from '../../../flows/at-most.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { issuesOf } from '../suites/issues-of.ts'
import { mergeReports, publishMerged } from '../suites/publish-coverage.ts'
import { type FetchedUnit, Fetcher } from './fetch-unit.ts'
import { readRestoreInputs, type RestoreInputs } from './inputs.ts'
import { outputOf, pathIn, placesOf, triedBefore } from './leg-place.ts'
import type { RestorePorts } from './ports.ts'
import { type Laid, layLeg, type RestoredLeg, restoreLeg } from './restore-leg.ts'
import { readRestores, type Restores, type RestoreUnit } from './units.ts'

/** Restores as the inputs say, which are read here: a step of another mode begins without them. */
export async function restoreAsked(ask: Ask, ports: RestorePorts): Promise<Outcome> {
  return await restore(readRestoreInputs(ask), ports)
}

/** Brings what the cache has of a plan: each package as its leg would have left it. What cannot be restored fails the task once all else is attached. */
export async function restore(inputs: RestoreInputs, ports: RestorePorts): Promise<Outcome> {
  const restores = await readRestores(inputs, ports)
  if (restores.legs.length === 0) {
    const says = `The plan of '${restores.name}' has nothing in the cache, so there is nothing to restore.`
    ports.log.say('info', says)
    return outcome([], inputs, ports, md`${says}`)
  }
  const legs = await restoreAll(restores, inputs, ports)
  ports.log.say('info', `${restoredHeadline(tellingOf(legs))}.`)
  await publishCoverage(legs, inputs, ports)
  ports.pipeline.progress(100, 'done')
  return outcome(legs, inputs, ports, restoredSummary(tellingOf(legs)))
}

/** Entries that are under way at once. */
const most = 8

/** Leg by leg in the order of the plan, while those after it are fetched and laid already. */
async function restoreAll({ legs, planDigest }: Restores, inputs: RestoreInputs, ports: RestorePorts): Promise<RestoredLeg[]> {
  const placeOf = await placesOf(planDigest, inputs, ports)
  const places: PlacedLeg[] = await inParallel(legs, most, async ({ leg, units, release }) => {
    const place = placeOf(leg)
    return { place, units, release: inputs.release && release, before: await triedBefore(place, inputs.step, ports) }
  })
  const isDone = ({ before }: PlacedLeg): boolean => before?.failures.every(({ key }) => key === undefined) === true
  const left = places.filter((one) => !isDone(one))
  const begun = left.length === 0 ? new Map<PlacedLeg, Laying>() : await beginAll(left, inputs, ports)
  const [restored, distrusted] = [new Array<RestoredLeg>(), new Array<string>()]
  for (const one of places) {
    const units = await begun.get(one)?.()
    if (units === undefined && one.before !== undefined) {
      ports.log.say('info', `${one.place.empty.leg} was restored by the try before.`)
      restored.push({ place: one.place, manifest: one.before, problems: [], seconds: 0 })
      continue
    }
    restored.push(await restoreLeg(units ?? [], one.place, one.before, { ...inputs, release: one.release }, ports))
    const lacking = (units ?? []).flatMap(({ fetched }) => (fetched.kind === 'lacking' && fetched.distrusted ? [fetched] : []))
    distrusted.push(...lacking.map(({ unit }) => unit.ref.key))
  }
  await tellDistrusted(distrusted, planDigest, inputs, ports)
  return restored
}

interface PlacedLeg {
  readonly place: RestoredLeg['place']
  readonly units: readonly RestoreUnit[]
  readonly release: boolean
  /** What an earlier try of this step has left of it. */
  readonly before: Manifest | undefined
}

type Laying = () => Promise<Laid[]>

/** Begins to fetch and lay what some legs need, at most so many at a time and the first ones first. */
async function beginAll(legs: readonly PlacedLeg[], inputs: RestoreInputs, ports: RestorePorts): Promise<ReadonlyMap<PlacedLeg, Laying>> {
  const open = ports.cacheBy(inputs.cache, inputs.mayMend)
  if (open === undefined) throw new Error('the mode restore has a cache')
  const fetcher = new Fetcher(await open(), await ports.files.scratch('restore'), ports)
  const [fetching, laying, total] = [atMost(most), atMost(most), legs.flatMap(({ units }) => units).length]
  ports.log.say('info', `Restoring ${counted(total, 'result')} of ${counted(legs.length, 'leg')}.`)
  let done = 0
  const fetchOne = async (unit: RestoreUnit): Promise<FetchedUnit> => {
    const fetched = await fetching(async () => await fetcher.fetch(unit))
    done += 1
    ports.pipeline.progress(Math.floor((95 * done) / total), unit.title)
    return fetched
  }
  const layOne = async ({ units, place, release }: PlacedLeg): Promise<Laid[]> =>
    await layLeg(await Promise.all(units.map(fetchOne)), place, { release, few: laying }, ports)
  return new Map(legs.map((leg): [PlacedLeg, Laying] => [leg, awaited(layOne(leg))]))
}

/** Nobody may wait yet for what fails: that is no unhandled rejection. */
function awaited<T>(work: Promise<T>): () => Promise<T> {
  work.catch(() => undefined)
  return async () => await work
}

/** For the plan of the next attempt: it is not to count on these again. */
async function tellDistrusted(keys: readonly string[], planDigest: string, inputs: RestoreInputs, ports: RestorePorts): Promise<void> {
  if (keys.length === 0 || inputs.artifact === '') return
  const path = join(await ports.files.scratch('distrusted'), `distrusted-${planDigest.slice(0, 12)}.json`)
  await ports.files.write(path, formatDistrusted(keys))
  ports.pipeline.attach(distrustedArtifact(inputs.where), path)
}

function tellingOf(legs: readonly RestoredLeg[]): Parameters<typeof restoredSummary>[0] {
  return { manifests: legs.map(({ manifest }) => manifest), seconds: legs.map(({ seconds }) => seconds) }
}

async function publishCoverage(legs: readonly RestoredLeg[], inputs: RestoreInputs, ports: RestorePorts): Promise<void> {
  const measured = legs.flatMap(({ place, manifest }) =>
    (manifest.suites ?? []).flatMap(({ coverage: name }) => (name === '' ? [] : [{ name, path: pathIn(place, { as: 'coverage', name }) }])),
  )
  const merged = await mergeReports(measured, ports)
  if (merged !== undefined && inputs.publishCoverage) await publishMerged(merged, await ports.files.scratch('coverage'), ports)
}

function outcome(legs: readonly RestoredLeg[], inputs: RestoreInputs, ports: RestorePorts, told: Markdown): Outcome {
  const manifests = legs.map(({ manifest }) => manifest)
  const failures = manifests.flatMap((manifest) => manifest.failures)
  const [first] = legs
  const prefix = inputs.artifact === '' ? '' : artifactName(inputs.artifact, { ...inputs.where, leg: '' })
  return {
    result: failures.length === 0 ? 'succeeded' : inputs.onFailure === 'continue' ? 'issues' : 'failed',
    outputs: {
      wheelsDirectory: outputOf(inputs, ports),
      artifactName: legs.length === 1 && first !== undefined ? first.place.artifact : prefix.replace(/\.\d+$/, ''),
      builtCount: '0',
      failedCount: String(failures.length),
      restoredCount: String(wheelsOf(manifests).length),
    },
    summary: told,
    ...issuesOf(
      problemsOf(legs),
      manifests.flatMap(({ suites = [] }) => suites),
      ports.workspace.sources,
    ),
  }
}

/** What was not restored, then what failed when it was built. */
function problemsOf(legs: readonly RestoredLeg[]): Problem[] {
  const lost = [...new Set(legs.flatMap(({ problems }) => problems))]
  const again = legs.flatMap(({ manifest }) => manifest.failures.filter(({ key }) => key === undefined).map(problemOf))
  return [...lost, ...again]
}

function problemOf({ code, message }: BuildFailure): Problem {
  return new Problem(
    code === 'TESTS_FAILED' ? code : 'BUILD_FAILED',
    message,
    'Mend it; once its inputs differ it is built again, as it is with force: true.',
  )
}
