import { few } from '../few.ts'
import { inShort } from '../in-short.ts'
import type { CacheEntry } from './entry.ts'
import type { KeyInput } from './fingerprint.ts'
import type { Keyed } from './plan-keys.ts'
import { type Texts, textOf } from './texts.ts'

/** What an entry tells of how it came to be. */
export type Before = Pick<CacheEntry, 'files' | 'inputs' | 'kind'>

/** What is asked for now. */
export type Asked = Pick<Keyed, 'files'> & { readonly fingerprint: { readonly inputs: readonly KeyInput[] } }

/** An input of the one that the other has not, or has otherwise. */
interface Difference {
  readonly name: string
  readonly now: string | undefined
  readonly was: string | undefined
}

const mostTold = 3

/**
 * Why something is not in the cache: what differs from the nearest of the entries at its place, which are given newest first: the one with the fewest inputs that differ,
 * and the newest of those. A clause, or several with semicolons between them: `pyproject.toml changed; python is 3.13, was 3.12`.
 */
export function whyCold(now: Asked, before: readonly Before[]): string {
  const told = before.filter(({ inputs }) => Object.keys(inputs).length > 0)
  const compared = told.map((one) => ({ one, differences: differencesOf(now.fingerprint.inputs, one.inputs) }))
  const [nearest] = compared.sort((a, b) => a.differences.length - b.differences.length)
  if (nearest === undefined)
    return before.length === 0 ? 'it was never built here' : 'what was built here before does not tell what it was made of'
  if (nearest.differences.length === 0) return whyUnused(nearest.one)
  const clauses = nearest.differences.map((one) => (isOfFiles(one) ? tellFiles(one, now, nearest.one) : tell(one)))
  return few(clauses, mostTold, '; ')
}

function differencesOf(inputs: readonly KeyInput[], before: Texts): Difference[] {
  const now: Texts = Object.fromEntries(inputs.map(({ name, value }) => [name, value]))
  const names = [...new Set([...Object.keys(now), ...Object.keys(before)])]
  return names
    .map((name) => ({ name, now: textOf(now, name), was: textOf(before, name) }))
    .filter((one) => one.now !== one.was)
    .sort((a, b) => rankOf(a.name) - rankOf(b.name) || (a.name < b.name ? -1 : 1))
}

/** All that it is made of is as it was, and it is cold all the same. */
function whyUnused({ kind }: Before): string {
  if (kind === 'wheel') return 'it was only built for others that need it, and never tested'
  return kind === 'failed' ? 'it came to nothing before' : 'what the cache has of it cannot be used'
}

/** What people look for first. */
const ranks = ['files', 'version', 'sdist', 'commit', 'recipe', 'needs', 'along', 'hook', 'lock', 'workspace', 'file', 'python', 'cell']

function rankOf(name: string): number {
  const rank = ranks.indexOf(name.replace(/ .*$/s, ''))
  return rank === -1 ? ranks.length : rank
}

/** What an input is called in a sentence, by its name or the first word of it; `$` stands for what follows that. */
const subjects: Texts = {
  files: 'its files',
  'files around it': 'what is around it',
  'files around many': 'what is around it and others',
  'files of all': 'what all share',
  'files of cacheFiles': 'what cacheFiles names',
  workspace: 'what the workspace says for all',
  file: '$',
  lock: 'what $ has for it',
  variable: 'the variable $',
  cell: 'the cell $',
  project: 'its project',
  sdist: 'its sdist',
  subdirectory: 'its subdirectory',
  commit: 'its commit',
  version: 'its version',
  recipe: 'its recipe',
  abi: 'its ABI',
  platform: 'its platform',
  build: 'its build number',
  pure: 'whether it is pure',
  instance: 'its platform instance',
  arch: 'its architecture',
  'built with': 'what it is built with',
  'tested on': 'what it is tested on',
  image: 'its image',
  toolchain: 'the toolchain',
  salt: 'the salt',
}

