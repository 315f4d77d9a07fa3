import picomatch from 'picomatch'
import { nearest } from '../nearest.ts'
import { Problem } from '../problem.ts'

const cells = ['pool', 'vmImage', 'container'] as const

/** Which agents build for the platform tags that a glob matches. */
export interface AgentRule {
  readonly glob: string
  readonly cells: Readonly<Partial<Record<(typeof cells)[number], string>>>
}

/** Reads lines `win_* = vmImage=windows-2022` or `linux_* = pool=Linux pool, container=builder`; anything else is `INPUT_INVALID`. */
export function parseAgents(lines: readonly string[]): AgentRule[] {
  return lines.map((line) => {
    const [, glob, rest] = /^([^\s=]+)\s*=\s*(\S.*)$/.exec(line) ?? []
    if (glob === undefined || rest === undefined) return refuse(line, 'Write for example win_* = vmImage=windows-2022.')
    return { glob, cells: Object.fromEntries(rest.split(',').map((part) => cellOf(part, line))) }
  })
}

/**
 * The cells of one leg: of the first rule whose glob matches its platform tag, ignoring case. All legs get the same cells, empty where a rule
 * has none (an empty container is none). A platform without a rule is `INPUT_INVALID`: its jobs would wait for an agent that nobody named.
 */
export function agentCells(rules: readonly AgentRule[], platform: string): Record<string, string> {
  if (rules.length === 0) return {}
  const rule = rules.find(({ glob }) => picomatch.isMatch(platform, glob, { nocase: true }))
  if (rule === undefined)
    throw new Problem(
      'INPUT_INVALID',
      `The input 'agents' has no line for the platform ${platform}.`,
      'Add one, or end with a line for all others: * = vmImage=ubuntu-24.04.',
    )
  const used = cells.filter((cell) => rules.some((one) => one.cells[cell] !== undefined))
  return Object.fromEntries(used.map((cell) => [cell, rule.cells[cell] ?? '']))
}

function cellOf(part: string, line: string): [string, string] {
  const [name = '', ...value] = part.split('=').map((one) => one.trim())
  const cell = cells.find((one) => one.toLowerCase() === name.toLowerCase())
  const meant = nearest(name, cells)
  if (cell === undefined) return refuse(line, meant === undefined ? `It takes ${cells.join(', ')}.` : `Did you mean '${meant}'?`)
  return [cell, value.join('=')]
}

function refuse(line: string, remedy: string): never {
  throw new Problem('INPUT_INVALID', `The input 'agents' has the line '${line}'.`, remedy)
}
