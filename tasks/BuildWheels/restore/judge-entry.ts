import { nameFault } from '../../../core/build/extra-files.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { Problem, reason } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import { satisfies } from '../../../core/python/satisfies.ts'
import { formatTag } from '../../../core/python/tag.ts'
import { readJunit } from '../../../core/suites/junit.ts'
import type { Finding } from '../../../core/wheel/finding.ts'
import type { WheelFacts } from '../../../core/wheel/inspect.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import type { RestorePorts } from './ports.ts'
import type { RestoreUnit } from './units.ts'

type World = Pick<RestorePorts, 'files' | 'sdistFiles' | 'wheelFiles'>

/**
 * What is wrong with an entry whose bytes are what its document says, as a clause; undefined for nothing. Its wheels and sdists must be sound, be what its
 * manifest tells of them, and be what was planned: whoever may write into a cache may have written anything.
 */
export async function judgeEntry(
  { kind, manifest, stored }: Pick<CacheEntry, 'kind' | 'manifest' | 'stored'>,
  pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string,
  unit: RestoreUnit,
  world: World,
): Promise<string | undefined> {
  const { files, failures } = manifest
  if (kind === 'failed' && failures.length === 0) return 'it is of a failure, and tells of none'
  if (kind !== 'failed' && failures.length > 0) return 'it is of what is good, and tells of failures'
  const odd = stored.find(({ as, name }) => !endings[as].test(name))
  if (odd !== undefined) return `${odd.name} has a name that no ${odd.as} has`
  for (const one of stored) {
    const says = await judgeReport(one, pathOf(one), world)
    if (says !== undefined) return says
  }
  for (const file of files) {
    const says = await judgeFile(file, pathOf({ name: file.name, as: 'file' }), unit, world)
    if (says !== undefined) return `${file.name} ${says}`
  }
  const projects = new Set(files.filter(({ origin }) => origin !== 'dependency' && origin !== 'extra').map(({ project }) => project))
  if (projects.size > 1) return `it holds what is of several projects: ${[...projects].sort().join(', ')}`
  const isNothing = kind === 'whole' && files.every(({ origin }) => origin === 'dependency' || origin === 'extra')
  return isNothing ? 'it holds nothing of the package' : undefined
}

/** Beside wheels and manifests lie in an artifact only files that nobody takes for such. */
const endings: Readonly<Record<StoredFile['as'], RegExp>> = { file: /(?:)/, log: /\.log$/, report: /\.xml$/, coverage: /\.xml$/ }

/** More than the reports of a suite come to, whatever they escape. */
const mostBytes = 400_000_000

/** They were written anew before they were kept: what cannot be read was left by no build, and would fail whoever collects the run. */
async function judgeReport({ as, name, size }: StoredFile, path: string, { files }: World): Promise<string | undefined> {
  if (as !== 'report' && as !== 'coverage') return undefined
  if (size > mostBytes) return `${name} is larger than any report`
  try {
    const text = new TextDecoder().decode(await files.read(path))
    if (as === 'report') readJunit(text, name)
    else parseCobertura(text, name)
    return undefined
  } catch (error) {
    if (error instanceof Problem) return reason(error).replace(/\.$/, '')
    throw error
  }
}

async function judgeFile(file: BuiltFile, path: string, unit: RestoreUnit, world: World): Promise<string | undefined> {
  if (file.origin === 'extra') return nameFault(file.name) === undefined ? undefined : 'has a name that no extra file may have'
  return isWheelFile(file.name) ? await judgeWheel(file, path, unit, world) : await judgeSdist(file, path, unit, world)
}

async function judgeWheel(file: BuiltFile, path: string, unit: RestoreUnit, world: World): Promise<string | undefined> {
  const { facts, findings } = await inspectWheelFile(path, world)
  if (facts === undefined || isUnsound(findings)) return unsound(findings)
  const { name, metadata } = facts
  if (isOther(file, name.project, name.version.text) || isOfOthers(file, facts)) return 'is not what its manifest tells of'
  if (file.origin === 'dependency') return undefined
  if (unit.wish === undefined) return isOf(file, unit) ? undefined : `is no wheel of ${unit.name}`
  return satisfies({ ...name, requiresPython: metadata.requiresPython }, unit.wish) ? undefined : 'is not what was planned'
}

async function judgeSdist(file: BuiltFile, path: string, unit: RestoreUnit, world: World): Promise<string | undefined> {
  const { facts, findings } = await inspectSdistFile(path, world)
  if (facts === undefined || isUnsound(findings)) return unsound(findings)
  if (isOther(file, facts.project, facts.version.text)) return 'is not what its manifest tells of'
  return isOf(file, unit) ? undefined : `is no sdist of ${unit.name}`
}

/** A folder's wheel may have another name than the plan could know. */
function isOf({ project, source }: BuiltFile, unit: RestoreUnit): boolean {
  return project === unit.project || (unit.folder !== '' && source === unit.folder)
}

function isOther(file: BuiltFile, project: string, version: string): boolean {
  return file.project !== project || file.version !== version
}

/** Whoever asks later which Pythons a wheel is for reads its manifest alone. */
function isOfOthers(file: BuiltFile, { name, metadata }: WheelFacts): boolean {
  return file.requires_python !== metadata.requiresPython || file.tags.join() !== name.tags.map((tag) => formatTag(tag)).join()
}

function isUnsound(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error')
}

function unsound(findings: readonly Finding[]): string {
  const says = findings.filter(({ severity }) => severity === 'error').map((finding) => finding.says)
  return `is broken: ${says.length === 0 ? 'it cannot be read' : says.join('; ')}`
}
