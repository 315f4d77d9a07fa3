import { unescaped } from './unescaped.ts'

/** The file name that an address ends in, percent-decoded where that is possible; empty where it is no address or names a folder. */
export function fileNameOf(url: string): string {
  return URL.canParse(url) ? unescaped(new URL(url).pathname.split('/').at(-1) ?? '') : ''
}
