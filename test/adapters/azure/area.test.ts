import assert from 'node:assert/strict'
import { areas, areaUrl } from '../../../adapters/azure/area.ts'
import { type Answer, FaultScript, type RequestRecord } from '../../../local-agent/services/faults.ts'
import { json, listen } from '../../../local-agent/services/server.ts'
import type { Fact } from '../../../core/release/evidence.ts'

const how = { policy: { attempts: 2, base: 1, most: 1 } }

/** What becomes of one answer; `%` in it stands for the collection. */
async function asked(
  answer: (origin: string) => Answer,
): Promise<{ fact: Fact<string>; origin: string; requests: readonly RequestRecord[] }> {
  const faults = new FaultScript()
  const server = await listen(({ url }) => answer(url.origin), faults)
  try {
    const connection = { collectionUri: `${server.url}/tfs/Default`, project: 'p', token: 't0k3n' }
    return { fact: await areaUrl(connection, areas.pypi, how), origin: server.url, requests: faults.requests }
  } finally {
    await server.close()
  }
}

const located = (locationUrl: unknown): Answer => json(200, { id: areas.pypi, name: 'pypi', locationUrl })

describe('areaUrl', () => {
  it('is where the service says, with one slash at the end', async () => {
    for (const written of ['/pkgs/org', '/pkgs/org/', '/pkgs/org//']) {
      const { fact, origin, requests } = await asked((at) => located(`${at}${written}`))
      assert.deepEqual(fact, { kind: 'known', value: `${origin}/pkgs/org/` })
      assert.deepEqual(
        requests.map(({ path }) => path),
        ['/tfs/Default/_apis/resourceAreas/92f0314b-06c5-46e0-abe7-15fd9d13276a'],
      )
    }
  })
  for (const [what, answer] of [
    ['null', json(200, null)],
    ['404', json(404, { message: 'no such resource' })],
    ['204', { status: 204 }],
  ] as const)
    it(`is the collection where the answer is ${what}, as of a server of one's own`, async () => {
      const { fact, origin } = await asked(() => answer)
      assert.deepEqual(fact, { kind: 'known', value: `${origin}/tfs/Default/` })
    })
  for (const [what, answer] of [
    ['401', json(401, {})],
    ['403', json(403, {})],
    ['203 and the page to sign in', { status: 203, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['401, whatever it says', json(401, { locationUrl: 'http://127.0.0.1/' })],
    ['203, whatever it says', json(203, null)],
    ['500 throughout', json(500, {})],
    ['no JSON', { status: 200, body: '<html>' }],
    ['truncated', { status: 200, body: '{"locationUrl": "http://' }],
    ['a list', json(200, [])],
    ['empty', json(200, {})],
    ['a location that is null', located(null)],
    ['a location that is no text', located(7)],
    ['another host', located('https://evil.example/org/')],
    ['another port of this host', located('http://127.0.0.1:1/org/')],
    ['no address', located('pkgs.dev.azure.com')],
    ["the hosted service, told by a server of one's own", located('https://pkgs.dev.azure.com/org/')],
  ] as const)
    it(`is not known where the answer is ${what}`, async () => {
      const { fact } = await asked(() => answer)
      assert.equal(fact.kind, 'unknown')
      assert.doesNotMatch(fact.kind === 'unknown' ? fact.why : '', /\.$/)
    })
  it('asks again after a fault that passes', async () => {
    let asks = 0
    const { fact, origin } = await asked((at) => (++asks === 1 ? json(503, {}) : located(`${at}/pkgs/`)))
    assert.deepEqual(fact, { kind: 'known', value: `${origin}/pkgs/` })
  })
  it('shows the token to no other host that it is sent on to, and believes none', async () => {
    const faults = new FaultScript()
    let own = ''
    const answers = [() => json(404, {}), () => located(`${own}/pkgs/`), () => json(200, null)]
    const other = await listen(() => answers[faults.requests.length - 1]?.() ?? json(500, {}), faults)
    const sentOn = (origin: string): Answer => {
      own = origin
      return { status: 302, headers: { location: `${other.url}/x` } }
    }
    try {
      for (const _ of answers) assert.equal((await asked(sentOn)).fact.kind, 'unknown')
      assert.deepEqual(
        faults.requests.map(({ headers }) => headers['authorization']),
        answers.map(() => undefined),
      )
    } finally {
      await other.close()
    }
  })
})
