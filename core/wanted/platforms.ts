import type { Field } from '../json.ts'
import { type PythonItem, readPythons } from './python-item.ts'
import { recipeKeys } from './recipe-said.ts'
import type { WantedPlatform } from './wanted.ts'
import { isSaid, oneOrMore, readCell, readWord, unknown } from './written.ts'

/** A named platform: the three keys, and what its rows are built in and for. */
export interface Platform extends Pick<WantedPlatform, 'tag' | 'instance' | 'arch' | 'image'> {
  readonly name: string
  /** For rows that name no python of their own; empty where it has none. */
  readonly pythons: readonly PythonItem[]
  /** The entry itself, for the recipe keys that stand in it. */
  readonly field: Field
}

/** All platforms and groups: each name, and the platforms that it stands for, itself where it is one. */
export type Platforms = ReadonlyMap<string, readonly Platform[]>

const keys = ['platform_tag', 'platform_instance', 'platform_arch'] as const

/** Reads `platforms` and `groups` of a file; `known` are those of the file that it goes with. One name space; a circle is refused. */
export function readPlatforms(root: Field, known: Platforms = new Map()): Platforms {
  const platforms = namedEntries(root.get('platforms'))
  const groups = namedEntries(root.get('groups'))
  const names = [...known.keys(), ...platforms.map(([name]) => name), ...groups.map(([name]) => name)]
  for (const [name, field] of [...platforms, ...groups])
    if (names.indexOf(name) !== names.lastIndexOf(name))
      field.refuse('has a name that is given twice', 'Platforms and groups share one name space.')
  const found = new Map(known)
  for (const [name, field] of platforms) found.set(name, [readPlatform(name, field)])
  requireOneImage([...found.values()].flat())
  const written = new Map(groups)
  const stand = (name: string, field: Field, path: readonly string[]): readonly Platform[] => {
    const group = written.get(name)
    if (group === undefined || found.has(name)) return found.get(name) ?? unknown(field, name, names)
    if (path.includes(name)) field.refuse(`closes a circle: ${[...path.slice(path.indexOf(name)), name].join(' -> ')}`, 'Take one out.')
    const members = oneOrMore(group).flatMap((one) => stand(one.text(), one, [...path, name]))
    found.set(name, distinct(members))
    return distinct(members)
  }
  for (const [name, field] of groups) stand(name, field, [])
  return found
}

/** The platforms that a name or a list of names stands for, each once, in their order. */
export function readPlatformNames(field: Field, platforms: Platforms): readonly Platform[] {
  const named = oneOrMore(field).map((one) => platforms.get(one.text()) ?? unknown(one, one.text(), [...platforms.keys()]))
  return named.length === 0 ? field.refuse('names no platform') : distinct(named.flat())
}

/** Whether an item of `wheels` has one of the three keys. */
export function hasThreeKeys(field: Field): boolean {
  return keys.some((key) => isSaid(field.get(key)))
}

/** Reads the three keys where they stand: the tag as in a wheel's name, instance and arch as the agents are to hand them on. */
export function readThreeKeys(field: Field): Pick<WantedPlatform, 'tag' | 'instance' | 'arch'> {
  const tag = field.get('platform_tag')
  if (!/^[A-Za-z0-9_.]{1,200}$/.test(tag.text()))
    tag.refuse(`is '${tag.text()}', which is no platform tag`, 'Write it as in a wheel’s name: linux_x86_64.')
  return { tag: tag.text(), instance: readCell(field.get('platform_instance')), arch: readCell(field.get('platform_arch')) }
}

/** Gives rows their platform by the three keys, the tag ignoring case: its names are those of all platforms with these keys, and of their groups. */
export function platformFinder(platforms: Platforms): (three: Pick<WantedPlatform, 'tag' | 'instance' | 'arch'>) => WantedPlatform {
  const byKeys = new Map<string, { names: string[]; image: string }>()
  for (const [name, members] of platforms)
    for (const [id, image] of new Map(members.map((one) => [identityOf(one), one.image]))) {
      const found = byKeys.get(id) ?? { names: [], image }
      byKeys.set(id, { names: [...found.names, name], image })
    }
  return (three) => {
    const { tag, instance, arch } = three
    return { tag, instance, arch, ...(byKeys.get(identityOf(three)) ?? { names: [], image: '' }) }
  }
}

/** What a leg is of: the same for rows that one job builds, whatever the case of the tag. */
export function identityOf({ tag, instance, arch }: Pick<WantedPlatform, 'tag' | 'instance' | 'arch'>): string {
  return JSON.stringify([tag.toLowerCase(), instance, arch])
}

function namedEntries(field: Field): [string, Field][] {
  const entries = (field.optional((one) => one.entries()) ?? []).filter(([name]) => !name.startsWith('x-'))
  for (const [name, one] of entries)
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/.test(name))
      one.refuse('has a name that is none', 'Letters, digits, dots, dashes and underscores.')
  return entries
}

function readPlatform(name: string, field: Field): Platform {
  field.only(...keys, 'python', 'host', 'image', ...recipeKeys)
  const pythons = field.get('python').optional(readPythons) ?? []
  return { name, ...readThreeKeys(field), image: readImage(field), pythons, field }
}

function readImage(field: Field): string {
  const host = field.get('host').optional((one) => readWord(one, ['local', 'ssh', 'container'])) ?? ''
  const image = field.get('image')
  if (!isSaid(image)) return host === 'container' ? field.refuse('has host: container and no image', 'Write the image.') : ''
  if (host !== 'container') image.refuse('is for platforms with host: container', 'Write host: container beside it.')
  return /\s/.test(readCell(image)) ? image.refuse('holds a blank') : readCell(image)
}

/** Rows with the same three keys share a leg, and a leg runs in one image. */
function requireOneImage(platforms: readonly Platform[]): void {
  const first = new Map<string, Platform>()
  for (const one of platforms) {
    const other = first.get(identityOf(one))
    if (other === undefined) first.set(identityOf(one), one)
    else if (other.image !== one.image)
      one.field.refuse(
        `has the three keys of ${other.name}, but another image`,
        'Such rows share a job: give it another platform_instance.',
      )
  }
}

function distinct(platforms: readonly Platform[]): readonly Platform[] {
  return [...new Map(platforms.map((one) => [one.name, one])).values()]
}
