import assert from 'node:assert/strict'
import { nearest } from '../../core/nearest.ts'

describe('nearest', () => {
  const known = ['platform_tag', 'platform_instance', 'platform_arch', 'python', 'abi']
  const table: [string, string | undefined][] = [
    ['platform_tga', 'platform_tag'],
    ['Python', 'python'],
    ['pyhton', 'python'],
    ['abi3', 'abi'],
    ['platform-arch', 'platform_arch'],
    ['colour', undefined],
    ['', undefined],
  ]
  for (const [word, expected] of table) it(`${word} -> ${expected}`, () => assert.equal(nearest(word, known), expected))

  it('compares no words of more than a hundred letters', () => {
    const long = 'x'.repeat(101)
    assert.equal(nearest(long, [long]), undefined)
    assert.equal(nearest('xx', [long, 'x']), 'x')
    const huge = 'x'.repeat(1_000_000)
    assert.equal(nearest(huge, [huge]), undefined)
  })

  it('looks at no more than two thousand words', () => {
    const many = Array.from({ length: 1_000_000 }, (_, at) => `${'y'.repeat(90)}${at}`)
    assert.equal(nearest('z'.repeat(95), many), undefined)
    assert.equal(nearest('wheeel', ['wheel', ...many]), 'wheel')
  })
})
