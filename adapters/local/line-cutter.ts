/** A line longer than this, in characters, is passed on in parts. */
const longest = 64 * 1024

/**
 * Cuts text into lines as the agent does (`\n`, `\r\n` or a lone `\r`) as it comes. A `\r` at the end waits: it may be the first half
 * of `\r\n`. With `last` the rest is a line too.
 */
export function lineCutter(on: (line: string) => void): (text: string, last: boolean) => void {
  let rest = ''
  return (text, last) => {
    const held = rest + text
    const whole = last || !held.endsWith('\r') ? held : held.slice(0, -1)
    const parts = whole.split(/\r\n|\n|\r/)
    rest = (parts.pop() ?? '') + held.slice(whole.length)
    parts.forEach(on)
    if (rest !== '' && (last || rest.length > longest)) {
      on(rest)
      rest = ''
    }
  }
}
