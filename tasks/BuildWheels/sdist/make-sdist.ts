import { join } from 'node:path'
import { frontendName } from '../../../core/build/frontend.ts'
import { shown } from '../../../core/build/launcher.ts'
import { recipeDigest } from '../../../core/build/recipe.ts'
import { fingerprintOf, type Row, titleOf } from '../../../core/build/row.ts'
import { sdistCommand } from '../../../core/build/sdist-command.ts'
import { makesSdist, requirePlanned, sdistFile, sdistKey } from '../../../core/build/sdist-file.ts'
import { timesCommand } from '../../../core/build/sdist-times.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { ConstraintState } from '../../../core/build/constraints.ts'
import { Problem } from '../../../core/problem.ts'
import type { SdistFacts } from '../../../core/sdist/inspect.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import type { Bench, Sdist } from '../bench.ts'
import { judged, prepareBuild } from '../wheel/make-wheel.ts'
import { layOut, type Place, runHere } from '../place.ts'
import type { Ports } from '../ports.ts'
import { stopwatch } from '../stopwatch.ts'
import type { Transcript } from '../transcript.ts'
import type { Tree } from '../sources/trees.ts'
import { askBackend } from './ask-backend.ts'

/** A row whose sdist is asked for, and the interpreter that builds it where it is the first of its source. */
interface Asking {
  readonly row: Row
  readonly label: string
  readonly toolchain: Toolchain
}

/**
 * The sdist of a row's source (`tree`), built once for all rows of it; undefined where none is asked for, or the source is one already. It is not kept
 * yet: what no wheel can be built from is no good sdist.
 */
export async function sdistOf(asking: Asking, tree: Tree, bench: Bench, transcript: Transcript): Promise<Sdist | undefined> {
  const { row } = asking
  const { log } = bench.ports
  if (!makesSdist(row, bench.inputs.distributions)) return noneOf(row, bench)
  const known = bench.sdists.get(sdistKey(row))
  if (known !== undefined) {
    log.say('info', `Its sdist is there already: ${known.file.name}.`)
    return known
  }
  const sdist = await makeSdist(asking, tree, bench, transcript)
  bench.sdists.set(sdistKey(row), sdist)
  log.say('info', `sdist   ${sdist.file.name}: ${sdist.file.size} bytes, SHA-256 ${sdist.file.sha256}`)
  return sdist
}

function noneOf(row: Row, { inputs, ports }: Bench): undefined {
  if (inputs.distributions === 'wheel' || inputs.distributions === 'none' || row.origin === 'dependency') return undefined
  if (inputs.distributions === 'sdist')
    throw new Problem(
      'INPUT_INVALID',
      `${titleOf(row)}: its source is an sdist already, and the input 'distributions' asks for no wheel.`,
      'Name folders or packages of the checkout, or build wheels (distributions: wheel).',
    )
  ports.log.say('info', 'Its source is an sdist already: none is made, and the wheel is built from it.')
  return undefined
}

async function makeSdist({ row, label, toolchain }: Asking, tree: Tree, bench: Bench, transcript: Transcript): Promise<Sdist> {
  const { host, ports, sdists, inputs } = bench
  const seconds = stopwatch(ports.clock)
  const place = await layOut(row, label, toolchain, tree, bench, transcript.take)
  const made = await build(place)
  transcript.settle()
  const [name] = made.sdist.split(/[/\\]/).slice(-1)
  const folder = join(bench.folder, 'sdists', String(sdists.size))
  const path = join(folder, name ?? '')
  await ports.files.remove(folder)
  await ports.files.write(join(folder, '.made'), '')
  await host.get(made.sdist, path)
  const facts = await judgeSdist(path, row, ports)
  const constraints = made.constraints === undefined ? {} : { constraints: made.constraints }
  const told = { source: tree.source, seconds: seconds(), recipe: recipeDigest(row.recipe), ...constraints, ...fingerprintOf(row) }
  return { file: sdistFile(name ?? '', facts, told, inputs.release), facts, path, attempt: 0 }
}

/** What a build left on the host, and what can be said of its constraints. */
interface Made {
  readonly sdist: string
  readonly constraints: ConstraintState | undefined
}

async function build(place: Place): Promise<Made> {
  const { bench, toolchain } = place
  const { frontend } = bench.inputs
  const prepared = await prepareBuild(place)
  const output: string[] = []
  const on = (line: string): void => {
    if (prepared.constraints.length > 0) output.push(line)
    place.on(line)
  }
  if (frontend === 'pip') {
    bench.ports.log.say('info', `The sdist is built by ${prepared.system.backend} itself: pip builds none.`)
    await askBackend(place, prepared, on)
  } else {
    const command = sdistCommand(frontend, toolchain, prepared.build)
    bench.ports.log.say('info', `The sdist is built by ${frontendName(frontend, toolchain)}.`)
    bench.ports.log.say('info', bench.redact(shown(command)))
    await runHere({ build: 'python -m build --sdist', uv: 'uv build --sdist' }[frontend], command, place, on)
  }
  const sdist = await onlySdist(prepared.build.wheels, bench)
  if (sdist.endsWith('.tar.gz'))
    await runHere(
      'taking the times of the build out of the sdist',
      timesCommand(toolchain, sdist, prepared.build.wheels, place.environment),
      place,
    )
  return { sdist, constraints: judged(prepared.constraints, output) }
}

async function onlySdist(folder: string, { host }: Bench): Promise<string> {
  const found = await host.find(folder, ['*.tar.gz', '*.zip'])
  const [sdist, ...others] = found
  if (sdist !== undefined && others.length === 0) return host.join(folder, sdist)
  const came = sdist === undefined ? 'no sdist' : `${found.length} sdists (${found.join(', ')})`
  throw new Problem('BUILD_FAILED', `The build of the sdist came out with ${came} instead of one.`, "Check the project's build backend.")
}

/** A broken sdist is `FILE_INVALID`, one of another project or version than planned `BUILD_FAILED`; oddities go to the log. */
async function judgeSdist(path: string, row: Row, { sdistFiles, log }: Ports): Promise<SdistFacts> {
  const { facts, findings } = await inspectSdistFile(path, { sdistFiles })
  for (const { file, severity, says } of findings)
    if (severity !== 'error') log.say(severity === 'warning' ? 'warning' : 'info', `${file}: ${says}`)
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ says }) => says)
  if (facts === undefined || errors.length > 0)
    throw new Problem(
      'FILE_INVALID',
      `The sdist that was built is broken: ${errors.length === 0 ? 'it cannot be read' : errors.join('; ')}.`,
      "Check the project's build backend.",
    )
  requirePlanned(facts, row)
  return facts
}
