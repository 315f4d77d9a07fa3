/** Whether two ids or names of the service are one: agent and service write them in different case, never else; nothing equals nothing. */
export function sameId(a: string, b: string): boolean {
  return a !== '' && a.toLowerCase() === b.toLowerCase()
}
