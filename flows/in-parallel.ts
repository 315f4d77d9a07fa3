/** `work` for every item, at most `most` at a time, results in the order of the items. The first failure is thrown once what runs has ended; nothing new is begun after it. */
export async function inParallel<T, R>(items: readonly T[], most: number, work: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const failures: unknown[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const at = next++
      try {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `at` is below the length
        results[at] = await work(items[at] as T, at)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
  if (failures.length > 0) throw failures[0]
  return results
}
