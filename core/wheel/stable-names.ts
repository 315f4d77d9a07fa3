import { parseInterpreter, type Tag } from '../python/tag.ts'
import { onlyBuilds, parseExtensionName } from './extension-name.ts'
import { about, error, type Remark, warning } from './finding.ts'

/**
 * Whether modules named for a stable ABI are found by the Pythons of the tags, and tags of a stable ABI by installers. Free-threaded
 * Python has a stable ABI of its own, abi3t (PEP 803), from 3.15 on; before, it has none.
 */
export function judgeStableNames(natives: readonly string[], tags: readonly Tag[]): Remark[] {
  const alone = onlyBuilds(natives)
  const ofKind = (kind: string): string[] => alone.filter(({ name }) => name.kind === kind).map(({ path }) => path)
  const withoutAbi3 = tags.some((tag) => tag.abi === 'abi3t' || /^cp[0-9]+t$/.test(tag.abi))
  const withoutAbi3t = tags.some((tag) => minorOf(tag) < 15)
  return [
    ...judgeTags(tags),
    ...about(withoutAbi3 ? ofKind('abi3') : [], (told) =>
      error('abi3', `its tags name free-threaded Python, which loads no module that is built for abi3: ${told}`),
    ),
    ...about(withoutAbi3t ? ofKind('abi3t') : [], (told) =>
      error('abi3', `its tags name Python before 3.15, which does not look for modules of abi3t: ${told}`),
    ),
    ...judgeLost(natives, tags),
  ]
}

function minorOf({ python }: Tag): number {
  const interpreter = parseInterpreter(python)
  return interpreter?.implementation === 'cp' && interpreter.major === 3 ? interpreter.minor : Infinity
}

function judgeTags(tags: readonly Tag[]): Remark[] {
  const stable = tags.filter((tag) => tag.abi === 'abi3' || tag.abi === 'abi3t')
  const unasked = stable.filter((tag) => !/^cp3[0-9]+$/.test(tag.python)).map((tag) => `${tag.python}-${tag.abi}`)
  const early = stable.filter((tag) => tag.abi === 'abi3t' && minorOf(tag) < 15).map((tag) => `${tag.python}-${tag.abi}`)
  return [
    ...about([...new Set(unasked)], (told) =>
      warning('tags', `installers ask for abi3 with cp3 and a minor version only, not for ${told}`),
    ),
    ...about([...new Set(early)], (told) => warning('tags', `abi3t is there from cp315 on, so nobody asks for ${told}`)),
  ]
}

/** `py_limited_api` told to the extension but not to the wheel: one wheel for each Python, where one would do. */
function judgeLost(natives: readonly string[], tags: readonly Tag[]): Remark[] {
  const modules = natives.filter((path) => parseExtensionName(path)?.kind === 'abi3')
  const bound = natives.some((path) => parseExtensionName(path)?.kind === 'interpreter')
  if (bound || !tags.every((tag) => /^cp3[0-9]+m?$/.test(tag.abi))) return []
  return about(modules, (told) =>
    warning(
      'abi3',
      `it is for one Python, though its modules are built for abi3 and would do for later ones too: ${told}; ` +
        'ask the backend for the abi3 tag (setuptools: py_limited_api of bdist_wheel)',
    ),
  )
}
