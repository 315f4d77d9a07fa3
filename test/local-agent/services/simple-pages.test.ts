import assert from 'node:assert/strict'
import { chosenType } from '../../../local-agent/services/simple-pages.ts'

const json = 'application/vnd.pypi.simple.v1+json'
const html = 'application/vnd.pypi.simple.v1+html'

describe('the type that an Accept header chooses', () => {
  for (const [accept, type] of [
    [undefined, 'text/html'],
    ['*/*', 'text/html'],
    [json, json],
    [html, html],
    ['application/vnd.pypi.simple.latest+json', json],
    [`${json}, ${html};q=0.1, text/html;q=0.01`, json],
    [`${json};q=0.2, ${html};q=0.9`, html],
    [`text/html;q=0.5, ${json};q=0.4`, 'text/html'],
    [`text/html, ${json}`, 'text/html'],
    ['application/*', json],
    [`*/*, ${json};q=0`, 'text/html'],
    [`*/*;q=0.1, ${json};q=0.2`, json],
    ['text/html;q=0, */*', json],
    ['image/png', 'text/html'],
    ['', 'text/html'],
    [`${json};q=nonsense, ${html};q=0.1`, html],
  ] as const) {
    it(`${accept} -> ${type}`, () => assert.equal(chosenType(accept), type))
  }
})
