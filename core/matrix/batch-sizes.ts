import { Problem } from '../problem.ts'
import { type Filter, parseFilter } from './filter.ts'

/** How many packages a leg holds, by its cells. */
export interface BatchSizes {
  readonly otherwise: number
  /** The first whose filter a leg passes holds. */
  readonly special: readonly { readonly filter: Filter; readonly size: number }[]
}

const usual = 10

/** Reads lines `10`, `Pool=.*windows.* = 5`; what is none is `INPUT_INVALID` of that input. A size that is an unresolved macro is not given. */
export function parseBatchSizes(lines: readonly string[], input: string): BatchSizes {
  const plain = lines.filter((line) => /^\d+$/.test(line))
  const special = lines.filter((line) => !/^\d+$/.test(line)).flatMap((line) => parseSpecial(line, input))
  if (plain.length > 1)
    throw new Problem(
      'INPUT_INVALID',
      `The input '${input}' holds several sizes: ${plain.join(', ')}.`,
      'Write one, and others as Cell=regex = size.',
    )
  return { otherwise: plain[0] === undefined ? usual : parseSize(plain[0], input), special }
}

function parseSpecial(line: string, input: string): BatchSizes['special'] {
  const [, condition = '', size = ''] = /^(.*\S)\s+=\s+(\S+)$/.exec(line) ?? []
  if (condition !== '' && /^\$\(.+\)$/.test(size)) return []
  return [{ filter: parseFilter(condition === '' ? line : condition, input), size: parseSize(size, input) }]
}

function parseSize(text: string, input: string): number {
  const size = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (size > 0) return size
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' holds the size '${text}'.`,
    'Write a whole number from 1 on, or lines such as Pool=windows = 5.',
  )
}
