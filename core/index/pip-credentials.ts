/** The indexes that pip was told of by its variables (PipAuthenticate@1 sets them, with credentials). */
export function pipIndexes(environment: Readonly<Record<string, string | undefined>>): string[] {
  const told = [environment['PIP_INDEX_URL'], environment['PIP_EXTRA_INDEX_URL']]
  return told.flatMap((text) => (text ?? '').split(/\s+/)).filter((url) => URL.canParse(url))
}

/** A file's address with user and password of the first index at the same origin that has them, as pip does it; one with its own keeps them. */
export function withCredentials(url: string, indexes: readonly string[]): string {
  if (!URL.canParse(url)) return url
  const file = new URL(url)
  if (!/^https?:$/.test(file.protocol) || file.username !== '' || file.password !== '') return url
  const index = indexes
    .map((one) => new URL(one))
    .find(({ origin, username, password }) => origin === file.origin && username + password !== '')
  if (index === undefined) return url
  file.username = index.username
  file.password = index.password
  return file.href
}
