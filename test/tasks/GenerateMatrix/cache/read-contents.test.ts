import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { packageGraph } from '../../../../core/changes/select/package-graph.ts'
import { noRules } from '../../../../core/changes/select/rules.ts'
import type { History } from '../../../../core/history.ts'
import { Ask } from '../../../../core/ask.ts'
import { readCacheInputs } from '../../../../tasks/GenerateMatrix/cache/inputs.ts'
import { readContents } from '../../../../tasks/GenerateMatrix/cache/read-contents.ts'
import { readObjects } from '../../../../tasks/GenerateMatrix/cache/read-objects.ts'
import { readCheckout } from '../../../../tasks/GenerateMatrix/changes/checkout.ts'
import { readChangesInputs } from '../../../../tasks/GenerateMatrix/changes/inputs.ts'
import { local, need } from '../../../core/changes/local.ts'
import { memoryHistory } from '../../../fakes/memory-history.ts'

const base = mkdtempSync(join(tmpdir(), 'contents-'))
let made = 0

function folder(files: Readonly<Record<string, string>>): string {
  const top = join(base, String(++made))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(top, path)), { recursive: true })
    writeFileSync(join(top, path), text)
  }
  return top
}

function inputsOf(texts: Readonly<Record<string, string>> = {}): Pick<Parameters<typeof readObjects>[1], 'cache' | 'changes' | 'store'> {
  const ask = new Ask({ input: (name) => texts[name], variable: () => undefined, inputs: [] })
  return { cache: readCacheInputs(ask), changes: readChangesInputs(ask), store: undefined }
}

describe('readObjects', () => {
  after(() => rmSync(base, { recursive: true, force: true }))
  const files = localFiles(base)
  const paths = async (top: string, texts: Record<string, string>, history: History, commit: string, sources = top): Promise<string[]> =>
    (await readObjects({ commit, top, tracked: ['a/x', 'kept.txt', 'out/more'] }, inputsOf(texts), { files, history, sources })).map(
      ({ path }) => path,
    )

  it('asks git, and leaves out what this step itself writes or reads in the checkout', async () => {
    const tree = { 'a/x': '1', 'kept/entries/x': '1', 'kept.txt': '1', 'out/info/a.json': '1', 'out/diff.json': '1', 'out/more': '1' }
    const top = folder(tree)
    const history = memoryHistory(top, { one: { files: tree } }, 'one')
    const texts = { cache: 'kept', diffOutput: 'out/diff.json', packageInfoOutput: join(top, 'out/info') }
    assert.deepEqual(await paths(top, texts, history, 'one'), ['a/x', 'kept.txt', 'out/more'])
    assert.deepEqual(await paths(top, { cache: '../kept' }, history, 'one', join(top, 'a')), [
      'a/x',
      'kept.txt',
      'out/diff.json',
      'out/info/a.json',
      'out/more',
    ])
    assert.equal((await paths(top, { cache: 's3://kept' }, history, 'one')).length, 6)
    assert.equal((await paths(top, { cache: '.' }, history, 'one')).length, 6)
  })
  it('leaves out what an earlier step has written for this one, and nothing that git tracks, whatever it is called', async () => {
    const tree = {
      'a/x': '1',
      'diff.json': '1',
      'info/a.json': '1',
      'kept.txt': '1',
      'out/entries/x': '1',
      'out/files/x': '1',
      'out/more': '1',
    }
    const top = folder(tree)
    const history = memoryHistory(top, { one: { files: tree } }, 'one')
    assert.deepEqual(await paths(top, { diffFile: 'diff.json', packageInfo: 'info' }, history, 'one'), [
      'a/x',
      'kept.txt',
      'out/entries/x',
      'out/files/x',
      'out/more',
    ])
    const odd = { packageInfoOutput: 'a', diffOutput: 'kept.txt', cache: 'out' }
    assert.deepEqual(await paths(top, odd, history, 'one'), ['a/x', 'diff.json', 'info/a.json', 'kept.txt', 'out/more'])
    const tracked = Object.keys(tree)
    const all = await readObjects({ commit: 'one', top, tracked }, inputsOf(odd), { files, history, sources: top })
    assert.deepEqual(
      all.map(({ path }) => path),
      ['a/x', 'diff.json', 'info/a.json', 'kept.txt', 'out/more'],
      'a cache may lie in git',
    )
  })
  it('reads nothing of a cache in the checkout, which may be larger than all else', async () => {
    const top = folder({ 'a/x': '1', 'out/entries/x': '1', 'out/files/x': '1' })
    const asked: string[] = []
    const history = { ...memoryHistory(top), objects: (without: readonly string[] = []) => Promise.resolve((asked.push(...without), [])) }
    const measuring = { ...files, measure: async (path: string) => (asked.push(path), await files.measure(path)) }
    for (const commit of ['one', ''])
      await readObjects({ commit, top, tracked: undefined }, inputsOf({ cache: 'out' }), { files: measuring, history, sources: top })
    assert.deepEqual(asked, ['out/entries', 'out/files', join(top, 'a/x')])
  })

  it('reads the files themselves without git, but for what tools make', async () => {
    const top = folder({
      'a/x.py': '1',
      'b/x.py': '1',
      'c/x.py': '2',
      '.venv/lib/x.py': '1',
      'a/node_modules/x': '1',
      'a/__pycache__/x.pyc': '1',
    })
    const objects = await readObjects({ commit: '', top, tracked: undefined }, inputsOf(), {
      files,
      history: memoryHistory(top),
      sources: top,
    })
    assert.deepEqual(
      objects.map(({ path, mode }) => [path, mode]),
      ['a/x.py', 'b/x.py', 'c/x.py'].map((path) => [path, '100644']),
    )
    const [a, b, c] = objects.map(({ id }) => id)
    assert.equal(a, b)
    assert.notEqual(a, c)
  })
  it('leaves out what this step writes into a checkout without git that a link leads to', async () => {
    const top = folder({ 'a/x': '1', 'out/entries/x': '1', 'info/a.json': '1', '..out': '1' })
    const sources = `${top}-link`
    symlinkSync(top, sources, 'junction')
    const ports = { files, history: memoryHistory(top), sources }
    const objects = await readObjects(
      await readCheckout(ports),
      inputsOf({ cache: 'out', packageInfoOutput: 'info', diffOutput: '..out' }),
      ports,
    )
    assert.deepEqual(
      objects.map(({ path }) => path),
      ['a/x'],
    )
  })
})

