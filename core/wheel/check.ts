import { type Wish, admitsInterpreter, satisfies, tagFits } from '../python/satisfies.ts'
import { formatTag, parseInterpreter } from '../python/tag.ts'
import { sameVersion } from '../python/version.ts'
import { type Finding, type Remark, error } from './finding.ts'
import type { WheelFacts } from './inspect.ts'

/** What keeps a wheel from being the one that was wished, in plain words; empty exactly when it satisfies. */
export function checkWheel(facts: WheelFacts, wish: Wish): Finding[] {
  const { name, metadata } = facts
  if (satisfies({ ...name, requiresPython: metadata.requiresPython }, wish)) return []
  return [...judgeIdentity(facts, wish), ...judgeInterpreter(facts, wish)].map((remark) => ({ file: name.text, ...remark }))
}

function judgeIdentity({ name }: WheelFacts, wish: Wish): Remark[] {
  const build = name.build?.number ?? 0
  return [
    ...(name.project === wish.project ? [] : [error('name', `it is of ${name.project}, not of ${wish.project}`)]),
    ...(sameVersion(name.version, wish.version)
      ? []
      : [error('version', `it is version ${name.version.canonical}, not ${wish.version.canonical}`)]),
    ...(build >= wish.build ? [] : [error('build-tag', `its build number is ${build}, not ${wish.build} or more`)]),
  ]
}

function judgeInterpreter({ name, metadata }: WheelFacts, wish: Wish): Remark[] {
  const interpreter = parseInterpreter(wish.python)
  if (interpreter === undefined) return [error('tags', `'${wish.python}' is no python tag`)]
  const admitted = admitsInterpreter(metadata.requiresPython, interpreter)
  return [
    ...(admitted ? [] : [error('requires-python', `its Requires-Python '${metadata.requiresPython}' leaves ${wish.python} out`)]),
    ...(name.tags.some((tag) => tagFits(tag, wish)) ? [] : [error('tags', judgeTags(name.tags.map(formatTag), wish))]),
  ]
}

function judgeTags(tags: readonly string[], wish: Wish): string {
  const wanted = [wish.python, wish.abi === '' ? 'its own ABI' : wish.abi, wish.platform].join(', ')
  const pure = tags.every((tag) => tag.endsWith('-any')) ? ', and a wheel for any platform was not allowed' : ''
  return `its ${tags.length === 1 ? 'tag is' : 'tags are'} ${tags.join(', ')}, not for ${wanted}${pure}`
}
