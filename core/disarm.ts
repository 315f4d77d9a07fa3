/**
 * Makes one line of untrusted text harmless to the agent: no logging command, no decoration, no control character.
 * The agent finds `##vso[` anywhere in a line and `##[` at its start (agent sources, Command.cs; docs/preview/logdecorations.md).
 * Colours (SGR) stay; every other escape and control character goes. One line in, one line out.
 */
export function disarm(line: string): string {
  return line
    .replaceAll(/[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replaceAll(/\u001b(?!\[[0-9;]{0,32}m)/g, ' ')
    .replaceAll(/##(?=\s*(?:vso)?\[)/gi, '#_#')
}

/** Splits text as the agent's reader does (`\n`, `\r\n` or a lone `\r`) and disarms each line. */
export function disarmLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map((line) => disarm(line))
}
