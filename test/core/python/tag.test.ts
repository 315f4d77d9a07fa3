import assert from 'node:assert/strict'
import { formatInterpreter, formatTag, isPure, parseInterpreter, parseTags } from '../../../core/python/tag.ts'

const expanded: readonly (readonly [text: string, tags: readonly string[]])[] = [
  ['py3-none-any', ['py3-none-any']],
  ['py2.py3-none-any', ['py2-none-any', 'py3-none-any']],
  ['py3.py2-none-any', ['py3-none-any', 'py2-none-any']],
  ['py3.py3-none-any', ['py3-none-any']],
  ['CP314-CP314-Win_AMD64', ['cp314-cp314-win_amd64']],
  ['cp315-abi3.abi3t-win_arm64', ['cp315-abi3-win_arm64', 'cp315-abi3t-win_arm64']],
  [
    'cp37-cp37m-macosx_10_6_intel.macosx_10_9_intel.macosx_10_9_x86_64',
    ['cp37-cp37m-macosx_10_6_intel', 'cp37-cp37m-macosx_10_9_intel', 'cp37-cp37m-macosx_10_9_x86_64'],
  ],
  [
    'py2.py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64',
    ['py2-none-manylinux_2_17_x86_64', 'py2-none-manylinux2014_x86_64', 'py3-none-manylinux_2_17_x86_64', 'py3-none-manylinux2014_x86_64'],
  ],
  ['cp314-cp314-freebsd_14_4_RELEASE_amd64', ['cp314-cp314-freebsd_14_4_release_amd64']],
  ['sillywalk-none-any', ['sillywalk-none-any']],
  ['graalpy311-none-any', ['graalpy311-none-any']],
  ['_custom-none-any', ['_custom-none-any']],
]

const none: readonly (readonly [text: string, why: string])[] = [
  ['', 'nothing'],
  ['py3', 'one part'],
  ['py3-none', 'two parts'],
  ['py3-none-any-extra', 'four parts'],
  ['-none-any', 'an empty interpreter'],
  ['py3--any', 'an empty ABI'],
  ['py3-none-', 'an empty platform'],
  ['--', 'all empty'],
  ['py3.-none-any', 'an empty member'],
  ['py3-none-any.', 'an empty member at the end'],
  ['py3-.none-any', 'an empty member at the start'],
  ['2-none-any', 'an interpreter that begins with a digit'],
  ['2.7.6-none-any', 'a version as interpreter'],
  ['py3.2-none-any', 'an interpreter with a dot'],
  ['py+3-none-any', 'a sign'],
  ['py 3-none-any', 'a blank'],
  [
    ['p', 'n', 'a'].map((one) => Array.from({ length: 50 }, (_, at) => `${one}${at}`).join('.')).join('-'),
    'a set that no one wrote by hand',
  ],
]

describe('wheel tags (PEP 425)', () => {
  for (const [text, tags] of expanded) {
    it(`${text} is ${tags.length}`, () => assert.deepEqual(parseTags(text).map(formatTag), tags))
  }

  for (const [text, why] of none) {
    it(`${JSON.stringify(text.slice(0, 30))} is none: ${why}`, () => assert.deepEqual(parseTags(text), []))
  }
})

describe('wheel tags for every machine', () => {
  const cases: [tag: string, expected: boolean][] = [
    ['py2.py3-none-any', true],
    ['cp312-none-any', true],
    ['py3-none-any.linux_x86_64', false],
    ['cp312-abi3.none-any', false],
    ['cp312-cp312-linux_x86_64', false],
  ]
  for (const [tag, expected] of cases) it(`${expected ? 'are' : 'are not'} ${tag}`, () => assert.equal(isPure(parseTags(tag)), expected))
})

describe('interpreters', () => {
  for (const [tag, implementation, major, minor, freeThreaded] of [
    ['cp314', 'cp', 3, 14, false],
    ['CP39', 'cp', 3, 9, false],
    ['cp27', 'cp', 2, 7, false],
    ['cp314t', 'cp', 3, 14, true],
    ['pp311', 'pp', 3, 11, false],
    ['py3', 'py', 3, 0, false],
    ['py2', 'py', 2, 0, false],
    ['py312', 'py', 3, 12, false],
  ] as const) {
    it(`reads ${tag}`, () => assert.deepEqual(parseInterpreter(tag), { implementation, major, minor, freeThreaded }))
  }

  for (const tag of ['cp36', 'cp310', 'cp314t', 'pp311'])
    it(`writes ${tag} as it was read`, () => {
      const interpreter = parseInterpreter(tag)
      assert.equal(interpreter && formatInterpreter(interpreter), tag)
    })

  for (const tag of [
    '',
    'cp',
    'cp3',
    'pp3',
    'pp311t',
    'py3t',
    'cp314d',
    'cp3.14',
    '3.14',
    'cp31400',
    'python3',
    'graalpy311',
    ' cp314',
    'cp314 ',
  ])
    it(`does not know ${JSON.stringify(tag)}`, () => assert.equal(parseInterpreter(tag), undefined))
})
