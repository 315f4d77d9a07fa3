/** An address as it may stand in a log or a message: no user, password, query or fragment. What is no address stays, but for what stands before an `@`. */
export function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  // `me:pw@host` parses, with `me:` as its scheme and the rest as an opaque path
  if (url === undefined || !/^[a-z0-9+.-]+:\/\//i.test(address)) return address.replaceAll(/(?<![^/\s])[^/\s]*@/g, '')
  return `${url.protocol}//${url.host}${url.pathname}`
}
