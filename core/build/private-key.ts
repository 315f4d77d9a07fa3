import { Problem } from '../problem.ts'

/**
 * A private key as ssh reads it, from one whose newlines were lost on the way: secret variables hold one line, some tools write `\n` as two
 * characters, others CRLF. PEM (RFC 1421 header lines too) and OpenSSH's own form. What is no private key is `CREDENTIALS`; no part of it is told.
 */
export function repairKey(text: string): string {
  const found = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(text.replaceAll(/\\r|\\n/g, '\n'))
  const [, label = '', inside = ''] = found ?? []
  if (label === '') throw noKey(text)
  const { headers, body } = split(inside)
  const width = label === 'OPENSSH PRIVATE KEY' ? 70 : 64
  const lines = body.match(new RegExp(`.{1,${width}}`, 'g')) ?? []
  if (lines.length === 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(body)) throw noKey(text)
  const head = headers.length === 0 ? [] : [...headers, '']
  return [`-----BEGIN ${label}-----`, ...head, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** Of an encrypted PEM key two header lines stand before the base64; joined, they still begin with their names. */
function split(inside: string): { headers: string[]; body: string } {
  const found = locked.exec(inside)
  const [, long, longVector, short = '', shortVector = '', rest = inside] = found ?? []
  const headers = found === null ? [] : ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${long ?? short},${longVector ?? shortVector}`]
  return { headers, body: rest.replaceAll(/\s+/g, '') }
}

/** A vector is as long as its cipher's block, which tells it from base64 that stands right behind it. */
const locked =
  /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*(?:((?:AES|CAMELLIA|SEED)[A-Z0-9-]*),\s*([0-9A-F]{32})|(DES[A-Z0-9-]*),\s*([0-9A-F]{16}))([\s\S]*)$/

/** Whether a private key (in any form that `repairKey` takes) is locked by a passphrase. */
export function isEncrypted(text: string): boolean {
  const key = repairKey(text)
  if (/^Proc-Type: 4,ENCRYPTED$|BEGIN ENCRYPTED PRIVATE KEY/m.test(key)) return true
  if (!key.startsWith('-----BEGIN OPENSSH')) return false
  // PROTOCOL.key: "openssh-key-v1\0", then the cipher's name as a string with its length.
  const bytes = Buffer.from(key.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
  const at = 'openssh-key-v1\0'.length
  return bytes.length > at + 4 && bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)).toString('latin1') !== 'none'
}

function noKey(text: string): Problem {
  const is = /BEGIN [A-Z0-9 ]*PUBLIC KEY|^(?:ssh|ecdsa)-\S+ AAAA/.test(text)
    ? 'is a public key'
    : text.includes('PuTTY-User-Key-File')
      ? "is in PuTTY's form"
      : text.includes('-----BEGIN')
        ? 'is not whole'
        : 'is none'
  return new Problem(
    'CREDENTIALS',
    `What was given as the host's private key ${is}.`,
    'Give the whole text of an OpenSSH or PEM private key, with its BEGIN and END lines; lost newlines are no harm.',
  )
}
