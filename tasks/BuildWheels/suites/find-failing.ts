import { relative, resolve } from 'node:path'
import type { ReportedFailure } from '../../../core/suites/junit.ts'
import { findingsIn, sourceCandidates, type ToldPlace } from '../../../core/suites/places.ts'
import type { FailingTest } from '../../../core/suites/suite-run.ts'
import type { Place } from '../place.ts'
import { isOutside } from '../sources/trees.ts'
import type { EndedSuite } from './ended-suite.ts'

/** So many of a suite are told by name; their number is told in any case. */
const most = 20

/**
 * The first tests that failed, each with its place in the sources that are checked out, where that is known. Of a suite that fails without a
 * failing test (a type checker, a linter), what it printed of files of the sources.
 */
export async function findFailing(reported: readonly ReportedFailure[], ended: EndedSuite, place: Place): Promise<FailingTest[]> {
  const found: FailingTest[] = []
  for (const { name, says, places } of reported.slice(0, most)) found.push({ name, says, at: await firstInSources(places, ended, place) })
  return found.length > 0 || !ended.failed ? found : await printed(ended, place)
}

/** More lines than these that look like a place are no checker's. */
const mostLooked = 1000

async function printed(ended: EndedSuite, place: Place): Promise<FailingTest[]> {
  const found: FailingTest[] = []
  for (const { says, ...told } of findingsIn(ended.output, mostLooked)) {
    const at = await inSources(told, ended, place)
    if (at !== undefined) found.push({ name: at.path, says: place.bench.redact(says), at })
    if (found.length === most / 2) break
  }
  return found
}

async function firstInSources(places: readonly ToldPlace[], ended: EndedSuite, place: Place): Promise<FailingTest['at']> {
  for (const told of places) {
    const at = await inSources(told, ended, place)
    if (at !== undefined) return at
  }
  return undefined
}

/** Only a file that is checked out here: the run's page shows no other. */
async function inSources({ path: told, line }: ToldPlace, ended: EndedSuite, { bench, project, row }: Place): Promise<FailingTest['at']> {
  const { files, workspace } = bench.ports
  if (row.source.kind !== 'folder') return undefined
  const top = resolve(workspace.sources, row.source.path)
  for (const candidate of sourceCandidates(told, { cwd: ended.cwd, project, files: ended.suite.files })) {
    const path = resolve(top, candidate)
    const way = relative(workspace.sources, path)
    if (!isOutside(way) && (await files.kind(path)) === 'file') return { path: way.replaceAll('\\', '/'), line }
  }
  return undefined
}
