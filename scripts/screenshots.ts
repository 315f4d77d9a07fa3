// Takes the pictures of overview.md anew, from an index that looks like one: `npm run compile && node build/scripts/screenshots.js`.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { browsable, writeBrowsable } from '../test/fakes/browsable-index.ts'
import { startChromium } from '../test/servers/chromium.ts'
import { startStaticServer } from '../test/servers/static-server.ts'
import { smallPng } from './small-png.ts'

const images = join(resolve(import.meta.dirname, '../..'), 'images')
const pictures = [
  ['page-start.png', '', 'light'],
  ['page-project.png', '#/markupsafe', 'light'],
  ['page-yanked.png', '#/markupsafe/3.0.1', 'dark'],
] as const
/** What this machine calls itself is not what readers would see. */
const rename = `for (const line of document.querySelectorAll('pre')) line.textContent = line.textContent.replace(location.origin, 'https://wheels.example.com')`

const folder = await mkdtemp(join(tmpdir(), 'screenshots-'))
await writeBrowsable(folder, 'Wheels of Example', browsable)
const server = await startStaticServer(folder)
const browser = await startChromium()
for (const [name, hash, colours] of pictures) {
  const tab = await browser.tab({ width: 1280, height: 800, colours })
  await tab.open(`${server.url}/index.html${hash}`)
  await tab.until(`document.querySelector('pre') !== null`)
  await tab.evaluate(rename)
  await tab.evaluate('document.activeElement.blur()')
  await writeFile(join(images, name), smallPng(await tab.screenshot()))
  await tab.close()
}
await browser.close()
await server.close()
await rm(folder, { recursive: true })
