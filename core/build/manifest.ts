import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import { isSafeFileName } from '../safe-path.ts'
import { parseSuiteRun, suiteRunJson } from '../suites/suite-run-json.ts'
import type { SuiteRun } from '../suites/suite-run.ts'
import { parseSha256, type Sha256 } from '../sha256.ts'

/** One good file of a leg, as the leg's manifest tells of it. */
export interface BuiltFile {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly sha256: Sha256
  /** Normalised (PEP 503). */
  readonly project: string
  readonly version: string
  readonly tags: readonly string[]
  readonly requires_python?: string
  /** Where it was made from: a URL with hash, or a folder. */
  readonly source: string
  readonly fingerprint?: string
  /** Digest of the recipe that it was made by. */
  readonly recipe?: string
  /** Whether the build log shows that its constraints were obeyed, or only that they were passed; absent without any. */
  readonly constraints?: (typeof constraintStates)[number]
  readonly seconds: number
  /** `extra`: a file of `extraFiles`, which is neither a wheel nor an sdist and is never indexed. */
  readonly origin: 'built' | 'restored' | 'dependency' | 'extra'
  /** Of an extra file: the wheel that it was made with; absent where there was none. */
  readonly made_with?: string
  /** False: built and tested, never indexed nor released. */
  readonly release: boolean
  /** Who built it, `build.wheels.linux_311`: only where a manifest tells of what several legs have made. */
  readonly leg?: string
  /** Of what came from a cache: the run and the leg that built it, `run 41, build.wheels.linux_311`. */
  readonly made_by?: string
}

/** One row that came to nothing. */
export interface BuildFailure {
  readonly package: string
  readonly version: string
  readonly python: string
  readonly code: string
  readonly message: string
  /** The log file's name in the artifact, or empty. */
  readonly log: string
  /** False where its wheel would never have been indexed nor released; absent otherwise. */
  readonly release?: boolean
  /** Of what a cache was to give back and did not: its key. Whatever is built of that key makes up for it. */
  readonly key?: string
}

/** `spam 1.0 for 3.14`: what did not come to be; the version of a folder is not known before it is built, and a cache gives it back for all pythons at once. */
export function failureTitle({ package: name, version, python }: BuildFailure): string {
  return `${[name, version].filter((part) => part !== '').join(' ')}${python === '' ? '' : ` for ${python}`}`
}

/** What one attempt of one leg has made: `manifest.json` of its artifact, written once, at the end. */
export interface Manifest {
  readonly version: 1
  readonly stage: string
  readonly job: string
  readonly leg: string
  readonly attempt: number
  readonly planDigest: string
  readonly commit: string
  readonly buildId: string
  readonly files: readonly BuiltFile[]
  readonly failures: readonly BuildFailure[]
  /** What its suites came to; absent without any. */
  readonly suites?: readonly SuiteRun[]
  /** What the mode `collect` wrote of a whole run: its files stand in other manifests too. */
  readonly collected?: true
  /** What the mode `restore` brought from a cache: nothing of it was built by this leg, which is no job of the matrix. */
  readonly restored?: true
}

const constraintStates = ['verified', 'passed, not verified'] as const

export const manifestName = 'manifest.json'

/** A manifest's file name: `manifest.json`; that of the second step of a job with the same artifact or folder is `manifest.2.json`, and so on. */
export function manifestNameOf(place: number): string {
  return place === 1 ? manifestName : `manifest.${place}.json`
}

/** Whose manifest a file is: 1 of `manifest.json`, 2 of `manifest.2.json`; undefined for what is none. */
export function manifestPlace(file: string): number | undefined {
  const [, place] = /^manifest(?:\.([1-9]\d{0,3}))?\.json$/.exec(file) ?? [undefined, undefined]
  if (place !== undefined) return Number(place)
  return file === manifestName ? 1 : undefined
}

/** The name of a file's sidecar; that of an extra file says that it is one, for `tool.json` may be a file of its own. */
export function sidecarOf({ name, origin }: Pick<BuiltFile, 'name' | 'origin'>): string {
  return `${name}${origin === 'extra' ? '.extra' : ''}.json`
}

/** Whether a name may be that of a sidecar. */
export function isSidecar(name: string): boolean {
  return /\.(?:whl|tar\.gz|zip|extra)\.json$/.test(name)
}

/** A manifest's bytes. A file's sidecar `<file>.json` is a manifest of that one file, so that it stands in for one that was never written. */
export function formatManifest(manifest: Manifest): string {
  return `${canonical(manifestJson(manifest))}\n`
}

