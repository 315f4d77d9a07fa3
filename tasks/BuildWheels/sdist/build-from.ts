import { requireOfSdist } from '../../../core/build/sdist-file.ts'
import { missedBy } from '../../../core/build/sdist-missing.ts'
import { testsOf } from '../../../core/build/test-command.ts'
import { few } from '../../../core/few.ts'
import { Problem } from '../../../core/problem.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import type { Bench, Sdist } from '../bench.ts'
import type { Place } from '../place.ts'
import type { Transcript } from '../transcript.ts'
import { agentProject, type Tree } from '../sources/trees.ts'

/** The tree that a wheel is built in: of its sdist, with the time and the name of the sources that this was made of, or these where there is none. */
export async function treeFor(sdist: Sdist | undefined, sources: Tree, bench: Bench): Promise<Tree> {
  if (sdist === undefined) return sources
  const tree = await bench.tree({ kind: 'archive', path: sdist.path }, [])
  return { ...tree, epoch: sources.epoch, source: sources.source }
}

/** Builds from an sdist: what fails tells what of the sources the sdist lacks and the build has missed. */
export async function fromSdist<T>(
  sdist: Sdist | undefined,
  sources: Tree,
  bench: Bench,
  transcript: Transcript,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body()
  } catch (error) {
    if (sdist === undefined || !(error instanceof Problem) || error.code !== 'BUILD_FAILED') throw error
    throw await explained(error, sdist, sources, bench, transcript)
  }
}

async function explained(error: Problem, sdist: Sdist, sources: Tree, { ports }: Bench, transcript: Transcript): Promise<Problem> {
  const { contents } = await inspectSdistFile(sdist.path, ports)
  const held = (contents?.entries ?? []).filter(({ kind }) => kind !== 'folder').map(({ path }) => path.slice(path.indexOf('/') + 1))
  const all = await ports.files.find(agentProject(sources, ''), ['**/*'])
  const missed = missedBy(
    transcript.unsettled,
    all.filter((path) => !path.startsWith('.git/')),
    held,
  )
  const what = error.message.replace(/\.$/, '')
  const { name } = sdist.file
  if (missed.length === 0) return new Problem(error.code, `${what}, built from ${name}.`, error.remedy, error)
  return new Problem(
    error.code,
    `${what}, built from ${name}, which lacks what the sources have: ${few(missed, 5)}.`,
    'Let the sdist hold it: by MANIFEST.in with setuptools, by what other backends have for it in pyproject.toml.',
    error,
  )
}

/** Refuses a wheel that is none of its sdist. */
export function requireSameProject(facts: WheelFacts, sdist: Sdist | undefined): void {
  if (sdist !== undefined) requireOfSdist(facts, { facts: sdist.facts, name: sdist.file.name })
}

/** The place of what checks a wheel, and of what is made after it: its project is the sources, for tests are often in no sdist. */
export async function besideSources(place: Place, sources: Tree): Promise<Place> {
  const { bench, folder, tree, row } = place
  const { inputs, host, suites } = bench
  if (tree.folder === sources.folder) return place
  const isAsked =
    suites.length > 0 || testsOf(row.recipe, inputs.tests).command !== '' || inputs.after !== '' || inputs.extraFiles.length > 0
  if (!isAsked) return place
  const top = host.join(folder, 'checkout')
  await host.put(sources.folder, top)
  return { ...place, tree: sources, project: sources.inside === '' ? top : host.join(top, ...sources.inside.split('/')) }
}
