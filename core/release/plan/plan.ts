import { Problem } from '../../problem.ts'
import { canonical, type Json } from '../../canonical.ts'
import { type Field, parseJson } from '../../json.ts'
import { isSafeFileName } from '../../safe-path.ts'
import { parseSha256, type Sha256, sha256Of } from '../../sha256.ts'
import type { ListedArtifact } from '../evidence.ts'
import { pinsJson, readPins } from '../source/pins.ts'
import { type Policy, policyJson, readPolicy } from './policy.ts'
import { readRepository, type Repository, repositoryJson, repositoryName } from './repository.ts'
import { readSelection, type Selection } from './select.ts'

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
  /** The whole ref: `refs/tags/v1.0`. */
  readonly branch: string
}

/**
 * What is approved: these bytes, from this run, to this index, under this policy. What the index already holds is no part of it,
 * because that changes while a release goes on and the approval must outlast a resumed one.
 */
export interface ReleasePlan {
  readonly version: 2
  readonly repository: Repository
  /** Which artifacts and files of the run were taken; globs. */
  readonly select: Selection
  readonly policy: Policy
  readonly releases: readonly Release[]
  readonly source: ReleaseSource
  /** The artifacts of that run: all of them where the run has ended, else those that files were taken from. */
  readonly artifacts: readonly ListedArtifact[]
}

/** The name of a plan's file in its artifact. */
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
  const { version, repository, select, source } = plan
  return {
    version,
    repository: repositoryJson(repository),
    select: { artifacts: [...select.artifacts], files: [...select.files] },
    policy: policyJson(plan.policy),
    releases,
    source: { ...source },
    artifacts: pinsJson(plan.artifacts),
  }
}

/** What an approval stands for: SHA-256 of the plan's bytes. */
export function planDigest(plan: ReleasePlan): Sha256 {
  return sha256Of(formatPlan(plan))
}

/** Reads what `formatPlan` wrote; anything broken, or of a newer format, is `PLAN_INVALID`. */
export function parsePlan(text: string, source: string): ReleasePlan {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireFormat(root)
  return {
    version: 2,
    repository: readRepository(root.get('repository')),
    select: readSelection(root.get('select')),
    policy: readPolicy(root.get('policy')),
    releases: root
      .get('releases')
      .list()
      .map((release) => parseRelease(release)),
    source: parseSource(root.get('source')),
    artifacts: readPins(root.get('artifacts')),
  }
}

/** The first format knew of no artifacts and of less policy: a plan in it would be judged by less than was meant. */
function requireFormat(root: Field): void {
  const version = root.get('version').number()
  if (version === 2) return
  throw new Problem(
    'PLAN_INVALID',
    `${root.source} has format version ${version}; this task reads version 2.`,
    'Use the same version of this task to plan and to publish, and make the plan anew.',
  )
}

/** In what two plans differ, in words that name the file or the field; empty when their digests are equal. */
export function planDifferences(planned: ReleasePlan, found: ReleasePlan): string[] {
  const fields = flat(planned)
  const now = flat(found)
  const told = [...new Set([...fields.keys(), ...now.keys()])].sort().flatMap((key) => {
    const before = fields.get(key)
    const after = now.get(key)
    if (before === after) return []
    if (before === undefined) return [`${key} is new`]
    return after === undefined ? [`${key} is gone`] : [`${key} was ${before} and is ${after}`]
  })
  return told.length > 0 || planDigest(planned) === planDigest(found) ? told : ['it was written otherwise than this task writes plans']
}

/** All files of a plan, in its order. */
export function plannedFiles(plan: ReleasePlan): PlannedFile[] {
  return plan.releases.flatMap((release) => release.files)
}

function flat(plan: ReleasePlan): Map<string, string> {
  const fields = new Map([
    ['the repository', repositoryName(plan.repository)],
    ['checkUrl', plan.repository.kind === 'index' ? plan.repository.checkUrl : ''],
    ['artifacts', plan.select.artifacts.join(', ')],
    ['files', plan.select.files.join(', ')],
    ['the policy', canonical(policyJson(plan.policy))],
    ...Object.entries(plan.source).map(([key, value]): [string, string] => [`the source's ${key}`, String(value)]),
  ])
  for (const { name, source, kind, data } of plan.artifacts) fields.set(`the artifact ${name}`, [kind, data, source].join(' '))
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
    branch: field.get('branch').text(),
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
