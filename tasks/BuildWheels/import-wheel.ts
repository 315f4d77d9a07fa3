import { join } from 'node:path'
import { pipInstall } from '../../core/build/frontend-pip.ts'
import { hasDependencies, importCommand, type Imported, isAnswer, isRefusedTag, judgeImport, parseAnswers } from '../../core/build/smoke.ts'
import type { Toolchain } from '../../core/build/toolchain.ts'
import { Problem } from '../../core/problem.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { type Bench, type OnLine, runToGoodEnd } from './bench.ts'

/** Installs a wheel outside its source tree and imports its modules in a child; what fails is a Problem `BUILD_FAILED`. */
export async function importWheel(
  wheel: string,
  facts: WheelFacts,
  toolchain: Toolchain,
  folder: string,
  bench: Bench,
  on: OnLine,
): Promise<Imported> {
  const check = bench.inputs.importCheck
  const notChecked = (said: string): Imported => ({ kind: 'not-checked', said })
  if (check === 'never') return notChecked('importCheck is never')
  const { modules } = facts
  if (modules.length === 0) return notChecked('it holds no module to import')
  const target = join(folder, 'site')
  const environment = bench.environment(join(folder, 'tmp'))
  const output: string[] = []
  const listen: OnLine = (line) => {
    output.push(line)
    if (!isAnswer(line)) on(line)
  }
  await bench.ports.files.write(join(target, '.made'), '')
  try {
    await runToGoodEnd('pip install of the built wheel', pipInstall(toolchain, wheel, target, folder, environment), bench, listen)
  } catch (error) {
    if (check === 'auto' && isRefusedTag(output)) return notChecked(`this machine's ${toolchain.version} does not take its tags`)
    throw error
  }
  await runToGoodEnd('the import check', importCommand(toolchain, target, modules, environment), bench, listen)
  const imported = judgeImport(parseAnswers(output), { modules, dependencies: hasDependencies(facts.metadata.requiresDist) }, check)
  if (imported.kind === 'failed')
    throw new Problem(
      'BUILD_FAILED',
      `The wheel was built, but does not work: ${imported.said}.`,
      'Mend the project, or set importCheck: never.',
    )
  return imported
}
