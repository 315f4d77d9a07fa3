import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import type { Exit } from '../../../core/ports.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { findPython } from '../../servers/python.ts'
import { made, type RealRelease, realPorts, startApprovedRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

const withoutPython: Partial<Ports> = {
  outside: () =>
    Promise.resolve({
      processes: { run: () => Promise.resolve<Exit>({ kind: 'not-started', says: 'ENOENT' }) },
      web: { ask: () => Promise.reject(new Error('not here')) },
      environment: {},
      authorities: '',
      windows: false,
    }),
}

describe('a release that is looked at after the upload', () => {
  let release: RealRelease
  let log = recordingLog()
  beforeEach(async () => {
    log = recordingLog()
    release = await startApprovedRelease()
  })
  afterEach(async () => await release.close())

  const publish = async (verifyUpload: string, more: Partial<Ports> = {}): Promise<Outcome> => {
    const told: Told = release.publishing({ inputs: { verifyUpload } })
    return await run(inputsOf(told.inputs, told.agent), realPorts(told, { log, clock: fixedClock(), ...more }))
  }
  /** Once everything is uploaded, the index has this in place of a file. */
  const swapped = (file: string, bytes: Uint8Array): void => {
    release.hooks.after = ({ method }) => {
      if (method === 'POST' && Object.keys(release.shelved()).length === made.length) swap()
    }
    const swap = (): void => {
      release.hooks.after = () => undefined
      release.shelve(file, bytes)
    }
  }
  const [spam, , eggs] = made

  for (const mode of ['true', 'pip'])
    it(`is downloaded by pip with verifyUpload: ${mode}`, async function () {
      findPython(this)
      const outcome = await publish(mode)
      assert.deepEqual([outcome.result, outcome.problems], ['succeeded', []])
      assert.match(log.text(), /fetched 2 wheels, each with the planned hash/)
    })
  it('is not downloaded with verifyUpload: index', async () => {
    assert.equal((await publish('index', withoutPython)).result, 'succeeded')
    assert.doesNotMatch(log.text(), /pip/)
  })
  it('succeeds without a python where the index is enough, and says what was not checked', async () => {
    const outcome = await publish('true', withoutPython)
    assert.equal(outcome.result, 'succeeded')
    assert.match(outcome.summary, /no python with pip/)
    assert.deepEqual(release.shelved(), whole)
  })
  it('does not begin where pip alone is to look, and cannot', async () => {
    assert.equal(await rejectedCode(publish('pip', withoutPython)), 'INTERPRETER_MISSING')
    assert.deepEqual(release.shelved(), {})
  })
  it('needs no pip where there is nothing to upload', async () => {
    for (const { file, bytes } of made) release.shelve(file, bytes)
    assert.equal((await publish('pip', withoutPython)).result, 'succeeded')
  })
  it('is published with issues where a user would get no file: the index lists it, and gives another', async function () {
    findPython(this)
    const evil = wheel({ name: 'spam', version: '1.0', says: 'evil' })
    let lists = 0
    // The listing is the planned one, what is served is not: as behind a cache that mixes them.
    release.hooks.before = ({ path }) => {
      if (path.startsWith(`/files/${spam?.file ?? ''}`)) release.shelve(spam?.file ?? '', evil.bytes)
      else if (path.startsWith('/simple/')) lists += 1
    }
    const outcome = await publish('true')
    assert.equal(outcome.result, 'issues')
    assert.deepEqual(
      outcome.problems.map(({ code, message }) => [code, message.includes(spam?.file ?? '')]),
      [['CHECK_FAILED', true]],
    )
    assert.equal(outcome.outputs['publishedCount'], String(made.length))
    assert.ok(lists > 0)
  })
  it('fails where the index then lists other bytes', async () => {
    swapped(eggs?.file ?? '', wheel({ name: 'eggs', version: '2.0', says: 'evil' }).bytes)
    const outcome = await publish('true')
    assert.equal(outcome.result, 'failed')
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ['CONFLICT'],
    )
    assert.equal(outcome.outputs['publishedCount'], String(made.length))
  })
})
