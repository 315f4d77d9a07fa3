// A process of its own that runs the task over the rows `one`, `two` and `three`, tells each attachment, and hangs in the second row.
import { argv, stdout } from 'node:process'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { Yard } from './projects.ts'
import { threeRows } from './three-rows.ts'
import { askOf, leg, portsOf } from './try-run.ts'

const yard = new Yard(argv[2])
const { inputs, host } = threeRows()
const hanging: typeof host.run = async (command, on) => {
  if (!command.cwd.includes('two-1.0')) return await host.run(command, on)
  stdout.write('hanging\n')
  return await new Promise(() => setInterval(() => undefined, 1000))
}
await run(readInputs(askOf(inputs, leg)), portsOf(yard, { host: { run: hanging } }))
