/** All that comes, in its order: `Array.fromAsync`, which Node has from 22 on. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