/** A manifest as a member of another document. */
export function manifestJson(manifest: Manifest): Json {
  const { suites, collected, restored, ...rest } = manifest
  const files = manifest.files.map((file) => ({ ...file }))
  const failures = manifest.failures.map((failure) => ({ ...failure }))
  const told = suites === undefined || suites.length === 0 ? {} : { suites: suites.map(suiteRunJson) }
  return {
    ...rest,
    files,
    failures,
    ...told,
    ...(collected === undefined ? {} : { collected }),
    ...(restored === undefined ? {} : { restored }),
  }
}

/** Reads a manifest of any leg; a newer format, a hostile file name or a broken field is `ARTIFACT_INVALID`. Unknown keys are ignored. */
export function parseManifest(text: string, source: string): Manifest {
  return readManifest(parseJson(text, source, 'ARTIFACT_INVALID'))
}

/** As parseManifest, where it stands in another document; what is broken is refused with the field's code. */
export function readManifest(root: Field): Manifest {
  requireVersion(root)
  const suites = root.get('suites').optional((field) => field.list().map(parseSuiteRun))
  const [collected, restored] = [root.get('collected'), root.get('restored')].map((one) => one.optional((field) => field.flag()))
  return {
    version: 1,
    stage: root.get('stage').text(),
    job: root.get('job').text(),
    leg: root.get('leg').text(),
    attempt: root.get('attempt').number(),
    planDigest: root.get('planDigest').text(),
    commit: root.get('commit').text(),
    buildId: root.get('buildId').text(),
    files: root
      .get('files')
      .list()
      .map((file) => parseFile(file)),
    failures: root
      .get('failures')
      .list()
      .map((failure) => parseFailure(failure)),
    ...(suites === undefined ? {} : { suites }),
    ...(collected === true ? { collected } : {}),
    ...(restored === true ? { restored } : {}),
  }
}

/** Whether a text is the JSON of another tool that calls its file so too, as bundlers and web sites do: it holds something, and tells no format by number. */
export function isForeignManifest(text: string): boolean {
  try {
    const { value } = parseJson(text, '', 'ARTIFACT_INVALID')
    if (typeof value !== 'object' || value === null) return false
    return Array.isArray(value) || (Object.keys(value).length > 0 && !('version' in value && typeof value.version === 'number'))
  } catch {
    return false
  }
}

/** Refuses a file written by a newer release of ours: it may mean what we cannot know. */
export function requireVersion(root: Field): void {
  const version = root.get('version').number()
  if (version !== 1)
    throw new Problem(
      root.code,
      `${root.source} has format version ${version}; this task reads version 1.`,
      'Use the same major version of the tasks in the whole pipeline.',
    )
}

function parseFile(field: Field): BuiltFile {
  const requires = field.get('requires_python').optional((one) => one.text())
  const fingerprint = field.get('fingerprint').optional((one) => one.text())
  const recipe = field.get('recipe').optional((one) => one.text())
  const constraints = field.get('constraints').optional((one) => one.oneOf(constraintStates))
  const wheel = field.get('made_with').optional((one) => one.text())
  const leg = field.get('leg').optional((one) => one.text())
  const maker = field.get('made_by').optional((one) => one.text())
  return {
    name: safeName(field.get('name')),
    size: field.get('size').number(),
    sha256: digest(field.get('sha256')),
    project: field.get('project').text(),
    version: field.get('version').text(),
    tags: field
      .get('tags')
      .list()
      .map((tag) => tag.text()),
    ...(requires === undefined ? {} : { requires_python: requires }),
    source: field.get('source').text(),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(recipe === undefined ? {} : { recipe }),
    ...(constraints === undefined ? {} : { constraints }),
    seconds: field.get('seconds').number(),
    origin: field.get('origin').oneOf(['built', 'restored', 'dependency', 'extra']),
    ...(wheel === undefined ? {} : { made_with: wheel }),
    release: field.get('release').flag(),
    ...(leg === undefined ? {} : { leg }),
    ...(maker === undefined ? {} : { made_by: maker }),
  }
}

function parseFailure(field: Field): BuildFailure {
  const text = (key: string): string => field.get(key).text()
  const release = field.get('release').optional((one) => one.flag())
  const key = field.get('key').optional((one) => one.text())
  return {
    package: text('package'),
    version: text('version'),
    python: text('python'),
    code: text('code'),
    message: text('message'),
    log: text('log'),
    ...(release === undefined ? {} : { release }),
    ...(key === undefined ? {} : { key }),
  }
}

function safeName(field: Field): string {
  const name = field.text()
  return isSafeFileName(name) ? name : field.refuse('must be a plain file name')
}

function digest(field: Field): Sha256 {
  return parseSha256(field.text()) ?? field.refuse('must be a SHA-256 in hex')
}
