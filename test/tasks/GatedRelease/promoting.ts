import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { parseProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { promote, type Promoting } from '../../../tasks/GatedRelease/upload/promote.ts'
import type { ToUpload, UploadRun } from '../../../tasks/GatedRelease/upload/upload-files.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

/** Files on this machine, and a promotion of them to whatever store. */
export class PromotingRelease {
  readonly folder = mkdtempSync(join(tmpdir(), 'promoting-'))
  readonly log = recordingLog()
  readonly pipeline = recordingPipeline()
  readonly clock = fixedClock()

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Writes a sound wheel or sdist; `says` is in it, so that two of one name can differ. */
  file(name: string, says = 'hello', recipe?: Sha256): ToUpload {
    const project = normalizeName(name.split('-')[0] ?? '')
    const bytes = name.endsWith('.whl')
      ? wheelBytes(name, { files: { [`${project}.py`]: says } })
      : sdistBytes(name, { more: [{ path: `${name.replace('.tar.gz', '')}/x.py`, bytes: says }] })
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    return { name, path, size: bytes.length, sha256: sha256Of(bytes), project, fields: [], recipe }
  }

  async promote(
    store: ObjectStore,
    files: readonly ToUpload[],
    change: Partial<Promoting> = {},
    projects?: readonly string[],
  ): Promise<UploadRun> {
    const ports = { files: localFiles(this.folder), wheelFiles, sdistFiles, log: this.log, pipeline: this.pipeline, clock: this.clock }
    return await promote(files, planOf(projects ?? files.map(({ project }) => project)), {
      ...ports,
      random: () => 0.5,
      store,
      isBucket: true,
      ...change,
    })
  }
}

function planOf(projects: readonly string[]): ReleasePlan {
  const releases = [...new Set(projects)].map((project) => ({ project, version: '1.0', files: [] }))
  return { ...approvedRelease().plan, releases }
}

/** A project's document as a store has it. */
export async function documentOf(store: ObjectStore, project: string): Promise<ProjectDocument | undefined> {
  const found = await store.get(`simple/${project}/index.json`)
  return found && parseProject(new TextDecoder().decode(found.bytes), project, normalizeName(project))
}
