import { join } from 'node:path'
import { findExtras, type FoundFile } from '../../../core/build/extra-files.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import { fingerprintOf, projectOf } from '../../../core/build/row.ts'
import type { OnDisk } from '../../../core/ports.ts'
import type { Place } from '../place.ts'
import type { Subject } from '../suites/subject.ts'
import { agentProject } from '../sources/trees.ts'
import { stopwatch } from '../stopwatch.ts'
import { keepExtra, requireFree } from './keep-extra.ts'
import { runAfter } from './run-after.ts'
import { smokeTest } from './smoke-test.ts'

/**
 * Runs `after`, finds what `extraFiles` names and tries each file, and only when all of them are good keeps and attaches them. A line that nothing
 * matches is `EXTRA_MISSING`, a name that this job has used for other bytes `CONFLICT`.
 */
export async function makeExtras(subject: Subject, place: Place): Promise<readonly BuiltFile[]> {
  const { inputs, ports } = place.bench
  const measured = stopwatch(ports.clock)
  if (inputs.after !== '') await runAfter(subject, place)
  if (inputs.extraFiles.length === 0) return []
  const found = await look(place)
  const into = await ports.files.scratch('extras')
  const fetched: Fetched[] = []
  for (const [at, one] of found.entries()) {
    const there = await fetchExtra(one, into, place)
    await smokeTest(one, there.path, String(at), place)
    fetched.push({ ...there, name: one.name })
  }
  const seconds = measured()
  const good = fetched.map((there) => ({ path: there.path, file: extraFile(there, seconds, subject, place) }))
  for (const { file } of good) requireFree(file, place.bench)
  for (const { path, file } of good) await keepExtra(path, file, place.bench)
  await ports.files.remove(into)
  return good.map(({ file }) => file)
}

/** An extra file on this agent, and what it is to be called. */
interface Fetched extends OnDisk {
  readonly name: string
}

async function look({ bench, project, tree }: Place): Promise<FoundFile[]> {
  const there = await bench.host.find(project, ['**/*'])
  // Nobody builds in the tree of this agent.
  const before = await bench.ports.files.find(agentProject(tree, ''), ['**/*'])
  return findExtras(bench.inputs.extraFiles, there, before)
}

async function fetchExtra({ path, name }: FoundFile, into: string, { bench, project }: Place): Promise<OnDisk> {
  const { host, ports } = bench
  const to = join(into, name)
  await host.get(host.join(project, ...path.split('/')), to)
  return await ports.files.measure(to)
}

function extraFile({ name, size, sha256 }: Fetched, seconds: number, { facts }: Subject, { bench, row, tree }: Place): BuiltFile {
  return {
    name,
    size,
    sha256,
    project: facts?.name.project ?? projectOf(row),
    version: facts?.name.version.text ?? row.version,
    tags: [],
    source: tree.source,
    ...fingerprintOf(row),
    seconds,
    origin: 'extra',
    ...(facts === undefined ? {} : { made_with: facts.name.text }),
    release: bench.inputs.release,
  }
}
