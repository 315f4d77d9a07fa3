import assert from 'node:assert/strict'
import { persistence, type Waiting, waitingUntil } from '../../../adapters/s3/persist.ts'
import { Problem } from '../../../core/problem.ts'

/** What the SDK throws of an answer. */
function failure(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Error {
  return Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode: status }, $response: { headers } })
}

function waiting(random = 0.5): Waiting & { readonly waits: number[] } {
  const waits: number[] = []
  return { waits, random: () => random, now: () => Date.parse('2026-01-01T00:00:00Z'), pause: (wait) => Promise.resolve(waits.push(wait)) }
}

/** Fails so many times, and then answers. */
function failing(times: number, error: unknown): { tries: number; send(): Promise<string> } {
  return {
    tries: 0,
    async send() {
      await Promise.resolve()
      this.tries += 1
      if (this.tries <= times) throw error
      return 'answer'
    },
  }
}

describe('the patience of a store', () => {
  for (const [error, times] of [
    [failure(500, 'InternalError'), 4],
    [failure(502, 'BadGateway'), 4],
    [failure(503, 'SlowDown'), 4],
    [failure(503, 'ServiceUnavailable'), 4],
    [failure(504, 'GatewayTimeout'), 4],
    [failure(429, 'TooManyRequests'), 4],
    [failure(408, 'Timeout'), 4],
    [failure(400, 'RequestTimeout'), 4],
    [failure(400, 'BadDigest'), 4],
    [failure(400, 'ThrottlingException'), 4],
    [failure(403, 'RequestTimeTooSkewed'), 4],
    [Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }), 4],
    [new Error('the answer broke off: 1 of 2 bytes came'), 4],
    [failure(501, 'NotImplemented'), 0],
    [failure(403, 'AccessDenied'), 0],
    [failure(404, 'NoSuchKey'), 0],
    [failure(409, 'ConditionalRequestConflict'), 0],
    [failure(412, 'PreconditionFailed'), 0],
    [failure(400, 'InvalidRequest'), 0],
    [Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 0],
    [Object.assign(new Error('the proxy answered 407'), { code: 'ERR_INVALID_PROXY_ANSWER' }), 0],
    [new Problem('HASH_MISMATCH', 'It changed.', ''), 0],
    [Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), 0],
  ] as const) {
    it(`tries ${times} times again after ${error.name} ${error.message}`, async () => {
      const world = waiting()
      const work = failing(99, error)
      await assert.rejects(
        persistence(world)(async () => await work.send()),
        (thrown) => thrown === error,
      )
      assert.deepEqual([work.tries, world.waits.length], [times + 1, times])
    })
  }

  it('waits longer each time, as chance has it', async () => {
    for (const [random, expected] of [
      [0, [0, 0, 0, 0]],
      [0.5, [200, 400, 800, 1600]],
      [0.999, [400, 799, 1598, 3197]],
    ] as const) {
      const world = waiting(random)
      const work = failing(4, failure(500, 'InternalError'))
      assert.equal(await persistence(world)(async () => await work.send()), 'answer')
      assert.deepEqual(world.waits, expected)
    }
  })

  for (const [wish, expected] of [
    ['3', 3000],
    ['0', 200],
    ['3600', 10_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['soon', 200],
  ] as const)
    it(`takes Retry-After: ${wish} for a floor`, async () => {
      const world = waiting()
      const work = failing(1, failure(503, 'SlowDown', { 'retry-after': wish }))
      await persistence(world)(async () => await work.send())
      assert.deepEqual(world.waits, [expected])
    })

  it('ends with the run: a wait that is cancelled is the last', async () => {
    const cancel = new AbortController()
    const stopped = new Problem('REFUSED', 'The run was cancelled.', '')
    const random = (): number => {
      setImmediate(() => cancel.abort(stopped))
      return 0.9
    }
    const work = failing(99, failure(503, 'SlowDown', { 'retry-after': '10' }))
    await assert.rejects(
      persistence({ ...waitingUntil(cancel.signal), random })(async () => await work.send()),
      (thrown) => thrown === stopped,
    )
    assert.equal(work.tries, 1)
  }).timeout(5000)

  it('is shared: two hundred requests that fail are not a thousand', async () => {
    const persist = persistence(waiting())
    const works = Array.from({ length: 200 }, () => failing(99, failure(503, 'SlowDown')))
    const done = await Promise.allSettled(works.map(async (work) => await persist(async () => await work.send())))
    assert.ok(done.every(({ status }) => status === 'rejected'))
    assert.equal(
      works.reduce((sum, { tries }) => sum + tries, 0),
      200 + 128,
    )
  })

  it('is whole for as many as are under way at once', async () => {
    const persist = persistence(waiting())
    const works = Array.from({ length: 32 }, () => failing(4, failure(503, 'SlowDown')))
    const done = await Promise.all(works.map(async (work) => await persist(async () => await work.send())))
    assert.deepEqual([...new Set(done)], ['answer'])
  })

  it('comes back with answers, to its full measure and no further', async () => {
    const persist = persistence(waiting())
    const exhaust = async (): Promise<number> => {
      const works = Array.from({ length: 100 }, () => failing(99, failure(500, 'InternalError')))
      await Promise.allSettled(works.map(async (work) => await persist(async () => await work.send())))
      return works.reduce((sum, { tries }) => sum + tries, 0) - works.length
    }
    assert.equal(await exhaust(), 128)
    assert.equal(await exhaust(), 0)
    for (let answers = 0; answers < 51; answers++) await persist(async () => await failing(0, undefined).send())
    assert.equal(await exhaust(), 10)
    for (let answers = 0; answers < 2000; answers++) await persist(async () => await failing(0, undefined).send())
    assert.equal(await exhaust(), 128)
  })

  it('gets back what a request took that was answered in the end', async () => {
    const persist = persistence(waiting())
    for (let round = 0; round < 200; round++) {
      const work = failing(4, failure(500, 'InternalError'))
      assert.equal(await persist(async () => await work.send()), 'answer')
    }
  })
})
