import assert from 'node:assert/strict'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { httpWeb } from '../../../adapters/web.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { Exit, Processes } from '../../../core/ports.ts'
import type { Outside } from '../../../core/outside.ts'
import { type MemoryStore, memoryStore, textOf } from '../../fakes/memory-store.ts'
import { findPython } from '../../servers/python.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { type Bend, type Site, startSite } from './site.ts'

const one = 'demo-1.0-py3-none-any.whl'
const local = 'demo-1.0+cpu-py3-none-any.whl'
const two = 'demo-2.0-cp311-cp311-manylinux_2_17_x86_64.whl'

/** A machine without a python. */
const bare: Processes = { run: () => Promise.resolve<Exit>({ kind: 'not-started', says: 'ENOENT' }) }
const web = httpWeb({ policy: { attempts: 2, base: 1, most: 1 } })
const outside = (processes: Processes = bare): Outside => ({ web, processes, environment: process.env, authorities: '', windows: false })

describe('PublishIndex with checkUrl', () => {
  let publishing: Publishing
  let store: MemoryStore
  let site: Site
  before(async () => {
    site = await startSite(() => store)
  })
  after(async () => await site.close())
  beforeEach(async () => {
    publishing = await startPublishing()
    store = memoryStore()
    site.bend = () => undefined
    site.seen.length = 0
  })
  afterEach(async () => await publishing.close())

  const publish = async (processes = bare, checkUrl = site.indexUrl): Promise<Outcome> =>
    await publishing.publish(store, { checkUrl }, { outside: outside(processes) })
  const asked = (): string[] => site.seen.map(({ method, path }) => `${method} ${path}`)

  it('finds its own index well, and says what it did not look at', async () => {
    await publishing.wheel(one)
    await publishing.wheel(local)
    const outcome = await publish()
    assert.deepEqual([outcome.result, outcome.problems], ['succeeded', []])
    assert.match(outcome.summary, /\| metadata \| all 2 \| ok \|/)
    assert.match(outcome.summary, /pip download .*not checked .*no python with pip on PATH/)
    assert.match(publishing.log.text(), /info: ok {10}missing project .*: answers 404/)
    assert.ok(asked().includes('GET /packages/demo-1.0%2Bcpu-py3-none-any.whl'))
    assert.deepEqual(publishing.clock.slept, [])
  })

  it('asks for pages as pip and as uv do, and for files as they are stored', async () => {
    await publishing.wheel(one)
    await publish()
    const pages = site.seen.filter(({ path }) => path === '/simple/demo/')
    assert.equal(new Set(pages.map(({ headers }) => headers.accept)).size, 2)
    assert.ok(pages.every(({ headers }) => headers.accept?.startsWith('application/vnd.pypi.simple.v1+json') === true))
    const files = site.seen.filter(({ path }) => path.startsWith('/packages/'))
    assert.ok(files.every(({ headers }) => headers['accept-encoding'] === 'identity'))
  })

  it('checks again when there is nothing new to publish', async () => {
    await publishing.wheel(one)
    await publishing.publish(store)
    site.bend = (path) => (path === '/simple/demo/' ? { headers: { 'content-type': 'application/json' } } : undefined)
    const outcome = await publish()
    assert.deepEqual([outcome.result, outcome.problems[0]?.code, outcome.outputs['skippedCount']], ['failed', 'CHECK_FAILED', '1'])
  })

  for (const [what, marked] of [
    ['a yank', { mode: 'yank', requirements: ['demo==1.0'], reason: 'broken' }],
    ['a rebuild', { mode: 'rebuild' }],
    ['what was verified', { mode: 'verify' }],
    ['a quarantine', { mode: 'status', requirements: ['demo'], status: 'quarantined' }],
  ] as const)
    it(`checks whether ${what} is seen outside`, async () => {
      await publishing.wheel(one)
      await publishing.publish(store)
      const old = store.objects.get('simple/demo/')?.bytes ?? ''
      const ports = { outside: outside() }
      const sound = await publishing.publish(store, { ...marked, checkUrl: site.indexUrl }, ports)
      assert.deepEqual(sound.problems, [], sound.summary)
      const bent = marked.mode === 'rebuild' || marked.mode === 'verify' ? { status: 403 } : { body: old }
      site.bend = (path) => (path === '/simple/demo/' ? bent : undefined)
      const stale = await publishing.publish(store, { ...marked, checkUrl: site.indexUrl }, ports)
      assert.deepEqual([stale.result, stale.problems.map(({ code }) => code)], ['failed', ['CHECK_FAILED']])
    })

  it('asks nothing in a dry run', async () => {
    await publishing.wheel(one)
    const outcome = await publishing.publish(store, { checkUrl: site.indexUrl, dryRun: true }, { outside: outside() })
    assert.deepEqual([outcome.result, asked()], ['succeeded', []])
  })

  const page = '/simple/demo/'
  const isMissing = (path: string): boolean => path.includes('no-such-project')
  const on = (path: string | ((asked: string) => boolean), bent: ReturnType<Bend>): Bend => {
    const meant = typeof path === 'string' ? (asked: string): boolean => asked === path : path
    return (asked) => (meant(asked) ? bent : undefined)
  }
  for (const [what, bend, says] of [
    ['pages as application/json', on(page, { headers: { 'content-type': 'application/json' } }), /which installers pass over/],
    ['pages without a type', on(page, { headers: {} }), /which installers pass over/],
    ['403 for a missing project', on(isMissing, { status: 403 }), /uv stops/],
    ['a page of its own for a missing project', on(isMissing, { status: 200 }), /answers 200 instead of 404/],
    ['403 for pages', on(page, { status: 403 }), /answers 403/],
    ['no page', on(page, { status: 404 }), /answers 404/],
    [
      'a page for signing in',
      on(page, { body: '<form action="/in"></form>', headers: { 'content-type': 'text/html' } }),
      /no page of a simple/,
    ],
    ['broken pages', on(page, { body: '{"meta":' }), /is not JSON/],
    ['no answer at all', on(page, 'reset'), /failed|ECONNRESET|hang up/],
    ['500 for pages', on(page, { status: 500 }), /answered 500/],
    ['403 for files', on(`/packages/${one}`, { status: 403 }), /answers 403/],
    ['other bytes of the same length', on(`/packages/${one}`, { body: new Uint8Array(10) }), /bytes, not|SHA-256/],
    ['compressed files', on(`/packages/${one}`, { headers: { 'content-encoding': 'br' } }), /Content-Encoding|answer|failed/],
    ['no metadata', on(`/packages/${one}.metadata`, { status: 404 }), /makes pip fail/],
    ['other metadata', on(`/packages/${one}.metadata`, { body: 'Name: other' }), /SHA-256/],
  ] as const) {
    it(`fails on ${what}, after all was published`, async () => {
      await publishing.wheel(one)
      site.bend = bend
      const outcome = await publish()
      assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['CHECK_FAILED']])
      assert.equal(outcome.outputs['publishedCount'], '1')
      assert.match(outcome.problems[0]?.text ?? '', /^What this run had to publish is published, but/)
      assert.match(outcome.summary, says)
      assert.ok(store.objects.has(`packages/${one}`))
    })
  }

  it('waits for a cache that still shows what was there before', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.publish(store)
    const old = store.objects.get('simple/demo/')?.bytes ?? ''
    await publishing.wheel(`b/${two}`)
    let times = 0
    site.bend = (path) => (path === page && ++times <= 5 ? { body: old } : undefined)
    const outcome = await publishing.publish(
      store,
      { checkUrl: site.indexUrl, distributions: [join(publishing.folder, 'b')] },
      { outside: outside() },
    )
    assert.equal(outcome.result, 'succeeded')
    assert.equal(times, 7)
    assert.equal(publishing.clock.slept.length, 5)
    assert.ok(publishing.clock.slept.every((milliseconds) => milliseconds === 5000))
  })

  it('gives a cache a minute, and then tells how old its answer is', async () => {
    await publishing.wheel(`a/${one}`)
    await publishing.publish(store)
    const old = store.objects.get('simple/demo/')?.bytes ?? ''
    await publishing.wheel(`b/${two}`)
    const headers = { 'content-type': 'application/vnd.pypi.simple.v1+json', age: '240', 'cache-control': 'max-age=3600' }
    site.bend = (path) => (path === page ? { body: old, headers } : undefined)
    const outcome = await publish()
    assert.equal(outcome.result, 'failed')
    assert.match(outcome.summary, /is of serial 1, not 2.*age: 240, cache-control: max-age=3600/)
    assert.ok([12, 13].includes(publishing.clock.slept.length), `${publishing.clock.slept.length} waits`)
  })

  it('warns of pages that caches keep for long, and of nothing else', async () => {
    await publishing.wheel(one)
    site.bend = (path, { headers }) => (path === page ? { headers: { ...headers, 'cache-control': 'public, max-age=86400' } } : undefined)
    const outcome = await publish()
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(
      publishing.log.lines.filter((line) => /^(?:warning|error):/.test(line)).map((line) => /Cache-Control/.test(line)),
      [true],
    )
  })

  it('gives user and password to the index and to files beside it, and shows them nowhere', async () => {
    await publishing.wheel(one)
    const basic = `Basic ${Buffer.from('me:s3cret%').toString('base64')}`
    const checkUrl = site.indexUrl.replace('://', '://me:s3cret%25@')
    site.bend = () => undefined
    const outcome = await publish(bare, checkUrl)
    assert.equal(outcome.result, 'succeeded')
    assert.ok(site.seen.length > 5 && site.seen.every(({ headers }) => headers.authorization === basic))
    site.bend = on(isMissing, { status: 403 })
    const failed = await publish(bare, checkUrl)
    const told = [publishing.log.text(), outcome.summary, failed.summary, ...failed.problems.map(({ text }) => text)].join('\n')
    assert.doesNotMatch(told, /s3cret/)
  })

  it('asks a host that never answers for one thing alone, and pip for nothing', async () => {
    await publishing.wheel(one)
    site.bend = () => 'reset'
    const ran: string[] = []
    const outcome = await publish({ run: async (command, on) => (ran.push(command.program), await bare.run(command, on)) })
    assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code), ran], ['failed', ['CHECK_FAILED'], []])
    assert.equal(new Set(asked()).size, 1)
    assert.match(outcome.summary, /missing project .* wrong /)
  })

  it('gives up a host that stops answering: asks for little more, and pip for nothing', async () => {
    for (let at = 0; at < 60; at++) await publishing.wheel(`many${at}-1.0-py3-none-any.whl`)
    site.bend = (path) => (isMissing(path) ? undefined : 'reset')
    const ran: string[] = []
    const outcome = await publish({ run: async (command, on) => (ran.push(command.program), await bare.run(command, on)) })
    assert.deepEqual([outcome.result, ran], ['failed', []])
    assert.ok(new Set(asked()).size < 20, `${new Set(asked()).size} addresses asked for`)
    assert.match(outcome.summary, /not checked.*left too much unanswered/)
  })

  it('tells only the beginning of what a host sends', async () => {
    await publishing.wheel(one)
    site.bend = (path) => {
      const text = textOf(store, 'simple/demo/')
      const shown = { ...(JSON.parse(text) as { files: object[] }) }
      const files = shown.files.map((file) => ({ ...file, 'requires-python': '##vso[task.complete]`|<b>'.repeat(50_000) }))
      return path === page ? { body: JSON.stringify({ ...shown, files }) } : undefined
    }
    const outcome = await publish()
    assert.equal(outcome.result, 'failed')
    const told = [publishing.log.text(), outcome.summary, ...outcome.problems.map(({ text }) => text)]
    assert.ok(told.every((text) => text.length < 20_000 && text.includes('Requires-Python')))
    assert.doesNotMatch(outcome.summary, /<b>|`/)
  })

  it('waits for all pages together no longer than for one', async () => {
    for (let at = 0; at < 9; at++) await publishing.wheel(`many${at}-1.0-py3-none-any.whl`)
    site.bend = (path) => (/^\/simple\/many\d\//.test(path) ? { status: 404 } : undefined)
    const outcome = await publish()
    assert.equal(outcome.result, 'failed')
    assert.ok(publishing.clock.slept.length <= 12 + 16, `${publishing.clock.slept.length} waits`)
  })

  it('fails for nothing that installers never ask for', async () => {
    await publishing.wheel(one)
    site.bend = (path) => (/^\/simple\/(?:demo)?$/.test(path) ? { status: 500 } : undefined)
    const outcome = await publish()
    assert.deepEqual([outcome.result, outcome.problems], ['succeeded', []], outcome.summary)
    assert.match(outcome.summary, /\| root page \|.*told.*answered 500/)
  })

  it('says what credentials are missing', async () => {
    await publishing.wheel(one)
    site.bend = () => ({ status: 401 })
    const outcome = await publish()
    assert.match(outcome.problems[0]?.text ?? '', /secret variable/)
  })

  describe('with a real pip', () => {
    before(function () {
      findPython(this)
    })

    it('has it fetch a wheel, of any platform, and compares what came', async () => {
      await publishing.wheel(local)
      await publishing.wheel(two)
      await publishing.wheel('freebsd_only-1.0-cp38-abi3-freebsd_14_release_amd64.whl')
      const outcome = await publish(localProcesses())
      assert.equal(outcome.result, 'succeeded', outcome.summary)
      assert.match(outcome.summary, /\| pip download \| all 2 \| ok \|/)
    })

    it('shows no password in what pip says, nor in its arguments', async () => {
      await publishing.wheel(one)
      const commands: string[] = []
      const watched: Processes = {
        run: async (command, on) => {
          commands.push(command.args.join(' '))
          return await localProcesses().run(command, on)
        },
      }
      const outcome = await publish(watched, site.indexUrl.replace('://', '://me:s3cret@'))
      assert.equal(outcome.result, 'succeeded', outcome.summary)
      assert.doesNotMatch([publishing.log.text(), ...commands].join('\n'), /s3cret/)
      assert.match(publishing.log.text(), /foreign: /)
    })

    it('fails where pip fails: with what pip said last', async () => {
      await publishing.wheel(one)
      let whole = 0
      // The check itself gets the file once; pip, which comes after it, gets another.
      site.bend = (path) => (path === `/packages/${one}` && ++whole > 1 ? { body: 'other bytes' } : undefined)
      const outcome = await publish(localProcesses())
      assert.deepEqual([outcome.result, outcome.problems.length], ['failed', 1])
      assert.match(outcome.summary, /pip download .* wrong .*HASH/i)
    })

    it('checks a folder by its file: address with pip alone', async () => {
      await publishing.wheel(`wheels/${one}`)
      const index = join(publishing.folder, 'an index')
      const access = { location: { kind: 'folder', path: index } } as const
      const outcome = await publishing.publish(
        folderStore(index),
        { store: access, distributions: [join(publishing.folder, 'wheels')], checkUrl: `${pathToFileURL(index).href}/simple` },
        { outside: outside(localProcesses()) },
      )
      assert.equal(outcome.result, 'succeeded', outcome.summary)
      assert.match(outcome.summary, /\| web \|.*not checked.*no status/)
      assert.match(outcome.summary, /\| pip download \| .*\| ok \|/)
    })

    it('finds the layout website at an address that knows no index documents', async () => {
      await publishing.wheel(one)
      const outcome = await publishing.publish(store, { checkUrl: site.indexUrl, layout: 'website' }, { outside: outside() })
      assert.equal(outcome.result, 'failed')
      assert.match(outcome.problems[0]?.text ?? '', /answers 404.*layout/)
    })
  })
})
