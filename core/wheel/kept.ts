/** Whether a member's bytes are needed to inspect a wheel: METADATA, WHEEL and RECORD of a `.dist-info` folder on top. */
export function keepMember(path: string): boolean {
  return /^[^/]+\.dist-info\/(?:METADATA|WHEEL|RECORD)$/.test(path)
}
