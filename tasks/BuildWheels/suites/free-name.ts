/** A name that is free, of a report or a log: `spam-3.11-unit.junit.xml`, else `spam-3.11-unit.2.junit.xml`, and so on. */
export function freeName(name: string, isFree: (name: string) => boolean): string {
  const [, stem = name, ending = ''] = /^(.+?)((?:\.\w+)?\.xml|\.log)$/.exec(name) ?? []
  let free = name
  for (let nth = 2; !isFree(free); nth++) free = `${stem}.${nth}${ending}`
  return free
}
