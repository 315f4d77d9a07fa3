import assert from 'node:assert/strict'
import { parseMetadata } from '../../../../core/python/metadata.ts'
import { diffMetadata, diffRequiresPython } from '../../../../core/release/diff/metadata.ts'

const old = parseMetadata(
  [
    'Metadata-Version: 2.1',
    'Name: spam',
    'Version: 1.0',
    'Summary: Spam',
    'Requires-Python: >=3.8',
    'Requires-Dist: eggs >=1',
    'Requires-Dist: ham; extra == "all"',
    'Provides-Extra: all',
    'License: MIT',
    'Classifier: License :: OSI Approved :: MIT License',
    'Classifier: Topic :: Software Development',
    'Author: Ada',
  ].join('\n'),
)
const changed = (change: (text: string) => string): ReturnType<typeof diffMetadata> =>
  diffMetadata(old, parseMetadata(change(old.fields.map(([key, value]) => `${key}: ${value}`).join('\n'))))

describe('the metadata of two versions', () => {
  for (const [what, change, field, gone, added] of [
    ['another Requires-Python', (text: string) => text.replace('>=3.8', '>=3.9'), 'Requires-Python', ['>=3.8'], ['>=3.9']],
    ['no Requires-Python', (text: string) => text.replace(/Requires-Python.*\n/, ''), 'Requires-Python', ['>=3.8'], []],
    ['a requirement more', (text: string) => `${text}\nRequires-Dist: evil`, 'Requires-Dist', [], ['evil']],
    ['a requirement less', (text: string) => text.replace(/Requires-Dist: eggs.*\n/, ''), 'Requires-Dist', ['eggs >=1'], []],
    ['an extra more', (text: string) => `${text}\nProvides-Extra: test`, 'Provides-Extra', [], ['test']],
    ['another summary', (text: string) => text.replace('Summary: Spam', 'Summary: Eggs'), 'Summary', ['Spam'], ['Eggs']],
    ['another licence', (text: string) => text.replace('License: MIT', 'License: GPL'), 'License', ['MIT'], ['GPL']],
    ['a licence expression', (text: string) => `${text}\nLicense-Expression: MIT`, 'License-Expression', [], ['MIT']],
    ['another spelling of the name', (text: string) => text.replace('Name: spam', 'Name: Spam'), 'Name', ['spam'], ['Spam']],
    [
      'another licence classifier',
      (text: string) => text.replace('OSI Approved :: MIT License', 'Other/Proprietary License'),
      'Classifier',
      ['License :: OSI Approved :: MIT License'],
      ['License :: Other/Proprietary License'],
    ],
  ] as const)
    it(`differ by ${what}`, () => assert.deepEqual(changed(change), [{ field, gone, added }]))

  for (const [what, change] of [
    ['the version', (text: string) => text.replace('Version: 1.0', 'Version: 2.0')],
    ['blanks', (text: string) => text.replace('eggs >=1', 'eggs   >=1')],
    ['the author', (text: string) => text.replace('Author: Ada', 'Author: Grace')],
    ['another classifier', (text: string) => text.replace('Topic :: Software Development', 'Topic :: Games')],
    ['what is unknown', (text: string) => `${text}\nLicense-Expression: UNKNOWN`],
    ['the order', (text: string) => text.split('\n').toReversed().join('\n')],
  ] as const)
    it(`do not differ by ${what}`, () => assert.deepEqual(changed(change), []))

  it('are compared by what the index tells, where that is all', () => {
    assert.deepEqual(diffRequiresPython('>=3.8', '>= 3.8'.replace(' ', '')), [])
    assert.deepEqual(diffRequiresPython(undefined, undefined), [])
    assert.deepEqual(diffRequiresPython(undefined, '>=3.9'), [{ field: 'Requires-Python', gone: [], added: ['>=3.9'] }])
    assert.deepEqual(diffRequiresPython('>=3.8', undefined), [{ field: 'Requires-Python', gone: ['>=3.8'], added: [] }])
  })

  it('are compared in no time, however many requirements somebody wrote', () => {
    const many = (from: number): ReturnType<typeof parseMetadata> =>
      parseMetadata(Array.from({ length: 100_000 }, (_, at) => `Requires-Dist: a${from + at}`).join('\n'))
    const [before, now] = [many(0), many(50_000)]
    const from = performance.now()
    const [diff] = diffMetadata(before, now)
    assert.deepEqual([diff?.gone.length, diff?.added.length], [50_000, 50_000])
    assert.ok(performance.now() - from < 5000)
  })
})
