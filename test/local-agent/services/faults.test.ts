import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type Fault, FaultScript, type RequestRecord } from '../../../local-agent/services/faults.ts'
import { type Listening, listen } from '../../../local-agent/services/server.ts'

const asked = (method: string, path: string): RequestRecord => ({ method, path, headers: {}, bytes: 0 })

describe('a fault script', () => {
  for (const [what, fault, requests, befallen] of [
    ['once by default', { path: /./ }, 'GET/a GET/a GET/a', 'x--'],
    ['as often as told', { path: /./, times: 2 }, 'GET/a GET/a GET/a', 'xx-'],
    ['for ever', { path: /./, times: Infinity }, 'GET/a GET/a GET/a', 'xxx'],
    ['after some have passed', { path: /./, after: 2 }, 'GET/a GET/a GET/a GET/a', '--x-'],
    ['those of a path only, counting only those', { path: /^\/b/, after: 1 }, 'GET/b GET/a GET/b GET/b', '--x-'],
    ['those of a method only', { method: 'PUT', path: /./ }, 'GET/a PUT/a PUT/a', '-x-'],
    ['with a global pattern', { path: /b/g, times: 2 }, 'GET/b GET/b', 'xx'],
  ] as const satisfies readonly [string, Omit<Fault, 'do'>, string, string][]) {
    it(`befalls ${what}`, () => {
      const script = new FaultScript([{ ...fault, do: 'reset' }])
      const fates = requests.split(' ').map((request) => script.next(asked(request.slice(0, 3), request.slice(3))))
      assert.equal(fates.map((fate) => (fate === undefined ? '-' : 'x')).join(''), befallen)
    })
  }

  it('takes the first line in force, while the others count too', () => {
    const script = new FaultScript([
      { path: /./, do: { status: 500 } },
      { path: /./, after: 1, do: { status: 503 } },
    ])
    script.add({ path: /./, do: { status: 429 } })
    const statuses = [1, 2, 3].map(() => script.next(asked('GET', '/'))?.do)
    assert.deepEqual(statuses, [{ status: 500 }, { status: 503 }, undefined])
  })

  it('ends when it is cleared', () => {
    const script = new FaultScript([{ path: /./, times: Infinity, do: 'reset' }])
    script.clear()
    assert.equal(script.next(asked('GET', '/')), undefined)
  })
})

describe('a service under a fault script', () => {
  let acts: string[]
  let service: Listening
  let script: FaultScript
  const serve = async (faults: readonly Fault[], hooks = {}): Promise<void> => {
    script = new FaultScript(faults, hooks)
    service = await listen((request) => {
      acts.push(`${request.method} ${request.url.pathname} ${request.body.toString()}`)
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: '0123456789' }
    }, script)
  }
  beforeEach(() => {
    acts = []
  })
  afterEach(() => service.close())
  const ask = (path = '/a', more: RequestInit = {}): Promise<Response> => fetch(`${service.url}${path}`, more)

  it('serves, and enters every request into the journal', async () => {
    await serve([])
    const answer = await ask('/a?b=c', { method: 'PUT', body: 'four', headers: { authorization: 'Bearer secret', 'x-mine': '1' } })
    assert.equal(await answer.text(), '0123456789')
    const [{ method, path, bytes, headers } = asked('', '')] = script.requests
    assert.deepEqual([method, path, bytes], ['PUT', '/a?b=c', 4])
    assert.deepEqual([headers['authorization'], headers['x-mine']], ['Bearer', '1'])
    assert.doesNotMatch(JSON.stringify(script.requests), /secret/)
  })

  it('answers HEAD without a body, but with its length', async () => {
    await serve([])
    const answer = await ask('/a', { method: 'HEAD' })
    assert.deepEqual([answer.headers.get('content-length'), await answer.text()], ['10', ''])
  })

  it('answers as the script says, in place of the service', async () => {
    await serve([{ path: /a/, do: { status: 503, reason: 'Slow Down', headers: { 'retry-after': '1' }, body: 'later' } }])
    const answer = await ask()
    assert.deepEqual(
      [answer.status, answer.statusText, answer.headers.get('retry-after'), await answer.text()],
      [503, 'Slow Down', '1', 'later'],
    )
    assert.deepEqual(acts, [])
    assert.equal((await ask()).status, 200)
  })

  it('resets the connection', async () => {
    await serve([{ path: /a/, do: 'reset' }])
    await assert.rejects(ask(), (error: Error) => /ECONNRESET|other side closed/.test(String(error.cause)))
    assert.deepEqual(acts, [])
  })

  it('loses only the answer of what it carried out', async () => {
    await serve([
      { path: /a/, carriedOut: true, do: 'reset' },
      { path: /a/, after: 1, carriedOut: true, do: { status: 500 } },
    ])
    await assert.rejects(ask())
    assert.equal((await ask()).status, 500)
    assert.deepEqual(acts, ['GET /a ', 'GET /a '])
  })

  it('cuts the answer in the midst of its body', async () => {
    await serve([{ path: /a/, do: 'cut' }])
    const answer = await ask()
    assert.deepEqual([answer.status, answer.headers.get('content-length')], [200, '10'])
    await assert.rejects(answer.text())
  })

  it('holds a request until it is released', async () => {
    await serve([{ path: /a/, do: 'hang' }])
    const held = ask('/a')
    assert.equal(await (await ask('/b')).text(), '0123456789')
    while (script.requests.length < 2) await ask('/b')
    assert.deepEqual(
      acts.filter((act) => act.includes('/a')),
      [],
    )
    script.release()
    assert.equal((await held).status, 200)
  })

  it('holds a request until a promise is kept', async () => {
    let keep = (): void => undefined
    const promise = new Promise<void>((resolve) => (keep = resolve))
    await serve([{ path: /a/, do: { delayUntil: promise } }])
    const held = ask('/a')
    while (!script.requests.some((request) => request.path === '/a')) await ask('/b')
    assert.ok(!acts.includes('GET /a '))
    keep()
    assert.equal((await held).status, 200)
  })

  it('lets go of what hangs when it is closed', async () => {
    await serve([{ path: /a/, do: 'hang' }])
    const held = assert.rejects(ask('/a'))
    while (!script.requests.some((request) => request.path === '/a')) await ask('/b')
    await service.close()
    await held
  })

  it('calls the hooks around its act, with the number of the request', async () => {
    const calls: string[] = []
    const note = (what: string) => (request: RequestRecord, count: number) => {
      calls.push(`${what} ${count} ${request.path} after ${acts.length}`)
      return Promise.resolve()
    }
    await serve([], { onRequest: note('asked'), onCarriedOut: note('done') })
    await ask('/a')
    await ask('/b')
    assert.deepEqual(calls, ['asked 1 /a after 0', 'done 1 /a after 1', 'asked 2 /b after 1', 'done 2 /b after 2'])
  })

  it('tells a bug of its own as 500', async () => {
    script = new FaultScript()
    service = await listen(() => {
      throw new Error('a bug')
    }, script)
    const answer = await ask()
    assert.deepEqual([answer.status, await answer.text()], [500, 'Error: a bug'])
  })

  it('survives a client that goes away while it speaks', async () => {
    await serve([])
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    socket.resume().end('POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf')
    await once(socket, 'close')
    assert.equal((await ask('/b')).status, 200)
    assert.deepEqual(acts, ['GET /b '])
  })
})
