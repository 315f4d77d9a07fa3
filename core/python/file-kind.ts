/** Whether a file is named as wheels are (PEP 427); what its name says, and whether it says anything, is `parseWheelName`'s to tell. */
export function isWheelFile(name: string): boolean {
  return name.endsWith('.whl')
}

/** How an sdist ends: `.tar.gz` (PEP 625), or `.zip` as some were made before; undefined for what is none by its name. */
export function sdistEnding(name: string): '.tar.gz' | '.zip' | undefined {
  return name.endsWith('.tar.gz') ? '.tar.gz' : name.endsWith('.zip') ? '.zip' : undefined
}

/** The name of an sdist without its ending, as the folder on its top is named; empty for what is none. */
export function sdistStem(name: string): string {
  const ending = sdistEnding(name)
  return ending === undefined ? '' : name.slice(0, -ending.length)
}
