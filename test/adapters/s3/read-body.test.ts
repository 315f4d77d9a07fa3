import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { collect, save } from '../../../adapters/s3/read-body.ts'
import { sha256Of } from '../../../core/sha256.ts'

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 10 })

/** As a connection gives it. */
function streamOf(parts: readonly Uint8Array[]): Readable {
  return Readable.from(parts.map((part) => Buffer.from(part)))
}

/** Gives a chunk, and then nothing ever. */
function standing(): Readable {
  const body = new Readable({ read: () => undefined })
  body.push(Buffer.from('half'))
  return body
}

describe('the body of an answer', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-body-'))
  })
  after(async () => await rm(folder, { recursive: true, force: true }))

  it('is collected, any part of it, however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.nat(60), fc.integer({ min: 1, max: 60 }), async (parts, skip, most) => {
        const whole = Buffer.concat(parts)
        assert.deepEqual(Buffer.from(await collect({ body: streamOf(parts), length: whole.length })), whole)
        assert.deepEqual(
          Buffer.from(await collect({ body: streamOf(parts), length: whole.length }, skip, most)),
          whole.subarray(skip, skip + most),
        )
      }),
    )
  })

  it('is not waited for beyond the part that is wanted', async () => {
    const body = standing()
    assert.equal(Buffer.from(await collect({ body, length: 1000 }, 1, 2)).toString(), 'al')
    assert.equal(body.destroyed, true)
  })

  for (const [says, body] of [
    ['ends too early', () => Readable.from([Buffer.from('half')])],
    ['stands still', standing],
    ['is none', () => undefined],
    [
      'breaks',
      () =>
        Readable.from(
          (function* () {
            yield Buffer.from('half')
            throw new Error('reset')
          })(),
        ),
    ],
  ] as const) {
    it(`that ${says} is an error, and nothing of it is kept`, async () => {
      const to = join(folder, 'a.whl')
      const incoming = { length: 1000, stillness: 20 }
      await assert.rejects(collect({ body: body(), ...incoming }), /broke off|stood still|reset/)
      await assert.rejects(save({ body: body(), ...incoming }, to), /broke off|stood still|reset/)
      assert.deepEqual([existsSync(to), existsSync(`${to}.part`)], [false, false])
    })
  }

  it('is saved with its size and SHA-256, be it longer than any buffer', async () => {
    const to = join(folder, 'large')
    const part = Buffer.alloc(100_000, 'wheel')
    const saved = await save({ body: streamOf(Array.from({ length: 50 }, () => part)), length: undefined }, to)
    assert.deepEqual(saved, { path: to, size: 5_000_000, sha256: sha256Of(await readFile(to)) })
  })
})
