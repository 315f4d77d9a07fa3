import assert from 'node:assert/strict'
import { hasPlaceholder, misspeltPlaceholder, replaced, suitePlaceholders } from '../../../core/suites/placeholders.ts'

describe('a misspelt placeholder', () => {
  const table: [text: string, written: string, meant: string][] = [
    ['pytest --junitxml={result}/unit.xml', '{result}', '{results}'],
    ['pytest {projects}/tests', '{projects}', '{project}'],
    ['pip check {Wheel}', '{Wheel}', '{wheel}'],
    ['run {project} {pyhton}', '{pyhton}', '{python}'],
  ]
  for (const [text, written, meant] of table)
    it(`is found in ${text}`, () => assert.deepEqual(misspeltPlaceholder(text), { written, meant }))

  const fine = ['', 'ls', "awk '{print}'", "awk '{ result }'", 'echo ${results_x} ${result}', 'cp a.{whl,gz} .', '{}', '{1}', '{other}']
  for (const text of [...fine, ...suitePlaceholders.map((name) => `{${name}}`)])
    it(`is none in '${text}'`, () => assert.equal(misspeltPlaceholder(text), undefined))
})

describe('a placeholder', () => {
  const table: [text: string, expected: boolean][] = [
    ['pytest --junitxml={results}/a.xml', true],
    ['pytest --junitxml="{results}/a.xml"', true],
    ['echo ${results}', false],
    ['echo ${results} {results}', true],
    ['echo results', false],
  ]
  for (const [text, expected] of table)
    it(`is ${expected ? '' : 'not '}in ${text}`, () => assert.equal(hasPlaceholder(text, 'results'), expected))

  it('is replaced as it is', () =>
    assert.equal(
      replaced('{project}[cli] {wheel} {other} {toString}', { project: '/a b', wheel: '$&' }),
      '/a b[cli] $& {other} {toString}',
    ))
})
