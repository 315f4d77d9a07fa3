/** Longer ones are no words, and of more nobody makes a slip of the pen: whoever writes them must not make it count for minutes. */
const mostLetters = 100
const mostKnown = 2000

/** The known word that was most likely meant, or undefined when none is near (at most a third of the letters differ). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > mostLetters) return undefined
  const given = word.toLowerCase()
  const ranked = known
    .filter(({ length }) => length <= mostLetters)
    .slice(0, mostKnown)
    .map((candidate) => ({ candidate, distance: distance(given, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(candidate.length, given.length) / 3)))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
  return ranked[0]?.candidate
}

/** Edit distance with swapped neighbours as one step (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, swapped))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
