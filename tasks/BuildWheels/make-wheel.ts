import { isAbsolute, join, relative } from 'node:path'
import { reproducible } from '../../core/build/environment.ts'
import { pipWheel } from '../../core/build/frontend-pip.ts'
import { shown } from '../../core/build/launcher.ts'
import type { Row } from '../../core/build/row.ts'
import type { Toolchain } from '../../core/build/toolchain.ts'
import { Problem } from '../../core/problem.ts'
import { type Bench, type OnLine, runToGoodEnd } from './bench.ts'
import type { Tree } from './trees.ts'

/** Folders that come to a checkout after it was made, and that no build may see. */
const leftOut = ['__pycache__', '.venv', '.tox', '.nox', '.mypy_cache', '.pytest_cache', '.ruff_cache', 'node_modules']

/** Builds a row's wheel from a fresh copy of its tree; the result is the path of the one wheel that came out. */
export async function makeWheel(row: Row, tree: Tree, toolchain: Toolchain, folder: string, bench: Bench, on: OnLine): Promise<string> {
  const { files, log } = bench.ports
  const [source, wheels, temporary] = [join(folder, 'src'), join(folder, 'out'), join(folder, 'tmp')]
  await copyFresh(tree.folder, source, row.source.kind === 'folder' ? leftOut : [], bench)
  const constraints = await writeConstraints(row, folder, bench)
  // A folder is there once a file is: these two must be before pip and the compiler look for them.
  await Promise.all([files.write(join(wheels, '.made'), ''), files.write(join(temporary, '.made'), '')])
  const environment = reproducible(bench.environment(temporary), { epoch: tree.epoch, tree: source, prefixMap: toolchain.prefixMap })
  const command = pipWheel(toolchain, { tree: source, wheels, settings: bench.inputs.settings, constraints, environment })
  log.say('info', bench.redact(shown(command)))
  await runToGoodEnd('pip wheel', command, bench, on)
  return join(wheels, onlyOne(await files.find(wheels, ['*.whl'])))
}

/** Copies a tree without some folders, and without what this run itself has put into it. An sdist is meant as it is: some hold node_modules. */
async function copyFresh(from: string, to: string, without: readonly string[], { ports, outputDirectory }: Bench): Promise<void> {
  await ports.files.copy(from, to, without)
  const inside = relative(from, outputDirectory)
  if (inside !== '' && !inside.startsWith('..') && !isAbsolute(inside)) await ports.files.remove(join(to, inside))
}

async function writeConstraints(row: Row, folder: string, { inputs, ports }: Bench): Promise<string | undefined> {
  const lines = [...row.recipe.build_constraints, ...inputs.constraints].map((line) => line.trim()).filter((line) => line !== '')
  if (lines.length === 0) return undefined
  const path = join(folder, 'build-constraints.txt')
  await ports.files.write(path, `${lines.join('\n')}\n`)
  return path
}

function onlyOne(wheels: readonly string[]): string {
  const [wheel, ...others] = wheels
  if (wheel !== undefined && others.length === 0) return wheel
  const what = wheel === undefined ? 'no wheel' : `${wheels.length} wheels (${wheels.join(', ')})`
  throw new Problem('BUILD_FAILED', `The build came out with ${what} instead of one.`, "Check the project's build backend.")
}
