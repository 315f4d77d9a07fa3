import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crowdedIndex } from '../test/fakes/browsable-index.ts'
import { chromium, startChromium, type Tab } from '../test/servers/chromium.ts'
import { startStaticServer } from '../test/servers/static-server.ts'
import { median, type Row } from './row.ts'

const rounds = 11
const bare = '<!DOCTYPE html><title>Bare</title><p id="main">Nothing is done here.</p>'

/** What is opened, when it counts as there, and how many times a bare page's time it may take. */
const pages: readonly [what: string, hash: string, there: string, most: number][] = [
  ['the list of 2,000 projects', '', `document.querySelectorAll('#found a').length >= 240`, 3],
  ['a project of 50 files', '#/project-1', `document.querySelector('.grid') !== null`, 4],
  ['a project of 5,000 files in 100 versions', '#/project-0', `document.querySelector('.grid') !== null`, 6],
]

/** The page and a bare one in turn, so that a slow moment hits both; the first round is for what a browser must warm up. */
async function beside(tab: Tab, url: string, [what, hash, there, most]: (typeof pages)[number]): Promise<Row> {
  const [bares, ratios]: [number[], number[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    const nothing = await tab.timed(`${url}/bare.html`, 'document.getElementById("main") !== null')
    const shown = await tab.timed(`${url}/index.html${hash}`, there)
    if (round < 0) continue
    bares.push(nothing)
    ratios.push(shown / nothing)
  }
  return { what: `page: from its address to ${what}`, beside: `a bare page, ${median(bares).toFixed(0)} ms`, ratio: median(ratios), most }
}

/** The page for people beside a page that does nothing, in the same browser, in turn; nothing where this machine has no Chromium. */
export async function page(): Promise<Row[]> {
  if (chromium === undefined) {
    process.stdout.write('page: skipped, this machine has no Chromium\n')
    return []
  }
  const folder = await mkdtemp(join(tmpdir(), 'bench-page-'))
  await crowdedIndex(folder)
  await writeFile(join(folder, 'bare.html'), bare)
  const server = await startStaticServer(folder)
  const browser = await startChromium()
  const tab = await browser.tab()
  const rows: Row[] = []
  for (const one of pages) rows.push(await beside(tab, server.url, one))
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
  return rows
}
