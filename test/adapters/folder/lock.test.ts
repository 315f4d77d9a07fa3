import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { locked } from '../../../adapters/folder/lock.ts'
import { formatOwner, isDead, parseOwner, thisOwner } from '../../../adapters/folder/owner.ts'

describe('the lock of a folder store', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'))
  })
  afterEach(async () => await rm(folder, { recursive: true, force: true }))

  const child = (...more: string[]): ChildProcess =>
    spawn(process.execPath, [join(import.meta.dirname, 'lock-holder.js'), folder, 'key', ...more], { stdio: ['ignore', 'pipe', 'inherit'] })

  const killHolder = async (): Promise<void> => {
    const holder = child()
    assert.ok(holder.stdout)
    await once(holder.stdout, 'data')
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
  }

  it('lets one in at a time, and leaves nothing', async () => {
    let inside = 0
    let most = 0
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside--
    }
    await Promise.all(Array.from({ length: 20 }, async () => await locked(folder, 'key', work)))
    assert.equal(most, 1)
    assert.deepEqual(await readdir(folder), [])
  })

  it('is free again after a failure inside', async () => {
    await assert.rejects(
      locked(folder, 'key', () => Promise.reject(new Error('inside'))),
      /inside/,
    )
    assert.equal(await locked(folder, 'key', () => Promise.resolve('in')), 'in')
  })

  it('outlives kill -9 of its holder, and of the next one', async () => {
    await killHolder()
    assert.equal((await readdir(folder)).length, 1)
    // The second holder took the dead one's lock over and was killed in its turn: a chain of two.
    await killHolder()
    assert.equal((await readdir(folder)).length, 2)
    assert.equal(await locked(folder, 'key', () => Promise.resolve('in')), 'in')
    assert.deepEqual(await readdir(folder), [])
  })

  it('lets twenty in one by one after a holder was killed', async () => {
    await killHolder()
    let inside = 0
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await locked(folder, 'key', async () => {
          assert.equal(++inside, 1)
          await new Promise((resolve) => setImmediate(resolve))
          inside--
        })
      }),
    )
    assert.deepEqual(await readdir(folder), [])
  })

  it('holds among processes, one of which is killed now and then', async () => {
    await writeFile(join(folder, 'count.txt'), '0')
    await killHolder()
    const counters = Array.from({ length: 4 }, () => child('25'))
    await Promise.all(counters.map(async (one) => await once(one, 'exit')))
    assert.equal(await readFile(join(folder, 'count.txt'), 'utf8'), '100')
  })

  it('waits for a living holder of another process', async () => {
    const holder = child()
    assert.ok(holder.stdout)
    await once(holder.stdout, 'data')
    let killed = false
    const entered = locked(folder, 'key', () => Promise.resolve(killed))
    killed = holder.kill('SIGKILL')
    await once(holder, 'exit')
    assert.equal(await entered, true)
  })
})

describe('the owner of a lock', () => {
  it('is read back as it was written', () => {
    const me = thisOwner()
    assert.deepEqual(parseOwner(formatOwner(me)), me)
    assert.equal(isDead(me), false)
  })

  it('is not taken from what is broken', () => {
    for (const text of ['', '\n\n\n', 'token\n1\n\nworld', formatOwner(thisOwner()).slice(0, 20)]) assert.equal(parseOwner(text), undefined)
  })

  const never = 2 ** 22 + 1
  for (const [what, change, dead] of [
    ['a process that has ended', { pid: never }, true],
    ['a process whose pid another has now', { started: '1' }, process.platform === 'linux'],
    ['a process of another machine', { pid: never, world: 'other-host boot pid' }, false],
    ['a process of an earlier boot, or another namespace', { pid: never, world: `${hostname()} other pid` }, false],
  ] as const) {
    it(`${dead ? 'knows' : 'does not take for dead'} ${what}`, () => {
      assert.equal(isDead({ ...thisOwner(), ...change }), dead)
    })
  }
})
