import assert from 'node:assert/strict'
import { allOf } from '../../flows/all-of.ts'

async function* upTo(most: number, fails = false): AsyncGenerator<number> {
  for (let at = 0; at < most; at++) yield await Promise.resolve(at)
  if (fails) throw new Error('no more')
}

describe('allOf', () => {
  it('is all that comes, in its order', async () => assert.deepEqual(await allOf(upTo(3)), [0, 1, 2]))
  it('is nothing where nothing comes', async () => assert.deepEqual(await allOf(upTo(0)), []))
  it('fails where what comes ends with a failure', async () => await assert.rejects(allOf(upTo(2, true)), /no more/))
})
