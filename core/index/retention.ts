/** How many development versions of a project stay in an index. */
export type Keep = { readonly kind: 'versions'; readonly count: number } | { readonly kind: 'days'; readonly count: number }

/** Reads `10` (versions) or `30d` (days); at least one. Undefined for anything else. */
export function parseKeep(text: string): Keep | undefined {
  const [, digits, days] = /^(\d{1,6})(d?)$/.exec(text.trim()) ?? []
  const count = Number(digits)
  return digits === undefined || count < 1 ? undefined : { kind: days === 'd' ? 'days' : 'versions', count }
}
