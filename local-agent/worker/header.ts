const RULE = '='.repeat(78)

/** What a step says of its task before anything else. */
export interface Heading {
  readonly task: string
  readonly description: string
  readonly version: string
  readonly author: string
  readonly help: string
}

/** The lines of the block under `Starting:` (agent sources: Agent.Worker/TaskRunner.cs PrintTaskMetaData). */
export function header({ task, description, version, author, help }: Heading): string[] {
  return [
    RULE,
    `Task         : ${task}`,
    `Description  : ${description}`,
    `Version      : ${version}`,
    `Author       : ${author}`,
    `Help         : ${help}`,
    RULE,
  ]
}
