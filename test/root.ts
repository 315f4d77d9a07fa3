import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The repository's root, wherever the compiled test lies. */
export const root = ((): string => {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, '.mocharc.json'))) folder = dirname(folder)
  return folder
})()
