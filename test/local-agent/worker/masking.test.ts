import assert from 'node:assert/strict'
import fc from 'fast-check'
import { leaks, Masker } from '../../../local-agent/worker/masking.ts'

function masked(text: string, ...secrets: readonly string[]): string {
  const masker = new Masker()
  for (const secret of secrets) masker.add(secret)
  return masker.mask(text)
}

const CASES: readonly (readonly [what: string, text: string, secrets: readonly string[], expected: string])[] = [
  ['nothing', 'plain', [], 'plain'],
  ['a value', 'x hunter2 y', ['hunter2'], 'x *** y'],
  ['every place', 'aba', ['a'], '***b***'],
  ['overlapping hits as one', 'abcde', ['abc', 'cde'], '***'],
  ['touching hits as one', 'abcd', ['ab', 'cd'], '***'],
  ['a value within a value', 'abcd', ['abcd', 'bc'], '***'],
  ['a value that overlaps itself', 'xaaay', ['aa'], 'x***y'],
  ['hits with something between', 'abxcd', ['ab', 'cd'], '***x***'],
  ['the JSON form', String.raw`{"p":"pa\"ss"}`, ['pa"ss'], '{"p":"***"}'],
  ['the URI form', 'q=a%20b%2Fc', ['a b/c'], 'q=***'],
  ['the URI form of what JavaScript leaves', 'q=%21%27%28%29%2A', ["!'()*"], 'q=***'],
  ['a form without its backslashes', 'a\\b', ['a\\\\b'], '***'],
  ['no other case', 'HUNTER2', ['hunter2'], 'HUNTER2'],
  ['not an empty secret', 'text', [''], 'text'],
  ['a password in a URL', 'https://user:pa55@host/x', [], 'https://user:***@host/x'],
  ['several passwords in URLs', 'ftp://a:b@c git://d:e@f', [], 'ftp://a:***@c git://d:***@f'],
  ['no port', 'https://host:8080/x', [], 'https://host:8080/x'],
]

describe('Masker', () => {
  for (const [what, text, secrets, expected] of CASES) it(`masks ${what}`, () => assert.equal(masked(text, ...secrets), expected))

  const INITIAL: readonly (readonly [what: string, secret: string, seen: string])[] = [
    ['as it is', 'hunter2', 'hunter2'],
    ['without its quotes', '"hunter2"', 'hunter2'],
    ['trimmed', ' hunter2 ', 'hunter2'],
    ['as command data', 'a%b\nc', 'a%AZP25b%0Ac'],
    ['with newlines escaped only', 'a%b\nc', 'a%b%0Ac'],
    ['in base64', 'hunter2', Buffer.from('hunter2').toString('base64')],
  ]
  for (const [what, secret, seen] of INITIAL)
    it(`knows a secret of the job message ${what}`, () => {
      const masker = new Masker()
      masker.addInitial(secret)
      assert.equal(masker.mask(`<${seen}>`), '<***>')
    })

  it('knows a later secret neither trimmed nor in base64', () => {
    const text = `hunter2 ${Buffer.from(' hunter2 ').toString('base64')}`
    assert.equal(masked(text, ' hunter2 '), text)
  })

  it('ignores a blank secret of the job message', () => {
    const masker = new Masker()
    masker.addInitial('  ')
    assert.equal(masker.mask('a  b'), 'a  b')
  })

  it('lets no secret through, whatever is around it', () => {
    // `*` would be found again in the mask itself.
    const secret = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.includes('*'))
    fc.assert(
      fc.property(fc.array(secret, { minLength: 1 }), fc.string(), (secrets, between) => {
        const text = secrets.join(between)
        const rest = masked(text, ...secrets).split('***')
        for (const one of secrets) for (const piece of rest) assert.ok(!piece.includes(one))
      }),
    )
  })
})

describe('leaks', () => {
  const secret = 'pa"ss word'
  const forms = {
    raw: secret,
    base64: Buffer.from(secret).toString('base64'),
    json: JSON.stringify(secret),
    url: encodeURIComponent(secret),
  }
  for (const [what, form] of Object.entries(forms))
    it(`finds the ${what} form`, () => assert.deepEqual(leaks(['other', secret], Buffer.from(`…${form}…`)), [secret]))

  it('finds nothing where nothing is', () => assert.deepEqual(leaks([secret], Buffer.from('pa ss')), []))
})
