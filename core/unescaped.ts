/** Text without its percent escapes, or as it stands where they are none (`50%`) or hide no UTF-8. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
