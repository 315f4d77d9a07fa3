import { pipInstall } from '../../../core/build/frontend-pip.ts'
import { standIns } from '../../../core/build/pins.ts'
import {
  hasDependencies,
  importCommand,
  type Imported,
  isAnswer,
  isRefusedTag,
  judgeImport,
  parseAnswers,
} from '../../../core/build/smoke.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import type { OnLine } from '../bench.ts'
import { laidIn, linksOf, neededFor } from './make-wheel.ts'
import { type Place, runHere } from '../place.ts'

/**
 * Installs a wheel (of the host) outside its source tree into a folder of the row, with what it depends on of its leg, and imports its modules in a
 * child; what fails is a Problem `BUILD_FAILED`. A python that does not take the wheel's tags is excused on its own, but not where the wheel is meant to be tested on it.
 */
export async function importWheel(
  wheel: string,
  facts: WheelFacts,
  place: Place,
  toolchain: Toolchain = place.toolchain,
  folder = 'site',
): Promise<Imported> {
  const { bench, environment, on } = place
  const check = bench.inputs.importCheck
  const notChecked = (said: string): Imported => ({ kind: 'not-checked', said })
  if (check === 'never') return notChecked('importCheck is never')
  if (toolchain.pip === '' && check === 'auto') return notChecked('there is no pip in its python to install it')
  const { modules } = facts
  if (modules.length === 0) return notChecked('it holds no module to import')
  const target = bench.host.join(place.folder, folder)
  const output: string[] = []
  const listen: OnLine = (line) => {
    output.push(line)
    if (!isAnswer(line)) on(line)
  }
  const wheels = [...(toolchain === place.toolchain ? besides(facts, place) : []), wheel]
  await bench.host.make(target)
  try {
    await runHere('pip install of the built wheel', pipInstall(toolchain, wheels, target, place.folder, environment), place, listen)
  } catch (error) {
    const isExcused = check === 'auto' && toolchain === place.toolchain && isRefusedTag(output)
    if (isExcused) return notChecked(`this machine's ${toolchain.version} does not take its tags`)
    throw error
  }
  await runHere('the import check', importCommand(toolchain, target, modules, environment), place, listen)
  const imported = judgeImport(parseAnswers(output), { modules, dependencies: hasDependencies(facts.metadata.requiresDist) }, check)
  if (imported.kind === 'failed')
    throw new Problem(
      'BUILD_FAILED',
      `The wheel was built, but does not work: ${imported.said}.`,
      'Mend the project, or set importCheck: never.',
    )
  return imported
}

/** Wheels of the same leg that it depends on, at first or second hand: on the host since it was built. */
function besides(facts: WheelFacts, place: Place): string[] {
  const needed = neededFor(facts, [], [], place.bench)
  return standIns(laidIn(linksOf(place), place), []).flatMap(({ project, path }) => (needed.includes(project) ? [path] : []))
}
