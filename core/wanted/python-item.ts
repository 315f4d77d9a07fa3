import type { Field } from '../json.ts'
import { tagFits } from '../python/satisfies.ts'
import { type Interpreter, parseInterpreter } from '../python/tag.ts'
import { declaredTag, ownAbi, pythonOf } from './wanted-python.ts'
import type { WantedPython } from './wanted.ts'
import { oneOrMore, unknown } from './written.ts'

/** One item of a list `python`: what a wheel is built for, by and tested on. */
export interface PythonItem {
  readonly python: WantedPython
  /** Tags of the interpreters to test on besides its own. */
  readonly testOn: readonly string[]
  /** As people say it: `3.12`; empty where the tag names the interpreter. */
  readonly buildWith: string
  readonly at: string
}

/** Reads a list `python`, or one item without its brackets; an empty one is refused. */
export function readPythons(field: Field): PythonItem[] {
  const items = oneOrMore(field).map(readPython)
  return items.length === 0 ? field.refuse('names no python', 'Write for example python: [cp314, cp312-abi3].') : items
}

/** Reads `{tag, abi?, test_on?, build_with?}` or its short form `cp312-abi3`. An ABI that is the tag's own is dropped; cp314 with the ABI cp314t is cp314t. */
export function readPython(field: Field): PythonItem {
  if (typeof field.value === 'string') {
    const [tag = '', abi = '', ...rest] = field.value.toLowerCase().split('-')
    if (rest.length > 0) field.refuse(`is '${field.value}', which is more than a python and an ABI`, 'Write such as cp312-abi3.')
    return { python: judged(tag, abi, field, field), testOn: [], buildWith: '', at: field.path }
  }
  field.only('tag', 'abi', 'test_on', 'build_with')
  const tag = field.get('tag')
  const abi = field.get('abi').optional((one) => one.text().toLowerCase()) ?? ''
  if (tag.text().includes('-')) tag.refuse(`is '${tag.text()}', with an ABI`, 'Write the ABI under abi, or the short form without braces.')
  const python = judged(tag.text().toLowerCase(), abi, tag, field.get('abi'))
  return {
    python,
    testOn: field.get('test_on').optional((one) => readTestOn(one, python)) ?? [],
    buildWith: field.get('build_with').optional((one) => readBuilder(one, python)) ?? '',
    at: field.path,
  }
}

function judged(tag: string, abi: string, tagField: Field, abiField: Field): WantedPython {
  const interpreter = parseInterpreter(tag)
  if (interpreter === undefined || interpreter.major !== 3) return noTag(tagField, tag)
  const own = ownAbi(tag, interpreter)
  const known = [own, 'abi3', 'abi3t', 'none']
  if (abi !== '' && !known.includes(abi) && !isOwn(abi, tag, interpreter))
    unknown(abiField, abi, known, `is '${abi}', which is no ABI of ${tag}`)
  const free = abi === `${tag}t` && interpreter.implementation === 'cp'
  const python = free ? { tag: abi, abi: '' } : { tag, abi: abi === own ? '' : abi }
  return isPossible(python) ? python : impossible(abiField, abi, tag, interpreter)
}

/** Besides the usual one: that of a debug build, of CPython before 3.8, of another PyPy. */
function isOwn(abi: string, tag: string, { implementation, major, minor }: Interpreter): boolean {
  if (implementation === 'pp') return new RegExp(`^pypy${major}${minor}_pp[0-9]+$`).test(abi)
  return implementation === 'cp' && new RegExp(`^${tag}[a-z]{1,3}$`).test(abi)
}

function isPossible(python: WantedPython): boolean {
  return tagFits(declaredTag(python, 'any'), { python: python.tag, abi: python.abi, platform: 'any', pure: true })
}

function impossible(field: Field, abi: string, tag: string, interpreter: Interpreter): never {
  const possible = ['abi3', 'abi3t', 'none'].filter((one) => isPossible({ tag, abi: one }))
  return unknown(field, abi, [ownAbi(tag, interpreter), ...possible], `is '${abi}', which no wheel for ${tag} has`)
}

/** The interpreters that are to import and test the wheel too; one that could not install it is refused. */
function readTestOn(field: Field, python: WantedPython): string[] {
  const tags = oneOrMore(field).map((one) => {
    const tag = one.text().toLowerCase()
    if (!isNamed(parseInterpreter(tag))) return noTag(one, tag)
    const fits = tagFits(declaredTag(python, 'any'), { python: tag, abi: '', platform: 'any', pure: true })
    return fits ? tag : one.refuse(`is ${tag}, which cannot install this wheel`, 'Such as cp313 tests a cp312-abi3 wheel.')
  })
  return [...new Set(tags)].filter((tag) => tag !== python.tag)
}

function readBuilder(field: Field, python: WantedPython): string {
  if (parseInterpreter(python.tag)?.implementation !== 'py')
    field.refuse(`stands beside ${python.tag}, which names its own interpreter`, 'It is for py3-none.')
  const text = field.text().toLowerCase()
  const tag = isNamed(parseInterpreter(text)) ? text : tagMeant(text)
  if (tag === undefined || !isNamed(parseInterpreter(tag))) return field.refuse(`is '${text}', which is no python`, "Write such as '3.12'.")
  const fits = tagFits(declaredTag(python, 'any'), { python: tag, abi: '', platform: 'any', pure: true })
  return fits ? pythonOf(tag) : field.refuse(`is ${pythonOf(tag)}, which is below ${python.tag}`, 'Name one that can install the wheel.')
}

function isNamed(interpreter: Interpreter | undefined): boolean {
  return interpreter !== undefined && interpreter.major === 3 && interpreter.implementation !== 'py'
}

/** What people mean who write `3.14`, `python3.14t`, `cp3.14` or `pypy3.11`. */
function tagMeant(text: string): string | undefined {
  const [, kind = '', minor, suffix] = /^(cpython|python|cp|py|pypy|pp)?-?3\.?(\d{1,2})(t?)$/.exec(text) ?? []
  return minor === undefined ? undefined : `${/^(?:pypy|pp)$/.test(kind) ? 'pp' : 'cp'}3${minor}${suffix}`
}

function noTag(field: Field, tag: string): never {
  const meant = tagMeant(tag)
  const remedy = meant === undefined ? 'It takes cp314, cp314t, cp312-abi3, pp311, py3-none and the like.' : `Did you mean '${meant}'?`
  return field.refuse(`is '${tag}', which is no python tag`, remedy)
}
