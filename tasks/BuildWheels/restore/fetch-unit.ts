import { join } from 'node:path'
import type { CacheEntry, StoredFile } from '../../../core/cache/entry.ts'
import { Problem, reason } from '../../../core/problem.ts'
import type { CacheStore } from '../../../core/store.ts'
import { fetchEntry } from '../../../flows/cache/fetch-entry.ts'
import { removeEntry } from '../../../flows/cache/remove-entry.ts'
import { judgeEntry } from './judge-entry.ts'
import type { RestorePorts } from './ports.ts'
import type { RestoreUnit } from './units.ts'

/** What came of a unit. */
export type FetchedUnit =
  | {
      readonly kind: 'there'
      readonly unit: RestoreUnit
      readonly entry: CacheEntry
      /** With the files of the entry, on this agent. */
      readonly folder: string
      readonly pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string
    }
  /** `distrusted`: the cache has said that it is there, and it is not, or not as it should be; the next plan must not count on it. */
  | { readonly kind: 'lacking'; readonly unit: RestoreUnit; readonly problem: Problem; readonly distrusted: boolean }

type World = Pick<RestorePorts, 'cancelled' | 'files' | 'log' | 'sdistFiles' | 'wheelFiles'>

/** Fetches units of one cache. Once that fails, or the run is cancelled, what is left is not asked for any more. */
export class Fetcher {
  private readonly store: CacheStore
  private readonly folder: string
  private readonly ports: World
  private failed: Problem | undefined
  private count = 0

  constructor(store: CacheStore, folder: string, ports: World) {
    this.store = store
    this.folder = folder
    this.ports = ports
  }

  /** Fetches and judges what the cache has of a unit; every failure is an answer. What is broken is told, and taken out of a cache that may be written. */
  async fetch(unit: RestoreUnit): Promise<FetchedUnit> {
    if (this.failed === undefined && this.ports.cancelled())
      this.failed = new Problem('REFUSED', 'The run was cancelled, so that not all was restored.', 'Run this job again.')
    if (this.failed !== undefined) return { kind: 'lacking', unit, problem: this.failed, distrusted: false }
    try {
      return await this.bring(unit, join(this.folder, String(this.count++)))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.failed ??= error
      return { kind: 'lacking', unit, problem: this.failed, distrusted: false }
    }
  }

  private async bring(unit: RestoreUnit, folder: string): Promise<FetchedUnit> {
    const { store, ports } = this
    const found = await fetchEntry(unit.ref, ['whole', 'failed'], folder, { store, files: ports.files })
    if (found.kind === 'absent') return this.invalid(unit, 'it is not there any more')
    const says = found.kind === 'broken' ? found.says : await judgeEntry(found.entry, found.pathOf, unit, ports)
    if (found.kind === 'there' && says === undefined) return { kind: 'there', unit, entry: found.entry, folder, pathOf: found.pathOf }
    await ports.files.remove(folder)
    const removed = await this.mend(unit)
    return this.invalid(unit, `${says}${removed ? '; it was removed from the cache' : ''}`)
  }

  /** Whether a broken entry was removed. That it cannot be is no reason for anything. */
  private async mend(unit: RestoreUnit): Promise<boolean> {
    if (this.store.writing === undefined) return false
    try {
      await removeEntry(unit.ref, this.store)
      return true
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      this.ports.log.say('warning', `What is broken of ${unit.title} could not be removed from the cache: ${reason(error)}`)
      return false
    }
  }

  private invalid(unit: RestoreUnit, says: string): FetchedUnit {
    this.ports.log.say('warning', `${unit.title} cannot be restored: ${says}.`)
    const message = `${unit.title} cannot be restored from ${this.store.name}: ${says}.`
    return { kind: 'lacking', unit, problem: new Problem('CACHE_INVALID', message, remedy), distrusted: true }
  }
}

const remedy =
  'Run the job that plans again: it plans to build what could not be restored. If nothing could, name the cache that the plan was made with.'
