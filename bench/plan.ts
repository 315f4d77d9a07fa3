import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../adapters/local/files.ts'
import { localPatterns } from '../adapters/local/patterns.ts'
import { localProcesses } from '../adapters/local/processes.ts'
import { s3Store } from '../adapters/s3/s3-store.ts'
import { simpleIndex } from '../adapters/simple-index/simple-index.ts'
import { Ask } from '../core/ask.ts'
import { storeIndex } from '../flows/read-index.ts'
import { readInputs } from '../tasks/GenerateMatrix/inputs.ts'
import { run } from '../tasks/GenerateMatrix/run.ts'
import { fixedClock } from '../test/fakes/fixed-clock.ts'
import { fixedDownloads } from '../test/fakes/fixed-downloads.ts'
import { fixedGit } from '../test/fakes/fixed-git.ts'
import { memoryHistory } from '../test/fakes/memory-history.ts'
import { recordingLog } from '../test/fakes/recording-log.ts'
import { recordingPipeline } from '../test/fakes/recording-pipeline.ts'
import type { Row } from './row.ts'
import { type Content, type SlowServer, startSlowServer } from './slow-server.ts'

const latency = 30
const projects = Array.from({ length: 100 }, (_, at) => `project-${String(at).padStart(3, '0')}`)
const pythons = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314']
const platforms = ['linux_x86_64', 'win_amd64']
const wheels = projects.flatMap((name) => platforms.flatMap((tag) => pythons.map((python) => wheelName(name, python, tag))))
const half = wheels.filter((_, at) => at % 2 === 0)

function wheelName(project: string, python: string, platform: string): string {
  return `${project.replaceAll('-', '_')}-1.0-${python}-${python}-${platform}.whl`
}

/** spare-tire's matrix of 1,000 wheels, each project by `latest`. */
function matrix(): string {
  const python = pythons.map((tag) => `{ tag: ${tag} }`).join(', ')
  const rows = platforms.map((tag) => `{ platform_tag: ${tag}, platform_instance: ${tag}, platform_arch: x, python: [${python}] }`)
  const packages = projects.map((name) => `  ${name}: { versions: { latest: { wheels: *rows } } }`)
  return [`x-rows: &rows [${rows.join(', ')}]`, 'packages:', ...packages].join('\n')
}

const sha256 = 'ab'.repeat(32)
const page = (name: string, files: readonly object[]): string =>
  JSON.stringify({ meta: { 'api-version': '1.4' }, name, versions: ['1.0'], files })
const upstream: Content = (path) => {
  const [, name] = /^\/simple\/([a-z0-9-]+)\/$/.exec(path) ?? []
  const file = { filename: `${name}-1.0.tar.gz`, url: `https://files.test/${name}-1.0.tar.gz`, hashes: { sha256 } }
  return name === undefined ? undefined : { type: 'application/vnd.pypi.simple.v1+json', text: page(name, [file]) }
}

/** Half of the wheels, in documents of our own. */
const ours: Content = (path) => {
  const [, name] = /^\/bucket\/simple\/([a-z0-9-]+)\/index\.json$/.exec(path) ?? []
  if (name === undefined) return undefined
  const files = half.filter((file) => file.startsWith(`${name.replaceAll('-', '_')}-`))
  const entries = files.map((filename) => ({ filename, url: `../../packages/${filename}`, hashes: { sha256 }, size: 1 }))
  return { type: 'application/json', text: page(name, entries) }
}

/** Half of the wheels in a bucket as dumb-pypi leaves it: pages of 1,000 keys, and a root page that is not ours. */
const theirs: Content = (path, query) => {
  if (query.get('list-type') !== '2')
    return path === '/bucket/simple/index.html' ? { type: 'text/html', text: '<html><body>dumb-pypi</body></html>' } : undefined
  const prefix = query.get('prefix') ?? ''
  const found = half.filter((file) => `packages/${file}`.startsWith(prefix)).slice(0, Number(query.get('max-keys') ?? 1000))
  const contents = found.map(
    (file) =>
      `<Contents><Key>packages/${file}</Key><Size>1</Size><ETag>"1"</ETag><LastModified>2026-11-20T00:00:00.000Z</LastModified></Contents>`,
  )
  return { type: 'application/xml', text: `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>` }
}

