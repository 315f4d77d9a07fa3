import type { Row } from '../../../core/build/row.ts'
import { pythonTagOf, type Toolchain } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import type { Wish } from '../../../core/python/satisfies.ts'
import { checkWheel } from '../../../core/wheel/check.ts'
import type { Finding, WheelFacts } from '../../../core/wheel/inspect.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import type { Ports } from '../ports.ts'

/** Reads a built wheel and holds it against its row's wish: a broken one is `WHEEL_INVALID`, another one than wished `BUILD_FAILED`. Warnings and notices go to the log. */
export async function judgeWheel(path: string, row: Row, toolchain: Toolchain, { wheelFiles, log }: Ports): Promise<WheelFacts> {
  const { facts, findings } = await inspectWheelFile(path, { wheelFiles })
  for (const { file, severity, says } of findings)
    if (severity !== 'error') log.say(severity === 'warning' ? 'warning' : 'info', `${file}: ${says}`)
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (facts === undefined || errors.length > 0)
    throw new Problem('WHEEL_INVALID', `The wheel that was built is broken: ${told(errors)}`, "Check the project's build backend.")
  const amiss = checkWheel(facts, row.wish ?? wishFor(facts, toolchain)).filter((finding) => finding.severity === 'error')
  if (amiss.length > 0)
    throw new Problem('BUILD_FAILED', `${facts.name.text} is not what was asked for: ${told(amiss)}`, remedyFor(facts, row.wish))
  return facts
}

function told(findings: readonly Finding[]): string {
  const says = findings.map((finding) => finding.says.replace(/\.$/, '')).join('; ')
  return `${says === '' ? 'it cannot be read' : says}.`
}

/** Without a plan a wheel need only be one for its own interpreter; the import check shows whether it runs there. */
function wishFor(facts: WheelFacts, toolchain: Toolchain): Wish {
  const { project, version, tags } = facts.name
  return { project, version, python: pythonTagOf(toolchain), abi: '', platform: tags[0]?.platform ?? 'any', build: 0, pure: true }
}

function remedyFor(facts: WheelFacts, wish: Wish | undefined): string {
  const platforms = facts.name.tags.map((tag) => tag.platform)
  if (wish === undefined) return "Check the project's build backend, and the python it is built for."
  if (platforms.includes('any') && !wish.pure) return 'If a wheel for every platform will do, plan the row with pure: allow.'
  if (platforms.some((platform) => platform.startsWith('linux_')) && /^(?:many|musl)linux/.test(wish.platform))
    return 'Let it be repaired (repairWheelCommand: auto), plan the row for the linux_ platform, or build where the backend makes that tag.'
  return "Check the plan's row, the project's build backend and its config settings."
}
