import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { type Collected, collectWheels } from '../../flows/collect-wheels.ts'
import { rejectedCode } from '../fakes/problem-code.ts'
import { builtFile, manifestOf } from '../tasks/PublishIndex/publishing.ts'

const one = 'demo-1.0-cp311-cp311-linux_x86_64.whl'
const two = 'demo-2.0-cp311-cp311-linux_x86_64.whl'
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('collectWheels', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'collect-'))
  })
  afterEach(async () => await rm(folder, { recursive: true, force: true }))

  const write = async (path: string, content: Uint8Array | string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  const collect = async (...folders: string[]): Promise<Collected> =>
    await collectWheels(
      folders.map((name) => join(folder, name)),
      localFiles(folder),
    )
  const found = (collected: Collected): string[] => collected.files.map((offer) => offer.path.slice(folder.length + 1))

  it('reads manifests, one an artifact, wherever they lie', async () => {
    await write(`a/${one}`, 'x')
    await write('a/manifest.json', manifestOf([builtFile(one, bytes('x'))], { leg: 'a' }))
    await write(`b/deep/down/${two}`, 'y')
    await write('b/deep/down/manifest.json', manifestOf([builtFile(two, bytes('y'))], { leg: 'b' }))
    const collected = await collect('a', 'b')
    assert.deepEqual(found(collected), [`a/${one}`, `b/deep/down/${two}`])
    assert.deepEqual([collected.manifests.length, collected.unlisted], [2, []])
    assert.deepEqual(found(await collect('')), [`a/${one}`, `b/deep/down/${two}`])
  })

  it('takes nothing of a manifest that does not count, and its files are not unlisted either', async () => {
    for (const [leg, name] of [
      ['a', one],
      ['b', two],
    ] as const) {
      await write(`${leg}/${name}`, leg)
      await write(`${leg}/manifest.json`, manifestOf([builtFile(name, bytes(leg))], { leg }))
    }
    const places = ['a', 'b'].map((name) => join(folder, name))
    const collected = await collectWheels(places, localFiles(folder), ({ leg }) => leg === 'a')
    assert.deepEqual(
      [found(collected), collected.manifests.map(({ leg }) => leg), collected.others.map(({ leg }) => leg), collected.unlisted],
      [[`a/${one}`], ['a'], ['b'], []],
    )
    assert.equal(collected.folderOf.get(collected.others[0] ?? assert.fail()), join(folder, 'b'))
  })

  it('lets sidecars stand in for a manifest that was never written', async () => {
    await write(`a/${one}`, 'x')
    await write(`a/${one}.json`, manifestOf([builtFile(one, bytes('x'))]))
    assert.deepEqual(found(await collect('a')), [`a/${one}`])
  })

  it('unites several artifacts in one folder, where one manifest has replaced the others', async () => {
    await write(`all/${one}`, 'x')
    await write(`all/${one}.json`, manifestOf([builtFile(one, bytes('x'))], { leg: 'a' }))
    await write(`all/${two}`, 'y')
    await write(`all/${two}.json`, manifestOf([builtFile(two, bytes('y'))], { leg: 'b' }))
    await write('all/manifest.json', manifestOf([builtFile(two, bytes('y'))], { leg: 'b' }))
    assert.deepEqual(found(await collect('all')), [`all/${one}`, `all/${two}`])
  })

  it('takes the higher attempt', async () => {
    for (const attempt of [1, 2]) {
      await write(`wheels.${attempt}/${one}`, `${attempt}`)
      await write(`wheels.${attempt}/manifest.json`, manifestOf([builtFile(one, bytes(`${attempt}`))], { attempt }))
    }
    assert.deepEqual(found(await collect('wheels.1', 'wheels.2')), [`wheels.2/${one}`])
  })

  it('tells of wheels that nothing tells of, and does not take them', async () => {
    await write(`a/${one}`, 'x')
    await write('a/manifest.json', manifestOf([]))
    await write('a/notes.txt', 'x')
    const collected = await collect('a')
    assert.deepEqual([found(collected), collected.unlisted], [[], [join(folder, 'a', one)]])
  })

  it('tells of sdists apart, as far as their names are those of one', async () => {
    for (const name of ['demo-1.0.tar.gz', 'old-1.0.zip', 'drop.zip', 'backup.tar.gz']) await write(`a/${name}`, name)
    const collected = await collect('a')
    assert.deepEqual(
      [collected.unlisted, collected.sdists],
      [[], ['demo-1.0.tar.gz', 'old-1.0.zip'].map((name) => join(folder, 'a', name))],
    )
    const sdist = { ...builtFile(one, bytes('demo-1.0.tar.gz')), name: 'demo-1.0.tar.gz' }
    await write('a/manifest.json', manifestOf([sdist]))
    assert.deepEqual((await collect('a')).sdists, [join(folder, 'a', 'old-1.0.zip')])
  })

  it('takes part of a folder by globs', async () => {
    await write(`a/${one}`, 'x')
    await write(`b/${two}`, 'y')
    const collected = await collectWheels([{ folder, globs: ['b*/**'] }], localFiles(folder))
    assert.deepEqual(collected.unlisted, [`${folder}/b/${two}`])
  })

  for (const globs of [['**/*.whl'], [`wheels.*/${one}`]]) {
    it(`asks the manifests beside what ${globs.join()} finds, though it finds no manifest`, async () => {
      for (const attempt of [1, 2]) {
        await write(`wheels.${attempt}/${one}`, `${attempt}`)
        await write(`wheels.${attempt}/manifest.json`, manifestOf([builtFile(one, bytes(`${attempt}`))], { attempt }))
      }
      const collected = await collectWheels([{ folder, globs }], localFiles(folder))
      assert.deepEqual([found(collected), collected.unlisted], [[`wheels.2/${one}`], []])
    })
  }

  it('asks a sidecar beside what a glob finds, and leaves what is not for release', async () => {
    await write(`a/${one}`, 'x')
    await write(`a/${one}.json`, manifestOf([builtFile(one, bytes('x'), { release: false })]))
    const collected = await collectWheels([{ folder, globs: ['a/*.whl'] }], localFiles(folder))
    assert.deepEqual([found(collected), collected.left.map(({ why }) => why), collected.unlisted], [[], ['not-for-release'], []])
  })

  for (const [first, second] of [
    ['manifest.json', 'manifest.2.json'],
    ['manifest.2.json', 'manifest.json'],
  ])
    it(`takes what the step of ${first} built as a package, though that of ${second} built it along`, async () => {
      await write(`a/${one}`, 'x')
      await write(`a/${first}`, manifestOf([builtFile(one, bytes('x'))]))
      for (const name of [second, `${one}.json`])
        await write(`a/${name}`, manifestOf([builtFile(one, bytes('x'), { origin: 'dependency', release: false })]))
      assert.deepEqual(found(await collectWheels([folder], localFiles(folder))), [`a/${one}`])
    })

  it('takes of a manifest beside them only the files that a glob finds', async () => {
    for (const name of [one, two]) await write(`a/${name}`, name)
    await write('a/manifest.json', manifestOf([one, two].map((name) => builtFile(name, bytes(name)))))
    assert.deepEqual(found(await collectWheels([{ folder, globs: ['a/demo-1*'] }], localFiles(folder))), [`a/${one}`])
  })

  for (const [code, why, file] of [
    ['HASH_MISMATCH', 'other bytes', builtFile(one, bytes('y'))],
    ['HASH_MISMATCH', 'another size', { ...builtFile(one, bytes('x')), size: 2 }],
    ['FILE_MISSING', 'a file that is not there', builtFile(two, bytes('x'))],
  ] as const) {
    it(`is ${code} when the manifest tells of ${why}`, async () => {
      await write(`a/${one}`, 'x')
      await write('a/manifest.json', manifestOf([file]))
      assert.equal(await rejectedCode(collect('a')), code)
    })
  }

  it('takes extra files by the manifest, and by their sidecars where it was never written', async () => {
    await write('a/tool.exe', 'x')
    const told = manifestOf([builtFile('tool.exe', bytes('x'), { origin: 'extra', tags: [] })])
    for (const name of ['manifest.json', 'tool.exe.extra.json']) {
      await write(`a/${name}`, told)
      const collected = await collect('a')
      assert.deepEqual([found(collected), collected.unfinished.length], [['a/tool.exe'], name === 'manifest.json' ? 0 : 1])
      await rm(join(folder, 'a', name))
    }
  })

  it('is HASH_MISMATCH when an extra file has other bytes', async () => {
    await write('a/tool.exe', 'y')
    await write('a/manifest.json', manifestOf([builtFile('tool.exe', bytes('x'), { origin: 'extra' })]))
    assert.equal(await rejectedCode(collect('a')), 'HASH_MISMATCH')
  })

  it('asks no JSON that only lies beside a file', async () => {
    for (const name of ['tool.exe', 'tool.exe.json', 'tool.json', 'data.extra.json.bak']) await write(`a/${name}`, '{}')
    assert.deepEqual((await collect('a')).manifests, [])
  })

  for (const text of ['', '{}', '{"version":2}']) {
    it(`is ARTIFACT_INVALID when a manifest is ${JSON.stringify(text)}`, async () => {
      await write('a/manifest.json', text)
      assert.equal(await rejectedCode(collect('a')), 'ARTIFACT_INVALID')
    })
  }

  for (const text of ['{"short_name":"a web app","icons":[]}', '{"main.js":"main.1.js"}', '{"manifest_version":3,"version":"1.0"}', '[]']) {
    it(`passes over ${text}, which other tools call so too`, async () => {
      for (const name of ['manifest.json', 'site.zip.json']) await write(`docs/${name}`, text)
      await write(`a/${one}`, 'x')
      await write('a/manifest.json', manifestOf([builtFile(one, bytes('x'))]))
      const collected = await collect('docs', 'a')
      assert.deepEqual([found(collected), collected.manifests.length], [[`a/${one}`], 1])
    })
  }

  it('finds nothing in folders that are empty or not there', async () => {
    const collected = await collect('a')
    assert.deepEqual([found(collected), collected.manifests, collected.unlisted], [[], [], []])
  })
})
