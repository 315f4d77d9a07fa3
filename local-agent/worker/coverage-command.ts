import { existsSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { Share } from '../record.ts'
import type { LoggingCommand } from './command.ts'
import type { CommandHandler, StepContext } from './step-context.ts'

// Agent sources: Agent.Worker/CodeCoverage/CodeCoverageCommands.cs, CoberturaSummaryReader.cs and CodeCoverageUtilities.cs.

/** The commands of area `codecoverage`. */
export const COVERAGE_COMMANDS: ReadonlyMap<string, CommandHandler> = new Map([['publish', publish]])

/** Of a Cobertura file the agent reads but what its root counts; the file becomes part of an artifact that all publishing of a run shares. */
function publish(context: StepContext, command: LoggingCommand): void {
  const tool = needed(command, 'CodeCoverageTool')
  const file = resolve(needed(command, 'SummaryFile'))
  if (tool.toLowerCase() !== 'cobertura') throw new Error(`The local agent reads no code coverage but that of Cobertura, not of '${tool}'.`)
  for (const name of ['reportdirectory', 'additionalcodecoveragefiles'])
    if (command.properties.has(name)) throw new Error(`The local agent publishes no ${name} of code coverage.`)
  context.output(`Reading code coverage summary from '${file}'`)
  if (!existsSync(file)) throw new Error(`File does not exist: '${file}'.`)
  const text = readFileSync(file, 'utf8')
  const [lines, branches] = [counted(text, 'lines', file), counted(text, 'branches', file)]
  if (lines === undefined && branches === undefined)
    context.warning('No coverage data found. Check the build errors/warnings for more details.')
  if (lines !== undefined) context.output(` Lines- ${lines.covered} of ${lines.valid} covered.`)
  if (branches !== undefined) context.output(` Branches- ${branches.covered} of ${branches.valid} covered.`)
  context.job.sink.coverage({ name: basename(file), lines, branches }, text)
  const id = context.job.variables.get('build.buildId') ?? ''
  const artifact = `Code Coverage Report_${id}`
  context.await('Publish code coverage', context.job.sink.upload(artifact, `${artifact}/summary${id}`, file))
}

function needed({ properties }: LoggingCommand, name: string): string {
  const value = properties.get(name.toLowerCase()) ?? ''
  if (value === '') throw new Error(`'${name}' has to be specified.`)
  return value
}

function counted(text: string, what: 'lines' | 'branches', file: string): Share | undefined {
  const [root = ''] = /<coverage\s[^>]*>/.exec(text) ?? []
  const [covered, valid] = ['covered', 'valid'].map((part) => {
    const [, value] = new RegExp(`\\s${what}-${part}\\s*=\\s*["']([^"']*)["']`).exec(root) ?? []
    if (value !== undefined && !/^\d+(?:\.\d+)?$/.test(value)) throw new Error(`Invalid value for '${what}-${part}' in '${file}'.`)
    return value === undefined ? undefined : Math.trunc(Number(value))
  })
  return covered === undefined || valid === undefined ? undefined : { covered, valid }
}
