import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { Yard } from './projects.ts'
import { suiteHost } from './suite-host.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('a wheel that suites are run on', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/spam/pyproject.toml', '')
  })
  afterEach(() => yard.remove())

  const wheel = 'spam-1.0-py3-none-any.whl'
  const copies = {
    'where they are run': (path: string) => path,
    'where the task keeps it': () => yard.path(`temp/wheelworks/fetched/spam-3/${wheel}`),
  }

  interface Ended extends Tried {
    readonly scripts: readonly string[]
  }
  async function run(does: (path: string) => void, more: Record<string, string> = {}): Promise<Ended> {
    const host = suiteHost((text, { env }) => {
      if (text === 'change') does(env['WHEELWORKS_WHEEL'] ?? assert.fail())
      return {}
    })
    const inputs = { packages: 'spam', suites: 'one: { run: change }\ntwo: { run: look }', ...more }
    const tried = await tryRun(yard, inputs, { host })
    return { ...tried, scripts: host.words().filter((what) => !['venv', 'pip', 'origin'].includes(what)) }
  }
  const refused = ({ manifest, pipeline }: Ended): void => {
    assert.deepEqual([manifest.failures.map(({ code }) => code), manifest.files], [['HASH_MISMATCH'], []])
    assert.deepEqual(
      pipeline.attached.filter(({ name }) => name.includes('.whl')),
      [],
    )
    assert.ok(!existsSync(yard.path(`staging/${wheel}`)))
  }

  for (const [where, copyOf] of Object.entries(copies))
    it(`is not kept once one of them has changed it ${where}`, async () => {
      const tried = await run((path) => appendFileSync(copyOf(path), 'more'))
      refused(tried)
      assert.deepEqual(
        tried.manifest.suites?.map(({ result }) => result),
        ['passed', 'passed'],
      )
      assert.match(tried.outcome.problems[0]?.message ?? '', /has changed it/)
    })

  it('is not kept once one of them has removed it', async () => {
    const tried = await run((path) => rmSync(path))
    assert.deepEqual([tried.outcome.result, tried.manifest.files], ['failed', []])
    assert.match(tried.outcome.problems[0]?.message ?? '', new RegExp(wheel.replaceAll('.', '\\.')))
  })

  it('is nothing that extra files are made of, once it is changed', async () => {
    const ran: string[] = []
    const host = suiteHost((_, { env }) => {
      appendFileSync(env['WHEELWORKS_WHEEL'] ?? '', 'more')
      return {}
    })
    const watched: typeof host.run = async (command, on) => {
      ran.push(command.args.at(-1) ?? '')
      return await host.run(command, on)
    }
    await tryRun(yard, { packages: 'spam', suites: 'one: { run: x }', after: 'make it' }, { host: { ...host, run: watched } })
    assert.deepEqual([ran.includes('x'), ran.includes('make it')], [true, false])
  })

  it('leaves no copy of it on this agent', async () => {
    const tried = await run(() => undefined)
    assert.equal(tried.outcome.result, 'succeeded')
    const left = readdirSync(yard.path('temp'), { recursive: true, encoding: 'utf8' })
    assert.deepEqual(
      left.filter((path) => path.endsWith('.whl')),
      [],
    )
  })
})
