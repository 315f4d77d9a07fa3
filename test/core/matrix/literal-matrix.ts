/** A matrix as JSON has it: lists of texts, or texts. */
export type Plain = Readonly<Record<string, string | readonly string[]>>

/** A file as JSON has it. */
export interface PlainFile {
  readonly matrix: Plain
  readonly include: readonly Plain[]
  readonly exclude: readonly Plain[]
}

type Cells = readonly (readonly [string, string])[]

/**
 * The rules word for word, however slow: the whole product is always made, a sparse selection is looked up in it by its row-major places, excludes are
 * multiplied out. What cannot be multiplied with what it imports is undefined.
 */
export function literalMatrix(
  file: PlainFile,
  imported: PlainFile | undefined,
  nonSparse: readonly string[] | undefined,
): Cells[] | undefined {
  const own = selected(file.matrix, nonSparse)
  const base = imported === undefined ? [] : literalMatrix(imported, undefined, nonSparse)
  const whole = base && combined(own, base)
  if (whole?.some((cells) => new Set(cells.map(([name]) => name)).size < cells.length)) return undefined
  const gone = file.exclude.flatMap(full).filter((cells) => cells.length > 0)
  const left = whole?.filter(
    (cells) => !gone.some((rule) => rule.every(([name, value]) => cells.some(([a, b]) => a === name && b === value))),
  )
  return left && [...left, ...file.include.flatMap(full)]
}

/** `undefined`: all. */
function selected(matrix: Plain, nonSparse: readonly string[] | undefined): Cells[] {
  if (nonSparse === undefined) return full(matrix)
  const part = (whole: boolean): Plain => Object.fromEntries(Object.entries(matrix).filter(([name]) => nonSparse.includes(name) === whole))
  return combined(full(part(true)), sparse(part(false)))
}

function full(matrix: Plain): Cells[] {
  const [first, ...rest] = Object.entries(matrix)
  if (first === undefined) return []
  const tail = rest.length === 0 ? [[]] : full(Object.fromEntries(rest))
  return [first[1]].flat().flatMap((value) => tail.map((cells) => [[first[0], value] as const, ...cells]))
}

function sparse(matrix: Plain): Cells[] {
  const sizes = Object.values(matrix).map((values) => [values].flat().length)
  const all = full(matrix)
  const most = Math.max(0, ...sizes)
  return Array.from({ length: most }, (_, at) => all[sizes.reduce((place, size) => place * size + (at % size), 0)] ?? [])
}

function combined(first: readonly Cells[], second: readonly Cells[]): Cells[] {
  if (first.length === 0) return [...second]
  return second.length === 0 ? [...first] : first.flatMap((one) => second.map((other) => [...one, ...other]))
}
