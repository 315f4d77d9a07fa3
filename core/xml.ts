import { Parser } from 'htmlparser2'
import { Problem } from './problem.ts'

/** Takes what an XML document holds, in its order. */
export interface XmlReader {
  /** An element begins: its name as it is written, a prefix too. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  close?(name: string): void
  /** A part of the text of the innermost open element; one text may come in many parts. */
  text?(text: string): void
}

/**
 * Reads an XML document whole. One that is cut short, not closed as it was opened, without an element, deeper than 100 elements, beyond 100
 * million characters, or that declares entities of its own is `FILE_INVALID`, with its line; `source` names it for people. Entities but those
 * of XML itself stay as they are written, and namespaces are not resolved. An end tag of what was never opened is passed over.
 */
export function readXml(text: string, source: string, on: XmlReader): void {
  if (text.length > longest) refuse(source, `has more than ${longest} characters`)
  const open: string[] = []
  let roots = 0
  let openedAt = -1
  const broken = (says: string): never => refuse(`${source}, line ${lineAt(text, parser.startIndex)}`, says)
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length === 0 && ++roots > 1) broken('begins a second document')
        const odd = [name, ...Object.keys(attributes)].find((one) => !lawfulName.test(one))
        if (odd !== undefined) broken(`holds '${odd.slice(0, 100)}' where a name belongs`)
        if (open.push(name) > deepest) broken(`nests its elements deeper than ${deepest}`)
        openedAt = parser.endIndex
        on.open?.(name, attributes)
      },
      onclosetag(name, isImplied) {
        // An element that closes itself is told as implied too, but where it ends.
        if (isImplied && parser.endIndex !== openedAt) broken(`does not close <${name.slice(0, 100)}>: it is broken, or cut short`)
        open.pop()
        on.close?.(name)
      },
      ontext(part) {
        if (open.length > 0) on.text?.(part)
        else if (part.replace('\uFEFF', '').trim() !== '') broken('holds text outside of any element: it is no XML')
      },
      onprocessinginstruction(name, data) {
        if (/^!doctype/i.test(name) && /<!|\[/.test(data)) broken('declares entities or types of its own, which are not read')
      },
    },
    { xmlMode: true },
  )
  parser.write(text)
  parser.end()
  if (roots === 0) refuse(source, text.trim() === '' ? 'is empty' : 'holds no element: it is no XML')
}

/** A text as XML writes it. What XML has no character for (XML 1.0, production 2) is a replacement character: a strict reader would refuse the whole. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** A text as XML writes it between double quotes. Line ends and tabs are kept: a reader would make blanks of them. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')
}

/** No report nests as deep; each level costs the parser a walk. */
const deepest = 100
const longest = 100_000_000
/** XML 1.0, production 5, less its rarer letters. */
const lawfulName = /^[\p{L}_:][\p{L}\p{N}_:.\u00b7-]*$/u

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

function refuse(place: string, says: string): never {
  throw new Problem('FILE_INVALID', `${place} ${says}.`, 'See what wrote it, and whether that came to its end.')
}
