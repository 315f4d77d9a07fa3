import assert from 'node:assert/strict'
import { renderHtml } from '../../../core/index/html.ts'
import { serialOfPage } from '../../../core/index/markup.ts'
import { listingOf, parseProject, renderJson } from '../../../core/index/project-document.ts'
import { parseRoot, renderRoot } from '../../../core/index/root-document.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'

/** What every reader may rely on at any moment: each page is whole, and each link of each page leads to that very file and its metadata. */
export async function assertConsistent(store: ObjectStore): Promise<void> {
  const all = await contents(store)
  for (const [key, text] of all) {
    if (!/^simple\/[^/]+\/(?:index\.(?:html|json))?$/.test(key)) continue
    for (const { name, sha256, metadata } of linksOf(text)) {
      const file = all.get(`packages/${name}`)
      assert.ok(file !== undefined, `${key} links ${name}, which is not there`)
      assert.equal(sha256Of(Buffer.from(file, 'latin1')), sha256, `${key}: ${name}`)
      const beside = all.get(`packages/${name}.metadata`)
      if (name.endsWith('.whl')) assert.equal(sha256Of(Buffer.from(beside ?? '', 'latin1')), metadata, `${key}: ${name}.metadata`)
      else assert.deepEqual([beside, metadata], [undefined, undefined], `${key}: ${name} has metadata`)
    }
  }
  const root = all.get('simple/index.json')
  for (const project of root === undefined ? [] : parseRoot(utf8(root), 'root').projects)
    assert.ok(all.has(`simple/${project}/index.json`), project)
}

/** What must hold once nobody is publishing any more: nothing lags, and exactly these files are listed. */
export async function assertConverged(
  store: ObjectStore,
  files: Readonly<Record<string, readonly string[]>>,
  slashKeys: boolean,
): Promise<void> {
  await assertConsistent(store)
  const all = await contents(store)
  const page = (key: string): string => utf8(all.get(key) ?? '')
  for (const [project, names] of Object.entries(files)) {
    const document = parseProject(page(`simple/${project}/index.json`), project, normalizeName(project))
    assert.deepEqual(
      listingOf(document).files.map((file) => file.filename),
      [...names].sort(),
    )
    assert.equal(document.shown?.serial, document.serial)
    assert.equal(page(`simple/${project}/index.html`), renderHtml(document))
    if (slashKeys) assert.equal(page(`simple/${project}/`), renderJson(document))
  }
  const root = parseRoot(page('simple/index.json'), 'root')
  assert.deepEqual(root.projects, Object.keys(files).sort())
  assert.equal(page('simple/index.html'), renderRoot(root))
  assert.equal(root.shown?.serial, root.serial)
  assert.ok(all.has('index.html'))
}

async function contents(store: ObjectStore): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for await (const { key } of store.list('')) all.set(key, Buffer.from((await store.get(key))?.bytes ?? []).toString('latin1'))
  return all
}

interface Link {
  readonly name: string
  readonly sha256: string
  /** Of its METADATA; an sdist has none. */
  readonly metadata: string | undefined
}

/** Read as simply as can be, and not by the code under test. */
function linksOf(page: string): Link[] {
  if (serialOfPage(page) === undefined) {
    const { files } = JSON.parse(page) as {
      files: { filename: string; hashes: { sha256: string }; 'core-metadata'?: { sha256: string } }[]
    }
    return files.map((file) => ({ name: file.filename, sha256: file.hashes.sha256, metadata: file['core-metadata']?.sha256 }))
  }
  const anchors = [
    ...page.matchAll(
      /<a href="\.\.\/\.\.\/packages\/([^"#]+)#sha256=([0-9a-f]{64})"(?:[^>]* data-core-metadata="sha256=([0-9a-f]{64})")?/g,
    ),
  ]
  assert.equal(anchors.length, page.split('<a ').length - 1)
  return anchors.map(([, name = '', sha256 = '', metadata]) => ({ name: decodeURIComponent(name), sha256, metadata }))
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
