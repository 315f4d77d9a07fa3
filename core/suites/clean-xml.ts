import { readXml, xmlAttribute, xmlText } from '../xml.ts'

/** A document as it may be kept. */
export interface CleanXml {
  /** The name of its outermost element. */
  readonly root: string
  readonly text: string
}

/**
 * Writes a document anew with all that it says put through `redact`, entities resolved, so that no spelling of a secret gets by; without
 * comments, instructions and characters that XML 1.0 has no place for, which would keep others from reading it. A broken one is `FILE_INVALID`.
 */
export function cleanXml(text: string, source: string, redact: (text: string) => string): CleanXml {
  const parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
  let root = ''
  let said = ''
  let isBare = false
  const names = new Map<string, string>()
  // A name may hold no asterisk.
  const named = (name: string): string => {
    const clean = names.get(name) ?? redact(name).replaceAll('*', '_')
    names.set(name, clean)
    return clean
  }
  const settle = (): void => {
    if (isBare) parts.push('>')
    isBare = false
    parts.push(xmlText(redact(said)))
    said = ''
  }
  readXml(text, source, {
    open(written, attributes) {
      const name = named(written)
      if (root === '') root = name
      else settle()
      const pairs = Object.entries(attributes).map(([key, value]) => ` ${named(key)}="${xmlAttribute(redact(value))}"`)
      parts.push(`<${name}${pairs.join('')}`)
      isBare = true
    },
    text(part) {
      said += part
    },
    close(written) {
      const name = named(written)
      const isEmpty = isBare && said === ''
      if (!isEmpty) settle()
      parts.push(isEmpty ? '/>' : `</${name}>`)
      isBare = false
    },
  })
  return { root, text: `${parts.join('')}\n` }
}
