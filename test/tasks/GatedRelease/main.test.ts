import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { loggingCommandOf } from '../../../core/logging-command.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { processesOf, type SeenProcess } from '../../servers/processes.ts'
import { findPython } from '../../servers/python.ts'
import { startTask } from './as-agent.ts'
import { account, type RealRelease, startRealRelease, token, type Told } from './real-release.ts'

const order = '##vso[task.setvariable variable=pwned;isOutput=true]yes'
const markup = '|`<b onclick=x>[a](javascript:x)'
const harm = `${order} ${markup}`
const wheel = 'good-1.0-py3-none-any.whl'
const pair = Buffer.from(`${account.username}:${account.password}`).toString('base64')
const secrets = [account.password, pair, token]

/** What a run of the task has printed, before an agent masks or obeys it. */
interface Printed {
  readonly lines: readonly string[]
  /** The task, and all that it started, as others of this machine see them at each of its requests. */
  readonly processes: readonly SeenProcess[]
  readonly summary: string
}

/** The task as the agent starts it: its own main file, real services, and everybody means harm. */
describe('GatedRelease, among those who mean harm', function () {
  this.timeout(120_000)
  let release: RealRelease
  const printed: Record<'planned' | 'refused' | 'published', Printed> = {} as never
  let asked: Record<keyof typeof printed, readonly string[]> = {} as never

  before(async function () {
    if (process.platform === 'win32') this.skip()
    const metadata = `Metadata-Version: 2.1\nName: good\nVersion: 1.0\nSummary: ${harm}\nKeywords: ${order}\nAuthor: ${harm}\n\n${harm}\n`
    const bytes = wheelBytes(wheel, { METADATA: metadata, files: { 'good.py': '', [`good/${order}.py`]: '' } })
    const failure = { package: harm, version: harm, python: harm, code: harm, message: harm, log: '' }
    release = await startRealRelease([{ file: wheel, bytes }], { leg: harm, failures: [failure] })
    const earlier = metadata
      .replace('Version: 1.0', 'Version: 0.9')
      .replace('Summary: ', `Requires-Dist: spam; extra == "${markup}"\nLicense: ${harm}\nSummary: not `)
    release.shelve('good-0.9-py3-none-any.whl', wheelBytes('good-0.9-py3-none-any.whl', { METADATA: earlier }))
    release.run.artifacts.push({ id: 5, name: order, source: 'job-1', files: new Map([[`${markup.slice(0, 2)}x`, Buffer.from(harm)]]) })
    printed.planned = await asAgent(release.planning({ inputs: { policy: 'files:\n  complete: false\n' } }))
    const code = /approvalCode;[^\]]*\](\S+)/.exec(printed.planned.lines.join('\n'))?.[1] ?? assert.fail(printed.planned.lines.join('\n'))
    adoptUploads(printed.planned)
    release.approve('no code')
    speak(harm)
    printed.refused = await asAgent(release.publishing())
    release.approve(code)
    speak(`${harm} ${code}`)
    release.script.add(
      { method: 'POST', path: /legacy/, do: { status: 503, reason: 'no', headers: { 'retry-after': '0' }, body: `${harm}\r\n${order}\n` } },
      {
        method: 'GET',
        path: /simple/,
        after: 1,
        do: { status: 429, headers: { 'content-type': 'text/plain', 'retry-after': '0' }, body: harm },
      },
    )
    printed.published = await asAgent(release.publishing({ inputs: { verifyUpload: 'true' } }))
  })
  after(async () => await release?.close())

  /** As somebody who approves, under a name of his choice. */
  function speak(comment: string): void {
    const [approval] = release.run.approvals
    assert.ok(approval?.approver)
    Object.assign(approval, { comment, approver: { ...approval.approver, displayName: harm } })
  }

  async function asAgent(told: Told): Promise<Printed> {
    const processes: SeenProcess[] = []
    const from = release.script.requests.length
    const child = startTask(told, release.folder())
    release.hooks.before = () => void processes.push(...processesOf(child.pid ?? assert.fail()))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    const key = told.inputs['mode'] === 'plan' ? 'planned' : printed.refused === undefined ? 'refused' : 'published'
    asked = { ...asked, [key]: release.script.requests.slice(from).map(({ method, path }) => `${method} ${path}`) }
    const lines = `${out}${err}`.split(/\r\n|\r|\n/)
    const summary = lines.map((line) => /^##vso\[task\.uploadsummary\](.*)$/.exec(line)?.[1]).find((path) => path !== undefined)
    return { lines, processes, summary: summary === undefined ? '' : readFileSync(summary, 'utf8') }
  }

  /** As the agent does with `artifact.upload`. */
  function adoptUploads({ lines }: Printed): void {
    for (const line of lines) {
      const [, artifact, path] = /^##vso\[artifact\.upload .*?artifactname=([^;\]]*).*?\](.*)$/.exec(line) ?? []
      if (artifact === undefined || path === undefined) continue
      const files = new Map([[path.split('/').at(-1) ?? '', readFileSync(path)]])
      release.run.artifacts.push({ id: 20, name: artifact, source: 'job-1', files })
    }
  }

  const all = (): [string, Printed][] => Object.entries(printed)

  it('does what it is there for: it plans, refuses what nobody approved, and publishes', () => {
    const results = all().map(([name, { lines }]) => [name, lines.filter((line) => loggingCommandOf(line) === 'task.complete').join()])
    assert.match(results[0]?.[1] ?? '', /result=Succeeded/, printed.planned.lines.join('\n'))
    assert.match(results[1]?.[1] ?? '', /result=Failed/)
    assert.match(results[2]?.[1] ?? '', /result=Succeeded/, printed.published.lines.join('\n'))
    assert.deepEqual(Object.keys(release.shelved()), ['good-0.9-py3-none-any.whl', wheel])
  })

  it('prints nothing that an agent would obey but its own commands, each one a whole line', () => {
    const own =
      /^##vso\[(?:task\.(?:debug|setvariable|complete|logissue|issue|setprogress|setsecret|uploadsummary|addattachment)|artifact\.upload)[ \]]/
    for (const [name, { lines }] of all()) {
      const commands = lines.filter((line) => /##\s*vso\[/i.test(line))
      assert.deepEqual(
        commands.filter((line) => !own.test(line) || line.slice(2).includes('##vso[')),
        [],
        name,
      )
      const variables = commands.filter((line) => loggingCommandOf(line) === 'task.setvariable')
      assert.ok(variables.every((line) => !line.split(']')[0]?.includes('pwned')))
      assert.equal(commands.filter((line) => loggingCommandOf(line) === 'task.complete').length, 1, name)
    }
    const told = all().flatMap(([, { lines }]) => lines)
    assert.ok(told.filter((line) => line.includes('#_#vso[task.setvariable variable=pwned')).length >= 3, told.join('\n'))
  })

  it('shows no secret: but to mask it, neither in what it prints, nor in a file, nor on a command line', () => {
    for (const [name, { lines, processes, summary }] of all()) {
      // What task-lib prints of a secret variable for debugging the agent masks, which knows it from the beginning.
      const shown = lines.filter(
        (line) => !line.startsWith('##vso[task.setsecret]') && !line.startsWith('##vso[task.debug]TWINE_PASSWORD='),
      )
      assert.ok(process.platform !== 'linux' || processes.some(({ args }) => args.includes('main.js')), 'the task was seen')
      for (const secret of secrets) {
        const told = [...shown, ...processes.map(({ args }) => args)].filter((line) => line.includes(secret))
        assert.deepEqual([name, told, summary.includes(secret)], [name, [], false])
      }
    }
    const masked = printed.published.lines.filter((line) => line.startsWith('##vso[task.setsecret]'))
    assert.ok(masked.some((line) => line.endsWith(account.password)) && masked.some((line) => line.endsWith(pair)))
    for (const entry of readdirSync(release.temporary, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const bytes = readFileSync(join(entry.parentPath, entry.name))
      for (const secret of secrets) assert.ok(!bytes.includes(secret), entry.name)
    }
  })

  it('gives none of them to the pip that looks at what was published', function () {
    if (process.platform !== 'linux') this.skip()
    findPython(this)
    const pips = printed.published.processes.filter(({ args }) => args.includes('\0-m\0pip\0download\0'))
    assert.ok(pips.length > 0, 'pip was seen')
    for (const { variables } of pips)
      assert.deepEqual(
        secrets.filter((secret) => variables.includes(secret)),
        [],
      )
  })

  it('writes summaries in which nothing of others is markup, and every table is whole', () => {
    for (const [name, { summary }] of all()) {
      assert.ok(summary.length > 100, name)
      assert.doesNotMatch(summary, /<b|onclick=x>|\]\(javascript|##vso\[/, name)
      for (const block of summary.split(/\n(?!\|)/).filter((part) => part.startsWith('|'))) {
        const cells = block
          .split('\n')
          .filter((line) => line.startsWith('|'))
          .map((line) => line.split('|').length)
        assert.equal(new Set(cells).size, 1, block)
      }
    }
    assert.match(printed.planned.summary, /compared with 0\.9/)
    for (const { summary } of [printed.planned, printed.published]) assert.match(summary, /&#60;b onclick=x&#62;/)
  })

  it('asks the service by GET alone, and the index too until somebody has approved', () => {
    const writes = (requests: readonly string[]): string[] => requests.filter((request) => !request.startsWith('GET '))
    assert.ok(asked.planned.length > 3 && asked.refused.length > 3)
    assert.deepEqual([writes(asked.planned), writes(asked.refused)], [[], []])
    assert.deepEqual(writes(asked.published), ['POST /legacy/', 'POST /legacy/'])
  })

  it('signs in at the index nowhere before somebody has approved', () => {
    const refused = release.script.requests.slice(0, asked.planned.length + asked.refused.length)
    assert.deepEqual(
      refused.filter(({ headers, path }) => headers['authorization'] !== undefined && !path.startsWith('/local/')),
      [],
    )
    rmSync(release.folder(), { recursive: true })
  })
})
