import { isSafeMemberPath, plainPath, staysInside } from '../safe-path.ts'
import { about, error, type Remark } from '../wheel/finding.ts'
import { judgeMembers } from '../wheel/members.ts'
import type { SdistEntry } from './contents.ts'

/** Whether all members can be unpacked side by side inside one folder, and no link leads out of it (the rules of PEP 721). A folder may be told twice. */
export function judgeSdistMembers(entries: readonly SdistEntry[]): Remark[] {
  const folders = new Set(entries.filter(({ kind }) => kind === 'folder').map(({ path }) => path))
  const rest = entries.filter(({ kind }) => kind !== 'folder').map(({ path }) => path)
  const leaving = entries.filter((entry) => !isHarmless(entry)).map(({ path, target }) => `${path} -> ${target}`)
  const special = entries.filter(({ kind }) => kind === 'other').map(({ path }) => path)
  return [
    ...judgeMembers([...folders, ...rest].filter((path) => path !== '' && path !== '/')),
    ...about(leaving, (told) => error('member-path', `its links would lead out of the folder it is unpacked to: ${told}`)),
    ...about(special, (told) => error('member-path', `it holds what is neither a file nor a folder: ${told}`)),
  ]
}

function isHarmless({ path, kind, target = '' }: SdistEntry): boolean {
  if (kind === 'link') return staysInside(path, target)
  return kind !== 'hard-link' || isSafeMemberPath(plainPath(target))
}
