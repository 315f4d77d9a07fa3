import { isMatch } from '../core/changes/globs.ts'
import { readSources, type Sources } from '../core/changes/packages/tool-sources.ts'
import {
  folderGlobs,
  idleGlobs,
  packageFiles,
  packageFolders,
  toolFolders,
  type PackageFolders,
  workspaceGlobs,
} from '../core/changes/packages/workspace.ts'
import { few } from '../core/few.ts'
import type { Files } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { parseToml } from '../core/toml.ts'
import { caught, type Gathered } from './gathered.ts'
import type { PackageTexts } from './package-texts.ts'

/** Where packages are looked for. */
export interface WhereToLook {
  /** The top of the repository; absolute. */
  readonly top: string
  /** Globs of package folders, relative to the top, `!` before one that leaves out; without one that takes, every one that the repository holds. */
  readonly globs: readonly string[]
  /** Every path that git tracks; undefined looks at what is there. */
  readonly tracked: readonly string[] | undefined
  /** Just these, wherever they lie; undefined where the globs say it. */
  readonly folders?: readonly string[]
}

/** Of folders that are named, nobody has said which of the package files they have. */
export const anyOfThem: ReadonlySet<string> = new Set(packageFiles)

/** Where packages may lie. */
export interface Looked {
  readonly folders: PackageFolders
  /** Where the root of the workspace says that projects come from. */
  readonly root: Sources
}

/**
 * The folders whose package files count: those that are named, else those of the uv workspace at the top, else all. A glob that names none is gathered
 * as `FILE_MISSING`; so is what is wrong at the top.
 */
export async function lookForFolders(
  how: WhereToLook,
  texts: PackageTexts,
  files: Pick<Files, 'find'>,
  gathered: Gathered,
): Promise<Looked> {
  const { globs: workspace, sources: root } = await readWorkspace(texts, gathered)
  if (how.folders !== undefined) return { folders: new Map(how.folders.map((folder) => [folder, anyOfThem])), root }
  const wanted = [...packageFiles, 'pyvenv.cfg'].map((name) => `**/${name}`)
  const paths = how.tracked ?? (await files.find(how.top, wanted))
  const all = packageFolders(paths)
  const leaves = how.globs.filter((glob) => glob.startsWith('!'))
  if (how.globs.length > leaves.length) return { folders: named(how.globs, await submodules(texts, gathered), all, gathered), root }
  const meant = matching(all, ['.', '**', ...leaves])
  const tools = toolFolders(how.tracked ?? [], all)
  if (tools.length > 0)
    gathered.notes.push(`Package files of what tools install are passed over, though git tracks them: ${few(tools, 5)}.`)
  if (workspace === undefined) return { folders: meant, root }
  const folders = matching(meant, workspace)
  const others = meant.size - folders.size
  if (others > 0) gathered.notes.push(`Folders with package files that are not of the uv workspace: ${others}.`)
  return { folders, root }
}

function matching(folders: PackageFolders, texts: readonly string[]): PackageFolders {
  const globs = folderGlobs(texts)
  return new Map([...folders].filter(([folder]) => isMatch(globs, folder)))
}

/** Without a workspace at the top no source of its own holds for others. */
async function readWorkspace(texts: PackageTexts, gathered: Gathered): Promise<{ globs: string[] | undefined; sources: Sources }> {
  const read = await caught(gathered, async () => {
    const text = await texts.text('pyproject.toml')
    const globs = workspaceGlobs(text, 'pyproject.toml')
    return text === undefined || globs === undefined ? undefined : { globs, sources: readSources(parseToml(text, 'pyproject.toml')) }
  })
  return read ?? { globs: undefined, sources: new Map() }
}

/** Of a submodule git tracks no file, only where it lies; its packages are meant where they are named. */
async function submodules(texts: PackageTexts, gathered: Gathered): Promise<string[]> {
  const text = await caught(gathered, async () => await texts.text('.gitmodules'))
  return [...(text ?? '').matchAll(/^[ \t]*path[ \t]*=(.*)$/gm)].map(([, path = '']) => path.trim())
}

function named(texts: readonly string[], modulePaths: readonly string[], all: PackageFolders, { problems }: Gathered): PackageFolders {
  const globs = folderGlobs(texts)
  const modules = modulePaths.filter((path) => isMatch(globs, path)).map((path) => [path, anyOfThem] as const)
  const folders = new Map([...modules, ...matching(all, texts)])
  for (const glob of idleGlobs(texts, [...folders.keys()]))
    problems.push(
      new Problem('FILE_MISSING', `No package lies in ${glob}.`, "The input packages takes globs of folders, such as 'packages/*'."),
    )
  return folders
}
