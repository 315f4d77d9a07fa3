/** The beginning of what somebody else wrote, as much as people read: a quoted name, header or message may be as long as its file. */
export function inShort(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}\u2026` : text
}
