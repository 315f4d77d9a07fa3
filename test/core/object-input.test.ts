import assert from 'node:assert/strict'
import { isObjectText } from '../../core/object-input.ts'

describe('isObjectText', () => {
  const objects = ['spam:', 'spam: 1', 'spam:\t1', '{}', '{"spam": 1}', '[]', '- a\n- b', 'spam:\n  eggs: 1', '\nspam: 1', '- paths: docs']
  for (const text of objects) it(`takes ${JSON.stringify(text)} for the object`, () => assert.equal(isObjectText(text), true))

  const paths = [
    'rules.yml',
    'eng/rules.yml',
    './eng/my rules.yml',
    'C:\\eng\\rules.yml',
    'C:/eng/rules.yml',
    'rules',
    '/eng/r-1_2.json',
    'a:b.yml',
  ]
  for (const text of paths) it(`takes ${text} for a path`, () => assert.equal(isObjectText(text), false))
})