/** GenerateMatrix as it is, but for git and downloads, which this matrix does not need. */
async function plan(index: SlowServer, store: SlowServer, folder: string): Promise<number> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const bucket = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl: store.url, region: 'us-east-1', credentials })
  const inputs = readInputs(new Ask({ input: () => undefined, variable: () => undefined, inputs: [] }))
  const files = localFiles(join(folder, 'temp'))
  const begun = performance.now()
  const { outputs } = await run(inputs, {
    store: storeIndex(bucket),
    cache: undefined,
    artifacts: undefined,
    upstream: simpleIndex(`${index.url}/simple`),
    index: (url) => simpleIndex(url),
    git: fixedGit(),
    downloads: fixedDownloads({}, files),
    files,
    pipeline: recordingPipeline(),
    log: recordingLog(),
    clock: fixedClock(),
    sources: folder,
    history: memoryHistory(folder),
    pastRuns: undefined,
    processes: localProcesses(),
    patterns: localPatterns(),
    environment: {},
    secrets: [],
    windows: false,
  })
  const took = performance.now() - begun
  assert.equal(outputs['coldCount'], String(wheels.length - half.length))
  return took
}

/**
 * What spare-tire's gen_build_matrix.py asks, and when: one after the other, each version of a project once (kept for its wheels), and for each
 * wheel one list of the bucket with the wheel's name as the prefix, each by a client of its own, and so a connection of its own. Bare requests:
 * what Python and boto3 take themselves is not counted.
 */
async function oneByOne(index: SlowServer, store: SlowServer): Promise<number> {
  const begun = performance.now()
  const agent = new Agent({ keepAlive: true })
  for (const name of projects) await fetched(`${index.url}/simple/${name}/`, agent)
  for (const wheel of wheels) await fetched(`${store.url}/bucket?list-type=2&max-keys=1&prefix=packages/${wheel}`, new Agent())
  agent.destroy()
  return performance.now() - begun
}

async function fetched(url: string, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(url, { agent }, (response) => response.resume().once('end', resolve)).once('error', reject)
  })
}

/** One run of each: 1,000 wheels of 100 projects, half of them there, at 30 ms a request. */
export async function planning(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-plan-'))
  writeFileSync(join(folder, 'wheel_matrix.yml'), matrix())
  const [index, own, foreign] = await Promise.all([upstream, ours, theirs].map(async (content) => await startSlowServer(content, latency)))
  if (index === undefined || own === undefined || foreign === undefined) throw new Error('three servers were started')
  try {
    const rows: Row[] = []
    const alone = await oneByOne(index, foreign)
    const asked = index.requests.length + foreign.requests.length
    for (const [store, what, most] of [
      [own, 'an index of ours', 1 + projects.length],
      [foreign, 'a foreign bucket', 2],
    ] as const) {
      for (const server of [index, own, foreign]) server.requests.length = 0
      const took = await plan(index, store, folder)
      assert.equal(index.requests.length, projects.length, 'one request a project to the index')
      assert.ok(store.requests.length <= most, `${store.requests.length} requests to ${what}`)
      const title = `plan ${wheels.length} wheels of ${projects.length} projects with ${what} at ${latency} ms`
      rows.push(
        {
          what: `${title}: ${index.requests.length} + ${store.requests.length} requests`,
          beside: `${asked} one by one`,
          ratio: (index.requests.length + store.requests.length) / asked,
          most: 0.2,
        },
        { what: `${title}: ${Math.round(took)} ms`, beside: `${Math.round(alone)} ms one by one`, ratio: took / alone, most: 0.1 },
      )
    }
    return rows
  } finally {
    for (const server of [index, own, foreign]) await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
