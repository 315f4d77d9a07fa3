import { relative, resolve } from 'node:path'
import { isObjectText } from '../../../core/object-input.ts'
import { Problem } from '../../../core/problem.ts'
import { misspeltNames } from '../../../core/suites/skip.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import { parseSuites } from '../../../core/suites/suites-file.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { isOutside } from '../sources/trees.ts'

type Asked = Pick<Inputs, 'after' | 'distributions' | 'suites' | 'tests' | 'testWheels' | 'unset'>

type Needs = Pick<Ports, 'files' | 'log' | 'variable' | 'workspace'>

/**
 * The suites that the input `suites` holds (`INPUT_INVALID`), or the file of the sources that it names (`FILE_MISSING`, `FILE_INVALID`). What in them
 * comes to nothing in this job is told. A job that is to check only and has nothing to check with, or no wheel for its `testCommand`, is `INPUT_MISSING`.
 */
export async function readSuites(inputs: Asked, ports: Needs): Promise<readonly Suite[]> {
  requireChecks(inputs)
  const suites = inputs.suites === undefined ? [] : await readInput(inputs.suites, ports)
  for (const line of [...oddities(inputs, suites), ...misspeltNames(suites, ports.variable)]) ports.log.say('warning', line)
  return suites
}

async function readInput(suites: string, { files, workspace }: Needs): Promise<readonly Suite[]> {
  if (isObjectText(suites)) return parseSuites(suites, "The input 'suites'", 'INPUT_INVALID')
  const [top, found] = await Promise.all([files.behind(workspace.sources), files.behind(resolve(workspace.sources, suites))])
  const bytes = found?.kind === 'file' ? await files.read(found.path) : undefined
  if (found === undefined || bytes === undefined) throw missing(suites)
  if (top === undefined || isOutside(relative(top.path, found.path)))
    throw new Problem(
      'INPUT_INVALID',
      `The suites ${suites} do not lie below the sources.`,
      'Write a path below them, or the suites themselves.',
    )
  return parseSuites(new TextDecoder().decode(bytes), suites)
}

function missing(suites: string): Problem {
  return new Problem(
    'FILE_MISSING',
    `There is no file ${suites}.`,
    "The input 'suites' is relative to the sources: check them out in this job, or write the suites themselves.",
  )
}

/** It would be green with nothing tested. A wheel of another job is imported, if nothing else. */
function requireChecks({ after, distributions, suites, tests, testWheels }: Asked): void {
  if (distributions !== 'none' || testWheels.length > 0) return
  if (tests.command !== '')
    throw new Problem(
      'INPUT_MISSING',
      "The input 'testCommand' tests a wheel, and there is none: 'distributions' is none, and 'testWheels' is not set.",
      'Name the artifacts with the wheel in testWheels, or write the command as a suite with install: none.',
    )
  if (suites !== undefined || after !== '') return
  throw new Problem(
    'INPUT_MISSING',
    "The input 'distributions' is none, and there is nothing to check: neither suites nor testWheels is set.",
    'Name the suites, such as ci/suites.yml.',
  )
}

function oddities({ distributions, tests, unset }: Asked, suites: readonly Suite[]): string[] {
  const nothing = unset.map((name) => `The input '${name}' names a variable that is not set here: nothing is tested by it.`)
  if (distributions !== 'sdist') return nothing
  return [
    ...nothing,
    ...(suites.length > 0 ? ['No suite is run: distributions is sdist, and suites check wheels.'] : []),
    ...(tests.command === '' ? [] : ['testCommand is not run: distributions is sdist, and it tests wheels.']),
  ]
}
