import assert from 'node:assert/strict'
import fc from 'fast-check'
import { entriesBelow, entryKinds, entryName, fileName, parseEntryName, placeOf, secondsName } from '../../../core/cache/place.ts'
import { parseCacheRef } from '../../../core/pipeline/cache-ref.ts'
import { Field } from '../../../core/json.ts'
import { sha256Of } from '../../../core/sha256.ts'

const key = sha256Of('key')
const anyPart = fc
  .tuple(fc.constantFrom('', 'nul.'), fc.string({ minLength: 1, maxLength: 120, size: 'max' }))
  .map((parts) => parts.join(''))
const anyPlace = fc.tuple(anyPart, anyPart, anyPart)

describe('a place', () => {
  const table: [parts: [string, string, string], expected: string][] = [
    [['wheels', 'harbour-core', 'linux_python3-1a2b3c4d'], 'wheels/harbour-core/linux_python3-1a2b3c4d'],
    [['Wheels', 'Spam', 'cp312-Win_AMD64'], 'wheels/spam/cp312-win_amd64'],
    [['a/b', '..', '.hidden.'], 'a_b/_/_hidden_'],
    [['a b\u00e4\n', '\u{1F980}', '...'], 'a_b_/_/_'],
    [['aux', 'con.x', 'nul'], 'aux_/con_.x/nul_'],
    [['x', `${'y'.repeat(99)}..`, 'com10'], `x/${'y'.repeat(99)}_/com10`],
    [['x', 'y'.repeat(300), 'z'], `x/${'y'.repeat(100)}/z`],
    [['x', 'y', `con.${'z'.repeat(96)}`], `x/y/con_.${'z'.repeat(95)}`],
  ]
  for (const [parts, expected] of table) it(JSON.stringify(parts).slice(0, 60), () => assert.equal(placeOf(...parts), expected))

  it('is one that a plan may hand on, whatever it is made of', () => {
    fc.assert(
      fc.property(anyPlace, (parts) => {
        const place = placeOf(...parts)
        assert.equal(parseCacheRef(new Field({ key, place }, 'plan', 'PLAN_INVALID')).place, place)
      }),
    )
  })
})

describe('the objects of an entry', () => {
  const place = 'wheels/spam/linux'

  it('have names that are read back', () => {
    for (const kind of entryKinds) assert.deepEqual(parseEntryName(entryName(place, key, kind)), { place, key, kind })
    for (const seconds of [0, 1, 44, 604_800]) assert.deepEqual(parseEntryName(secondsName(place, key, seconds)), { place, key, seconds })
  })

  it('are below their place, but for the files', () => {
    for (const name of [entryName(place, key, 'whole'), secondsName(place, key, 3)]) assert.ok(name.startsWith(entriesBelow(place)))
    assert.equal(fileName(place, key, sha256Of('x')), `files/${place}/${key}/${sha256Of('x')}`)
  })

  it('tell whole seconds, none below nothing', () => {
    const told = [-3, 0.4, 0.5, 44.6].map((seconds) => parseEntryName(secondsName(place, key, seconds)))
    assert.deepEqual(
      told.map((one) => one !== undefined && 'seconds' in one && one.seconds),
      [0, 0, 1, 45],
    )
  })

  const strangers = [
    '',
    'entries/',
    `entries/${key}.json`,
    `entries/${place}/${key}`,
    `entries/${place}/${key}.whole.json`,
    `entries/${place}/${key}.other.json`,
    `entries/${place}/${key}.-1s`,
    `entries/${place}/${key}.1.5s`,
    `entries/${place}/${key}.1234567890s`,
    `entries/${place}/${key.toUpperCase()}.json`,
    `entries/${place}/${key}.json.tmp`,
    `files/${place}/${key}/${key}`,
    `x/entries/${place}/${key}.json`,
  ]
  for (const name of strangers)
    it(`are not ${name.replaceAll(key, 'KEY') || 'nothing'}`, () => assert.equal(parseEntryName(name), undefined))
})
