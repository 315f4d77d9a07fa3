import assert from 'node:assert/strict'
import { decodeXml } from '../../../core/suites/decode-xml.ts'

const utf16 = (text: string, bigEndian = false): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return bigEndian ? bytes.swap16() : bytes
}
const declared = (encoding: string, text = '<a>é</a>'): string => `<?xml version="1.0" encoding="${encoding}"?>${text}`

describe('the text of an XML file', () => {
  const read: [what: string, bytes: Uint8Array, expected: string][] = [
    ['UTF-8', Buffer.from('<a>é🐍</a>'), '<a>é🐍</a>'],
    ['UTF-8 with a mark', Buffer.from('\ufeff<a>é</a>'), '<a>é</a>'],
    ['UTF-8 that says so', Buffer.from(declared('utf-8')), declared('utf-8')],
    ['UTF-16 as PowerShell writes it', utf16('<a>é🐍</a>'), '<a>é🐍</a>'],
    ['UTF-16, big end first', utf16('<a>é</a>', true), '<a>é</a>'],
    ['what is declared', Buffer.from(declared('ISO-8859-1'), 'latin1'), declared('ISO-8859-1')],
    ['an encoding that nobody knows', Buffer.from(declared('klingon')), declared('klingon')],
    ['UTF-8 that says it is UTF-16', Buffer.from(declared('UTF-16')), declared('UTF-16')],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0xff, 0x3e]), '<\ufffd>'],
    ['nothing', new Uint8Array(), ''],
  ]
  for (const [what, bytes, expected] of read) it(`is read of ${what}`, () => assert.equal(decodeXml(bytes), expected))
})
