import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { sdist, wheel } from './distributions.ts'
import { temporaryFolders } from './folders.ts'

const json = 'application/vnd.pypi.simple.v1+json'

interface Page {
  name: string
  meta: { 'api-version': string }
  versions: string[]
  projects: { name: string }[]
  files: Record<string, unknown>[]
}

describe('the package index: its pages', () => {
  const folderOf = temporaryFolders()
  let index: PackageIndex
  let folder: string
  const demo = wheel({ name: 'Demo.Pkg', version: '1.0', requiresPython: '>=3.9' })

  beforeEach(async () => {
    folder = folderOf()
    index = await startPackageIndex({ folder })
  })
  afterEach(() => index.close())

  const put = (one: { file: string; bytes: Uint8Array }, where = folder): void => writeFileSync(join(where, one.file), one.bytes)
  const get = (path: string, accept?: string): Promise<Response> =>
    fetch(new URL(path, index.simpleUrl), { redirect: 'manual', headers: accept === undefined ? {} : { accept } })
  const page = async (path: string): Promise<Page> => (await (await get(path, json)).json()) as Page

  it('lists a wheel with all that PEP 691, 700 and 714 ask for', async () => {
    put(demo)
    utimesSync(join(folder, demo.file), 1_700_000_000, 1_700_000_000)
    const { files, ...rest } = await page('demo-pkg/')
    assert.deepEqual(rest, { meta: { 'api-version': '1.4' }, name: 'demo-pkg', versions: ['1.0'] })
    assert.deepEqual(files, [
      {
        filename: 'Demo_Pkg-1.0-py3-none-any.whl',
        url: '../../files/Demo_Pkg-1.0-py3-none-any.whl',
        hashes: { sha256: sha256(demo.bytes) },
        size: demo.bytes.length,
        'upload-time': '2023-11-14T22:13:20.000000Z',
        'requires-python': '>=3.9',
        'core-metadata': { sha256: sha256(Buffer.from(demo.metadata)) },
        yanked: false,
      },
    ])
  })

  it('serves the file and its metadata under the URL that the page gives', async () => {
    put(demo)
    const url = String((await page('demo-pkg/')).files[0]?.['url'])
    const file = await get(`demo-pkg/${url}`)
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), demo.bytes)
    assert.equal(await (await get(`demo-pkg/${url}.metadata`)).text(), demo.metadata)
  })

  it('writes the same as HTML, attributes escaped', async () => {
    put(demo)
    const answer = await get('demo-pkg/', 'text/html')
    assert.equal(answer.headers.get('content-type'), 'text/html; charset=utf-8')
    const html = await answer.text()
    const metadata = sha256(Buffer.from(demo.metadata))
    assert.match(html, /<meta name="pypi:repository-version" content="1.4">/)
    assert.ok(
      html.includes(
        `<a href="../../files/${demo.file}#sha256=${sha256(demo.bytes)}" data-requires-python="&gt;=3.9" data-core-metadata="sha256=${metadata}" data-dist-info-metadata="sha256=${metadata}">${demo.file}</a>`,
      ),
      html,
    )
  })

  it('reads sdists of an own folder, old spellings too, and promises no metadata for them', async () => {
    const sdists = folderOf()
    put(sdist({ name: 'Old.Name', version: '2.0', requiresPython: '>=3.8' }, 'Old.Name-2.0'), sdists)
    const second = await startPackageIndex({ folder, sdists })
    const answer = (await (await fetch(`${second.simpleUrl}old-name/`, { headers: { accept: json } })).json()) as Page
    await second.close()
    assert.equal(answer.files[0]?.['filename'], 'Old.Name-2.0.tar.gz')
    assert.equal(answer.files[0]?.['requires-python'], '>=3.8')
    assert.equal(answer.files[0]?.['core-metadata'], false)
    assert.deepEqual(answer.versions, ['2.0'])
    assert.equal((await get(`../files/Old.Name-2.0.tar.gz.metadata`)).status, 404)
  })

  it('lists a file that it cannot read, by its name', async () => {
    put({ file: 'odd-1.5-py3-none-any.whl', bytes: Buffer.from('no zip') })
    put({ file: 'very-odd-1.5.tar.gz', bytes: Buffer.from('no gzip') })
    assert.equal((await page('odd/')).files[0]?.['core-metadata'], false)
    assert.deepEqual((await page('very-odd/')).versions, ['1.5'])
  })

  it('percent-encodes the plus of a local version', async () => {
    put(wheel({ name: 'demo', version: '1.0+cpu' }))
    const [file] = (await page('demo/')).files
    assert.equal(file?.['url'], '../../files/demo-1.0%2Bcpu-py3-none-any.whl')
    assert.equal((await get(`demo/${file?.['url']}`)).status, 200)
  })

  it('lists the projects', async () => {
    put(demo)
    put(wheel({ name: 'other', version: '3' }))
    assert.deepEqual((await page('')).projects, [{ name: 'demo-pkg' }, { name: 'other' }])
    assert.match(await (await get('')).text(), /<a href="demo-pkg\/">demo-pkg<\/a>/)
  })

  for (const [reason, inJson, inHtml] of [
    ['broken on Windows', 'broken on Windows', 'data-yanked="broken on Windows"'],
    ['', true, 'data-yanked=""'],
    ['a "quote"', 'a "quote"', 'data-yanked="a &quot;quote&quot;"'],
  ] as const) {
    it(`says that a file is yanked: ${JSON.stringify(reason)}`, async () => {
      put(demo)
      writeFileSync(join(folder, 'yanked.json'), JSON.stringify({ [demo.file]: reason }))
      assert.equal((await page('demo-pkg/')).files[0]?.['yanked'], inJson)
      assert.ok((await (await get('demo-pkg/', 'text/html')).text()).includes(inHtml))
    })
  }

  for (const [path, to] of [
    ['../simple', '/simple/'],
    ['demo-pkg', '/simple/demo-pkg/'],
    ['Demo.Pkg/', '/simple/demo-pkg/'],
    ['demo_-.pkg', '/simple/demo-pkg/'],
  ] as const) {
    it(`moves ${path} to ${to}`, async () => {
      put(demo)
      const answer = await get(path)
      assert.equal(answer.status, 301)
      assert.equal(answer.headers.get('location'), to)
    })
  }

  for (const path of [
    'absent/',
    '../files/absent-1.0.tar.gz',
    '../files/..%2Fyanked.json',
    '../files/yanked.json',
    '../else',
    '../legacy/',
  ]) {
    it(`does not know ${path}`, async () => {
      writeFileSync(join(folder, 'yanked.json'), '{}')
      assert.equal((await get(path)).status, 404)
    })
  }

  it('serves a file that came while it ran, and forgets one that went', async () => {
    assert.equal((await get('demo-pkg/')).status, 404)
    put(demo)
    assert.deepEqual(readdirSync(folder), [demo.file])
    assert.equal((await get('demo-pkg/')).status, 200)
    put({ file: demo.file, bytes: wheel({ name: 'Demo.Pkg', version: '1.0', says: 'other bytes' }).bytes })
    assert.notDeepEqual((await page('demo-pkg/')).files[0]?.['hashes'], { sha256: sha256(demo.bytes) })
  })

  it('keeps a journal without credentials', async () => {
    await fetch(`${index.simpleUrl}x/?y`, { headers: { authorization: 'Basic c2VjcmV0' } })
    assert.deepEqual(
      index.requests.map(({ method, path, bytes, headers }) => ({ method, path, bytes, auth: headers['authorization'] })),
      [{ method: 'GET', path: '/simple/x/?y', bytes: 0, auth: 'Basic' }],
    )
  })
})

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
