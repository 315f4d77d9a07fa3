// Loaded by mocha before all tests. Once the loop has drained there is nothing left to wait for, and Node 20 can spin for
// ever while it frees its environment (Environment::CleanupHandles, seen here after 4,000 tests): so it is left, not freed.
// A server that a test forgot keeps the loop alive and is still found out.
process.once('beforeExit', () => process.exit())
