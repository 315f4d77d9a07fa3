import { join } from 'node:path'
import { type Declaration, type NoPackage, readDeclaration } from '../../../core/changes/packages/declared.ts'
import type { Files } from '../../../core/ports.ts'

/** What the package files of a folder on this agent say, which messages call `told`; a broken one is `FILE_INVALID`. */
export async function declarationIn(folder: string, told: string, files: Pick<Files, 'kind' | 'read'>): Promise<Declaration | NoPackage> {
  const text = async (name: string): Promise<string | undefined> => {
    const bytes = await files.read(join(folder, name))
    return bytes && new TextDecoder().decode(bytes)
  }
  const [pyproject, setupCfg] = [await text('pyproject.toml'), await text('setup.cfg')]
  const hasScript = (await files.kind(join(folder, 'setup.py'))) === 'file'
  return readDeclaration({ folder: told, pyproject, setupCfg, hasScript })
}
