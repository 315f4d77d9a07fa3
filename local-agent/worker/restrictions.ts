import picomatch from 'picomatch'

// Agent sources: Agent.Worker/TaskRestrictionsChecker.cs; vectors in Test/L0/Worker/SetVariableRestrictionsL0.cs.

/** One set of limits, of a task.json or of a step's `target`. */
export interface Restrictions {
  readonly restrictedCommands: boolean
  /** Patterns of names; undefined is no limit, an empty list forbids all. */
  readonly settableVariables: readonly string[] | undefined
}

const ALLOWED_WHEN_RESTRICTED = new Set([
  'task.logdetail',
  'task.logissue',
  'task.issue',
  'task.complete',
  'task.setprogress',
  'task.setsecret',
  'task.setvariable',
  'task.debug',
  'task.settaskvariable',
  'task.prependpath',
  'telemetry.publish',
])

/** Whether every set lets the command through; the rest of them is ignored with a warning. */
export function commandAllowed(sets: readonly Restrictions[], area: string, event: string): boolean {
  return sets.every((set) => !set.restrictedCommands || ALLOWED_WHEN_RESTRICTED.has(`${area}.${event}`.toLowerCase()))
}

/** Whether every set lets a variable of that name be set; `PATH` stands for prepending to it. */
export function variableAllowed(sets: readonly Restrictions[], name: string): boolean {
  return sets.every(({ settableVariables }) => settableVariables?.some((pattern) => matches(pattern, name)) ?? true)
}

function matches(pattern: string, name: string): boolean {
  return pattern.toLowerCase() === name.toLowerCase() || picomatch.isMatch(name, pattern, { nocase: true, dot: true })
}
