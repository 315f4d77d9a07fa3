import { newRecord } from '../../../local-agent/record.ts'
import type { Attachment, CoverageRecord, TestRunRecord, Variable } from '../../../local-agent/record.ts'
import type { LoggingCommand } from '../../../local-agent/worker/command.ts'
import { Masker } from '../../../local-agent/worker/masking.ts'
import { takeLine } from '../../../local-agent/worker/outcome.ts'
import { GRACES } from '../../../local-agent/worker/process.ts'
import type { Restrictions } from '../../../local-agent/worker/restrictions.ts'
import { StepContext, type JobState } from '../../../local-agent/worker/step-context.ts'
import { Variables } from '../../../local-agent/worker/variables.ts'
import { asVariable, messageOf, scriptStep } from './one-job.ts'

export interface Setting {
  readonly variables?: Readonly<Record<string, string | Partial<Variable>>>
  readonly restrictions?: readonly Restrictions[]
  readonly declaredOutputs?: readonly string[]
  readonly upload?: (artifact: string, folder: string, path: string) => Promise<void>
}

/** A step named `one` that has begun and is told its output line by line, without any process. */
export class OneStep {
  readonly lines: string[] = []
  readonly attachments: Attachment[] = []
  readonly tags: string[] = []
  readonly coverage: (readonly [CoverageRecord, text: string])[] = []
  readonly testRuns: Omit<TestRunRecord, 'jobId'>[] = []
  readonly uploads: string[] = []
  readonly context: StepContext
  readonly masker = new Masker()
  readonly stop = new AbortController()

  constructor(setting: Setting = {}) {
    const variables = Object.entries(setting.variables ?? {}).map(([name, value]): [string, Variable] => [name, asVariable(value)])
    const job: JobState = {
      message: messageOf([], '/nowhere', '/nowhere'),
      sink: {
        line: (text) => void this.lines.push(text),
        record: () => undefined,
        attachment: (attachment) => void this.attachments.push(attachment),
        tag: (tag) => void this.tags.push(tag),
        coverage: (...coverage) => void this.coverage.push(coverage),
        testRun: (testRun) => void this.testRuns.push(testRun),
        upload: (artifact, folder, path) => {
          this.uploads.push([artifact, folder, path].join('|'))
          return setting.upload?.(artifact, folder, path) ?? Promise.resolve()
        },
      },
      masker: this.masker,
      variables: new Variables(this.masker, [['agent.readOnlyVariables', asVariable('true')], ...variables]),
      prependPath: [],
      outputs: new Map(),
      folders: {
        work: '/w',
        workspace: '/w/1',
        sources: '/w/1/s',
        staging: '/w/1/a',
        binaries: '/w/1/b',
        testResults: '/w/1/t',
        temp: '/w/t',
        tools: '/w/o',
      },
      graces: GRACES,
      inherited: {},
      lookupId: 'id',
      result: undefined,
    }
    this.context = new StepContext(
      job,
      { step: scriptStep('', { name: 'one' }), phase: 'execution', taskVariables: new Variables(this.masker) },
      record(),
      this.stop.signal,
    )
    this.context.restrictions = setting.restrictions ?? []
    this.context.declaredOutputs = setting.declaredOutputs ?? []
  }

  say(...lines: readonly string[]): this {
    for (const line of lines) takeLine(this.context, line)
    return this
  }

  variable(name: string): string | undefined {
    return this.context.job.variables.get(name)
  }

  get errors(): number {
    return this.context.record.errorCount
  }

  get warnings(): number {
    return this.context.record.warningCount
  }
}

function record(): StepContext['record'] {
  const made = newRecord({ id: 'r', parentId: undefined, type: 'Task', name: 'One', identifier: 'one', attempt: 1, order: 1 })
  return Object.assign(made, { state: 'inProgress' })
}

/** A command's parts, comparable. */
export function plain(command: LoggingCommand | undefined): unknown {
  return command === undefined ? undefined : { ...command, properties: Object.fromEntries(command.properties) }
}
