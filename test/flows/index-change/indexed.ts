import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { type IndexPlan, planIndex } from '../../../core/index/plan.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Indexing } from '../../../flows/index-change/change-index.ts'
import type { Putting } from '../../../flows/index-change/put-files.ts'
import { type Held, readProject } from '../../../flows/read-index.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'

export const spam = normalizeName('spam')

/** Files of a folder on their way into an index. What they hold is of no matter to those who put and list them. */
export class Indexed {
  readonly folder = mkdtempSync(join(tmpdir(), 'indexed-'))
  readonly log = recordingLog()
  readonly told: string[] = []

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  how(store: ObjectStore, change: Partial<Indexing> = {}): Indexing & Putting {
    return {
      store,
      serving: { layout: 'both', legacyJson: false },
      title: undefined,
      probe: false,
      log: this.log,
      clock: fixedClock(),
      random: () => 0.5,
      files: localFiles(this.folder),
      progress: (done, of, what) => void this.told.push(`${done}/${of} ${what}`),
      ...change,
    }
  }

  /** A plan to put files of these names, each with its name and `says` for bytes, against what the store holds. */
  async plan(
    store: ObjectStore,
    names: readonly string[],
    says = '',
  ): Promise<IndexPlan & { documents: Map<ProjectName, Held<ProjectDocument> | undefined> }> {
    const candidates = names.map((filename) => {
      const project = normalizeName(filename.split('-')[0] ?? '')
      const bytes = Buffer.from(`${filename}${says}`)
      writeFileSync(join(this.folder, filename), bytes)
      const metadata = Buffer.from(`Name: ${project}\n`)
      const file = { path: join(this.folder, filename), size: bytes.length, sha256: sha256Of(bytes) }
      return {
        filename,
        project,
        file,
        ...(filename.endsWith('.whl') ? { metadata: { bytes: metadata, sha256: sha256Of(metadata) } } : {}),
      }
    })
    const projects = [...new Set(candidates.map(({ project }) => project))]
    const documents = new Map(await Promise.all(projects.map(async (name) => [name, await readProject(store, name)] as const)))
    const now = new Map([...documents].map(([name, held]) => [name, held?.document]))
    return {
      ...planIndex(candidates, [], { documents: now, lagging: new Set(), uploadTime: '2026-11-20T12:00:00.000000Z', filesUrl: undefined }),
      documents,
    }
  }
}
