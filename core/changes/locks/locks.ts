import { Problem } from '../../problem.ts'
import type { ProjectName } from '../../python/name.ts'
import { graphChange, type Locked, readGraph } from './lock-graph.ts'
import { flatChange, readLines } from './lock-lines.ts'

/** What a change of a lock or constraints file comes to. */
export type LockChange = LockOfAll | LockOfProjects

/** It may concern every package below its folder. */
export interface LockOfAll {
  readonly path: string
  readonly kind: 'all'
  /** Why that cannot be told better, after the path: `is new`. */
  readonly says: string
}

/** It concerns those that need some projects. */
export interface LockOfProjects {
  readonly path: string
  readonly kind: 'projects'
  /** Projects that are locked otherwise, and those that the lock says to need them at any hand; sorted. */
  readonly projects: readonly ProjectName[]
  /** Those of them that nothing in the lock needs: somebody must ask for each. */
  readonly tops: readonly ProjectName[]
}

const graphs = /^(?:uv\.lock|poetry\.lock|pdm\.lock|pylock(?:\.[^./]+)?\.toml)$/
const flat = /^(?:Pipfile\.lock|(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.txt)$/i

/** Whether a file is named as one that locks versions, wherever it lies; in a folder `requirements` or `constraints` every `.txt` is. */
export function isLockFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return graphs.test(name) || flat.test(name) || /(?:^|\/)(?:requirements|constraints)\/[^/]+\.txt$/.test(path)
}

/** The folder whose packages a lock concerns: its own, or that above a folder `requirements` or `constraints`; `.` for the top. */
export function lockScope(path: string): string {
  const folders = path.split('/').slice(0, -1)
  if (/^(?:requirements|constraints)$/.test(folders.at(-1) ?? '')) folders.pop()
  return folders.join('/') || '.'
}

/**
 * What differs between two states of a lock, undefined where the file is not there. What cannot be read concerns all: that is told, and is no
 * failure, for who builds reads it too.
 */
export function lockChange(path: string, before: string | undefined, after: string | undefined): LockChange {
  if (before === undefined || after === undefined) return { path, kind: 'all', says: before === undefined ? 'is new' : 'is gone' }
  const change = changeOf(path.slice(path.lastIndexOf('/') + 1), before, after)
  return typeof change === 'string' ? { path, kind: 'all', says: change } : { path, kind: 'projects', ...change }
}

/** What one state of a lock says. */
export interface LockState {
  /** What concerns all. */
  readonly rest: string
  readonly projects: ReadonlyMap<ProjectName, Locked>
}

/** Reads one state of a lock; undefined where that cannot be done, so that it concerns all as it is. Of one without a graph nothing needs anything. */
export function lockState(path: string, text: string): LockState | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  try {
    if (graphs.test(name)) return readGraph(name, text)
    const { rest, projects } = readLines(name, text)
    return { rest, projects: new Map([...projects].map(([project, said]) => [project, { text: said, needs: [], ownNeeds: [] }])) }
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function changeOf(name: string, before: string, after: string): ReturnType<typeof flatChange> {
  try {
    return graphs.test(name) ? graphChange(name, before, after) : flatChange(name, before, after)
  } catch (error) {
    if (error instanceof Problem) return 'cannot be read'
    throw error
  }
}
