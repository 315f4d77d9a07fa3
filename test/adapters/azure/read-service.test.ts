import assert from 'node:assert/strict'
import type { Patience } from '../../../adapters/azure/connection.ts'
import { readService, readServiceList } from '../../../adapters/azure/read-service.ts'
import type { Fact } from '../../../core/release/evidence.ts'
import { signInPage } from '../../../local-agent/services/azure-devops.ts'
import { type Answer, type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { json, listen, type Listening, type Request } from '../../../local-agent/services/server.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'

/** What the service's own client took for "there is nothing", or showed the token to. */
describe('the service, read', () => {
  const servers: Listening[] = []
  afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))))

  const serve = async (answer: (request: Request) => Answer, faults: readonly Fault[] = []): Promise<{ url: string; asked: string[] }> => {
    const asked: string[] = []
    const server = await listen((request) => {
      asked.push(`${request.url.pathname}${request.url.search} ${request.headers.authorization ?? 'nobody'}`)
      return answer(request)
    }, new FaultScript(faults))
    servers.push(server)
    return { url: `${server.url}/collection/`, asked }
  }
  const from = (url: string): { collectionUri: string; project: string; token: string } => ({
    collectionUri: url,
    project: 'My W',
    token: 't',
  })
  const read = async (url: string, patience: Patience = {}): Promise<Fact<string>> =>
    await readService(from(url), 'it?a=1', 'it', (field) => field.get('a').text(), { clock: fixedClock(), random: () => 0, ...patience })
  const list = async (url: string): Promise<Fact<readonly number[]>> =>
    await readServiceList(from(url), 'it?a=1', 'it', (item) => item.number(), { clock: fixedClock(), random: () => 0 })

  it('is asked below the project, as whom the job is, and told not to send to a page for people', async () => {
    const { url, asked } = await serve(({ headers }) => json(200, { a: headers['x-tfs-fedauthredirect'] }))
    assert.deepEqual(await read(url), { kind: 'known', value: 'Suppress' })
    assert.deepEqual(asked, ['/collection/My%20W/_apis/it?a=1 Bearer t'])
  })

  const traps: [what: string, answer: Answer][] = [
    ['there is nothing', { status: 404, body: '{"message":"no"}' }],
    ['there is nothing, said in words of the answer', { status: 404, body: '{"a":"x"}' }],
    ['the page to sign in comes with 203', signInPage],
    ['the answer comes with 203', { status: 203, body: '{"a":"x"}' }],
    ['the page to sign in comes with 200', { ...signInPage, status: 200 }],
    ['the token is refused', { status: 401, body: '{"a":"x"}' }],
    ['the token may not see it', { status: 403, body: '{"a":"x"}' }],
    ['there is no content', { status: 204 }],
    ['the body is empty', { status: 200, body: '' }],
    ['the body is null', { status: 200, body: 'null' }],
    ['the body is half of it', { status: 200, body: '{"a":"x"' }],
    ['the value is of another kind', { status: 200, body: '{"a":1}' }],
    ['the value has another name', { status: 200, body: '{"b":"x"}' }],
  ]
  for (const [what, answer] of traps)
    it(`is unknown, with a reason, and asked once, where ${what}`, async () => {
      const { url, asked } = await serve(() => answer)
      const fact = await read(url)
      assert.ok(fact.kind === 'unknown' && /^it [^]+[^.]$/.test(fact.why), JSON.stringify(fact))
      assert.equal(asked.length, 1)
    })

  it('is unknown where it answers from elsewhere, which never sees the token', async () => {
    const other = await serve(() => json(200, { a: 'forged' }))
    const { url } = await serve(() => ({ status: 302, headers: { location: `${other.url}it` } }))
    assert.equal((await read(url)).kind, 'unknown')
    assert.deepEqual(other.asked, ['/collection/it nobody'])
  })

  it('is followed to another place of its own, with the token', async () => {
    const { url, asked } = await serve(({ url: { pathname } }) =>
      pathname.endsWith('/moved') ? json(200, { a: 'x' }) : { status: 302, headers: { location: '/moved' } },
    )
    assert.deepEqual(await read(url), { kind: 'known', value: 'x' })
    assert.deepEqual(asked.at(-1), '/moved Bearer t')
  })

  it('is unknown where its own redirect leads to the page to sign in', async () => {
    const { url } = await serve(({ url: { pathname } }) =>
      pathname.endsWith('/signin') ? { ...signInPage, status: 200 } : { status: 302, headers: { location: '/signin' } },
    )
    assert.equal((await read(url)).kind, 'unknown')
  })

  it('is unknown where nobody listens', async () => {
    const { url } = await serve(() => json(200, {}))
    await servers.pop()?.close()
    assert.equal((await read(url)).kind, 'unknown')
  })

  it('is asked again as late as it wants, whatever its clock says', async () => {
    const clock = fixedClock()
    const busy = (headers: Record<string, string>): Answer => ({
      status: 429,
      headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT', ...headers },
    })
    const { url, asked } = await serve(
      () => json(200, { a: 'x' }),
      [
        { path: /./, do: busy({ 'retry-after': '7' }) },
        { path: /./, after: 1, do: 'reset' },
        { path: /./, after: 2, do: 'cut' },
      ],
    )
    assert.deepEqual(await read(url, { clock }), { kind: 'known', value: 'x' })
    assert.equal(clock.slept[0], 7000)
    assert.equal(asked.length, 2)
  })

  const page = (items: readonly unknown[], next?: string): Answer => ({
    ...json(200, { count: items.length, value: items }),
    ...(next === undefined ? {} : { headers: { 'content-type': 'application/json', 'x-ms-continuationtoken': next } }),
  })

  it('has lists of several pages', async () => {
    const { url, asked } = await serve(({ url: { searchParams } }) => {
      const at = searchParams.get('continuationToken')
      return at === null ? page([1, 2], 'b&c') : at === 'b&c' ? page([3], 'd') : page([])
    })
    assert.deepEqual(await list(url), { kind: 'known', value: [1, 2, 3] })
    assert.deepEqual(
      asked.map((one) => one.replace(/^.*_apis\//, '')),
      ['it?a=1 Bearer t', 'it?a=1&continuationToken=b%26c Bearer t', 'it?a=1&continuationToken=d Bearer t'],
    )
  })

  const broken: [what: string, last: Answer][] = [
    ['its last page is not there', { status: 404 }],
    ['its last page is the page to sign in', signInPage],
    ['its last page is no list', json(200, { value: {} })],
    ['its last page holds something else', page(['x'])],
    ['its pages go in a circle', page([2], 'b')],
  ]
  for (const [what, last] of broken)
    it(`has a list that is unknown where ${what}`, async () => {
      const { url } = await serve(({ url: { searchParams } }) => (searchParams.has('continuationToken') ? last : page([1], 'b')))
      assert.equal((await list(url)).kind, 'unknown')
    })

  it('has a list that is unknown where its pages never end', async () => {
    let at = 0
    const { url } = await serve(() => page([], String(at++)))
    assert.equal((await list(url)).kind, 'unknown')
    assert.equal(at, 1001)
  })
})
