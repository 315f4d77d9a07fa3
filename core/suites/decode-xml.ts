/**
 * The text of an XML file: by its byte order mark (PowerShell writes UTF-16), else by the encoding that it declares, else UTF-8 (XML 1.0,
 * appendix F). Bytes that are none of that encoding become replacement characters.
 */
export function decodeXml(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes)
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const [, name = ''] = /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(head) ?? []
  // Who declares UTF-16 and can be read so far has not written it.
  return /^(?:$|utf-?16)/i.test(name) || !isKnown(name) ? 'utf-8' : name
}

function isKnown(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}
