/**
 * Names of the inputs that the agent passed, in upper case. Read before task-lib is loaded, which moves every `INPUT_*`
 * out of the environment (task-lib `internal.ts`, _loadData): import this file first.
 */
export const passedInputs: readonly string[] = Object.keys(process.env)
  .filter((name) => name.startsWith('INPUT_'))
  .map((name) => name.slice('INPUT_'.length))