/** Whose values mean something to people; a digest never does, and the value of a variable is nobody's business. */
const shownValues = /^(?:python|abi|platform|instance|arch|build|built with|tested on|subdirectory|image|toolchain|version|cell .*)$/s

function tell({ name, now, was }: Difference): string {
  const [, word = name, rest = ''] = /^(needs|along|file|lock|variable|cell) (.*)$/s.exec(name) ?? []
  const teller = tellers.get(word)
  if (teller !== undefined) return teller(inShort(rest), { now, was })
  const subject = textOf(subjects, word)?.replace('$', () => inShort(rest)) ?? inShort(name)
  if (now === undefined) return `${subject} counts no more`
  if (was === undefined) return `${subject} did not count before`
  if (shownValues.test(name) && isShown(now) && isShown(was)) return `${subject} is ${shown(now)}, was ${shown(was)}`
  return name === 'version' ? 'what git tells its version from changed' : `${subject} changed`
}

/** Who speaks of what the first word of a name is, given the rest of it. */
const tellers: ReadonlyMap<string, (rest: string, one: Pick<Difference, 'now' | 'was'>) => string> = new Map([
  ['needs', tellNeed],
  ['along', tellAlong],
  ['hook', tellHook],
])

function tellNeed(needed: string, { now, was }: Pick<Difference, 'now' | 'was'>): string {
  if (now === undefined) return `it needs ${needed} no more`
  return was === undefined ? `it needs ${needed} now` : `${needed}, which it needs, changed`
}

function tellAlong(other: string, { now, was }: Pick<Difference, 'now' | 'was'>): string {
  if (now === undefined) return `it is tested along with ${other} no more`
  return was === undefined ? `it is tested along with ${other} now` : `${other}, along with which it is tested, changed`
}

function tellHook(_: string, { now, was }: Pick<Difference, 'now' | 'was'>): string {
  if (now === undefined) return 'the hook adds it no more'
  return was === undefined ? 'the hook added it' : 'the hook added it, and something in the repository changed'
}

function isShown(value: string): boolean {
  return value.length <= 60 && !/^[0-9a-f]{12,}$|\p{Cc}/u.test(value)
}

function shown(value: string): string {
  return value === '' ? 'none' : value
}

/** Whether an input stands for files on both sides: its own, those around it, those of all. */
function isOfFiles({ name, now, was }: Difference): boolean {
  return /^files\b/.test(name) && now !== undefined && was !== undefined
}

/** Names the files where both sides are known. */
function tellFiles({ name, now = '', was = '' }: Difference, asked: Asked, before: Before): string {
  const [ours, theirs] = [asked.files.get(now), Object.hasOwn(before.files, was) ? before.files[was] : undefined]
  const changed = ours === undefined || theirs === undefined ? [] : changesOf(ours, theirs)
  const [first] = changed
  if (first === undefined) return `${textOf(subjects, name) ?? name} changed`
  const states = new Set(changed.map(({ state }) => state))
  const [state = 'changed'] = states.size === 1 ? states : []
  if (changed.length === 1) return `${inShort(first.path)} ${state === 'changed' ? state : `is ${state}`}`
  const paths = changed.map(({ path }) => inShort(path))
  return `${changed.length} files ${state === 'changed' ? state : `are ${state}`}: ${few(paths, 2)}`
}

function changesOf(now: Texts, before: Texts): { readonly path: string; readonly state: 'changed' | 'gone' | 'new' }[] {
  const paths = [...new Set([...Object.keys(now), ...Object.keys(before)])].sort()
  return paths.flatMap((path) => {
    const [is, was] = [textOf(now, path), textOf(before, path)]
    return is === was ? [] : [{ path, state: stateOf(is, was) }]
  })
}

function stateOf(now: string | undefined, was: string | undefined): 'changed' | 'gone' | 'new' {
  if (now === undefined) return 'gone'
  return was === undefined ? 'new' : 'changed'
}
