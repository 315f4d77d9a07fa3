import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What one run of a program cost, from its start to its end. */
export interface Cost {
  readonly seconds: number
  /** The largest process of its tree at its peak; NaN where the system does not tell (`/proc`). */
  readonly mebibytes: number
  readonly code: number | null
  /** Both streams. */
  readonly output: string
}

/** Runs a program to its end, as a pipeline's step would: a process of its own, its output read. */
export async function wholeProcess(
  program: string,
  args: readonly string[],
  where: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Cost> {
  const begun = process.hrtime.bigint()
  const child = spawn(program, args, { ...where, env: { ...where.env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output.push(text))
  let kibibytes = Number.NaN
  const look = setInterval(() => {
    kibibytes = Math.max(...[kibibytes, peakOf(child.pid ?? 0)].filter((one) => !Number.isNaN(one)))
  }, 20)
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  clearInterval(look)
  return { seconds: Number(process.hrtime.bigint() - begun) / 1e9, mebibytes: kibibytes / 1024, code, output: output.join('') }
}

/** The peak of a process or of its largest child, in KiB. */
function peakOf(pid: number): number {
  try {
    const own = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return Math.max(...[own, ...children.map((child) => peakOf(Number(child)))].filter((one) => !Number.isNaN(one)))
  } catch {
    return Number.NaN
  }
}
