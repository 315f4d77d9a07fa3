import { isWheelFile } from '../../python/file-kind.ts'
import { formatTags, parseWheelName } from '../../python/wheel-name.ts'

/** A file by its name; what it weighs is not always told. */
export interface Weighed {
  readonly name: string
  readonly size: number | undefined
}

/** What a release has other than the one before, by what its files run on. */
export interface FilesDiff {
  /** Tags of wheels, and `sdist`. */
  readonly gained: readonly string[]
  readonly lost: readonly string[]
  readonly before: Weight
  readonly now: Weight
  /** Files of one tag that have grown or shrunk by a fifth and by 10 kB at least; the largest change first. */
  readonly changed: readonly { readonly tag: string; readonly before: number; readonly now: number }[]
}

/** How many files there are, and how many bytes they have together. */
export interface Weight {
  readonly files: number
  /** Undefined where a size is not told. */
  readonly bytes: number | undefined
}

/** Compares two sets of files by their tags: names hold versions, which differ always. */
export function diffFiles(before: readonly Weighed[], now: readonly Weighed[]): FilesDiff {
  const [old, own] = [byTag(before), byTag(now)]
  const changed = [...own].flatMap(([tag, { size }]) => {
    const was = old.get(tag)?.size
    if (was === undefined || size === undefined) return []
    const change = Math.abs(size - was)
    return change >= 10_000 && change >= was / 5 ? [{ tag, before: was, now: size }] : []
  })
  return {
    gained: [...own.keys()].filter((tag) => !old.has(tag)).sort(),
    lost: [...old.keys()].filter((tag) => !own.has(tag)).sort(),
    before: weigh(before),
    now: weigh(now),
    changed: changed.sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before)),
  }
}

function byTag(files: readonly Weighed[]): Map<string, Weighed> {
  return new Map(files.map((file) => [tagOf(file.name), file]))
}

function tagOf(name: string): string {
  const wheel = parseWheelName(name)
  if (wheel === undefined) return isWheelFile(name) ? name : 'sdist'
  return formatTags(wheel.tags)
}

function weigh(files: readonly Weighed[]): Weight {
  const sizes = files.flatMap(({ size }) => (size === undefined ? [] : [size]))
  return { files: files.length, bytes: sizes.length === files.length ? sizes.reduce((sum, size) => sum + size, 0) : undefined }
}
