import { readFileSync } from 'node:fs'
import { descendants } from '../../local-agent/worker/process-tree.ts'

/** A process as every other one of its user sees it; both texts are NUL-separated. */
export interface SeenProcess {
  readonly args: string
  readonly variables: string
}

/** A process and all that it has started, whatever else runs on this machine; none where there is no /proc. */
export function processesOf(root: number): SeenProcess[] {
  return [root, ...descendants(root)].flatMap((pid) => {
    try {
      return [{ args: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), variables: readFileSync(`/proc/${pid}/environ`, 'utf8') }]
    } catch {
      return []
    }
  })
}
