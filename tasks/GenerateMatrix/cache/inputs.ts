import type { Ask } from '../../../core/ask.ts'
import { type StaleWord, staleWords } from '../../../core/pipeline/cache-ref.ts'
import { Problem } from '../../../core/problem.ts'
import { readStoreAccess, type StoreAccess } from '../../../core/store-access.ts'

/** What is asked of the cache; without a store nothing is, and there are no keys. */
export interface CacheInputs {
  readonly store: StoreAccess | undefined
  /** Entries of one scope are never seen by another. */
  readonly scope: string
  readonly status: 'warm' | 'cold' | 'all'
  readonly failIfCold: boolean
  /** Tells what is warm and cold, and plans nothing. */
  readonly list: boolean
  /** Each package by itself: what it needs of the repository is no part of its key, and not built before it. */
  readonly isolated: boolean
  /** Globs of files that every key depends on, relative to the top of the repository. */
  readonly files: readonly string[]
  /** Names of variables of the pipeline, or of this step's environment, whose values every key depends on. */
  readonly environment: readonly string[]
  /** Texts that every key depends on. */
  readonly salt: readonly string[]
  /** What compilers and systems are called that nobody sees from here, by globs of platform tags or legs; the first that fits holds. */
  readonly toolchains: readonly Toolchain[]
  readonly stale: readonly StaleWord[]
}

/** A declared toolchain: an image's digest, a compiler's version. */
export interface Toolchain {
  readonly glob: string
  readonly id: string
}

/** Reads the inputs of the cache, each judged once (`INPUT_INVALID`); without `cache` those that ask what is in it are `INPUT_MISSING` where they are set. */
export function readCacheInputs(ask: Ask): CacheInputs {
  const inputs = {
    store: readStoreAccess(ask, 'cache'),
    scope: readScope(ask),
    status: ask.pick('cacheStatus', ['all', 'warm', 'cold'], 'all'),
    failIfCold: ask.flag('failIfCold', false),
    list: ask.flag('list', false),
    isolated: ask.flag('isolated', false),
    files: ask.optional('cacheFiles') === undefined ? ['azure-pipelines*.yml'] : ask.lines('cacheFiles'),
    environment: ask.lines('cacheEnvironment').map(readName),
    salt: ask.lines('cacheSalt'),
    toolchains: ask.lines('toolchains').map(readToolchain),
    stale: readStale(ask),
  } as const
  requireStore(inputs)
  return inputs
}

function requireStore({ store, status, failIfCold, list, stale }: CacheInputs): void {
  const set = [
    ...(status === 'all' ? [] : ['cacheStatus']),
    ...(failIfCold ? ['failIfCold'] : []),
    ...(list ? ['list'] : []),
    ...(stale.length === 0 ? [] : ['staleWhen']),
  ][0]
  if (store !== undefined || set === undefined) return
  throw new Problem(
    'INPUT_MISSING',
    `The input '${set}' asks about a cache, and 'cache' is not set.`,
    'Write s3://bucket/prefix or a folder in cache.',
  )
}

function readScope(ask: Ask): string {
  const scope = ask.text('cacheScope', 'wheels')
  if (/^(?!\.+$)[A-Za-z0-9._-]{1,100}$/.test(scope)) return scope.toLowerCase()
  throw new Problem(
    'INPUT_INVALID',
    `The input 'cacheScope' is '${scope}'.`,
    "Write a name of letters, digits, '.', '_' and '-', such as main.",
  )
}

function readName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name
  throw new Problem(
    'INPUT_INVALID',
    `The input 'cacheEnvironment' holds '${name}'.`,
    'Write names of variables of the pipeline or of the env of this step, one a line, with _ for each dot.',
  )
}

/** A line that is misread would hold for all, and those below it for nothing. */
function readToolchain(line: string): Toolchain {
  if (!line.includes('=')) return { glob: '*', id: line }
  const [, glob, id] = /^([^\s=]+)\s*=\s*([^\s=].*)$/.exec(line) ?? []
  if (glob !== undefined && id !== undefined) return { glob, id }
  throw new Problem(
    'INPUT_INVALID',
    `The input 'toolchains' has the line '${line}'.`,
    'Write a glob of platform tags or legs, = and what it is called, such as win* = vs2022-17.12; * is for all.',
  )
}

function readStale(ask: Ask): StaleWord[] {
  const words = ask.lines('staleWhen').flatMap((line) => line.split(/[\s,]+/))
  return words.map((word) => {
    const found = staleWords.find((one) => one === word.toLowerCase())
    if (found !== undefined) return found
    throw new Problem('INPUT_INVALID', `The input 'staleWhen' holds '${word}'.`, `Write of ${staleWords.join(', ')}.`)
  })
}
