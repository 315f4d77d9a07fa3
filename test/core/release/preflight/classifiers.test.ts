import assert from 'node:assert/strict'
import { judgeClassifiers } from '../../../../core/release/preflight/classifiers.ts'
import { codesOf, readFile } from '../../../fakes/read-file.ts'

const flaws = (...lines: string[]): ReturnType<typeof judgeClassifiers> =>
  judgeClassifiers(readFile({ metadata: lines.map((line) => `Classifier: ${line}\n`).join('') }).metadata)

describe('classifiers', () => {
  for (const line of [
    'Programming Language :: Python :: 3',
    'License :: OSI Approved :: MIT License',
    'Typing :: Typed',
    'Topic :: Software Development',
    'Natural Language :: English',
    'Development Status :: 5 - Production/Stable',
    'Framework :: Django CMS :: 5.0',
  ])
    it(`takes '${line}'`, () => assert.deepEqual(flaws(line), []))
  for (const line of [
    'Programming Language',
    'Programing Language :: Python',
    'programming language :: Python',
    'Programming Language::Python',
    'Programming Language :: ',
    'Programming Language ::  Python',
    'Programming Language :: Python :: ::',
    'Python',
    ' :: Python',
  ])
    it(`refuses '${line}'`, () => assert.deepEqual(codesOf(flaws(line)), ['classifier']))
  it('refuses one that was withdrawn, and says what stands for it now', () => {
    assert.match(flaws('Natural Language :: Ukranian')[0]?.says ?? '', /now Natural Language :: Ukrainian/)
    assert.deepEqual(codesOf(flaws('License :: OSI Approved :: X.Net License')), ['classifier'])
  })
  it('refuses what is private on purpose', () => assert.match(flaws('Private :: Do Not Upload')[0]?.says ?? '', /not for PyPI/))
  it('tells of each kind of flaw once', () =>
    assert.equal(flaws('Private :: x', 'Natural Language :: Ukranian', 'a', 'b', 'c', 'd', 'Typing :: Typed').length, 3))
})
