import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** The end of the name of a file that is being written; whoever is killed in the midst of it leaves one behind. */
export const UNFINISHED = '.%new'

/** Writes a file, folders and all, whole or not at all. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}${UNFINISHED}`, content)
  renameSync(`${file}${UNFINISHED}`, file)
}
