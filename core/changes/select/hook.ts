import { Field } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { Problem, reason } from '../../problem.ts'
import { normalizeName } from '../../python/name.ts'
import type { Added } from './affected.ts'
import type { LocalPackage } from '../local-package.ts'
import { formatPackageInfo } from '../azure-sdk/package-info.ts'
import type { ChangeSelection } from './selection.ts'

/**
 * What a hook reads: what is selected so far and all packages, as PackageInfo has them, and the diff as diff.json has it. The fallback comes after
 * hooks, so what only that selects is not located.
 */
export function hookQuestion({ choices }: ChangeSelection, diff: string): string {
  const located = choices.flatMap((one) =>
    one.as === 'not-selected' || one.reason?.kind === 'fallback' ? [] : [formatPackageInfo(one.package, one.as)],
  )
  const all = choices.map((one) => formatPackageInfo(one.package, one.as === 'indirect' ? 'indirect' : 'direct'))
  return `{"located":[${located.join(',')}],"diff":${diff},"all":[${all.join(',')}]}\n`
}

/**
 * Reads a hook's answer: a list of packages to add, each its name, or a PackageInfo whose `IncludedForValidation` of false says that it is direct; the
 * name alone is indirect. One that stands without its list, as PowerShell writes it, is a list of one; nothing adds nothing. Anything else, and a package
 * that the repository does not hold, is `INPUT_INVALID`.
 */
export function parseHookAnswer(text: string, packages: readonly LocalPackage[]): Added[] {
  const plain = text.replace(/^\uFEFF/, '').trim()
  const answer = plain === '' ? [] : readJson(plain)
  const root = new Field(answer === null ? [] : Array.isArray(answer) ? answer : [answer], "The hook's answer", 'INPUT_INVALID')
  const known = namesOf(packages)
  return root.list().map((field) => readAdded(field, known))
}

function readJson(text: string): unknown {
  try {
    const answer: unknown = JSON.parse(text)
    return answer
  } catch (error) {
    throw new Problem(
      'INPUT_INVALID',
      `The hook's answer is not JSON: ${reason(error)}.`,
      'It must print a list of packages on standard output, and nothing else.',
      error,
    )
  }
}

/** By name and by artifact name, ignoring case; a package's name comes before another's artifact. */
function namesOf(packages: readonly LocalPackage[]): Map<string, LocalPackage> {
  return new Map([
    ...packages.map((one) => [normalizeName(one.artifact), one] as const),
    ...packages.map((one) => [one.project, one] as const),
  ])
}

function readAdded(field: Field, known: ReadonlyMap<string, LocalPackage>): Added {
  const name = typeof field.value === 'string' ? field.value : field.like('Name').text()
  const found = known.get(normalizeName(name))
  if (found !== undefined)
    return { project: found.project, as: typeof field.value === 'string' || isIncluded(field) ? 'indirect' : 'direct' }
  const meant = nearest(
    name,
    [...known.values()].map((one) => one.name),
  )
  return field.refuse(
    `names the package '${name}', which is not in the repository`,
    meant === undefined ? undefined : `Did you mean '${meant}'?`,
  )
}

function isIncluded(field: Field): boolean {
  return field.like('IncludedForValidation').optional((one) => one.flag()) ?? true
}
