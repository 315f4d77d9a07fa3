import { addTo } from '../add-to.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import type { TreeObject } from '../history.ts'
import type { Belonging, PathGroup } from './belonging.ts'
import { filesDigest, type FilesDigest } from './files-digest.ts'
import { listValue } from './fingerprint.ts'

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

  /** What rules and its surroundings give it; undefined where that is nothing. */
  around(one: LocalPackage): FilesDigest | undefined {
    return this.ofGroups(this.owned.groups.get(one) ?? [])
  }

  /** All by which the package itself is a changed one, and not only something around it. */
  direct(one: LocalPackage): string {
    const ruled = this.ofGroups((this.owned.groups.get(one) ?? []).filter(({ as }) => as === 'direct'))
    return listValue([this.own(one).digest, ruled?.digest ?? ''])
  }

  private ofGroups(groups: readonly PathGroup[]): FilesDigest | undefined {
    if (groups.length === 0) return undefined
    const key = groups.map((group) => this.idOf(group)).join(' ')
    return this.once(key, () => groups.flatMap(({ paths }) => paths))
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
