/** How often, in milliseconds, it is asked whether the agent still lives. */
const beat = 1000

/**
 * Tells once that the agent which started this process is gone: nobody reads its output any more, and no post-job step will come. On Windows only
 * the broken output tells.
 */
export function onAbandoned(then: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => (process.platform === 'win32' || process.ppid === parent ? undefined : told()), beat).unref()
  const told = (): void => {
    clearInterval(timer)
    then()
  }
  // Without a listener a write that nobody reads would end this process with all that it has begun.
  process.stdout.on('error', told)
}
