import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

// Loaded by mocha before all tests. Once the loop has drained there is nothing left to wait for, and Node 20 can spin for
// ever while it frees its environment (Environment::CleanupHandles, seen here after 4,000 tests): so it is left, not freed.
// A server that a test forgot keeps the loop alive and is still found out.
process.once('beforeExit', () => process.exit())

// pyenv's `python3` is a script that looks for the real one at every start, at six times its time: tests start it hundreds of times.
const found = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'python3'))
const python = found.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
if (python !== undefined && readFileSync(python).subarray(0, 2).toString() === '#!') goBefore(python)

/** Puts the folder of the interpreter that a script stands for first on PATH, as pyenv does for what it starts. */
function goBefore(script: string): void {
  const { stdout, status } = spawnSync(script, ['-I', '-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' })
  if (status === 0) process.env['PATH'] = [dirname(stdout.trim()), process.env['PATH']].join(delimiter)
}

/** Workers of a parallel run are ended by mocha, and would end a forgotten server with them: so each looks for one itself. */
export const mochaHooks = {
  afterAll(): void {
    const open = process.getActiveResourcesInfo().filter((one) => one === 'TCPServerWrap').length
    if (open > 0) throw new Error(`${open} servers are still open: close them in \`after\`.`)
  },
}
