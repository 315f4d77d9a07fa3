import { isUnresolved } from '../ask.ts'
import type { Toolchain } from '../build/toolchain.ts'
import { nearest } from '../nearest.ts'
import { isMarkerName, markerNames } from '../python/marker.ts'
import type { Suite } from './suite.ts'

/** What the names in a condition stand for: variables of PEP 508 as the interpreter has them, any other as the job has it, empty where it is not set. */
export function markerVariable(
  { markers }: Pick<Toolchain, 'markers'>,
  jobVariable: (name: string) => string | undefined,
): (name: string) => string {
  return (name) => (isMarkerName(name) ? (markers[name] ?? '') : ofJob(jobVariable(name)))
}

/** Why a suite is passed over, by the values that decided it, as `redact` shows them: `fullTests is 'false'`; empty where it is to run. */
export function skipReason(
  { skipIf }: Pick<Suite, 'skipIf'>,
  variable: (name: string) => string,
  redact: (text: string) => string = (text) => text,
): string {
  const names = skipIf?.reasons(variable) ?? []
  return names.map((name) => `${name} is '${beginning(redact(variable(name)))}'`).join(', ')
}

/** A line for each name in the conditions that this job does not set, where it looks like a misspelt variable of PEP 508. */
export function misspeltNames(
  suites: readonly Pick<Suite, 'name' | 'skipIf'>[],
  jobVariable: (name: string) => string | undefined,
): string[] {
  return suites.flatMap(({ name: suite, skipIf }) =>
    (skipIf?.names ?? []).flatMap((name) => {
      const meant = isMarkerName(name) || jobVariable(name) !== undefined ? undefined : nearest(name, markerNames)
      return meant === undefined ? [] : [`skipIf of the suite ${suite} asks for ${name}, which is not set here. Did you mean ${meant}?`]
    }),
  )
}

function ofJob(value = ''): string {
  return isUnresolved(value) ? '' : value.trim()
}

function beginning(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
