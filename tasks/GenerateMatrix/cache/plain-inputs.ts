import picomatch from 'picomatch'
import { isWithheld } from '../../../core/build/environment.ts'
import { redactor } from '../../../core/build/output.ts'
import { type KeyInput, listValue } from '../../../core/cache/fingerprint.ts'
import { isMatch, parseGlobs } from '../../../core/changes/globs.ts'
import type { TreeObject } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** Of more files a reason does not say which has changed: each stands in every key of the plan. */
const mostNamed = 30

/**
 * What every key of a plan depends on, whatever is built: the files, variables and texts that the inputs of the cache name. A variable whose value is a secret is
 * `INPUT_INVALID`; a glob of files that fits none is told by a warning.
 */
export function plainInputs(
  objects: readonly TreeObject[],
  { cache }: Pick<Inputs, 'cache'>,
  ports: Pick<Ports, 'environment' | 'log' | 'secrets'>,
): readonly KeyInput[] {
  const salt = [...new Set(cache.salt)].sort()
  return [
    ...fileInputs(cache.files, objects, ports),
    ...[...new Set(cache.environment)].map((name) => variableInput(name, ports)),
    ...(salt.length === 0 ? [] : [{ name: 'salt', value: listValue(salt) }]),
  ]
}

/** What builds and is seen nowhere in the repository: the first toolchain whose glob fits a platform tag or leg, ignoring case; none where no toolchain does. A leg without a name is `job`. */
export function toolchainInputs(platformOrLeg: string, { cache }: Pick<Inputs, 'cache'>): readonly KeyInput[] {
  const found = cache.toolchains.find(({ glob }) => picomatch.isMatch(platformOrLeg === '' ? 'job' : platformOrLeg, glob, { nocase: true }))
  return found === undefined ? [] : [{ name: 'toolchain', value: found.id }]
}

function fileInputs(globs: readonly string[], objects: readonly TreeObject[], { log }: Pick<Ports, 'log'>): KeyInput[] {
  const files = new Map(objects.map(({ path, mode, id }) => [path, `${mode} ${id}`]))
  const paths = [...files.keys()]
  for (const glob of globs.filter((one) => !one.startsWith('!'))) {
    const alone = parseGlobs([glob])
    if (!paths.some((path) => isMatch(alone, path))) log.say('warning', withoutFile(glob))
  }
  const meant = parseGlobs(globs)
  const found = [...files].filter(([path]) => isMatch(meant, path))
  if (found.length <= mostNamed) return found.map(([path, value]) => ({ name: `file ${path}`, value }))
  return [{ name: 'files of cacheFiles', value: listValue(found.sort(([a], [b]) => (a < b ? -1 : 1)).flat()) }]
}

function withoutFile(glob: string): string {
  return (
    `No file of the repository matches '${glob}' of the input cacheFiles, so what should stand there makes nothing cold. ` +
    'Write globs of tracked files, relative to the top of the repository: the pipeline itself, constraints, suites.'
  )
}

/** By its name, else as the agent spells variables of pipelines. One that is not set is another input than one that is empty. Of the value a key holds the digest alone: plans are for all to read. */
function variableInput(name: string, { environment, secrets }: Pick<Ports, 'environment' | 'secrets'>): KeyInput {
  const spelled = [name, name.toUpperCase()].find((one) => Object.hasOwn(environment, one))
  const value = spelled === undefined ? undefined : environment[spelled]
  if (isWithheld(name) || (value !== undefined && isSecret(value, secrets)))
    throw new Problem(
      'INPUT_INVALID',
      `The input 'cacheEnvironment' names ${name}, which is secret.`,
      'Keys stand in plans, which are for all to read: name what changes with it in cacheSalt.',
    )
  return { name: `variable ${name}`, value: value === undefined ? 'not set' : sha256Of(value) }
}

function isSecret(value: string, secrets: readonly string[]): boolean {
  return value !== '' && (secrets.includes(value) || redactor({}, [], secrets)(value) !== value)
}
