import { type Repair, repairOf } from '../../../core/build/repair.ts'
import { retagOf, retagScript } from '../../../core/build/retag.ts'
import { Problem } from '../../../core/problem.ts'
import { parseWheelName, type WheelName } from '../../../core/python/wheel-name.ts'
import { endOf, lost } from '../bench.ts'
import { onlyWheel } from './make-wheel.ts'
import { type Place, runCommandHere, runHere } from '../place.ts'

/** Repairs a built wheel where that is asked for or its wish needs it; the path of the wheel that it then is. */
export async function repairWheel(wheel: string, place: Place): Promise<string> {
  const { bench, folder, row } = place
  const into = bench.host.join(folder, 'repaired')
  const asked = row.recipe.repair === '' ? bench.inputs.repair : row.recipe.repair
  const platforms = nameOf(wheel).tags.map(({ platform }) => platform)
  const repair = repairOf(asked, { path: wheel, platforms, into }, row.wish?.platform ?? '')
  if (repair === undefined) return wheel
  await bench.host.make(into)
  if (repair.kind === 'command') await runCommandHere('repair', repair.text, place, { wheel, dest_dir: into })
  else if (!(await ranTool(repair, place))) return wheel
  return await onlyWheel(into, 'The repair', 'It must leave one wheel in {dest_dir}.', bench)
}

/** Whether the tool was there. */
async function ranTool({ program, args, needed }: Repair & { kind: 'tool' }, { bench, environment, folder, on }: Place): Promise<boolean> {
  bench.ports.log.say('info', `repair: ${[program, ...args].join(' ')}`)
  const exit = await bench.host.run({ program, args, cwd: folder, env: environment, seconds: 0 }, on)
  if (exit.kind === 'exited' && exit.code === 0) return true
  if (exit.kind === 'lost') throw lost(bench.host, exit.says)
  if (exit.kind !== 'not-started') throw new Problem('BUILD_FAILED', `${program} ${endOf(exit, 0)}.`, '')
  if (!needed) {
    bench.ports.log.say('info', `There is no ${program} on ${bench.host.name}: libraries from outside the wheel stay outside.`)
    return false
  }
  throw new Problem(
    'BUILD_FAILED',
    `The wheel needs ${program} to be what was asked for, and there is none on ${bench.host.name}.`,
    `Install ${program} there, build where it is (a manylinux image has it), or say repair: none and plan the row for the linux_ platform.`,
  )
}

/** Gives a wheel the platform tag and the build number that its row asks for; the path of the wheel that it then is. */
export async function retagWheel(wheel: string, place: Place): Promise<string> {
  const { bench, environment, folder, on, row, toolchain } = place
  const retag = row.wish === undefined ? undefined : retagOf(nameOf(wheel), row.wish, row.recipe.retag)
  if (retag === undefined) return wheel
  const into = bench.host.join(folder, 'renamed')
  await bench.host.make(into)
  const args = ['-I', '-c', retagScript, into, wheel, retag.platform, String(retag.build)]
  const told = [retag.platform, retag.build === 0 ? '' : `build number ${retag.build}`].filter((part) => part !== '')
  bench.ports.log.say('info', `The wheel is renamed: ${told.join(', ')}.`)
  await runHere('renaming the wheel', { program: toolchain.executable, args, cwd: folder, env: environment, seconds: 600 }, place, on)
  return await onlyWheel(into, 'The renaming', 'Report it with the log.', bench)
}

function nameOf(path: string): WheelName {
  const file = path.split(/[/\\]/).at(-1) ?? ''
  const name = parseWheelName(file)
  if (name !== undefined) return name
  throw new Problem(
    'WHEEL_INVALID',
    `The build came out with '${file}', which is no name of a wheel.`,
    "Check the project's build backend.",
  )
}