describe('readContents', () => {
  const files = localFiles(base)
  const packages = [local('a', { needs: [need('attrs')] }), local('b')]
  const digests = async (
    tree: Readonly<Record<string, string>>,
    {
      of = packages,
      tags = [],
      environment = {},
      commit = 'one',
    }: { of?: LocalPackage[]; tags?: string[]; environment?: Record<string, string>; commit?: string } = {},
  ): Promise<string[]> => {
    const top = folder(tree)
    const history = { ...memoryHistory(top, { one: { files: tree } }, 'one'), tags: () => Promise.resolve(tags) }
    const sources = {
      packages: of,
      graph: packageGraph(of),
      rules: noRules,
      added: [],
      checkout: { commit, top },
      objects: await history.objects(),
    }
    return [...(await readContents(sources, inputsOf(), { files, history, environment })).values()].map(({ digest }) => digest)
  }

  it('reads shared locks, of which each has its part', async () => {
    const [was, is] = [await digests({ 'uv.lock': lock('1') }), await digests({ 'uv.lock': lock('2') })]
    assert.notEqual(was[0], is[0])
    assert.equal(was[1], is[1])
    for (const path of ['uv.lock', 'requirements.txt']) {
      const text = path === 'uv.lock' ? lock('1') : 'attrs==1 \\\n  --hash=sha256:1\nother==2\n'
      assert.deepEqual(
        await digests({ [path]: text.replaceAll('\n', '\r\n') }),
        await digests({ [path]: text }),
        'line endings of a checkout',
      )
    }
  })
  it('knows a version that git tells by the commit, the tags, and the tag that the run is of', async () => {
    const of = [local('a', { versionTool: 'setuptools-scm' })]
    const environment = { BUILD_SOURCEBRANCH: 'refs/tags/v1' }
    const all = [
      await digests({}, { of }),
      await digests({}, { of, commit: 'two' }),
      await digests({}, { of, tags: ['1 refs/tags/v1'] }),
      await digests({}, { of, environment }),
    ]
    assert.equal(new Set(all.map(([one]) => one)).size, all.length)
    assert.deepEqual(await digests({}, { of, environment: { BUILD_SOURCEBRANCH: 'refs/heads/topic' } }), all[0])
    assert.deepEqual(await digests({}, { tags: ['1 refs/tags/v1'], environment, commit: 'two' }), await digests({}))
  })
})

function lock(version: string): string {
  return `[[package]]\nname = "attrs"\nversion = "${version}"\n[[package]]\nname = "a"\nversion = "1"\ndependencies = [{ name = "attrs" }]\n`
}
