import type { Ports } from '../ports.ts'

/** Publishes reports as one test run. */
export function publishTests(title: string, paths: readonly string[], { log, pipeline }: Pick<Ports, 'log' | 'pipeline'>): void {
  // Agent sources, TestResults/ResultsCommandExtension.cs: it splits them at bars if there is one, else at commas.
  const odd = paths.find((path) => /[,|]/.test(path))
  if (odd === undefined) pipeline.publishTests(title, paths)
  else log.say('warning', `Test results are not published: a path with a comma or a bar cannot be told to the agent (${odd}).`)
}
