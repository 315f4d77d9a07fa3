import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { type EntryKind, placeOf } from '../../../core/cache/place.ts'
import { canonical, type Json } from '../../../core/canonical.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { folderLegJson } from '../../../core/pipeline/folder-leg.ts'
import { legJson } from '../../../core/pipeline/job-data.ts'
import { formatTag } from '../../../core/python/tag.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { parseStoreLocation } from '../../../core/store-location.ts'
import type { CacheStore } from '../../../core/store.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import { saveEntry } from '../../../flows/cache/save-entry.ts'
import type { RestoreInputs } from '../../../tasks/BuildWheels/restore/inputs.ts'
import type { RestorePorts } from '../../../tasks/BuildWheels/restore/ports.ts'
import { restore } from '../../../tasks/BuildWheels/restore/restore.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { type RecordingLog, recordingLog } from '../../fakes/recording-log.ts'
import { type RecordingPipeline, recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { built, manifest } from '../../core/collect/told.ts'
import { asCache } from '../../flows/cache/world.ts'
import { jobPackage } from './try-run.ts'

/** What an entry holds; the rest is as in any. */
export interface Saved {
  readonly kind?: EntryKind
  /** By name; a wheel of that name where nothing is said. */
  readonly files?: Readonly<Record<string, Partial<BuiltFile> & { readonly bytes?: Uint8Array }>>
  /** By name: logs, reports and coverage, told apart by their endings. */
  readonly texts?: Readonly<Record<string, string>>
  /** What all texts are; told apart by their endings where nothing is said. */
  readonly as?: StoredFile['as']
  readonly manifest?: Partial<Manifest>
  readonly seconds?: number
}

/** What restoring came to. */
export interface Restored {
  readonly outcome: Outcome
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
}

export function keyOf(unit: string): Sha256 {
  return sha256Of(`key ${unit}`)
}

/** A job that has planned, and a cache in memory; units are called `project@leg`. */
export class RestoringYard {
  readonly folder = mkdtempSync(join(tmpdir(), 'restoring-'))
  readonly store = memoryStore('s3://cache')
  /** Those of the legs of folders that are planned next. */
  cells: Readonly<Record<string, string>> = {}
  readonly #legs: Json[] = []

  /** Puts an entry of a unit into the cache. */
  async save(
    unit: string,
    { kind = 'whole', files, texts = {}, as: sort, manifest: more = {}, seconds = 41 }: Saved = {},
  ): Promise<CacheEntry> {
    const [project = ''] = unit.split('@')
    const given = files ?? { [`${project}-1.0-py3-none-any.whl`]: {} }
    const contents = new Map<string, Uint8Array>()
    const made = Object.entries(given).map(([name, { bytes, ...change }]) => {
      const content = bytes ?? wheelBytes(name)
      contents.set(`file ${name}`, content)
      const tags = parseWheelName(name)?.tags.map((tag) => formatTag(tag)) ?? []
      return built(name, content, { project, seconds, tags, ...change })
    })
    for (const [name, text] of Object.entries(texts)) contents.set(`${sort ?? sortOf(name)} ${name}`, Buffer.from(text))
    const stored = [...contents].map(([id, bytes]): StoredFile => {
      const [as = '', name = ''] = id.split(' ')
      return { as: as as StoredFile['as'], name, size: bytes.length, sha256: sha256Of(bytes) }
    })
    const entry: CacheEntry = {
      version: 1,
      ...refOf(unit),
      kind,
      manifest: manifest({ job: 'wheels', leg: 'linux', buildId: '41', files: made, ...more }),
      stored,
      seconds,
      settings: '',
      inputs: {},
      files: {},
      observed: {},
    }
    const pathOf = ({ as, name }: Pick<StoredFile, 'as' | 'name'>): string =>
      this.write(`made/${as}/${name}`, contents.get(`${as} ${name}`) ?? '')
    await saveEntry(entry, pathOf, asCache(this.store))
    return entry
  }

  /** Plans to restore packages of the repository on a leg. */
  folders(leg: string, ...projects: string[]): void {
    const packages = projects.map((name) => ({
      name,
      folder: `packages/${name}`,
      local: [],
      cache: { ...refOf(`${name}@${leg}`), stale: [] },
    }))
    this.#legs.push({ ...folderLegJson({ leg, commit: 'c', time: 0, packages, dependencies: [] }), cells: this.cells })
  }

  /** Plans to restore wheels of a matrix, 1.0 of each project. */
  wheels(leg: string, ...projects: string[]): void {
    const packages = projects.map((name) => jobPackage({ name, cache: { ...refOf(`${name}@${leg}`), stale: [] } }))
    this.#legs.push(legJson({ leg, instance: '', arch: '', platform_tag: 'any', packages }))
  }

  async restore(
    change: Partial<RestoreInputs> = {},
    ports: Partial<RestorePorts> & { readonly store?: CacheStore } = {},
  ): Promise<Restored> {
    const [log, pipeline] = [recordingLog(), recordingPipeline()]
    const { store, ...more } = ports
    const plan = this.write('plan.json', this.planText())
    const world: RestorePorts = {
      artifacts: undefined,
      cacheBy: (_, writes) => async () => await Promise.resolve(store ?? asCache(this.store, writes)),
      cancelled: () => false,
      clock: fixedClock(),
      files: localFiles(join(this.folder, 'temp')),
      log,
      pipeline,
      sdistFiles,
      wheelFiles,
      workspace: { temp: join(this.folder, 'temp'), staging: join(this.folder, 'staging'), sources: join(this.folder, 'sources') },
      ...more,
    }
    return { outcome: await restore({ ...plainRestore, plan, ...change }, world), log, pipeline }
  }

  /** The plan: nothing is built. */
  planText(): string {
    return canonical({ version: 1, kind: 'changes', packages: [], jobs: [], ...(this.#legs.length === 0 ? {} : { restores: this.#legs }) })
  }

  write(path: string, content: string | Uint8Array): string {
    const to = join(this.folder, path)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, content)
    return to
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function refOf(unit: string): { readonly key: string; readonly place: string } {
  const [project = '', leg = ''] = unit.split('@')
  return { key: keyOf(unit), place: placeOf('wheels', project, leg) }
}

function sortOf(name: string): StoredFile['as'] {
  if (name.endsWith('.log')) return 'log'
  return name.endsWith('.coverage.xml') ? 'coverage' : 'report'
}

export const plainRestore: RestoreInputs = {
  plan: undefined,
  cache: { location: parseStoreLocation('s3://cache', 'cache') },
  mayMend: true,
  onFailure: 'fail',
  release: true,
  publishTestResults: true,
  publishCoverage: false,
  outputDirectory: undefined,
  artifact: 'wheels',
  where: { stage: 'build', job: 'plan', leg: '', attempt: 1 },
  commit: 'c0ffee',
  buildId: '77',
  step: 'restore-step',
}
