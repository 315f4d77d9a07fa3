import assert from 'node:assert/strict'
import { Problem } from '../../core/problem.ts'
import { caught, type Gathered } from '../../flows/gathered.ts'

describe('what is gathered', () => {
  const problem = new Problem('FILE_INVALID', 'a is broken.', 'Mend it.')
  const fail = (error: unknown): never => {
    throw error
  }

  it('is a Problem, in whose place nothing is', async () => {
    const gathered: Gathered = { problems: [], notes: [] }
    assert.deepEqual(await Promise.all([caught(gathered, () => fail(problem)), caught(gathered, () => 1)]), [undefined, 1])
    assert.deepEqual(gathered, { problems: [problem], notes: [] })
  })

  it('is no fault of ours', async () => {
    const gathered: Gathered = { problems: [], notes: [] }
    await assert.rejects(
      caught(gathered, () => fail(new TypeError('x'))),
      TypeError,
    )
    assert.deepEqual(gathered.problems, [])
  })
})
