import { Problem } from '../../problem.ts'
import type { LocalPackage } from '../local-package.ts'

const own: Readonly<Record<string, (one: LocalPackage) => string>> = {
  ArtifactName: ({ artifact }) => artifact,
  DirectoryPath: ({ folder }) => folder,
  Group: ({ group }) => group,
  Name: ({ name }) => name,
  ServiceDirectory: ({ service }) => service,
  Version: ({ version }) => version?.text ?? '',
}

/** What a package's PackageInfo holds under a key, whose case does not matter; a key that nobody knows is `INPUT_INVALID`. */
export function valueOfKey(one: LocalPackage, key: string): string {
  const isKey = (name: string): boolean => name.toLowerCase() === key.toLowerCase()
  const [, read] = Object.entries(own).find(([name]) => isKey(name)) ?? []
  if (read !== undefined) return read(one)
  const [, told] = Object.entries(one.info ?? {}).find(([name]) => isKey(name)) ?? []
  if (typeof told === 'string' || typeof told === 'number') return String(told)
  throw new Problem(
    'INPUT_INVALID',
    `The input 'packageKey' is '${key}', and the package ${one.name} has no such text.`,
    `Write one of ${Object.keys(own).join(', ')}, or what its PackageInfo holds.`,
  )
}
