import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import type { Choice } from '../../../../core/changes/select/selection.ts'
import { leaveFiles } from '../../../../tasks/GenerateMatrix/changes/leave-files.ts'
import { local } from '../../../core/changes/local.ts'
import { recordingLog } from '../../../fakes/recording-log.ts'
import { recordingPipeline } from '../../../fakes/recording-pipeline.ts'

describe('files of PackageInfo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'info-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  async function leave(artifacts: readonly string[], output: string): Promise<string[]> {
    const choices = artifacts.map((artifact, at): Choice => ({ package: local(`p${at}`, { artifact }), as: 'direct', reason: undefined }))
    const files = localFiles(join(folder, 'temp'))
    const ports = { files, log: recordingLog(), pipeline: recordingPipeline(), sources: folder }
    const unknown = { kind: 'unknown', says: 'nobody knows', head: '' } as const
    await leaveFiles(unknown, { choices, unclaimed: [], notes: [] }, { diffOutput: undefined, packageInfoOutput: output }, ports, new Set())
    return readdirSync(join(folder, output)).sort()
  }

  const cases: [what: string, artifacts: readonly string[], names: readonly string[]][] = [
    ['the artifacts', ['azure-core', 'azure_storage.blob'], ['azure-core.json', 'azure_storage.blob.json']],
    ['names that differ ignoring case', ['Core', 'core', 'CORE', 'core_2'], ['CORE_3.json', 'Core.json', 'core_2.json', 'core_2_2.json']],
    ['names that a file may have', ['../a', '..', '.b', 'c:d'], ['_.json', '__a.json', '_b.json', 'c_d.json']],
  ]
  for (const [at, [what, artifacts, names]] of cases.entries())
    it(`are named by ${what}`, async () => assert.deepEqual(await leave(artifacts, String(at)), [...names].sort()))
})
