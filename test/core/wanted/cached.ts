import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { BuildReason, Decision } from '../../../core/wanted/decision.ts'
import type { Target, Wanted } from '../../../core/wanted/wanted.ts'
import { plainMaking, version } from './rows.ts'

/** A row that can be built, of an sdist. */
export function target(row: Wanted, text = '1.0'): Target {
  const source = { kind: 'sdist' as const, url: `https://files.test/${row.name}-${text}.tar.gz`, sha256: sha256Of(row.name) }
  return { row, version: version(text), source, making: plainMaking }
}

/** Where a cache keeps it. */
export function refTo({ name }: Pick<Wanted, 'name'>, stale: CacheRef['stale'] = []): CacheRef {
  return { key: sha256Of(`key of ${name}`), place: `wheels/${name}/unit`, stale }
}

export function build(row: Wanted, more: { readonly why?: BuildReason; readonly by?: string; readonly seconds?: number } = {}): Decision {
  const cached = { ref: refTo(row), seconds: more.seconds }
  return { kind: 'build', row, target: target(row), why: more.why ?? 'cold', by: more.by ?? 'its recipe changed', cached }
}

export function restore(row: Wanted, why: 'warm' | 'failed' = 'warm', seconds?: number): Decision {
  return { kind: 'restore', row, target: target(row), why, cached: { ref: refTo(row), seconds } }
}
