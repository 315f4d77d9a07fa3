import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { fingerprint, type KeyInput, listValue } from '../../../core/cache/fingerprint.ts'

/** Texts that are near each other when they are only joined: digits, the signs between parts, halves of a pair, letters of several bytes. */
const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom('1', '2', ':', ',', '!', '"', 'a', '\n', '\0', '\ud83e', '\udd80', '\ufffd', 'ä', 'a\u0308'),
    maxLength: 6,
  }),
  fc.string(),
)
const anyInputs = fc.uniqueArray(fc.record({ name: anyText, value: anyText }), { selector: ({ name }) => name, maxLength: 6 })
const keyOf = (inputs: readonly KeyInput[]): string => fingerprint(inputs).key

describe('the key of some inputs', () => {
  it('has bytes that never change: the digest of the format, and of names and values as netstrings', () => {
    const text = 'wheelworks-cache-1\n5:files,2:ab,6:python,4:3.12,4:salt,2:\u00e4,'
    const inputs = [
      { name: 'salt', value: '\u00e4' },
      { name: 'python', value: '3.12' },
      { name: 'files', value: 'ab' },
    ]
    assert.equal(keyOf(inputs), createHash('sha256').update(text).digest('hex'))
    assert.equal(keyOf(inputs), '5a760fa0903263e827d3bccd76d0ef5a16009c5fc560a7830b1cc4de9d1dee08')
  })

  it('does not know their order, and tells them by name', () => {
    fc.assert(
      fc.property(anyInputs, fc.infiniteStream(fc.nat()), (inputs, random) => {
        const turned = inputs.map((one) => ({ one, by: random.next().value ?? 0 })).sort((a, b) => a.by - b.by)
        const { key, inputs: told } = fingerprint(turned.map(({ one }) => one))
        assert.equal(key, keyOf(inputs))
        assert.deepEqual(
          told.map(({ name }) => name),
          inputs.map(({ name }) => name).sort(),
        )
      }),
    )
  })

  it('is another whatever one input is changed, taken away or added', () => {
    fc.assert(
      fc.property(anyInputs, fc.nat(), anyText, (inputs, at, text) => {
        const key = keyOf(inputs)
        const one = inputs[at % Math.max(1, inputs.length)]
        const others = inputs.filter((other) => other !== one)
        if (!inputs.some(({ name }) => name === text)) {
          assert.notEqual(keyOf([...inputs, { name: text, value: '' }]), key)
          if (one !== undefined) assert.notEqual(keyOf([...others, { ...one, name: text }]), key)
        }
        if (one === undefined) return
        assert.notEqual(keyOf(others), key)
        if (one.value !== text) assert.notEqual(keyOf([...others, { ...one, value: text }]), key)
      }),
    )
  })

  it('is the same for two lists only where they are the same', () => {
    const reference = (inputs: readonly KeyInput[]): string =>
      JSON.stringify(inputs.map(({ name, value }) => [name, value]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))
    fc.assert(
      fc.property(anyInputs, anyInputs, (one, other) => {
        assert.equal(keyOf(one) === keyOf(other), reference(one) === reference(other))
      }),
      { numRuns: 500 },
    )
  })

  it('is another where what stands in one part moves to the next', () => {
    const lists = [
      [{ name: 'a', value: 'bc' }],
      [{ name: 'ab', value: 'c' }],
      [
        { name: 'a', value: '' },
        { name: 'bc', value: '' },
      ],
      [
        { name: 'a', value: 'b' },
        { name: 'c', value: '' },
      ],
      [{ name: 'a', value: '1:b,' }],
      [
        { name: 'a', value: '1' },
        { name: 'b', value: ',' },
      ],
      [],
    ]
    assert.equal(new Set(lists.map(keyOf)).size, lists.length)
  })

  it('cannot be made of a name that stands twice', () =>
    assert.throws(
      () =>
        fingerprint([
          { name: 'a', value: '1' },
          { name: 'b', value: '' },
          { name: 'a', value: '1' },
        ]),
      /'a' .* twice/,
    ))
})

describe('a list as one value', () => {
  const anyList = fc.array(anyText, { maxLength: 4 })

  it('is the same for two lists only where they are the same', () => {
    fc.assert(
      fc.property(anyList, anyList, (one, other) =>
        assert.equal(listValue(one) === listValue(other), JSON.stringify(one) === JSON.stringify(other)),
      ),
      { numRuns: 500 },
    )
  })

  it('is another where a text is cut elsewhere, or the texts are in another order', () => {
    const lists = [
      [],
      [''],
      ['', ''],
      ['ab'],
      ['a', 'b'],
      ['b', 'a'],
      ['1:a,1:b,'],
      ['\ud83e'],
      ['\udd80'],
      ['\ufffd'],
      ['\ud83e', '\udd80'],
      ['\u{1F980}'],
    ]
    assert.equal(new Set(lists.map(listValue)).size, lists.length)
  })
})
