import type { Sha256 } from '../../sha256.ts'

/** Crockford's base 32: no I, L, O, U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * What an approver writes into the comment: the first 80 bits of a plan's digest as `7Q4K-M9XH-B2TD-0WZR`.
 * Eighty, because fewer could be met by grinding the bytes of a wheel.
 */
export function approvalCode(digest: Sha256): string {
  const bits = BigInt(`0x${digest.slice(0, 20)}`)
  const letters = Array.from({ length: 16 }, (_, at) => alphabet[Number((bits >> BigInt(5 * (15 - at))) & 31n)])
  return letters.join('').match(/.{4}/g)?.join('-') ?? ''
}

/** Whether a comment holds the code, in any case, with or without dashes and blanks, `O` for 0 and `I` or `L` for 1; the whole digest in hex counts too. */
export function statesCode(comment: string, digest: Sha256): boolean {
  const dense = comment.normalize('NFKC').replaceAll(/[\s\p{Pd}\u200b\u00ad]+/gu, '')
  if (dense.toLowerCase().includes(digest)) return true
  const read = dense.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return read.includes(approvalCode(digest).replaceAll('-', ''))
}
