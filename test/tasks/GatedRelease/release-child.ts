import { run } from '../../../tasks/GatedRelease/run.ts'
import { countDeeds } from './deeds.ts'
import { realPorts, type Told } from './real-release.ts'
import { inputsOf } from './releasing.ts'

// A release with every part real, in a process of its own, so that it can be killed.
const told = JSON.parse(process.argv[2] ?? '') as Told
const { ports, deeds } = countDeeds(realPorts(told), (nth) => {
  if (nth === told.dies) process.kill(process.pid, 'SIGKILL')
})
const outcome = await run(inputsOf(told.inputs, told.agent), ports)
process.stdout.write(JSON.stringify({ ...outcome, problems: outcome.problems.map((problem) => problem.text), deeds: deeds() }))
