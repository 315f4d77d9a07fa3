import assert from 'node:assert/strict'
import type { RowResult } from '../../../core/build/result.ts'
import { rowsOfPackages } from '../../../core/build/row.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import type { Imported } from '../../../core/build/smoke.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'

function row(name: string): RowResult['row'] {
  const python = parseAskedPython('3.14')
  const [made] = rowsOfPackages([{ path: name, kind: 'folder' }], python === undefined ? [] : [python])
  assert.ok(made !== undefined)
  return made
}

/** A row that came to a pure wheel. */
export function built(name: string, size = 1234, imported: Imported = { kind: 'imported' }): RowResult {
  const file = { name: `${name}-1.0-py3-none-any.whl`, size, sha256: sha256Of(name), project: name, version: '1.0', tags: ['py3-none-any'] }
  return {
    kind: 'built',
    row: row(name),
    imported,
    tested: [],
    besides: [],
    suites: [],
    file: { ...file, source: name, seconds: 2.5, origin: 'built', release: true },
  }
}

/** A row that came to nothing. */
export function failed(name: string, message: string): RowResult {
  return {
    kind: 'failed',
    tried: true,
    row: row(name),
    problem: new Problem('BUILD_FAILED', message, 'Mend it.'),
    log: `${name}.log`,
    seconds: 1.5,
    suites: [],
  }
}
