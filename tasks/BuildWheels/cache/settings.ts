import type { Json } from '../../../core/canonical.ts'
import { canonical } from '../../../core/canonical.ts'
import type { RowUnit } from '../../../core/cache/row-units.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import type { Inputs } from '../inputs.ts'

/** Digests of what a job was told: two of one key may be told different things, where the pipeline's file is no part of keys. */
export interface Settings {
  /** By which wheels are made. */
  readonly making: string
  /** By which they are tested, and other files are made of them. */
  readonly testing: string
}

type Told = Pick<
  Inputs,
  | 'after'
  | 'afterRequires'
  | 'beforeAll'
  | 'beforeBuild'
  | 'builder'
  | 'buildScript'
  | 'constraints'
  | 'distributions'
  | 'environment'
  | 'extraFiles'
  | 'frontend'
  | 'importCheck'
  | 'pass'
  | 'repair'
  | 'settings'
  | 'smokeCommand'
  | 'tests'
>

/**
 * The settings of a job. What the environment has secret is no part of them, and of variables that are passed on only the names are, whose values may be other ones in
 * every run. Whose machine it is, and where things lie on it, makes no difference.
 */
export function settingsOf(inputs: Told, suites: readonly Suite[], redact: (text: string) => string): Settings {
  const { builder, buildScript, frontend, beforeAll, beforeBuild, repair, distributions, constraints, environment } = inputs
  const { tests, importCheck, after, afterRequires, extraFiles, smokeCommand } = inputs
  const digest = (value: Json): string => sha256Of(canonical(mapped(value, redact))).slice(0, 32)
  return {
    making: digest({
      builder,
      buildScript,
      frontend,
      beforeAll,
      beforeBuild,
      repair,
      distributions,
      constraints,
      settings: inputs.settings.map((pair) => [...pair]),
      environment,
      pass: [...inputs.pass].sort(),
    }),
    testing: digest({
      importCheck,
      after,
      afterRequires,
      smokeCommand,
      tests: { ...tests },
      extraFiles: extraFiles.map((one) => ({ ...one })),
      suites: suites.map(suiteJson),
    }),
  }
}

/** What an entry tells of the settings that made it. */
export function settingsText({ making, testing }: Settings): string {
  return `${making}.${testing}`
}

/** Whether an entry was made by the same settings, as far as they concern a unit: what others only need was only made. */
export function isMadeBy(text: string, { making, testing }: Settings, { kind }: Pick<RowUnit, 'kind'>): boolean {
  const [made, tested] = text.split('.')
  return made === making && (kind === 'wheel' || tested === testing)
}

function suiteJson({ skipIf, ...suite }: Suite): Json {
  return { ...suite, skipIf: skipIf?.text }
}

function mapped(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((one) => mapped(one, change))
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, one === undefined ? one : mapped(one, change)]))
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
