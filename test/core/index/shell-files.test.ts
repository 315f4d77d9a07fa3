import assert from 'node:assert/strict'
import { openPage, type PageNode } from './page-script.ts'

const base = 'https://wheels.example.com/index/'
const sha256 = 'ab'.repeat(32)
const file = (filename: string, more: object = {}): object => ({ filename, url: `../../packages/${filename}`, hashes: { sha256 }, ...more })

const shown = async (...files: object[]): Promise<PageNode> => {
  const documents = { 'simple/index.json': { projects: [] }, 'simple/demo/index.json': { name: 'demo', files } }
  return (await openPage(base, documents, { hash: '#/demo' })).main
}
const rowsOf = (table: PageNode | undefined): string[][] =>
  (table?.all('tr') ?? []).map((row) => row.where(({ name }) => name === 'td' || name === 'th').map((cell) => cell.textContent))
const gridOf = (main: PageNode): PageNode | undefined => main.all('table').find((table) => table.attributes['class'] === 'grid')

describe("the files of a version on the people's page", () => {
  it('stand in a grid of platforms and pythons, each with its size', async () => {
    const grid = gridOf(
      await shown(
        file('demo-1-cp313-cp313-win_amd64.whl', { size: 1000 }),
        file('demo-1-cp314-cp314-win_amd64.whl', { size: 2000 }),
        file('demo-1-cp314-cp314-manylinux_2_28_x86_64.whl', { size: 3000 }),
      ),
    )
    assert.deepEqual(rowsOf(grid), [
      ['Platform', '3.13', '3.14'],
      ['Linux x86-64 (glibc 2.28+)manylinux_2_28_x86_64', '–none', '3.0 kB'],
      ['Windows x86-64win_amd64', '1.0 kB', '2.0 kB'],
    ])
    const [link] = grid?.all('a') ?? []
    assert.equal(link?.attributes['href'], `${base}packages/demo-1-cp314-cp314-manylinux_2_28_x86_64.whl`)
    assert.equal(link?.attributes['aria-label'], 'demo-1-cp314-cp314-manylinux_2_28_x86_64.whl, 3.0 kB')
    assert.match(link?.attributes['title'] ?? '', new RegExp(`sha256 ${sha256}$`))
  })

  it('say each what they need where that differs, and which build they are', async () => {
    const grid = gridOf(
      await shown(
        file('demo-1-cp313-cp313-manylinux_2_17_x86_64.whl'),
        file('demo-1-2-cp313-cp313-manylinux_2_28_x86_64.whl'),
        file('demo-1-cp314-cp314-macosx_11_0_arm64.whl'),
        file('demo-1-cp313-cp313-macosx_10_15_arm64.whl'),
      ),
    )
    assert.deepEqual(rowsOf(grid).slice(1), [
      ['Linux x86-64 (glibc)manylinux_2_17_x86_64', 'wheelglibc 2.17+wheelglibc 2.28+, build 2', '–none'],
      ['macOS Apple siliconmacosx_11_0_arm64', 'wheel10.15+', 'wheel11.0+'],
    ])
  })

  it('are no more than four in a cell', async () => {
    const grid = gridOf(await shown(...Array.from({ length: 9 }, (_, at) => file(`demo-1-${at}-py3-none-any.whl`, { size: 1000 }))))
    assert.deepEqual([grid?.all('a').length, grid?.textContent.endsWith('5 more below')], [4, true])
  })

  it('have no grid where there are no wheels, but a source', async () => {
    const main = await shown(file('demo-1.tar.gz', { size: 1000 }))
    assert.equal(gridOf(main), undefined)
    assert.equal(main.where((node) => node.attributes['id'] === 'source')[0]?.textContent, 'Source demo-1.tar.gz 1.0 kB')
  })

  it('are listed with all that is told of them', async () => {
    const commit = 'c0ffee'.repeat(6)
    const main = await shown(
      file('demo-1-cp310-cp310-win32.whl', {
        size: 999,
        'upload-time': '2026-11-20T12:00:00.000000Z',
        'requires-python': '>=3.8',
        _build: { run: '12', commit },
      }),
      file('demo-1-cp38-cp38-win32.whl', { size: 999, _build: { run: '12', commit, made_by: 'run 7, build.wheels.a' } }),
      file('demo-1-cp39-cp39-win32.whl', { size: 12_345_678, yanked: 'bad <b>build</b>', hashes: {} }),
      file('demo-1.zip', { url: 'javascript:alert(1)', yanked: true, _build: null, 'upload-time': 7, hashes: null }),
    )
    const table = main.all('details')[0]
    assert.deepEqual(rowsOf(table), [
      ['File', 'Size', 'Uploaded', 'Python', 'Built by', 'SHA-256'],
      ['demo-1-cp38-cp38-win32.whl', '999 B', '', 'any', 'run 7 · cached', 'ababababCopy'],
      ['demo-1-cp39-cp39-win32.whlyanked: bad <b>build</b>', '12.3 MB', '', 'any', '', ''],
      ['demo-1-cp310-cp310-win32.whl', '999 B', '2026-11-20', '>=3.8', 'run 12 · c0ffeec0', 'ababababCopy'],
      ['demo-1.zipyanked', '', '', 'any', '', ''],
    ])
    assert.equal(main.all('b').length, 0)
    assert.ok(main.all('a').every((link) => /^(https:|#)/.test(link.attributes['href'] ?? '')))
    for (const title of [`run 12, commit ${commit}`, `run 7, build.wheels.a; cached, run 12, commit ${commit}`])
      assert.ok(main.all('span').some((span) => span.attributes['title'] === title))
  })

  it('repeat no reason that all of them have, and tell those that differ', async () => {
    const notes = async (...reasons: (string | boolean)[]): Promise<string[]> =>
      (await shown(...reasons.map((yanked, at) => file(`demo-1-${at}-py3-none-any.whl`, { yanked }))))
        .where((node) => node.attributes['class'] === 'bad note')
        .map((node) => node.textContent)
    assert.deepEqual(await notes('bad', 'bad'), ['yanked', 'yanked'])
    assert.deepEqual(await notes('bad', 'worse'), ['yanked: bad', 'yanked: worse'])
    assert.deepEqual(await notes('bad', false), ['yanked: bad'])
  })

  it('have a hash to copy each, named for who listens', async () => {
    const documents = {
      'simple/index.json': { projects: [] },
      'simple/demo/index.json': { name: 'demo', files: [file('demo-1.tar.gz')] },
    }
    const page = await openPage(base, documents, { hash: '#/demo' })
    const button = page.main.all('button').find((one) => /SHA-256/.test(one.attributes['aria-label'] ?? ''))
    await button?.on['click']?.()
    assert.deepEqual([page.copied, page.said()], [[sha256], 'Copied the SHA-256 of demo-1.tar.gz'])
  })

  for (const [count, open] of [
    [100, true],
    [101, false],
  ] as const) {
    it(`are ${open ? 'open' : 'folded'} when they are ${count}`, async () => {
      const main = await shown(...Array.from({ length: count }, (_, at) => file(`demo-1-${at}-py3-none-any.whl`)))
      assert.equal(main.all('details')[0]?.open, open)
    })
  }
})
