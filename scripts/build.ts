// Leaves dist/ = exactly the content of the VSIX: each task bundled to one CommonJS file, heavy SDKs as sibling bundles
// that are loaded on use, versions stamped from package.json.
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { leanSdk } from './lean-sdk.ts'

const root = resolve(import.meta.dirname, '../..')
const dist = join(root, 'dist')
const names = ['GenerateMatrix', 'BuildWheels', 'PublishIndex', 'GatedRelease']

interface Manifest {
  version: unknown
  [key: string]: unknown
}

/** Siblings of a task that share most of their code and are bundled as one, by its name: each still is a file that `require` finds. */
const together: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  GenerateMatrix: {
    plan: [
      'run',
      'matrix/plan-matrix',
      'changes/plan-changes',
      '../../adapters/local/work-tree',
      '../../adapters/local/glob-package',
      '../../core/index/foreign-page',
    ],
  },
  BuildWheels: {
    build: [
      'run',
      'host/open-host',
      'collect/collect',
      'restore/restore',
      '../../adapters/azure/builds',
      '../../adapters/local/work-tree',
      '../../adapters/local/glob-package',
    ],
    archives: ['../../adapters/local/archive-packages', '../../adapters/ssh/tar-package'],
  },
  PublishIndex: { care: ['rebuild/adopt', 'check/check-index', 'rebuild/rebuild', 'mark/status', 'verify/verify', 'mark/yank'] },
  GatedRelease: {
    release: [
      'run',
      'record/verify-release',
      'upload/open-twine',
      'upload/store-target',
      '../../adapters/azure/release-service',
      '../../adapters/release-places',
      '../../adapters/local/glob-package',
      '../../core/index/foreign-page',
    ],
  },
}

/** Siblings that hold little but packages of others, whose names nobody looks for in a stack trace: the SDK weighs a tenth less without them. */
const unnamed = ['archive-packages.cjs', 'archives.cjs', 'aws-bucket.cjs', 'task-lib.cjs']

/** The agent's library: a file of its own in these folders, of tasks with several phases. Elsewhere it stays in the one bundle, which starts sooner. */
const taskLibrary = 'azure-pipelines-task-lib/task.js'
const sharing = new Set<string>()

/** Turns `import('./x.ts')` of a file that holds an SDK into a `require` of the sibling bundle `x.cjs`. */
function siblings(found: Map<string, string>, folder: string): Plugin {
  return {
    name: 'siblings',
    setup(bundle) {
      bundle.onResolve({ filter: /^azure-pipelines-task-lib\/task\.js$/ }, (args) => {
        if (args.kind === 'entry-point' || !sharing.has(folder)) return undefined
        found.set('task-lib.cjs', taskLibrary)
        return { path: './task-lib.cjs', external: true }
      })
      bundle.onResolve({ filter: /^\./ }, (args) => {
        if (args.kind !== 'dynamic-import' || args.importer.includes('node_modules')) return undefined
        const source = resolve(args.resolveDir, args.path)
        const name = `${basename(source, '.ts')}.cjs`
        found.set(name, source)
        return { path: `./${name}`, external: true }
      })
    },
  }
}

async function bundle(entry: string | NonNullable<BuildOptions['stdin']>, outfile: string, found: Map<string, string>): Promise<Metafile> {
  const result = await build({
    ...(typeof entry === 'string' ? { entryPoints: [entry] } : { stdin: entry }),
    outfile,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    minifyIdentifiers: unnamed.includes(basename(outfile)),
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    absWorkingDir: root,
    plugins: [siblings(found, dirname(outfile)), leanSdk],
  })
  return result.metafile
}

/** One bundle that holds each member under its own name. */
async function bundleGroup(folder: string, members: readonly string[], outfile: string, found: Map<string, string>): Promise<Metafile> {
  const contents = members.map((member) => `export * as ${JSON.stringify(basename(member))} from './${member}.ts'`).join('\n')
  return await bundle({ contents, resolveDir: folder, loader: 'ts', sourcefile: `${basename(outfile, '.cjs')}.ts` }, outfile, found)
}

