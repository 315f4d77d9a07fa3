import { realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { packageFolder } from './server/extension.ts'
import { readAssignments } from './server/local-file.ts'
import { messageOf, Mistake } from './mistake.ts'
import { paint } from './server/paint.ts'
import { runPipeline, type RunOptions } from './server/run-pipeline.ts'
import { Terminal } from './server/terminal.ts'

const HELP = `Runs an Azure pipeline on this machine, through the built tasks in dist/.

  node build/local-agent/cli.js [FILE.yml] [options]      (or: npm start -- [FILE.yml] [options])

  FILE.yml             the pipeline; default: examples/quickstart/azure-pipelines.yml
                       FILE.local.yml beside it holds what the service and an organisation would give it
  --approve [COMMENT]  approve every environment; the comment is by default the local file's
  --var NAME=VALUE     a variable of this run; as often as needed
  --branch REF         build this ref, such as refs/tags/v1.0, in place of the local file's
  --rerun              run the failed jobs of the last run again, and all that depends on them
  --jobs N             how many jobs run at once; default: as many as there are processors
  --work DIR           keep each job's work folder below DIR; not below a folder with node_modules
  --quiet              of the jobs' logs show errors and warnings only
  --help               this text

Exit code: 0 the run succeeded, 1 it failed, 2 it could not start.`

const OPTIONS = {
  approve: { type: 'string' },
  var: { type: 'string', multiple: true },
  branch: { type: 'string' },
  rerun: { type: 'boolean' },
  jobs: { type: 'string' },
  work: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** What a command line asks for. */
export type Command =
  | { readonly help: true }
  | { readonly help: false; readonly quiet: boolean; readonly options: Omit<RunOptions, 'onLine' | 'signal'> }

/** Reads a command line; `--approve` takes a comment unless another option or a .yml file follows. Throws Mistake. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args)
  if (values.help === true) return { help: true }
  if (positionals.length > 1) throw new Mistake(`One pipeline at a time: ${positionals.join(', ')}.`)
  if (values.jobs !== undefined && !/^[1-9]\d*$/.test(values.jobs)) throw new Mistake(`--jobs ${values.jobs} is no number of jobs.`)
  return {
    help: false,
    quiet: values.quiet === true,
    options: {
      file: positionals[0] ?? relative('.', join(packageFolder(), 'examples', 'quickstart', 'azure-pipelines.yml')),
      variables: readAssignments(values.var ?? []),
      ...(values.approve === undefined ? {} : { approve: values.approve === '' ? true : values.approve }),
      ...(values.branch === undefined ? {} : { branch: values.branch }),
      ...(values.rerun === true ? { rerun: true } : {}),
      ...(values.jobs === undefined ? {} : { jobs: Number(values.jobs) }),
      ...(values.work === undefined ? {} : { workFolder: values.work }),
    },
  }
}

function parse(args: readonly string[]) {
  const given = args.map((arg, index) => (arg === '--approve' && !isComment(args[index + 1]) ? '--approve=' : arg))
  try {
    return parseArgs({ args: given, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new Mistake(`${messageOf(error).split('. ')[0]}. --help shows what there is.`, { cause: error })
  }
}

function isComment(next: string | undefined): boolean {
  return next !== undefined && !next.startsWith('-') && !/\.ya?ml$/.test(next)
}

/** Runs a command line; answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const command = readCommand(args)
    if (command.help) {
      console.log(HELP)
      return 0
    }
    const signal = interrupted()
    const terminal = new Terminal({
      input: process.stdin,
      output: process.stdout,
      quiet: command.quiet,
      coloured: colours(process.stdout),
      signal,
    })
    const decide = process.stdin.isTTY ? { decide: terminal.ask } : {}
    const { code } = await runPipeline({ ...command.options, ...decide, signal, onLine: terminal.show })
    return code
  } catch (error) {
    if (!(error instanceof Mistake)) throw error
    console.error(paint(`##[error]${error.message}`, colours(process.stderr)))
    return 2
  }
}

/** https://no-color.org */
function colours(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === ''
}

/** The first interrupt cancels the run; the next ends the process. */
function interrupted(): AbortSignal {
  const controller = new AbortController()
  const cancel = (): void => {
    if (controller.signal.aborted) process.exit(130)
    console.error('Canceling the run; once more to leave at once.')
    controller.abort()
  }
  process.on('SIGINT', cancel)
  process.on('SIGTERM', cancel)
  return controller.signal
}

if (realpathSync(process.argv[1] ?? '.') === import.meta.filename) {
  // All is written once the loop has drained. Node 20 can spin for ever in freeing its environment, so it is left instead.
  process.once('beforeExit', () => process.exit())
  process.exitCode = await main(process.argv.slice(2))
}
