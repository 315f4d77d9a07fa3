import { makeEnvironment } from '../suites/make-environment.ts'
import type { Subject } from '../suites/subject.ts'
import type { Place } from '../place.ts'
import { runScript } from '../run-script.ts'

/** Runs `after` in the project's copy, in an environment of its own that holds the wheel, where there is one, and `afterRequires`. */
export async function runAfter(subject: Subject, place: Place): Promise<void> {
  const { bench, environment: base, folder: corner, on, project, toolchain } = place
  const { after, afterRequires } = bench.inputs
  const folder = bench.host.join(corner, 'after')
  const { python, environment } = await makeEnvironment(
    { what: 'after', toolchain, folder, subject, extras: [], requires: afterRequires, requirements: [], constraints: [], base, own: {} },
    place,
  )
  bench.ports.log.say('info', bench.redact(`after: ${after}`))
  const [first = ''] = after.trim().split('\n')
  const paths = { project, package: project, wheel: subject.wheel, python }
  await runScript({ what: `after (${first})`, text: after, paths, cwd: project, environment, folder }, bench, on)
}
