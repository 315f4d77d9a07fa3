import { formatInterpreter } from '../../../core/python/tag.ts'
import type { AskedPython } from '../../../core/build/interpreter.ts'
import { fittingWheel, type Wanted } from '../../../core/build/fitting-wheel.ts'
import { projectOf, titleOf } from '../../../core/build/row.ts'
import { pythonTagOf } from '../../../core/build/toolchain.ts'
import { legName, type Offer } from '../../../core/build/union.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { judgeWheel } from '../wheel/judge-wheel.ts'
import { ownOf } from '../wheel/keep-wheel.ts'
import type { Place } from '../place.ts'
import type { Ports } from '../ports.ts'
import type { Subject } from '../suites/subject.ts'
import { declarationIn } from '../sources/declaration.ts'
import { agentProject, type Tree } from '../sources/trees.ts'

const sourcesAlone: Subject = { wheel: '', facts: undefined }

/**
 * The wheel that `testWheels` has for a row which builds none, on the host, checked as a built one is; without that input none. None that fits is
 * `NO_WHEELS`, unless the row is only a dependency of others: that may come from an index.
 */
export async function bringWheel(place: Place): Promise<Subject> {
  const { bench, folder, row, toolchain } = place
  const { host, inputs, ports } = bench
  if (inputs.testWheels.length === 0) return withoutWheel(place)
  const offer = await offerFor(place)
  if (offer === undefined) return sourcesAlone
  const { file, path, manifest } = offer
  const { sha256 } = await ports.files.measure(path)
  if (sha256 !== file.sha256)
    throw new Problem(
      'HASH_MISMATCH',
      `${file.name} is not the file that the manifest of ${legName(manifest)} tells of: its SHA-256 is ${sha256}, not ${file.sha256}.`,
      'Run that leg again.',
    )
  ports.log.say('info', `It is tested with ${file.name} of ${legName(manifest)}, attempt ${manifest.attempt}, SHA-256 ${sha256}.`)
  const facts = await judgeWheel(path, row, toolchain, ports)
  const wheel = host.join(folder, 'wheel', file.name)
  await host.make(host.join(folder, 'wheel'))
  await host.put(path, wheel)
  // Other rows of the leg may need it.
  bench.own.push(ownOf(path, facts, row))
  return { wheel, facts }
}

/** What its recipe tests would be green untested. */
function withoutWheel({ row }: Place): Subject {
  if (row.recipe.test_command === '') return sourcesAlone
  throw new Problem(
    'NO_WHEELS',
    `The test_command of its recipe tests a wheel, and there is none: 'distributions' is none, and 'testWheels' is not set.`,
    'Name the artifacts with the wheel in testWheels.',
  )
}

async function offerFor(place: Place): Promise<Offer | undefined> {
  const { bench, row } = place
  const isDependency = row.origin === 'dependency'
  const offers = (await bench.offered()).filter(({ file }) => isDependency || file.origin !== 'dependency')
  try {
    const wanted = await wantedBy(place, offers)
    return fittingWheel(wanted.project === undefined ? untaken(offers, place) : offers, wanted)
  } catch (error) {
    if (!isDependency || !(error instanceof Problem) || error.code !== 'NO_WHEELS') throw error
    bench.ports.log.say('info', `${titleOf(row)}: testWheels has none; an index may.`)
    return undefined
  }
}

async function wantedBy({ bench, row, toolchain, tree }: Place, offers: readonly Offer[]): Promise<Wanted> {
  const others = row.testOn.flatMap((python) => tagOf(python) ?? [])
  return {
    title: titleOf(row),
    project: row.wish?.project ?? (await declaredProject(tree, bench.ports)) ?? known(projectOf(row), offers),
    version: row.version,
    wish: row.wish,
    pythons: [pythonTagOf(toolchain), ...others],
    platform: toolchain.platform,
  }
}

/** Two packages that nobody knows the names of are not both what one wheel is of. */
function untaken(offers: readonly Offer[], { bench, row }: Place): readonly Offer[] {
  const taken = new Set(bench.own.filter(({ planned }) => planned !== projectOf(row)).map(({ path }) => path))
  return offers.filter(({ path }) => !taken.has(path))
}

/** A row of a path is called as the path ends: whether that is the project's name, what there is tells. */
function known(project: ProjectName, offers: readonly Offer[]): ProjectName | undefined {
  return offers.some(({ file }) => parseWheelName(file.name)?.project === project) ? project : undefined
}

/** Undefined where only its build would tell. */
async function declaredProject(tree: Tree, { files }: Ports): Promise<ProjectName | undefined> {
  const said = await declarationIn(agentProject(tree, ''), tree.source, files)
  return 'name' in said && said.name !== undefined ? normalizeName(said.name) : undefined
}

function tagOf({ pypy, major, minor, freeThreaded }: AskedPython): string | undefined {
  return minor === undefined ? undefined : formatInterpreter({ implementation: pypy ? 'pp' : 'cp', major, minor, freeThreaded })
}
