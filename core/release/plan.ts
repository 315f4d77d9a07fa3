import { requireVersion } from '../build/manifest.ts'
import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import { isSafeFileName } from '../safe-path.ts'
import { parseSha256, type Sha256, sha256Of } from '../sha256.ts'
import { parsePolicy, type Policy, policyJson } from './policy.ts'

/** One file of a release, by its bytes. */
export interface PlannedFile {
  readonly name: string
  readonly size: number
  readonly sha256: Sha256
}

/** The files of one version of one project. */
export interface Release {
  /** Normalised. */
  readonly project: string
  readonly version: string
  readonly files: readonly PlannedFile[]
}

/** The run that the files come from. */
export interface ReleaseSource {
  readonly project: string
  readonly definition: number
  readonly run: number
  readonly commit: string
}

/**
 * What is approved: these bytes, from this run, to this index, under this policy. What the index already holds is no part of it,
 * because that changes while a release goes on and the approval must outlast a resumed one.
 */
export interface ReleasePlan {
  readonly version: 1
  /** The upload address. */
  readonly repository: string
  /** The simple index where the files will be seen. */
  readonly checkUrl: string
  /** Which artifacts and files of the run were taken; globs. */
  readonly select: { readonly artifacts: readonly string[]; readonly files: readonly string[] }
  readonly policy: Policy
  readonly releases: readonly Release[]
  readonly source: ReleaseSource
}

export const planName = 'release-plan.json'

/** The plan's bytes, exactly what its digest covers; the same facts in any order give the same bytes. */
export function formatPlan(plan: ReleasePlan): string {
  return canonical(planJson(plan))
}

/** A plan as a value for JSON, in an order of its own. */
export function planJson(plan: ReleasePlan): { readonly [key: string]: Json } {
  const releases = [...plan.releases]
    .sort((a, b) => order(`${a.project} ${a.version}`, `${b.project} ${b.version}`))
    .map((release) => ({
      project: release.project,
      version: release.version,
      files: [...release.files].sort((a, b) => order(a.name, b.name)).map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    }))
  const { version, repository, checkUrl, select, source } = plan
  return {
    version,
    repository,
    checkUrl,
    select: { artifacts: [...select.artifacts], files: [...select.files] },
    policy: policyJson(plan.policy),
    releases,
    source: { ...source },
  }
}

export function planDigest(plan: ReleasePlan): Sha256 {
  return sha256Of(formatPlan(plan))
}

/** Reads what `formatPlan` wrote; anything broken, or of a newer format, is `PLAN_INVALID`. */
export function parsePlan(text: string, source: string): ReleasePlan {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireVersion(root)
  return {
    version: 1,
    repository: root.get('repository').text(),
    checkUrl: root.get('checkUrl').text(),
    select: { artifacts: texts(root.get('select').get('artifacts')), files: texts(root.get('select').get('files')) },
    policy: parsePolicy(root.get('policy')),
    releases: root
      .get('releases')
      .list()
      .map((release) => parseRelease(release)),
    source: parseSource(root.get('source')),
  }
}

/** In what two plans differ, in words that name the file or the field; empty when their digests are equal. */
export function planDifferences(planned: ReleasePlan, found: ReleasePlan): string[] {
  const fields = flat(planned)
  const now = flat(found)
  return [...new Set([...fields.keys(), ...now.keys()])].sort().flatMap((key) => {
    const before = fields.get(key)
    const after = now.get(key)
    if (before === after) return []
    if (before === undefined) return [`${key} is new`]
    return after === undefined ? [`${key} is gone`] : [`${key} was ${before} and is ${after}`]
  })
}

/** All files of a plan, in its order. */
export function plannedFiles(plan: ReleasePlan): PlannedFile[] {
  return plan.releases.flatMap((release) => release.files)
}

function flat(plan: ReleasePlan): Map<string, string> {
  const fields = new Map([
    ['the repository', plan.repository],
    ['checkUrl', plan.checkUrl],
    ['artifacts', plan.select.artifacts.join(', ')],
    ['files', plan.select.files.join(', ')],
    ['the policy', canonical(policyJson(plan.policy))],
    ...Object.entries(plan.source).map(([key, value]): [string, string] => [`the source's ${key}`, String(value)]),
  ])
  for (const release of plan.releases)
    for (const file of release.files) fields.set(file.name, `${file.sha256} (${file.size} bytes, ${release.project} ${release.version})`)
  return fields
}

function parseRelease(field: Field): Release {
  return {
    project: field.get('project').text(),
    version: field.get('version').text(),
    files: field
      .get('files')
      .list()
      .map((file) => parseFile(file)),
  }
}

function parseFile(field: Field): PlannedFile {
  const name = field.get('name')
  const sha256 = field.get('sha256')
  return {
    name: isSafeFileName(name.text()) ? name.text() : name.refuse('must be a plain file name'),
    size: field.get('size').number(),
    sha256: parseSha256(sha256.text()) ?? sha256.refuse('must be a SHA-256 in hex'),
  }
}

function parseSource(field: Field): ReleaseSource {
  return {
    project: field.get('project').text(),
    definition: field.get('definition').number(),
    run: field.get('run').number(),
    commit: field.get('commit').text(),
  }
}

function texts(field: Field): string[] {
  return field.list().map((one) => one.text())
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
