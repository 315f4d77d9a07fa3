import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runPipeline, type RunOptions, type RunReport } from '../../../local-agent/server/run-pipeline.ts'

/** A folder with a pipeline in it, which goes with the test. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'run-'))

  write(path: string, text: string): string {
    const full = join(this.folder, 'repo', path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, text)
    return full
  }

  /** Runs a pipeline of scripts; no task of an extension is there. */
  run(yaml: string, options: Partial<RunOptions> = {}): Promise<RunReport> {
    const file = this.write('p.yml', yaml)
    return runPipeline({ file, out: join(this.folder, 'out'), extension: join(this.folder, 'no-extension'), ...options })
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Results of a kind of record by identifier. */
export const resultsOf = ({ run }: RunReport, type: 'Stage' | 'Phase' | 'Job'): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(run.records.filter((record) => record.type === type).map((record) => [record.identifier, record.result]))

/** What scripts printed: lines that start with `>`, without their labels. */
export const said = ({ log }: RunReport): readonly string[] => log.flatMap((line) => /^(?:\S+ \| )?> (.*)$/.exec(line)?.[1] ?? [])
