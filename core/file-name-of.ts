/** The file name that an address ends in, percent-decoded where that is possible; empty where it is no address or names a folder. */
export function fileNameOf(url: string): string {
  const part = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : ''
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
