import { copyFileSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Step } from '../record.ts'
import type { StepContext } from './step-context.ts'

/** Copies the repository as it lies there, uncommitted work included, but no `node_modules`. Throws where there is none. */
export function runCheckoutStep(context: StepContext, step: Extract<Step, { kind: 'checkout' }>): void {
  const { message, folders } = context.job
  if (!step.self) return
  if (!existsSync(message.repository)) throw new Error(`The repository ${message.repository} does not exist.`)
  context.output(`Copying ${message.repository} to ${folders.sources}`)
  copyTree(message.repository, folders.sources, folders.work)
}

/** The work folder may lie within the repository: it is left out, where fs.cp would refuse the whole. */
function copyTree(from: string, to: string, without: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.name === 'node_modules' || source === without) continue
    if (entry.isDirectory()) copyTree(source, target, without)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isFile()) copyFileSync(source, target)
  }
}
