/** Lets no more than `most` works be under way at once, whoever asks for them; the others wait in line. */
export function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => void waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed over, so that nobody who comes meanwhile takes it.
      if (next === undefined) running -= 1
      else next()
    }
  }
}
