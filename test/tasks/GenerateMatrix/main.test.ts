import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { parsePlan } from '../../../core/wanted/plan-file.ts'
import { Repository } from '../../servers/git-repository.ts'
import { pyproject } from './repository-world.ts'
import { matrix } from './world.ts'

const main = resolve(import.meta.dirname, '../../../tasks/GenerateMatrix/main.js')

describe('the task GenerateMatrix as a process', () => {
  const base = mkdtempSync(join(tmpdir(), 'generate-main-'))
  const at = (...parts: string[]): string => join(base, ...parts)
  let index: PackageIndex | undefined
  before(async () => {
    for (const folder of ['s', 't', 'sdists', 'store/simple/spam']) mkdirSync(at(folder), { recursive: true })
    for (const name of ['spam-1.0.tar.gz', 'eggs-2.0.tar.gz']) writeFileSync(at('sdists', name), name)
    writeFileSync(at('s/wheel_matrix.yml'), matrix({ spam: '1.0', eggs: 'latest' }))
    writeFileSync(at('s/bad.yml'), 'packagess: {}')
    index = await startPackageIndex({ folder: at('sdists') })
  })
  after(async () => {
    await index?.close()
    rmSync(base, { recursive: true, force: true })
  })

  async function start(
    inputs: Readonly<Record<string, string>>,
    variables: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly lines: readonly string[]; readonly stderr: string }> {
    const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
    const folders = { AGENT_TEMPDIRECTORY: at('t'), SYSTEM_DEFAULTWORKINGDIRECTORY: at('s'), AGENT_WORKFOLDER: base }
    const coverage = process.env['NODE_V8_COVERAGE'] === undefined ? {} : { NODE_V8_COVERAGE: process.env['NODE_V8_COVERAGE'] }
    const env = {
      ...coverage,
      PATH: process.env['PATH'] ?? '',
      ...folders,
      SYSTEM_TASKINSTANCENAME: 'gm',
      SYSTEM_PHASENAME: 'plan',
      ...given,
      ...variables,
    }
    const child = spawn(process.execPath, [main], { env, cwd: at('s') })
    const [out, err]: string[][] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out?.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err?.push(chunk.toString()))
    await once(child, 'close')
    const lines = (out ?? []).join('').split('\n')
    return { lines: lines.filter((line) => !line.startsWith('##vso[task.debug]')), stderr: (err ?? []).join('') }
  }

  it('sets its outputs last, in the order of the contract, then succeeds', async () => {
    const { lines, stderr } = await start({ store: at('store'), indexUrl: index?.simpleUrl ?? '' })
    const commands = lines
      .filter((line) => line.startsWith('##vso['))
      .map((line) => /^##vso\[([^\s\]]+)(?: variable=(\w+))?/.exec(line)?.slice(1, 3).filter(Boolean).join(' '))
    assert.deepEqual(commands, [
      'artifact.upload',
      'task.uploadsummary',
      ...['matrix', 'hasJobs', 'jobCount', 'coldCount', 'warmCount', 'planFile', 'planArtifact', 'planDigest', 'maxParallel'].map(
        (name) => `task.setvariable ${name}`,
      ),
      'task.complete',
    ])
    assert.ok(lines.includes('eggs 2.0 for cp312 on linux_x86_64: not in the index yet'))
    assert.match(lines.find((line) => line.includes('variable=hasJobs')) ?? '', /isOutput=true.*\]true$/)
    assert.equal(stderr, '')
  })

  it('leaves out what the store`s own documents list', async () => {
    const filename = 'spam-1.0-cp312-cp312-linux_x86_64.whl'
    const document = {
      meta: { 'api-version': '1.4' },
      name: 'spam',
      versions: ['1.0'],
      files: [{ filename, url: `../../packages/${filename}`, hashes: {}, size: 1 }],
    }
    writeFileSync(at('store/simple/spam/index.json'), JSON.stringify(document))
    const { lines } = await start({ store: at('store'), indexUrl: index?.simpleUrl ?? '' })
    assert.ok(lines.includes(`spam 1.0 for cp312 on linux_x86_64: already in the index as ${filename}`))
    rmSync(at('store/simple/spam/index.json'))
  })

  const refused: [why: string, inputs: Record<string, string>, says: RegExp][] = [
    [
      'an unknown key',
      { wheelMatrix: 'bad.yml' },
      /bad\.yml, line 1: the document does not know the key 'packagess'.*Did you mean 'packages'/,
    ],
    ['a missing file', { wheelMatrix: 'none.yml' }, /There is no file none\.yml/],
    ['an unknown input', { wheelMatrixs: 'x' }, /no input 'wheelmatrixs'.*Did you mean 'wheelMatrix'/],
    ['a mode that is none', { mode: 'change' }, /mode/],
    ['changes in a folder without packages', { mode: 'changes' }, /No package was found in /],
    ['a store of an unknown kind', { store: 'gs://x' }, /store/],
  ]
  for (const [why, inputs, says] of refused)
    it(`fails with one Problem for ${why}: no output, no artifact, no stack trace`, async () => {
      const before = readdirSync(at('t'))
      const { lines, stderr } = await start({ indexUrl: index?.simpleUrl ?? '', ...inputs })
      const text = lines.join('\n')
      assert.match(text, /##vso\[task\.complete result=Failed/)
      assert.match(text, says)
      assert.doesNotMatch(text, /setvariable|artifact\.upload|uploadsummary|\n\s+at /)
      assert.equal(lines.filter((line) => line.startsWith('##vso[task.issue')).length, 1)
      assert.deepEqual([stderr, readdirSync(at('t'))], ['', before])
    })

  it('reads repositories, commits` times, another index and recipes for real', async () => {
    const git = (folder: string, ...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@test', ...args], {
        cwd: folder,
        env: { PATH: process.env['PATH'], HOME: base, GIT_COMMITTER_DATE: '1790000000 +0000' },
        encoding: 'utf8',
      }).trim()
    const committed = (folder: string, ...tag: string[]): string => {
      for (const args of [['init', '-q'], ['add', '-A'], ['commit', '-q', '-m', 'x'], ...(tag.length > 0 ? [['tag', ...tag]] : [])])
        git(folder, ...args)
      return git(folder, 'rev-parse', 'HEAD')
    }
    mkdirSync(at('fork'))
    writeFileSync(at('fork/setup.py'), '')
    const fork = committed(at('fork'), '-a', 'v1.2', '-m', 'x')
    for (const folder of ['r/libs/core', 'r/patches', 'private']) mkdirSync(at(folder), { recursive: true })
    writeFileSync(at('private/spam-7.0.tar.gz'), 'private')
    writeFileSync(at('r/libs/core/pyproject.toml'), '[project]\nname = "core"\nversion = "0.9"\n')
    writeFileSync(at('r/patches/one.patch'), 'one')
    writeFileSync(at('r/recipes.yml'), 'recipes: [{ for: core, patches: [patches/*.patch] }]')
    const own = await startPackageIndex({ folder: at('private') })
    const matrixText = [
      'platforms: { linux: { platform_tag: linux_x86_64, platform_instance: x, platform_arch: y, python: [cp312] } }',
      'packages:',
      `  fork: { source: 'git+${pathToFileURL(at('fork')).href}@v1.2', version: 1.2+a, platforms: linux }`,
      '  core: { source: libs/core, platforms: linux }',
      `  spam: { source: 'index+${own.simpleUrl}', versions: [latest], platforms: linux }`,
    ]
    writeFileSync(at('r/wheel_matrix.yml'), matrixText.join('\n'))
    const commit = committed(at('r'))
    try {
      const variables = { SYSTEM_DEFAULTWORKINGDIRECTORY: at('r'), BUILD_SOURCEVERSION: commit }
      const { lines, stderr } = await start({ store: at('store'), indexUrl: index?.simpleUrl ?? '', recipes: 'recipes.yml' }, variables)
      assert.ok(lines.includes(`fork 1.2+a: v1.2 is the commit ${fork}`), lines.join('\n'))
      const path =
        lines
          .find((line) => line.includes('variable=planFile'))
          ?.split(']')
          .at(-1) ?? ''
      const { packages = [] } = parsePlan(readFileSync(path, 'utf8'), path).jobs[0] ?? {}
      assert.deepEqual(
        packages.map(({ name, version, source, recipe }) => [name, version, source.kind, recipe.patches.length]),
        [
          ['core', '0.9', 'folder', 1],
          ['fork', '1.2+a', 'git', 0],
          ['spam', '7.0', 'sdist', 0],
        ],
      )
      const [core] = packages
      assert.deepEqual(core?.source, { kind: 'folder', path: 'libs/core', commit, time: 1_790_000_000 })
      assert.equal(stderr, '')
    } finally {
      await own.close()
    }
  })

  it('plans a pull request from a checkout of depth 1', async () => {
    const origin = new Repository(at('origin'))
    origin.commit({ 'packages/core/pyproject.toml': pyproject('core'), 'packages/http/pyproject.toml': pyproject('http', ['core']) })
    origin.git('checkout', '--quiet', '-b', 'topic')
    const source = origin.commit({ 'packages/core/a "b".py': 'x' })
    origin.git('checkout', '--quiet', 'main')
    origin.commit({ 'packages/http/a.py': 'x' })
    const merge = origin.mergePullRequest(7, 'main', 'topic')
    origin.checkedOut(at('pr'), 'refs/pull/7/merge', 1)
    const variables = {
      SYSTEM_DEFAULTWORKINGDIRECTORY: at('pr'),
      BUILD_REPOSITORY_LOCALPATH: at('pr'),
      BUILD_REASON: 'PullRequest',
      BUILD_SOURCEBRANCH: 'refs/pull/7/merge',
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
      SYSTEM_PULLREQUEST_SOURCECOMMITID: source,
      HOME: base,
    }
    const { lines, stderr } = await start({ mode: 'changes' }, variables)
    const text = lines.join('\n')
    assert.match(text, /core \(packages\/core\): packages\/core\/a "b"\.py changed/, text)
    assert.match(text, /http \(packages\/http\): it needs core, which changed/)
    assert.match(text, /1 file changed since [0-9a-f]{10}, the first parent of the merge commit/)
    assert.match(text, /variable=coldCount[^\]]*\]2/)
    assert.ok(text.includes(merge))
    assert.equal(stderr, '')
  })

  it('uses the credentials of indexUrl for sources too, and shows them nowhere', async () => {
    const page = (name: string): string =>
      JSON.stringify({
        meta: { 'api-version': '1.0' },
        name,
        files: [{ filename: `${name}-1.0.tar.gz`, url: `../../f/${name}-1.0.tar.gz`, hashes: { sha256: sha256Of('no archive') } }],
      })
    const server = createServer(({ url = '', headers }, answer) => {
      const [, name = ''] = /^\/simple\/(\w+)\/$/.exec(url) ?? []
      if (headers.authorization !== `Basic ${Buffer.from('me:s3cr3t').toString('base64')}`) answer.writeHead(401).end()
      else if (name === '') answer.end('no archive')
      else answer.setHeader('content-type', 'application/vnd.pypi.simple.v1+json').end(page(name))
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    try {
      const inputs = { wheelMatrix: 'two.yml', indexUrl: `http://me:s3cr3t@127.0.0.1:${port}/simple`, wheelsPerJob: '1' }
      writeFileSync(at('s/two.yml'), matrix({ spam: '1.0', eggs: '1.0' }))
      const { lines } = await start({ ...inputs, store: at('store') })
      const text = lines.join('\n')
      assert.match(text, /What spam 1\.0 requires to be built is not known/)
      assert.match(text, /task\.complete result=Succeeded/)
      const plan = readFileSync(/variable=planFile[^\]]*\](.*)/.exec(text)?.[1] ?? '', 'utf8')
      assert.doesNotMatch(text + plan, /s3cr3t|me:/)
      assert.match(plan, /127\.0\.0\.1/)
    } finally {
      server.close()
    }
  })

  it('writes a plan that reads as one', async () => {
    const { lines } = await start({ store: at('store'), indexUrl: index?.simpleUrl ?? '' })
    const path =
      lines
        .find((line) => line.includes('variable=planFile'))
        ?.split(']')
        .at(-1) ?? ''
    const plan: { version: number } = JSON.parse(readFileSync(path, 'utf8'))
    assert.equal(plan.version, 1)
  })
})
