import assert from 'node:assert/strict'
import { hint } from '../../local-agent/known-words.ts'

describe('known words', () => {
  const known = ['steps', 'stages', 'displayName', 'job']
  const rows: readonly (readonly [string, string])[] = [
    ['step', "Did you mean 'steps'?"],
    ['STEPS', "Did you mean 'steps'?"],
    ['stage', "Did you mean 'stages'?"],
    ['displayname', "Did you mean 'displayName'?"],
    ['dispalyName', "Did you mean 'displayName'?"],
    ['jobs', "Did you mean 'job'?"],
    ['parameters', 'Known here: steps, stages, displayName, job.'],
    ['', 'Known here: steps, stages, displayName, job.'],
  ]
  for (const [word, says] of rows) it(`'${word}'`, () => assert.equal(hint(word, known), says))
})
