import { join } from 'node:path'
import { buildSync } from 'esbuild'

/**
 * Makes a compiled file and all that it imports one program in a folder, and tells where that lies: a process that is started a hundred times starts in half the time so.
 * A module (`mjs`) may wait on its top level, a script (`cjs`) may hold packages that look for files beside theirs.
 */
export function bundled(entry: string, outdir: string, kind: 'mjs' | 'cjs'): string {
  const isModule = kind === 'mjs'
  buildSync({
    entryPoints: { program: entry },
    outdir,
    outExtension: { '.js': `.${kind}` },
    bundle: true,
    splitting: isModule,
    platform: 'node',
    target: 'node20',
    format: isModule ? 'esm' : 'cjs',
    ...(isModule ? { banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" } } : {}),
    supported: { 'dynamic-import': isModule },
    logLevel: 'error',
  })
  return join(outdir, `program.${kind}`)
}
