import assert from 'node:assert/strict'
import type { LocalPackage, Need } from '../../../core/changes/local-package.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { parseVersion } from '../../../core/python/version.ts'

/** A package of version 1.0 in `packages/<name>`, but for what a test is about. */
export function local(name: string, more: Partial<LocalPackage> = {}): LocalPackage {
  return {
    name,
    project: normalizeName(name),
    folder: `packages/${name}`,
    version: parseVersion('1.0'),
    versionTool: '',
    needs: [],
    service: '',
    artifact: name,
    group: '',
    triggers: [],
    ciFile: undefined,
    additional: [],
    configs: [],
    info: undefined,
    ...more,
  }
}

/** What a package needs, as a requirement says it. */
export function need(text: string, kind: Need['kind'] = 'run', isLocal = false): Need {
  const requirement = parseRequirement(text)
  assert.ok(requirement !== undefined)
  return { kind, of: kind === 'group' || kind === 'optional' ? 'dev' : '', requirement, local: isLocal }
}
