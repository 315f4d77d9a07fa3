// Loaded by mocha before all tests. Once the loop has drained there is nothing left to wait for, and Node 20 can spin for
// ever while it frees its environment (Environment::CleanupHandles, seen here after 4,000 tests): so it is left, not freed.
// A server that a test forgot keeps the loop alive and is still found out.
process.once('beforeExit', () => process.exit())

/** Workers of a parallel run are ended by mocha, and would end a forgotten server with them: so each looks for one itself. */
export const mochaHooks = {
  afterAll(): void {
    const open = process.getActiveResourcesInfo().filter((one) => one === 'TCPServerWrap').length
    if (open > 0) throw new Error(`${open} servers are still open: close them in \`after\`.`)
  },
}
