import type { Environment } from './environment.ts'

/** Appends to a variable of pip that is a list separated by blanks. */
export function joined(others: string | undefined, one: string): string {
  return `${others ?? ''} ${one}`.trim()
}

/** A path in a variable that pip splits at blanks: one with blanks is written as a file's URL, which pip takes too. */
export function pipPath(path: string): string {
  if (!/\s/.test(path)) return path
  const slashed = path.replaceAll('\\', '/')
  return encodeURI(`file://${slashed.startsWith('/') ? '' : '/'}${slashed}`)
}

/** A folder of wheels that pip looks into besides the user's own places, also in isolated builds. */
export function linkVariables(folder: string | undefined, environment: Environment): Environment {
  return folder === undefined ? {} : { PIP_FIND_LINKS: joined(environment['PIP_FIND_LINKS'], pipPath(folder)) }
}

/**
 * The environment of installs for tests: without any constraints on builds, and without what would make pip take constraints that no
 * option of the command names (an old pip knows one variable for both).
 */
export function testVariables(environment: Environment): Environment {
  const isConstraint = (name: string): boolean => /^(?:PIP|UV)_(?:BUILD_)?CONSTRAINT$/i.test(name)
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isConstraint(name)))
}

/** The constraints of a test install, as options of `pip install`. */
export function testConstraints(file: string | undefined): string[] {
  return file === undefined ? [] : ['--constraint', file]
}
