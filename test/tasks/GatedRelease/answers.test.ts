import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../../adapters/upload/legacy-upload.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Answer, Fault } from '../../../local-agent/services/faults.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { type FixedClock, fixedClock } from '../../fakes/fixed-clock.ts'
import { type RecordingLog, recordingLog } from '../../fakes/recording-log.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { account, made, type RealRelease, realPorts, startApprovedRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

const [spam, spamSource, eggs] = made
assert.ok(spam && spamSource && eggs)
/** The order of uploads: what is in question befalls the second. */
const [first, file, later] = [eggs.file, spam.file, spamSource.file]
const other = wheel({ name: 'spam', version: '1.0', says: 'somebody else' })

interface Released extends Outcome {
  readonly clock: FixedClock
  readonly log: RecordingLog
  /** How often the second file was sent, to an index that was empty. */
  readonly sent: number
}

/** An answer in the place of the index's own, as PyPI gives it: in the status line and in a page. */
function says(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    reason: text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200),
    headers,
    body: `<html><body><h1>${text}</h1></body></html>`,
  }
}

/** An answer in the body alone, as other indexes give it. */
function body(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: text }
}

describe('what an index answers to an upload', function () {
  this.timeout(120_000)
  let release: RealRelease

  before(async () => {
    release = await startApprovedRelease()
  })
  beforeEach(() => {
    release.clear()
    release.script.clear()
    release.hooks.before = release.hooks.after = () => undefined
  })
  after(async () => await release.close())

  const released = async (told: Told = release.publishing()): Promise<Released> => {
    const [clock, log] = [fixedClock('2026-11-21T12:00:00.000Z'), recordingLog()]
    const from = release.posts()
    const ports = realPorts(told, {
      clock,
      log,
      index: (url) => simpleIndex(url, { clock, random: () => 0.5 }),
      builtin: (url, credentials) => legacyUploader({ url, ...credentials, patience: () => 250 }),
    })
    const outcome = await run(inputsOf(told.inputs, told.agent), ports)
    const others = [first, later].filter((one) => one in release.shelved()).length
    return { ...outcome, clock, log, sent: release.posts() - from - others }
  }
  /** To the second upload; the first passes. */
  const befalls = (fault: Pick<Fault, 'do'> & Partial<Fault>): void =>
    release.script.add({ method: 'POST', path: /legacy/, after: 1, ...fault })
  /** Right before the index answers the second upload. */
  const meanwhile = (act: () => void): void => {
    let posts = 0
    release.hooks.before = ({ method }) => {
      if (method === 'POST' && ++posts === 2) act()
    }
  }
  const problems = ({ problems: told }: Outcome): string => told.map((one) => one.text).join('\n')
  const codes = ({ problems: told }: Outcome): string[] => told.map((one) => one.code)

  describe('that it has the file', () => {
    const exists: [string, Answer][] = [
      [
        'PyPI',
        says(
          400,
          `File already exists ('${file}', with blake2_256 hash 'ab'). See https://pypi.org/help/#file-name-reuse for more information.`,
        ),
      ],
      ['pypiserver', says(409, `Package '${file}' already exists!`)],
      ['devpi', says(409, `${file} already exists in non-volatile index`)],
      [
        'Artifactory',
        body(
          403,
          `{"errors":[{"status":403,"message":"Not enough permissions to delete/overwrite artifact 'pypi:${file}' (user 'ada' needs DELETE permission)."}]}`,
        ),
      ],
      ['Nexus', says(400, 'Repository does not allow updating assets: pypi')],
      ['GitLab', body(400, '{"message":"Validation failed: File name has already been taken"}')],
      ['Azure Artifacts', says(409, `Conflict - The feed already contains file '${file}'.`)],
      ['Artifact Registry', body(400, 'Requested entity already exists')],
    ]
    for (const [index, answer] of exists) {
      it(`${index}: it is skipped where the index lists these bytes`, async () => {
        befalls({ do: answer })
        meanwhile(() => release.shelve(file, spam.bytes))
        const outcome = await released()
        assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['succeeded', '2', '1'])
        assert.deepEqual(release.shelved(), whole)
      })

      it(`${index}: it is a conflict where the index lists other bytes, and nothing more is sent`, async () => {
        befalls({ do: answer })
        meanwhile(() => release.shelve(file, other.bytes))
        const outcome = await released()
        assert.deepEqual([outcome.result, codes(outcome), outcome.outputs['publishedCount']], ['failed', ['CONFLICT'], '1'])
        assert.deepEqual([outcome.sent, outcome.clock.slept], [1, []])
        assert.deepEqual(Object.keys(release.shelved()).sort(), [first, file].sort())
        assert.ok(problems(outcome).includes(file))
      })

      it(`${index}: it is a conflict where the index never lists it`, async () => {
        befalls({ do: answer, times: 99 })
        const outcome = await released()
        assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['CONFLICT']])
        assert.deepEqual(Object.keys(release.shelved()), [first])
        assert.match(problems(outcome), /another name, or a deleted file/)
      })
    }

    it('under another name: a conflict, and the index stays as it was', async () => {
      const name = 'spam-1.0-1-py3-none-any.whl'
      meanwhile(() => release.shelve(name, spam.bytes))
      const outcome = await released()
      assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['CONFLICT']])
      assert.deepEqual(Object.keys(release.shelved()).sort(), [first, name].sort())
    })

    it('with 200, for the same bytes are there already: it counts as published', async () => {
      meanwhile(() => release.shelve(file, spam.bytes))
      const outcome = await released()
      assert.deepEqual([outcome.result, release.shelved()], ['succeeded', whole])
    })
  })

  describe('for good', () => {
    const refusals: [string, Answer, says?: RegExp][] = [
      ['a burnt name', says(400, 'This filename was previously used by a file that has since been deleted. Use a different version.')],
      ['a closed release', says(400, 'Uploading new files to releases older than 14 days is not allowed.')],
      ['a second sdist', says(400, 'Only one sdist may be uploaded per release.')],
      ['metadata', says(400, "'nonsense' is not a valid classifier. See https://packaging.python.org/specifications/core-metadata")],
      ['a platform', says(400, `Binary wheel '${file}' has an unsupported platform tag 'linux_x86_64'.`)],
      ['a digest', says(400, 'The digest supplied does not match a digest calculated from the uploaded file.')],
      ['a large file', says(400, 'File too large. Limit for project is 100 MB. See https://pypi.org/help/#file-size-limit')],
      ['a large project', says(400, 'Project size too large. Limit for project is 10 GB total.')],
      ['an unknown token', says(403, 'Invalid or non-existent authentication information.')],
      ['a foreign project', says(403, "The user 'ada' isn't allowed to upload to project 'spam'.")],
      ['an unverified address', says(403, "User 'ada' does not have a verified primary email address.")],
      ['no second factor', says(403, "User 'ada' does not have two-factor authentication enabled.")],
      ['nobody signed in', body(401, 'Unauthorized', { 'www-authenticate': 'Basic' })],
      ['a page to sign in', body(203, '<html>Azure DevOps Services | Sign In</html>')],
      ['a wrong address', body(404, 'Not Found')],
      ['a wrong method', body(405, 'Method Not Allowed')],
      ['a proxy with a bound', body(413, 'Request Entity Too Large')],
      ['a form it does not take', body(422, 'Unprocessable Entity')],
      ['a status of nobody', body(299, '')],
    ]
    for (const [what, answer] of refusals)
      it(`${what} (${answer.status}): is told in its words, sent once, and ends the release`, async () => {
        befalls({ do: answer, times: 99 })
        const outcome = await released()
        assert.deepEqual([outcome.result, codes(outcome), outcome.sent], ['failed', ['RELEASE_FAILED'], 1])
        assert.ok(problems(outcome).includes(`${file}: it answered ${answer.status}`), problems(outcome))
        assert.ok(problems(outcome).includes((answer.reason ?? '').slice(0, 60)))
        assert.deepEqual(Object.keys(release.shelved()), [first])
        assert.deepEqual(outcome.clock.slept, [])
        release.script.clear()
        assert.equal((await released()).result, 'succeeded')
        assert.deepEqual(release.shelved(), whole)
      })

    for (const status of [301, 302, 303, 307, 308])
      it(`a redirect (${status}): nothing follows it, least of all the password`, async () => {
        let asked = 0
        const elsewhere = createServer((_, answer) => {
          asked++
          answer.end()
        }).listen(0, '127.0.0.1')
        await once(elsewhere, 'listening')
        const { port } = elsewhere.address() as AddressInfo
        befalls({ do: body(status, '', { location: `http://127.0.0.1:${port}/legacy/` }) })
        const outcome = await released()
        elsewhere.close()
        elsewhere.closeAllConnections()
        assert.deepEqual([outcome.result, codes(outcome), asked, outcome.sent], ['failed', ['RELEASE_FAILED'], 0, 1])
        assert.match(problems(outcome), /redirect/)
      })

    it('with its own credentials in its words: they are told nowhere', async () => {
      const pair = Buffer.from(`${account.username}:${account.password}`).toString('base64')
      befalls({ do: body(400, `Basic ${pair} is ${account.username}:${account.password}\n##vso[task.complete result=Succeeded]`) })
      const outcome = await released()
      const told = [problems(outcome), outcome.summary, outcome.log.text()].join('\n')
      for (const secret of [account.password, pair, '##vso']) assert.ok(!told.includes(secret), secret)
      assert.match(told, /it answered 400/)
    })
  })

  describe('that leaves it open', () => {
    const passing: [string, Fault['do']][] = [
      ...[500, 502, 503, 504, 520].map((status): [string, Answer] => [`${status}`, body(status, 'Backend is unhealthy')]),
      ['408', body(408, '')],
      ['a reset', 'reset'],
    ]
    for (const [what, deed] of passing)
      for (const carriedOut of [false, true])
        it(`${what}, ${carriedOut ? 'stored all the same: it is not sent again' : 'not stored: it is sent again'}`, async () => {
          befalls({ do: deed, carriedOut })
          const outcome = await released()
          assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], release.shelved()], ['succeeded', '3', whole])
          assert.equal(outcome.sent, carriedOut ? 1 : 2)
        })

    it('a hang before it acts: the try is given up, and it is sent again', async () => {
      befalls({ do: 'hang' })
      const outcome = await released()
      assert.deepEqual([outcome.result, release.shelved(), outcome.sent], ['succeeded', whole, 2])
      const carriedOut = new Promise<void>((resolve) => (release.hooks.after = () => resolve()))
      release.script.release()
      await carriedOut
      assert.deepEqual(release.shelved(), whole)
    })

    it('a hang once it has acted: it is not sent again', async () => {
      let posts = 0
      let go = (): void => undefined
      release.hooks.after = async ({ method }) => {
        if (method === 'POST' && ++posts === 2) await new Promise<void>((resolve) => (go = resolve))
      }
      const outcome = await released()
      go()
      assert.deepEqual([outcome.result, outcome.outputs['publishedCount'], outcome.sent], ['succeeded', '3', 1])
    })

    it('an answer that is cut off, whose status says that it is stored, is enough', async () => {
      befalls({ do: 'cut' })
      const outcome = await released()
      assert.deepEqual([outcome.result, release.shelved(), outcome.sent], ['succeeded', whole, 1])
    })

    for (const text of [
      'Read-only mode: Uploads are temporarily disabled.',
      'New uploads are temporarily disabled. See https://status.python.org.',
    ])
      it(`'${text}': it waits at least half a minute, and sends it again`, async () => {
        befalls({ do: says(403, text), times: 2 })
        const outcome = await released()
        assert.deepEqual([outcome.result, outcome.sent], ['succeeded', 3])
        assert.ok(outcome.clock.slept.length >= 2 && outcome.clock.slept.every((wait) => wait >= 30_000), outcome.clock.slept.join())
      })

    for (const [header, least] of [
      ['7', 7000],
      ['240', 240_000],
      ['Sat, 21 Nov 2099 12:00:00 GMT', 300_000],
    ] as const)
      it(`429 with Retry-After: ${header}: it waits as long as it is asked to, for five minutes at most`, async () => {
        befalls({ do: body(429, 'Too Many Requests', { 'retry-after': header }) })
        const outcome = await released()
        assert.deepEqual([outcome.result, outcome.sent], ['succeeded', 2])
        assert.equal(Math.max(...outcome.clock.slept), least)
      })

    it('for ever: it is given up, told as something to be resumed, and resumed by running again', async () => {
      befalls({ do: body(503, 'Backend is unhealthy'), times: 99 })
      const outcome = await released()
      assert.deepEqual([outcome.result, codes(outcome), outcome.outputs['publishedCount']], ['failed', ['RELEASE_FAILED'], '1'])
      assert.ok(outcome.sent > 3 && outcome.sent < 12)
      assert.match(problems(outcome), /Run this stage again/)
      release.script.clear()
      const again = await released()
      assert.deepEqual([again.result, again.outputs['publishedCount'], again.outputs['skippedCount']], ['succeeded', '2', '1'])
      assert.deepEqual(release.shelved(), whole)
    })

    it('and a listing that cannot be read then: the release ends, for nothing is known', async () => {
      befalls({ do: body(500, ''), carriedOut: true })
      release.script.add({ method: 'GET', path: /simple/, after: 2, times: 99, do: body(500, '') })
      const outcome = await released()
      assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['INDEX_UNREACHABLE']])
      release.script.clear()
      assert.deepEqual([(await released()).result, release.shelved()], ['succeeded', whole])
    })
  })

  it('that it is stored, and does not list it: the release is told to be published, and not seen', async () => {
    befalls({ do: { status: 200 } })
    const outcome = await released()
    assert.deepEqual([outcome.result, outcome.problems.length], ['issues', 1])
    assert.ok(problems(outcome).includes(file))
    assert.deepEqual(Object.keys(release.shelved()).sort(), [first, later].sort())
  })

  it('that it is stored, and lists other bytes: a conflict', async () => {
    befalls({ do: { status: 200 } })
    meanwhile(() => release.shelve(file, other.bytes))
    const outcome = await released()
    assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['CONFLICT']])
  })

  it('of a name that a deleted file had: it is refused in its words', async () => {
    release.shelve('deleted.json', JSON.stringify([file]))
    const outcome = await released()
    assert.deepEqual([outcome.result, codes(outcome), outcome.sent], ['failed', ['RELEASE_FAILED'], 1])
    assert.match(problems(outcome), /previously used by a file/)
  })

  it('of a project that somebody else has an sdist of: other bytes under a planned name refuse before anything is sent', async () => {
    release.shelve(later, sdist({ name: 'spam', version: '1.0', requiresPython: '>=3.9' }).bytes)
    const from = release.posts()
    await assert.rejects(released(), { code: 'CONFLICT' })
    assert.equal(release.posts(), from)
  })
})
