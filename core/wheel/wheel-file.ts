import { parseMetadata } from '../python/metadata.ts'
import { formatTag, parseTags } from '../python/tag.ts'
import type { WheelName } from '../python/wheel-name.ts'
import { about, error, type Remark, warning } from './finding.ts'

/**
 * Whether WHEEL is of a version that installers read, with the tags and the build of the file name (binary distribution format), and
 * puts native code where it belongs.
 */
export function judgeWheelFile(text: string, name: WheelName, natives: readonly string[] = []): Remark[] {
  const { fields } = parseMetadata(text)
  const all = (key: string): string[] => fields.filter(([one]) => one.toLowerCase() === key).map(([, value]) => value)
  return [
    ...judgeVersion(all('wheel-version')[0] ?? ''),
    ...judgeTags(all('tag'), name),
    ...judgeBuild(all('build')[0], name),
    ...judgePlace(all('root-is-purelib')[0], name, natives),
  ]
}

/** Extension modules below the folder for pure code, where the system has two of them; what binds to no Python may lie anywhere. */
function judgePlace(purelib: string | undefined, { tags }: WheelName, natives: readonly string[]): Remark[] {
  const misplaced = natives.filter((path) => !/^[^/]+\.data\/platlib\//.test(path))
  if (purelib?.trim().toLowerCase() !== 'true' || tags.some((tag) => tag.platform === 'any' || tag.abi === 'none')) return []
  return about(misplaced, (told) => warning('wheel-file', `WHEEL says Root-Is-Purelib: true, but it holds native code: ${told}`))
}

function judgeVersion(version: string): Remark[] {
  const [, major] = /^([0-9]+)\.[0-9]+$/.exec(version) ?? []
  if (major === undefined) return [error('wheel-version', `WHEEL has no Wheel-Version: '${version}'`)]
  if (Number(major) > 1) return [error('wheel-version', `WHEEL has version ${version}, which no installer knows`)]
  return version === '1.0' ? [] : [warning('wheel-version', `WHEEL has version ${version}; 1.0 is the one that is known`)]
}

function judgeTags(lines: readonly string[], name: WheelName): Remark[] {
  const inside = new Set(lines.flatMap((line) => parseTags(line)).map(formatTag))
  const outside = new Set(name.tags.map(formatTag))
  return [
    ...about(
      [...outside].filter((tag) => !inside.has(tag)),
      (told) => error('tags', `WHEEL does not have the file name's tag ${told}`),
    ),
    ...about(
      [...inside].filter((tag) => !outside.has(tag)),
      (told) => error('tags', `the file name does not have WHEEL's tag ${told}`),
    ),
  ]
}

/** Repackers set one and forget the other; installers go by the file name. */
function judgeBuild(line: string | undefined, { build }: WheelName): Remark[] {
  const outside = build === undefined ? '' : `${build.number}${build.suffix}`
  const inside = line?.trim().replace(/^0+(?=[0-9])/, '') ?? ''
  return inside === outside ? [] : [warning('build-tag', `WHEEL has the build tag '${inside}', the file name '${outside}'`)]
}
