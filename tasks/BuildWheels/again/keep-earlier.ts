import { join } from 'node:path'
import { type Earlier, runsOn, type Whole } from '../../../core/build/earlier.ts'
import { type BuiltFile, manifestNameOf, manifestPlace } from '../../../core/build/manifest.ts'
import type { RowResult } from '../../../core/build/result.ts'
import type { Row } from '../../../core/build/row.ts'
import { tellResult } from '../../../core/build/tell.ts'
import { isBuiltSdist } from '../../../core/build/sdist-earlier.ts'
import { sdistKey } from '../../../core/build/sdist-file.ts'
import type { Offer } from '../../../core/build/union.ts'
import { Problem } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { offersOf } from '../../../flows/collect-wheels.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import type { Desk } from '../bench.ts'
import { layEarlier, readEarlier, wholeOf } from './earlier.ts'
import { isOfSameTry, manifestIn } from './manifest-file.ts'
import { manifestOf, ownOf } from '../wheel/keep-wheel.ts'
import type { Rows } from '../rows/rows.ts'

/** What earlier attempts of this job, and earlier tries of this step, have built already: it lies in the output directory, where later rows may be built with it. */
export async function keepEarlier(work: Rows, place: number, desk: Desk): Promise<Map<Row, RowResult>> {
  const { inputs, ports, outputDirectory } = desk
  const earlier = await readEarlier(work, inputs, ports, place)
  const tried = await readTryBefore(work, place, [...earlier.values()], desk)
  // Their names are this attempt's own.
  for (const one of [...tried.values()].flatMap(ownOfTry)) desk.kept.set(one.name, one.sha256)
  const kept = new Map([...earlier].filter(([row]) => !tried.has(row)))
  await layEarlier(
    [...kept.values()].flatMap((one) => [one, ...one.besides]).filter(({ file }) => !desk.kept.has(file.name)),
    outputDirectory,
    ports,
  )
  const besides = [...kept.values()].flatMap((one) => one.besides.map(({ file }) => file))
  for (const { name, origin, sha256 } of [...besides, ...(await ofOtherSteps(place, desk))])
    if (origin === 'extra') desk.takenExtras.set(name, sha256)
  const results = new Map<Row, RowResult>()
  for (const [row, { file, path, attempt, besides }] of [...tried, ...kept]) {
    await lendTo({ file, path, attempt, besides }, row, desk)
    const again = tried.get(row)
    const told = again === undefined ? besides.map((one) => one.file) : ownOfTry(again).slice(1)
    const result: RowResult = { kind: 'kept', row, file, attempt, besides: told, suites: again?.suites ?? [] }
    ports.log.say('info', tellResult(result))
    results.set(row, result)
  }
  return results
}

/** What other steps of this attempt have left in the same folder, which is likely attached to the same artifact. */
async function ofOtherSteps(place: number, { inputs, outputDirectory, ports }: Desk): Promise<BuiltFile[]> {
  const names = await ports.files.find(outputDirectory, ['manifest.json', 'manifest.*.json'])
  const texts = names
    .filter((name) => ![undefined, place].includes(manifestPlace(name)))
    .map(async (name) => new TextDecoder().decode(await ports.files.read(join(outputDirectory, name))))
  const { where, buildId } = inputs
  return (await Promise.all(texts)).flatMap((text) => {
    const manifest = manifestIn(text)
    const isOurs =
      manifest?.buildId === buildId && (['stage', 'job', 'leg', 'attempt'] as const).every((key) => manifest[key] === where[key])
    return isOurs ? manifest.files : []
  })
}

/** What is kept or restored serves the rows that are built now: its wheel as a requirement, its sdist as what they are built from. */
export async function lendTo({ besides, ...one }: Whole<Earlier>, row: Row, desk: Desk): Promise<void> {
  const { facts } = isWheelFile(one.file.name) ? await inspectWheelFile(one.path, desk.ports) : {}
  if (facts !== undefined) desk.own.push(ownOf(one.path, facts, row))
  for (const { file, path, attempt } of [one, ...besides].filter((each) => isBuiltSdist(each.file))) {
    const sdist = await inspectSdistFile(path, desk.ports)
    if (sdist.facts !== undefined) desk.sdists.set(sdistKey(row), { file, path, attempt, facts: sdist.facts })
  }
}

/** What this step has made before, with what it has run on it: its manifest is replaced. */
interface TryBefore extends Whole<Earlier> {
  readonly suites: readonly SuiteRun[]
}

/** Of what an earlier attempt lends it, the manifest of that one tells. */
function ownOfTry(one: TryBefore): BuiltFile[] {
  return [one, ...one.besides].filter(({ attempt }) => attempt === 0).map(({ file }) => file)
}

function passedOn(file: BuiltFile, runs: readonly SuiteRun[]): SuiteRun[] {
  return runsOn(file, runs).filter(({ result }) => result !== 'failed')
}

/**
 * What this very step has built before the agent tried it again (`retryCountOnTaskFailure`), by the manifest that it left: attached already, and to
 * stand in the one that replaces it. Without the step's id it might be another step's, so all is built.
 */
async function readTryBefore(work: Rows, place: number, kept: readonly Whole<Earlier>[], desk: Desk): Promise<ReadonlyMap<Row, TryBefore>> {
  const { inputs, outputDirectory, ports } = desk
  if (inputs.step === '' || !(await isTriedAgain(place, desk))) return new Map()
  try {
    const found = await offersOf(outputDirectory, place, ports.files)
    const ours = found.whole.filter((manifest) => isOfSameTry(manifest, manifestOf([], [], desk)))
    // Dependencies lie apart from the manifest, each with its sidecar.
    const listed = new Set(ours.flatMap((manifest) => manifest.files.map(({ sha256 }) => sha256)))
    const isOurs = ({ file, manifest }: Offer): boolean =>
      ours.includes(manifest) || (file.origin === 'dependency' && listed.has(file.sha256))
    const files = found.offers.filter(isOurs).map(({ file, path }) => ({ file, path, attempt: 0 }))
    const failures = ours.flatMap((one) => one.failures)
    const runs = ours.flatMap(({ suites }) => suites ?? [])
    const whole = wholeOf(work.rows, [...files, ...lentTo(files, kept)], { failures, runs, last: 0 }, inputs)
    return new Map([...whole].map(([row, one]) => [row, { ...one, suites: passedOn(one.file, runs) }]))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    ports.log.say('warning', `What this step has built before cannot be read, so it is built again. ${error.text}`)
    return new Map()
  }
}

/** The sdists of earlier attempts that a try may have built from: where it made its own, from that one. */
function lentTo(files: readonly Earlier[], kept: readonly Whole<Earlier>[]): Earlier[] {
  const made = new Set(files.filter(({ file }) => isBuiltSdist(file)).map(({ file }) => file.source))
  return kept.flatMap(({ besides }) => besides.filter(({ file }) => isBuiltSdist(file) && !made.has(file.source)))
}

/** Whether the manifest of an earlier try is there; one that is somebody else's, or none at all, is nothing to tell of. */
async function isTriedAgain(place: number, desk: Desk): Promise<boolean> {
  const bytes = await desk.ports.files.read(join(desk.outputDirectory, manifestNameOf(place)))
  const manifest = manifestIn(new TextDecoder().decode(bytes))
  return manifest !== undefined && isOfSameTry(manifest, manifestOf([], [], desk))
}
