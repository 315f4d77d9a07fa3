import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPipeline, type RunOptions, type RunReport } from '../../local-agent/server/run-pipeline.ts'
import { root } from '../root.ts'

/** A copy of an example that a test may change, and a folder for what its runs leave. */
export interface Example {
  readonly folder: string
  readonly out: string
  run(more?: Partial<RunOptions>): Promise<RunReport>
  /** The bytes of a file below `out`. */
  read(path: string): string
  remove(): void
}

/** Copies `examples/<name>`; its runs use the bundles in dist/. */
export function copyExample(name: string): Example {
  const temporary = mkdtempSync(join(tmpdir(), `${name}-`))
  const folder = join(temporary, name)
  const out = join(temporary, 'out')
  cpSync(join(root, 'examples', name), folder, { recursive: true })
  return {
    folder,
    out,
    run: (more = {}) => runPipeline({ file: join(folder, 'azure-pipelines.yml'), out, approve: true, ...more }),
    read: (path) => readFileSync(join(out, path), 'utf8'),
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  }
}

/** Errors and warnings of a run, in the order of its records. */
export function issues(report: RunReport, type: 'error' | 'warning'): string[] {
  return report.run.records.flatMap((record) => record.issues.filter((issue) => issue.type === type).map((issue) => issue.message))
}

/** How each stage ended, by its identifier. */
export function stages(report: RunReport): Record<string, string> {
  return Object.fromEntries(
    report.run.records.filter((record) => record.type === 'Stage').map((record) => [record.identifier, record.result ?? 'none']),
  )
}

/** An output variable of a task, `step.variable`. */
export function output(report: RunReport, name: string): string | undefined {
  const [step, variable] = name.split('.')
  return report.run.records
    .find((record) => record.type === 'Task' && record.identifier.split('.').at(-1) === step)
    ?.outputs.get(variable ?? '')?.value
}
