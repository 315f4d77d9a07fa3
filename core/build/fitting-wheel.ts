import { few } from '../few.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import { admitsInterpreter, satisfies, tagFits, type Wish } from '../python/satisfies.ts'
import { parseInterpreter } from '../python/tag.ts'
import { parseVersion, sameVersion } from '../python/version.ts'
import { parseWheelName, type WheelName } from '../python/wheel-name.ts'
import type { BuiltFile } from './manifest.ts'
import type { Offer } from './union.ts'

/** What a wheel must be that a row tests and does not build. */
export interface Wanted {
  /** For people: `spam 1.0 for 3.11`. */
  readonly title: string
  /** Undefined where nobody knows what the project is called: then whatever is there. */
  readonly project: ProjectName | undefined
  /** Empty for any. */
  readonly version: string
  readonly wish: Wish | undefined
  /** Python tags of all interpreters that it is tested on. */
  readonly pythons: readonly string[]
  /** Of the machine, as its python says it: `linux-x86_64`. */
  readonly platform: string
}

/** The one wheel of what a run offers that a row can test. None is `NO_WHEELS`, which tells what there is; several of other bytes are `CONFLICT`. */
export function fittingWheel<O extends Pick<Offer, 'file'>>(offers: readonly O[], wanted: Wanted): O {
  const fitting = offers.filter(({ file }) => fits(file, wanted))
  const [first] = fitting
  if (first === undefined) throw none(offers, wanted)
  const others = fitting.filter(({ file }) => file.sha256 !== first.file.sha256)
  if (others.length === 0) return first
  throw new Problem(
    'CONFLICT',
    `Several wheels would do for ${wanted.title}: ${namesOf(fitting)}.`,
    "Narrow the input 'testWheels' to the artifacts that hold the one that is meant.",
  )
}

function none(offers: readonly Pick<Offer, 'file'>[], { title, platform }: Wanted): Problem {
  const there = offers.filter(({ file }) => parseWheelName(file.name) !== undefined)
  return new Problem(
    'NO_WHEELS',
    `The artifacts and folders of testWheels hold no wheel of ${title} on ${platform}: ${there.length === 0 ? 'no wheel at all' : namesOf(there)}.`,
    "Check the input 'testWheels', and that the job that builds the wheel has ended before this one: let this job depend on it.",
  )
}

function namesOf(offers: readonly Pick<Offer, 'file'>[]): string {
  return few([...new Set(offers.map(({ file }) => file.name))].sort(), 20)
}

function fits(file: BuiltFile, { project, version, wish, pythons, platform }: Wanted): boolean {
  const name = parseWheelName(file.name)
  if (name === undefined || (project !== undefined && name.project !== project)) return false
  const asked = version === '' ? undefined : parseVersion(version)
  if (asked !== undefined && !sameVersion(name.version, asked)) return false
  const wheel = { ...name, requiresPython: file.requires_python }
  return (wish === undefined || satisfies(wheel, wish)) && pythons.every((python) => takes(wheel, python, platform))
}

/** Whether an interpreter of a machine takes a wheel, as far as both can be known from their names. */
function takes(wheel: WheelName & { readonly requiresPython: string | undefined }, python: string, machine: string): boolean {
  const interpreter = parseInterpreter(python)
  if (interpreter === undefined || !admitsInterpreter(wheel.requiresPython, interpreter)) return false
  return wheel.tags.some(
    (tag) => tagFits(tag, { python, abi: '', platform: tag.platform, pure: true }) && isPlatformOf(tag.platform.toLowerCase(), machine),
  )
}

/** Which libc or which macOS a machine has, its python does not say; the architecture is known. */
function isPlatformOf(platform: string, machine: string): boolean {
  const own = machine.toLowerCase().replaceAll(/[-.]/g, '_')
  if (platform === 'any' || platform === own) return true
  const [, linux] = /^(?:manylinux|musllinux)(?:\d+|_\d+_\d+)_(.+)$/.exec(platform) ?? []
  if (linux !== undefined) return own === `linux_${linux}`
  const [theirs, ours] = [platform, own].map((one) => /^macosx_\d+_\d+_(.+)$/.exec(one)?.[1])
  return theirs !== undefined && ours !== undefined && (theirs === ours || [theirs, ours].includes('universal2'))
}
