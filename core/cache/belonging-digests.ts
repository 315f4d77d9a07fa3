import { addTo } from '../add-to.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import type { TreeObject } from '../history.ts'
import type { Belonging, PathGroup } from './belonging.ts'
import { filesDigest, type FilesDigest } from './files-digest.ts'
import { listValue } from './fingerprint.ts'

/** A group of more paths is wide: to have it in the list of each package's files would take packages times paths. */
const mostListed = 100

function isWide({ paths }: PathGroup): boolean {
  return paths.length > mostListed
}

function keyOf(ids: readonly number[]): string {
  return ids.join(' ')
}

/** Of several as one, whatever their order. */
function allOf(some: readonly FilesDigest[]): string {
  return listValue([...new Set(some.map(({ digest }) => digest))].sort())
}

/** Digests of what belongs to packages; one that many have in common is made once. */
export class BelongingDigests {
  private readonly objects = new Map<string, TreeObject[]>()
  private readonly made = new Map<string, FilesDigest>()
  private readonly ids = new Map<PathGroup, number>()
  private readonly owned: Belonging
  /** Submodules: of what lies within git tells nothing but their commits. */
  private readonly modules: readonly string[]

  constructor(objects: readonly TreeObject[], owned: Belonging) {
    this.owned = owned
    this.modules = objects.filter(({ mode }) => mode === '160000').map(({ path }) => path)
    for (const one of objects) addTo(this.objects, one.path, one)
  }

  /** Of these files, each once. */
  ofPaths(paths: Iterable<string>): FilesDigest {
    return filesDigest([...new Set(paths)].flatMap((path) => this.objects.get(path) ?? []))
  }

  /** What lies in its folder, or is named as its own. */
  own(one: LocalPackage): FilesDigest {
    const modules = this.modules.filter((path) => one.folder.startsWith(`${path}/`))
    return this.once(`own ${one.project}`, () => [...(this.owned.own.get(one) ?? []), ...modules])
  }

  /** What rules and its surroundings give it and few others or little of; undefined where that is nothing. */
  around(one: LocalPackage): FilesDigest | undefined {
    const narrow = this.groupsOf(one).filter((group) => !isWide(group))
    return narrow.length === 0
      ? undefined
      : this.once(keyOf(narrow.map((group) => this.idOf(group))), () => narrow.flatMap(({ paths }) => paths))
  }

  /**
   * What rules give it by the hundred; undefined where that is nothing. Of several such groups it is not told which files these are: what each package has of them would be
   * as many lists, each as long as all of them.
   */
  wide(one: LocalPackage): FilesDigest | undefined {
    const [first, ...more] = this.groupsOf(one)
      .filter(isWide)
      .map((group) => this.ofGroup(group))
    return first === undefined || more.length === 0 ? first : { digest: allOf([first, ...more]), files: {} }
  }

  /** All by which the package itself is a changed one, and not only something around it. */
  direct(one: LocalPackage): string {
    const ruled = this.groupsOf(one).filter(({ as }) => as === 'direct')
    return listValue([this.own(one).digest, allOf(ruled.map((group) => this.ofGroup(group)))])
  }

  private groupsOf(one: LocalPackage): readonly PathGroup[] {
    return this.owned.groups.get(one) ?? []
  }

  private ofGroup(group: PathGroup): FilesDigest {
    return this.once(keyOf([this.idOf(group)]), () => group.paths)
  }

  private idOf(group: PathGroup): number {
    const id = this.ids.get(group) ?? this.ids.size
    this.ids.set(group, id)
    return id
  }

  private once(key: string, paths: () => readonly string[]): FilesDigest {
    const digest = this.made.get(key) ?? this.ofPaths(paths())
    this.made.set(key, digest)
    return digest
  }
}
