import { compareMarked, lacksVersion, type MarkerOperator, parseMarkerOperator } from './marker-compare.ts'
import { type MarkerToken, markerTokens } from './marker-tokens.ts'

/** A condition as environment markers are written (PEP 508), over their variables and those of the job. */
export interface Marker {
  /** As it was written. */
  readonly text: string
  /** The variables that it asks for, each once. */
  readonly names: readonly string[]
  /** Whether it holds; names that the markers do not know are asked as variables of the job, and are empty where these are not set. */
  holds(variable: (name: string) => string): boolean
  /** The variables by which it holds, of an `or` those of its first part that does; none where it does not. */
  reasons(variable: (name: string) => string): readonly string[]
}

/** The variables of PEP 508, but for `extra`: it is of a requirement, and here is none. */
export const markerNames = [
  'implementation_name',
  'implementation_version',
  'os_name',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_full_version',
  'python_version',
  'sys_platform',
] as const

/** As setuptools and PEP 345 spelled some of them. */
const formerNames: ReadonlyMap<string, string> = new Map([
  ['os.name', 'os_name'],
  ['sys.platform', 'sys_platform'],
  ['platform.version', 'platform_version'],
  ['platform.machine', 'platform_machine'],
  ['platform.python_implementation', 'platform_python_implementation'],
  ['python_implementation', 'platform_python_implementation'],
])

const ofRequirements = ['extra', 'extras', 'dependency_groups']

/** Whether a name is a variable of PEP 508, and not one of the job. */
export function isMarkerName(name: string): boolean {
  return markerNames.some((one) => one === name)
}

/** Reads a condition, or tells what is wrong with it, as a sentence goes on after it. Two names are never compared: one is a text whose quotes were forgotten. */
export function judgeMarker(text: string): Marker | { readonly fault: string } {
  if (text.length > longest) return { fault: `has more than ${longest} characters` }
  try {
    const reading = new Reading(markerTokens(text))
    const condition = reading.whole()
    return {
      text: text.trim(),
      names: [...reading.names],
      holds: (variable) => condition(variable) !== undefined,
      reasons: (variable) => [...new Set(condition(variable))],
    }
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message }
    throw error
  }
}

const longest = 4000
const deepest = 50

/** The names by which it holds; undefined where it does not. */
type Condition = (variable: (name: string) => string) => readonly string[] | undefined

interface Operand {
  readonly kind: 'text' | 'name'
  readonly value: string
}

class Fault extends Error {}

/** Reads tokens from left to right, as the grammar of PEP 508 has them: `or` binds less than `and`. */
class Reading {
  readonly names = new Set<string>()
  private readonly tokens: readonly MarkerToken[]
  private at = 0
  private depth = 0

  constructor(tokens: readonly MarkerToken[]) {
    this.tokens = tokens
  }

  whole(): Condition {
    const condition = this.either()
    const rest = this.tokens[this.at]
    if (rest !== undefined) throw new Fault(`has ${shown(rest)} where 'and', 'or' or its end should be`)
    return condition
  }

  private either(): Condition {
    const parts = [this.both()]
    while (this.takes('or')) parts.push(this.both())
    return (variable) => {
      for (const part of parts) {
        const names = part(variable)
        if (names !== undefined) return names
      }
      return undefined
    }
  }

  private both(): Condition {
    const parts = [this.one()]
    while (this.takes('and')) parts.push(this.one())
    return (variable) => {
      const names: string[] = []
      for (const part of parts) {
        const those = part(variable)
        if (those === undefined) return undefined
        names.push(...those)
      }
      return names
    }
  }

  private one(): Condition {
    if (this.takes('(')) return this.inner()
    const left = this.operand()
    const operator = this.operator()
    const right = this.operand()
    return comparison(left, operator, right)
  }

  private inner(): Condition {
    this.depth += 1
    if (this.depth > deepest) throw new Fault(`is nested deeper than ${deepest} levels`)
    const condition = this.either()
    if (!this.takes(')')) throw new Fault("has a '(' that is not closed")
    this.depth -= 1
    return condition
  }

  private operand(): Operand {
    const token = this.next('a name or a text in quotes')
    if (token.kind === 'text') return { kind: 'text', value: token.value }
    if (token.kind !== 'name') throw new Fault(`has ${shown(token)} where a name or a text in quotes should be`)
    if (ofRequirements.includes(token.value)) throw new Fault(`asks for '${token.value}', which only requirements have`)
    const name = formerNames.get(token.value) ?? token.value
    this.names.add(name)
    return { kind: 'name', value: name }
  }

  private operator(): MarkerOperator {
    const token = this.next('a comparison')
    const operator = token.kind === 'sign' ? parseMarkerOperator(token.value) : undefined
    return operator ?? this.refuseOperator(token)
  }

  private refuseOperator(token: MarkerToken): never {
    throw new Fault(`has ${shown(token)} where a comparison should be (==, !=, <, <=, >, >=, ~=, in, not in)`)
  }

  private next(what: string): MarkerToken {
    const token = this.tokens[this.at]
    if (token === undefined) throw new Fault(`ends where ${what} should be`)
    this.at += 1
    return token
  }

  private takes(sign: string): boolean {
    const token = this.tokens[this.at]
    const isIt = token?.kind === 'sign' && token.value === sign
    if (isIt) this.at += 1
    return isIt
  }
}

function comparison(left: Operand, operator: MarkerOperator, right: Operand): Condition {
  if (left.kind === right.kind) throw new Fault(twoOfAKind(left, right))
  if (left.kind === 'text' && operator === '~=') throw new Fault('has a ~= without a version after it')
  const { value: text } = left.kind === 'text' ? left : right
  if (lacksVersion(operator, text)) throw new Fault(`orders by '${text}' (${operator}), which is no version that could be compared so`)
  const names = [left, right].flatMap(({ kind, value }) => (kind === 'name' ? [value] : []))
  const isOfJob = names.some((name) => !isMarkerName(name))
  const plain = isOfJob ? unfolded : (text: string): string => text
  return (variable) => {
    const valueOf = ({ kind, value }: Operand): string => plain(kind === 'name' ? variable(value) : value)
    return compareMarked(valueOf(left), operator, valueOf(right)) ? names : undefined
  }
}

/** Azure writes `True` where an expression gave the value, and `true` where YAML did. */
function unfolded(text: string): string {
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text
}

function twoOfAKind(left: Operand, right: Operand): string {
  if (left.kind === 'text') return `compares two texts, '${left.value}' and '${right.value}'`
  return `compares two names, ${left.value} and ${right.value}: texts stand in quotes`
}

function shown({ kind, value }: MarkerToken): string {
  return kind === 'text' ? `the text '${value}'` : `'${value}'`
}
