import assert from 'node:assert/strict'
import fc from 'fast-check'
import { approvalCode, statesCode } from '../../../../core/release/approval/approval-code.ts'
import { sha256Of, parseSha256, type Sha256 } from '../../../../core/sha256.ts'

const hex = (text: string): Sha256 => parseSha256(text.padEnd(64, '0')) ?? assert.fail()
const digests = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => sha256Of(bytes))

describe('approvalCode', () => {
  for (const [first, code] of [
    ['00000000000000000000', '0000-0000-0000-0000'],
    ['ffffffffffffffffffff', 'ZZZZ-ZZZZ-ZZZZ-ZZZZ'],
    ['00443214c74254b635cf', '0123-4567-89AB-CDEF'],
    ['84653a56d7c675be77df', 'GHJK-MNPQ-RSTV-WXYZ'],
    ['80000000000000000001', 'G000-0000-0000-0001'],
  ] as const)
    it(`${first} is ${code}`, () => assert.equal(approvalCode(hex(first)), code))

  it('is of the first 80 bits alone', () =>
    assert.equal(approvalCode(hex('ab'.repeat(10) + 'ff')), approvalCode(hex('ab'.repeat(10) + '01'))))
  it('has the letters of Crockford only', () =>
    fc.assert(fc.property(digests, (digest) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(approvalCode(digest)))))
})

describe('statesCode', () => {
  const digest = hex('00443214c74254b635cf')
  for (const comment of [
    '0123-4567-89AB-CDEF',
    '0123-4567-89ab-cdef',
    '0123456789abcdef',
    'O123-4567-89AB-CDEF',
    'oi23 4567 89ab cdef',
    'OL23 4567 89AB CDEF',
    'o|23'.replace('|', 'l') + '-4567-89AB-CDEF',
    'Checked by me: 0123-4567-89AB-CDEF.',
    '0123 - 4567\n- 89AB\t- CDEF',
    '0123–4567—89AB‑CDEF',
    '0123 4567 89AB CDEF',
    '`0123-4567-89AB-CDEF`',
    '０１２３-4567-89AB-CDEF',
    digest,
    digest.toUpperCase(),
    `sha256:${digest}`,
    `${digest.slice(0, 32)} ${digest.slice(32)}`,
  ])
    it(`finds it in '${comment}'`, () => assert.ok(statesCode(comment, digest)))

  for (const comment of [
    '',
    'ok',
    '0123-4567-89AB-CDE',
    '0123-4567-89AB-CDEG',
    '123-4567-89AB-CDEF',
    'CDEF-89AB-4567-0123',
    '0123-4567, then 89AB-CDEF',
    digest.slice(0, 63),
    digest.slice(0, 20),
    approvalCode(hex('01')),
  ])
    it(`does not find it in '${comment}'`, () => assert.ok(!statesCode(comment, digest)))

  it('finds every code as it was printed, in any company', () =>
    fc.assert(
      fc.property(digests, fc.string(), fc.string(), (one, before, after) => statesCode(`${before} ${approvalCode(one)} ${after}`, one)),
    ))
  it('finds it with letters confused and dashes lost', () =>
    fc.assert(
      fc.property(digests, (one) =>
        statesCode(approvalCode(one).replaceAll('-', '').replaceAll('0', 'o').replaceAll('1', 'l').toLowerCase(), one),
      ),
    ))
  it('never takes the code of another digest', () =>
    fc.assert(fc.property(digests, digests, (one, other) => one === other || !statesCode(approvalCode(one), other))))
})
