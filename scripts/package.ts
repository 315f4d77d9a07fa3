// Packs dist/ into a VSIX with tfx and refuses to end well when tfx has warned of anything: its warnings of today
// (a missing handler target, a bad task.json) are announced as the errors of tomorrow. A VSIX beyond 2 MB is refused too:
// every job downloads the task that it runs.
import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const out = join(root, 'out')
mkdirSync(out, { recursive: true })
const vsix = join(out, 'wheelworks.vsix')
const tfx = join(root, 'node_modules', 'tfx-cli', '_build', 'tfx-cli.js')
const args = [
  'extension',
  'create',
  '--root',
  'dist',
  '--manifests',
  'vss-extension.json',
  '--output-path',
  vsix,
  '--no-prompt',
  '--no-color',
]
const run = spawnSync(process.execPath, [tfx, ...args], { cwd: root, encoding: 'utf8' })
const said = `${run.stdout}${run.stderr}`
process.stdout.write(said)
const warned = /warn/i.test(said)
if (run.status !== 0 || warned) {
  process.stderr.write(warned ? 'tfx warned: see above.\n' : 'tfx failed.\n')
  process.exitCode = 1
} else {
  const { size } = statSync(vsix)
  process.stdout.write(`${vsix}: ${(size / 1024).toFixed(0)} KiB\n`)
  if (size > 2 * 1024 * 1024) {
    process.stderr.write('The VSIX is larger than 2 MB: see in build/metafiles.json what weighs.\n')
    process.exitCode = 1
  }
}
