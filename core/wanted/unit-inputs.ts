import { recipeJson, untested } from '../build/recipe.ts'
import { fingerprint, type KeyInput, listValue } from '../cache/fingerprint.ts'
import { canonical } from '../canonical.ts'
import { sha256Of } from '../sha256.ts'
import { pythonTitle } from './decision.ts'
import type { Source, Target, Wanted } from './wanted.ts'

/**
 * What the key of one wheel is made of, beside what every key is. `folder` is what a source folder holds: see folder-contents.ts. The recipe counts whole: what is restored was
 * tested as it says.
 */
export function unitInputs({ row, version, source, making }: Target, folder: readonly KeyInput[]): KeyInput[] {
  const { python, platform, testOn, buildWith } = row
  return [
    { name: 'project', value: row.project },
    { name: 'version', value: version.canonical },
    ...(source.kind === 'folder' ? folder : sourceInputs(source)),
    { name: 'recipe', value: sha256Of(canonical(recipeJson(making.recipe))) },
    { name: 'python', value: python.tag },
    ...(buildWith === '' ? [] : [{ name: 'built with', value: buildWith }]),
    { name: 'abi', value: python.abi },
    { name: 'platform', value: platform.tag.toLowerCase() },
    { name: 'instance', value: platform.instance },
    { name: 'arch', value: platform.arch },
    { name: 'image', value: platform.image },
    { name: 'build', value: String(making.build) },
    { name: 'pure', value: String(making.pure) },
    { name: 'tested on', value: [...new Set(testOn)].sort().join(', ') },
  ]
}

/**
 * What of a wheel counts for those that are built or tested with it: source, recipe and tags. How it is tested itself, and whether it may turn out pure, makes no
 * other wheel.
 */
export function wheelDigest(target: Target, folder: readonly KeyInput[]): string {
  const { row, making } = target
  const made = { ...target, row: { ...row, testOn: [] }, making: { ...making, pure: false, recipe: untested(making.recipe) } }
  return fingerprint(unitInputs(made, folder)).key
}

/** What tells the wheels of one project apart at places of the cache: `cp312-abi3-linux_x86_64-0a1b2c3d`, the last for the instance and the arch. */
export function unitName(row: Wanted): string {
  const { tag, instance, arch } = row.platform
  return `${pythonTitle(row)}-${tag.toLowerCase()}-${listValue([instance, arch]).slice(0, 8)}`
}

/** A commit names all that it holds, wherever it was fetched from. */
function sourceInputs(source: Exclude<Source, { kind: 'folder' }>): KeyInput[] {
  if (source.kind === 'sdist') return [{ name: 'sdist', value: source.sha256 }]
  return [
    { name: 'commit', value: source.commit },
    { name: 'subdirectory', value: source.subdirectory },
  ]
}
