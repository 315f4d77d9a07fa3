import { relative, resolve, sep } from 'node:path'
import { counted } from '../../../core/counted.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import type { Coverage } from '../../../core/coverage/coverage.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { onSources, type OnSources } from '../../../core/coverage/source-paths.ts'
import { few } from '../../../core/few.ts'
import { inShort } from '../../../core/in-short.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import type { Place } from '../place.ts'
import { agentProject, isOutside } from '../sources/trees.ts'

/** Where a suite ran, on the host, and the wheel it ran on. */
export interface Measured {
  /** Where its `files` were copied to, at the paths that they have in the project. */
  readonly cwd: string
  /** Undefined where none was installed. */
  readonly facts: WheelFacts | undefined
}

/** A suite's coverage of the sources. */
export interface MappedCoverage {
  /** Cobertura, its paths `/`-separated and relative to the checkout's top; not yet redacted. */
  readonly text: string
  /** The same; without any file where nothing of the sources was measured. */
  readonly coverage: Coverage
  /** What people must know of it: files that are not of the sources, the source tree measured in place of the wheel. */
  readonly warnings: readonly string[]
}

/** Brings a suite's Cobertura report (`name` for people) to the paths of the sources; one that cannot be read is `FILE_INVALID`. */
export async function mapCoverage(text: string, name: string, { cwd, facts }: Measured, place: Place): Promise<MappedCoverage> {
  const report = parseCobertura(text, name)
  const { bench, project, row } = place
  // That of the row's own sources: a wheel may be built from an sdist of them, which has paths of its own.
  const tree = await bench.tree(row.source, row.recipe.patches)
  const files = new Set(await bench.ports.files.find(agentProject(tree, ''), ['**']))
  const { windows } = bench.host
  const found = onSources(report, { files, inside: insideOf(place, tree.inside), cwd, project, modules: facts?.modules ?? [], windows })
  return { text: formatCobertura(found.coverage, tree.epoch), coverage: found.coverage, warnings: warningsOf(name, found) }
}

/** The project's folder below the checkout's top; of what was not checked out, below the top of its own tree. */
function insideOf({ row: { source }, bench }: Place, inside: string): string {
  if (source.kind !== 'folder') return inside
  const { sources } = bench.ports.workspace
  const way = relative(sources, resolve(sources, source.path))
  return isOutside(way) ? inside : way.split(sep).join('/')
}

function warningsOf(name: string, { coverage, foreign, uninstalled }: OnSources): string[] {
  if (coverage.size === 0)
    return [
      foreign.length === 0
        ? `${name} measured nothing: name the package, --cov=<package>.`
        : `${name}: nothing that was measured is of the sources: ${some(foreign)}.`,
    ]
  const strange = `${name}: ${counted(foreign.length, 'file is', 'files are')} not of the sources, and left out: ${some(foreign)}.`
  const beside = `${name}: measured in the sources, and not where the wheel is installed: ${some(uninstalled)}.`
  return [...(foreign.length === 0 ? [] : [strange]), ...(uninstalled.length === 0 ? [] : [beside])]
}

function some(names: readonly string[]): string {
  return few(names.map(inShort), 3)
}
