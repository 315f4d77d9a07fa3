import { reproducible, type Environment } from '../../core/build/environment.ts'
import type { Row } from '../../core/build/row.ts'
import type { Toolchain } from '../../core/build/toolchain.ts'
import type { Command } from '../../core/ports.ts'
import { type Bench, environmentOf, type OnLine, runToGoodEnd } from './bench.ts'
import { runScript } from './run-script.ts'
import type { Tree } from './sources/trees.ts'

/** A row's own corner of the host, with a fresh copy of its source tree; its paths are the same on every retry. */
export interface Place {
  readonly row: Row
  /** Names its folder, and what is kept of it: no two of a job are equal. */
  readonly label: string
  readonly toolchain: Toolchain
  readonly bench: Bench
  readonly tree: Tree
  /** On the host. */
  readonly folder: string
  /** The project in the fresh copy, on the host. */
  readonly project: string
  /** What the programs of this row see. */
  readonly environment: Environment
  /** Takes what they print. */
  readonly on: OnLine
}

/** Where the fresh copy of a row's tree lies on the host. */
export function treeOf(label: string, { host }: Bench): string {
  return host.join(host.folder, label, 'src')
}

/** Clears the row's folder, and brings its tree there. */
export async function layOut(row: Row, label: string, toolchain: Toolchain, tree: Tree, bench: Bench, on: OnLine): Promise<Place> {
  const place = await makeRoom(row, label, toolchain, tree, bench, on)
  await bench.host.put(tree.folder, treeOf(label, bench))
  return place
}

/** Clears the row's folder, for what needs nothing of its tree there. */
export async function makeRoom(row: Row, label: string, toolchain: Toolchain, tree: Tree, bench: Bench, on: OnLine): Promise<Place> {
  const { host } = bench
  const folder = host.join(host.folder, label)
  const [source, temporary] = [treeOf(label, bench), host.join(folder, 'tmp')]
  await host.remove(folder)
  await host.make(temporary)
  const declared = environmentOf(bench, temporary, row.recipe)
  const environment = reproducible(declared, { epoch: tree.epoch, tree: source, prefixMap: toolchain.prefixMap })
  const project = tree.inside === '' ? source : host.join(source, ...tree.inside.split('/'))
  return { row, label, toolchain, bench, tree, folder, project, environment, on }
}

/** Runs a command of the row to its good end. */
export async function runHere(what: string, command: Command, { bench, on }: Place, listen: OnLine = on): Promise<void> {
  await runToGoodEnd(what, command, bench, listen)
}

/** Runs a user's command in the row's source tree: `name` is where it was written. */
export async function runCommandHere(
  name: string,
  text: string,
  place: Place,
  paths: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { bench, environment, folder, project, toolchain, on } = place
  bench.ports.log.say('info', bench.redact(`${name}: ${text}`))
  const [first = ''] = text.trim().split('\n')
  const all = { project, package: project, python: toolchain.executable, ...paths }
  await runScript({ what: `${name} (${first})`, text, paths: all, cwd: project, environment, folder }, bench, on)
}
