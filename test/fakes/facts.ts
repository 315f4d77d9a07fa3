/** Keys of maps and places in lists that lead to a value. */
export type Keys = readonly (string | number)[]

/** Where every text, number and flag of a value stands. */
export function leaves(value: unknown, keys: Keys = []): Keys[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [keys]
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...keys, Array.isArray(value) ? Number(key) : key]))
}

/** A copy in which another value stands at one place. */
export function changed<T>(value: T, [key, ...rest]: Keys, change: (before: unknown) => unknown): T {
  if (key === undefined) return change(value) as T
  if (Array.isArray(value)) return value.map((one: unknown, at) => (at === key ? changed(one, rest, change) : one)) as T
  const record = value as Record<string, unknown>
  return { ...record, [key]: changed(record[key], rest, change) } as T
}

/** Another value of the same kind; by another number, another one. */
export function another(before: unknown, number = 1): unknown {
  if (typeof before === 'number') return before + 1000 * number
  return typeof before === 'boolean' ? !before : `other ${number}`
}