async function readManifest(path: string): Promise<Manifest> {
  const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null || !('version' in parsed)) throw new Error(`${path} holds no version`)
  return { ...parsed }
}

async function stageTask(name: string, version: string): Promise<Metafile[]> {
  const from = join(root, 'tasks', name)
  const to = join(dist, 'tasks', name)
  const found = new Map<string, string>()
  const phases = (await readdir(from)).filter((file) => ['main.ts', 'post.ts'].includes(file))
  if (phases.length > 1) sharing.add(to)
  const metafiles = await Promise.all(phases.map((file) => bundle(join(from, file), join(to, `${basename(file, '.ts')}.cjs`), found)))
  const groups = new Map(
    Object.entries(together[name] ?? {}).flatMap(([group, members]) => members.map((member) => [`${basename(member)}.cjs`, group])),
  )
  for (const [group, members] of Object.entries(together[name] ?? {}))
    metafiles.push(await bundleGroup(from, members, join(to, `${group}.cjs`), found))
  // A sibling may load siblings of its own: what is found on the way is visited too.
  for (const [sibling, source] of found) {
    const group = groups.get(sibling)
    if (group === undefined) metafiles.push(await bundle(source, join(to, sibling), found))
    else await writeFile(join(to, sibling), `module.exports=require("./${group}.cjs")[${JSON.stringify(basename(sibling, '.cjs'))}]\n`)
  }
  const manifest = await readManifest(join(from, 'task.json'))
  const [Major, Minor, Patch] = version.split('.').map(Number)
  await writeFile(join(to, 'task.json'), `${JSON.stringify({ ...manifest, version: { Major, Minor, Patch } }, undefined, 2)}\n`)
  await cp(join(root, 'images', 'task.png'), join(to, 'icon.png'))
  return metafiles
}

/** The licence of every package that went into a bundle, as those licences ask. */
async function notices(metafiles: readonly Metafile[]): Promise<string> {
  const packages = new Set(
    metafiles
      .flatMap((metafile) => Object.keys(metafile.inputs))
      .map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
      .filter((folder) => folder !== undefined),
  )
  const texts = await Promise.all([...packages].sort().map((folder) => notice(join(root, folder))))
  return `Wheelworks contains the following packages.\n\n${texts.join('\n')}`
}

async function notice(folder: string): Promise<string> {
  const { name, version, license }: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const file = (await readdir(folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  const text = file === undefined ? '' : `\n${(await readFile(join(folder, file), 'utf8')).trim()}\n`
  return `${'='.repeat(80)}\n${String(name)} ${String(version)} (${String(license)})\n${text}`
}

await rm(dist, { recursive: true, force: true })
await mkdir(dist, { recursive: true })
const { version } = await readManifest(join(root, 'package.json'))
if (typeof version !== 'string') throw new Error('package.json holds no version')
const metafiles = (await Promise.all(names.map((name) => stageTask(name, version)))).flat()
await writeFile(
  join(dist, 'vss-extension.json'),
  `${JSON.stringify({ ...(await readManifest(join(root, 'vss-extension.json'))), version }, undefined, 2)}\n`,
)
await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), await notices(metafiles))
const pictures = (await readdir(join(root, 'images'))).filter((file) => /^page-.*\.png$/.test(file)).map((file) => `images/${file}`)
for (const file of ['overview.md', 'LICENSE', 'images/icon.png', ...pictures, 'schemas/wheel-matrix.schema.json']) {
  await mkdir(dirname(join(dist, file)), { recursive: true })
  await cp(join(root, file), join(dist, file))
}
await mkdir(join(root, 'build'), { recursive: true })
await writeFile(join(root, 'build', 'metafiles.json'), JSON.stringify(metafiles))
