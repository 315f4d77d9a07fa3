/** One figure: how many times what it is measured beside, and the most it should be. */
export interface Row {
  readonly what: string
  readonly beside: string
  readonly ratio: number
  readonly most: number
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
