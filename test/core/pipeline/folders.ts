import fc from 'fast-check'
import type { FolderLeg, LocalFolder } from '../../../core/pipeline/folder-leg.ts'

/** A package of the repository, but for what the test is about. */
export function localFolder(name: string, parts: Partial<LocalFolder> = {}): LocalFolder {
  return { name, folder: `packages/${name}`, local: [], ...parts }
}

/** A leg that builds spam, and before it eggs, but for what the test is about. */
export function folderLeg(parts: Partial<FolderLeg> = {}): FolderLeg {
  return {
    leg: 'linux_b1',
    commit: 'cd'.repeat(20),
    time: 1_700_000_000,
    packages: [localFolder('spam', { local: ['eggs'] })],
    dependencies: [localFolder('eggs')],
    ...parts,
  }
}

const text = fc.oneof(fc.string(), fc.constantFrom('$(x)', '\\$(', '##vso[x]', 'é "\n%', '.', ''))
const place = fc.oneof(
  fc.constantFrom('.', 'a', 'sdk/$(x)', '##vso[x]/é "%', '..a/b..'),
  fc.stringMatching(/^[a-z$( ]{1,5}(?:\/[a-z.[\]]{3,5}x)?$/),
)
const anyFolder: fc.Arbitrary<LocalFolder> = fc.record(
  { name: text, key: text, folder: place, local: fc.array(text, { maxLength: 2 }) },
  { requiredKeys: ['name', 'folder', 'local'], noNullPrototype: true },
)
const folders = fc.array(anyFolder, { maxLength: 3 })

export const anyFolderLeg: fc.Arbitrary<FolderLeg> = fc.record(
  { leg: text, commit: text, time: fc.nat(), packages: folders, dependencies: folders },
  { noNullPrototype: true },
)
