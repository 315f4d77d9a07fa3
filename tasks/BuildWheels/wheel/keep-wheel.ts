import { dirname, join } from 'node:path'
import { type BuildFailure, type BuiltFile, formatManifest, type Manifest, sidecarOf } from '../../../core/build/manifest.ts'
import { fingerprintOf, projectOf, type Row } from '../../../core/build/row.ts'
import { Problem } from '../../../core/problem.ts'
import { formatTag, isPure } from '../../../core/python/tag.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { attach, type Bench, type Desk, type OwnWheel } from '../bench.ts'
import { changed } from '../suites/require-judged.ts'

/** What only its build can tell of a wheel. */
type Told = Pick<BuiltFile, 'constraints' | 'fingerprint' | 'recipe' | 'seconds' | 'source'>

/** The same, with what its suites came to, which its sidecar tells as well: without a manifest nothing else does. */
interface Tried extends Told {
  readonly suites: readonly SuiteRun[]
}

/**
 * Brings a good wheel to the output directory with its sidecar and attaches both at once: what fails later cannot lose it.
 * A name that this run has kept already must bear the same bytes; a wheel for everything may differ, and the first stays. One that is not what was
 * judged any more is `HASH_MISMATCH`.
 */
export async function keepWheel(wheel: string, facts: WheelFacts, { suites, ...told }: Tried, row: Row, bench: Bench): Promise<BuiltFile> {
  const file = builtFile(facts, { ...told, ...fingerprintOf(row) }, row.origin, bench.inputs.release)
  const path = wheelPath(file, bench)
  const own = ownOf(path, facts, row)
  const before = bench.kept.get(file.name)
  if (before !== undefined) {
    requireSame(facts, before === file.sha256, bench)
    bench.own.push(own)
    if (before === file.sha256) return file
    const { size, sha256 } = await bench.ports.files.measure(path)
    return { ...file, size, sha256 }
  }
  await bench.ports.files.copy(wheel, path)
  await requireJudgedCopy(path, facts, bench)
  await attachKept(file, bench, { suites })
  bench.own.push(own)
  return file
}

/** Attaches a file that lies in the output directory, with a sidecar that tells of it, both at once. */
export async function attachKept(file: BuiltFile, desk: Desk, more: Pick<Manifest, 'suites'> = {}): Promise<void> {
  const path = wheelPath(file, desk)
  const sidecar = join(dirname(path), sidecarOf(file))
  await desk.ports.files.write(sidecar, formatManifest({ ...manifestOf([file], [], desk), ...more }))
  desk.kept.set(file.name, file.sha256)
  attach(desk, path)
  attach(desk, sidecar)
}

/** A good wheel as later rows may be built with it. */
export function ownOf(path: string, { name, metadata }: WheelFacts, row: Row): OwnWheel {
  return { path, project: name.project, planned: projectOf(row), python: row.python.label, requires: metadata.requiresDist }
}

/** Where a wheel lies on this agent. Dependencies lie apart, so that whoever uploads the wheels of the folder by hand does not upload them. */
export function wheelPath({ name, origin }: BuiltFile, { outputDirectory }: Pick<Desk, 'outputDirectory'>): string {
  return origin === 'dependency' ? join(outputDirectory, 'dependencies', name) : join(outputDirectory, name)
}

/** Suites and other rows run on this agent too, as the same user: what is attached is what was judged. */
async function requireJudgedCopy(path: string, { name, sha256 }: WheelFacts, { ports }: Bench): Promise<void> {
  if ((await ports.files.measure(path)).sha256 === sha256) return
  await ports.files.remove(path)
  throw changed(name.text)
}

function requireSame(facts: WheelFacts, same: boolean, { ports }: Bench): void {
  if (same) return
  const { text, tags } = facts.name
  if (!isPure(tags))
    throw new Problem('CONFLICT', `Another row has built ${text} with other bytes.`, 'Plan the wheel once, or with a build tag of its own.')
  ports.log.say('warning', `${text} was built before with other bytes; the first one stays.`)
}

function builtFile(facts: WheelFacts, told: Told, origin: Row['origin'], release: boolean): BuiltFile {
  const { name, metadata } = facts
  return {
    name: name.text,
    size: facts.size,
    sha256: facts.sha256,
    project: name.project,
    version: name.version.text,
    tags: name.tags.map((tag) => formatTag(tag)),
    ...(metadata.requiresPython === undefined ? {} : { requires_python: metadata.requiresPython }),
    ...told,
    origin,
    release: release && origin !== 'dependency',
  }
}

/** A manifest of this attempt of this leg. */
export function manifestOf(files: readonly BuiltFile[], failures: readonly BuildFailure[], { inputs, planDigest }: Desk): Manifest {
  const { where, commit, buildId } = inputs
  return { version: 1, ...where, planDigest, commit, buildId, files, failures }
}
