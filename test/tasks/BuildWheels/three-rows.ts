import { scriptedHost, type ScriptedHost } from './scripted-host.ts'
import { jobData, jobPackage } from './try-run.ts'

/** A leg of the rows `one`, `two` and `three`, each from the folder of its name, and a machine that builds them. */
export function threeRows(): { inputs: Record<string, string>; host: ScriptedHost } {
  const rows = ['one', 'two', 'three'].map((name) => jobPackage({ name, source: { kind: 'folder', path: name, commit: 'c', time: 0 } }))
  const wheels = (label: string): string[] => [`${label.split('-')[0]}-1.0-py3-none-any.whl`]
  return { inputs: { jobData: jobData(rows) }, host: scriptedHost({ programs: { python3: {} }, wheels }) }
}
