import type { WheelContents } from '../../core/wheel/contents.ts'
import { sha256Of } from '../../core/sha256.ts'
import { keepMember } from '../../core/wheel/kept.ts'
import { type WheelChange, wheelMembers } from './wheel-bytes.ts'

/** What reading a sound wheel of that name yields, changed as asked. */
export function wheelContents(file: string, change: WheelChange = {}): WheelContents {
  const members = wheelMembers(file, change)
  return {
    size: 1000,
    sha256: sha256Of(file),
    entries: [...members].map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256Of(bytes) })),
    members: new Map([...members].filter(([path]) => keepMember(path))),
  }
}
