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
})
