import { basename, join } from 'node:path'
import type { Own } from '../core/build/environment.ts'
import { type Declaration, localPackage, readDeclaration } from '../core/changes/packages/declared.ts'
import { distinctPackages } from '../core/changes/packages/distinct-packages.ts'
import type { LocalPackage } from '../core/changes/local-package.ts'
import { needsOf, type NeedsFile } from '../core/changes/packages/setup-needs.ts'
import { brokenScript, withScript } from '../core/changes/packages/setup-script.ts'
import type { Sources } from '../core/changes/packages/tool-sources.ts'
import type { Files, Processes } from '../core/ports.ts'
import { inShort } from '../core/in-short.ts'
import { Problem } from '../core/problem.ts'
import { askSetupScripts } from './ask-setup-scripts.ts'
import { caught, type Gathered } from './gathered.ts'
import { inParallel } from './in-parallel.ts'
import { anyOfThem, lookForFolders, type WhereToLook } from './package-folders.ts'
import { type PackageTexts, packageTexts } from './package-texts.ts'

/** What finding packages needs of the world. */
export interface PackagePorts {
  readonly files: Pick<Files, 'read' | 'find' | 'behind' | 'scratch' | 'write' | 'remove'>
  readonly processes: Processes
  /** The step's own, of which a setup.py sees next to nothing. */
  readonly environment: Own
  readonly windows: boolean
}

/** The packages of a repository. */
export interface FoundPackages {
  /** Sorted by project name; every name once. */
  readonly packages: readonly LocalPackage[]
  /** Every package file that is broken, and every name that two packages have: nothing of these is in `packages`. */
  readonly problems: readonly Problem[]
  /** What the reader should know: names that were guessed, folders that are no packages. */
  readonly notes: readonly string[]
}

/** Folders that are read at once. */
const breadth = 16

/** A folder on its way to a package. */
interface Candidate {
  readonly folder: string
  readonly said: Declaration
}

/** Finds the packages of a repository, reading what their files say; only a setup.py that says it nowhere else is run. */
export async function findPackages(how: WhereToLook, ports: PackagePorts): Promise<FoundPackages> {
  const gathered: Gathered = { problems: [], notes: [] }
  const texts = await packageTexts(how.top, ports.files)
  const { folders, root } = await lookForFolders(how, texts, ports.files, gathered)
  const absent: string[] = []
  const declared = await inParallel(
    [...folders],
    breadth,
    async ([folder, names]) => await caught(gathered, async () => await declare(folder, names, texts, { ...gathered, absent })),
  )
  if (absent.length > 0) gathered.problems.push(notHere([...new Set(absent)].sort()))
  const candidates = declared.filter((one) => one !== undefined)
  const asked = await askScripts(candidates, how.top, ports, gathered)
  const made = await inParallel(
    asked,
    breadth,
    async (one) => await caught(gathered, async () => await finished(one, root, texts, gathered)),
  )
  const { packages, problems } = distinctPackages(made.filter((one) => one !== undefined))
  return { packages, ...inOrder({ ...gathered, problems: [...gathered.problems, ...problems] }) }
}

/** A checkout may be sparse, and a link may lead nowhere: what changes in such a package would be tested by nobody. */
function notHere(paths: readonly string[]): Problem {
  const shown = paths.slice(0, 5).join(', ')
  return new Problem(
    'FILE_MISSING',
    `${paths.length === 1 ? 'A package file is' : `${paths.length} package files are`} not here, though git tracks ${paths.length === 1 ? 'it' : 'them'}: ${shown}${paths.length > 5 ? ', ...' : ''}.`,
    "Check them out too, or leave their folders out in the input packages ('!folder').",
  )
}

/** What was gathered at once has no order of its own, and the root of a workspace is read twice. */
function inOrder({ problems, notes }: Gathered): Gathered {
  const byText = new Map(problems.map((one) => [one.text, one]))
  return { problems: [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one), notes: [...new Set(notes)].sort() }
}

async function declare(
  folder: string,
  names: ReadonlySet<string>,
  texts: PackageTexts,
  { notes, absent }: Gathered & { readonly absent: string[] },
): Promise<Candidate | undefined> {
  const here = async (name: string, how: 'text' | 'place'): Promise<string | undefined> => {
    const path = within(folder, name)
    const found = names.has(name) ? await texts[how](path) : undefined
    if (found === undefined && names.has(name) && names !== anyOfThem) absent.push(path)
    return found
  }
  const [pyproject, setupCfg, script] = await Promise.all([
    here('pyproject.toml', 'text'),
    here('setup.cfg', 'text'),
    here('setup.py', 'place'),
  ])
  if (pyproject === undefined && setupCfg === undefined && script === undefined) return undefined
  const said = readDeclaration({ folder, pyproject, setupCfg, hasScript: script !== undefined })
  if (!('says' in said)) return { folder, said }
  if (said.says !== '') notes.push(`${folder} is no package: ${said.says}.`)
  return undefined
}

/** What setup.py adds; one that cannot be asked leaves what the files say, and what could be read of it. */
async function askScripts(candidates: readonly Candidate[], top: string, ports: PackagePorts, gathered: Gathered): Promise<Candidate[]> {
  const open = candidates.filter(({ said }) => said.asks !== 'nothing')
  const answers = await askSetupScripts(
    open.map(({ folder }) => join(top, folder)),
    ports,
  )
  const completed = new Map<Candidate, Candidate | undefined>()
  for (const [at, one] of open.entries()) {
    const source = within(one.folder, 'setup.py')
    const answer = answers[at]
    const added = await caught(gathered, () => {
      if (answer?.how === 'broken') throw brokenScript(source, answer)
      return answer === undefined ? one : { ...one, said: withScript(one.said, answer.told, source) }
    })
    completed.set(one, added)
    if (answer === undefined) gathered.notes.push(`${source} was not asked, since there is no python.`)
    else if (answer.how === 'failed')
      gathered.notes.push(`${source} could not be run, so what it says may be known in part: ${inShort(answer.says)}.`)
  }
  return candidates.map((one) => (completed.has(one) ? completed.get(one) : one)).filter((one) => one !== undefined)
}

async function finished({ folder, said }: Candidate, root: Sources, texts: PackageTexts, { notes }: Gathered): Promise<LocalPackage> {
  const listed = await inParallel([...said.files, ...(await filesOfPbr(folder, said, texts))], 1, async ({ kind, of, path }) => {
    const source = within(folder, path)
    const text = await texts.text(source)
    if (text === undefined) notes.push(`${folder} takes what it needs from ${source}, which is not there.`)
    return needsOf(kind, of, text === undefined ? [] : [text], source)
  })
  const needs = [...said.needs, ...listed.flat()]
  if (said.isOpen)
    notes.push(`What the package in ${folder} needs is dynamic, and nothing here says it: packages that it needs do not select it.`)
  if (said.name === undefined) notes.push(`The package in ${folder} is called as its folder is, since nothing says its name.`)
  return localPackage(folder, said.name ?? folderName(folder), { ...said, needs }, root)
}

/** pbr takes what a package needs from a file that nothing names (https://docs.openstack.org/pbr/latest/user/features.html#requirements). */
async function filesOfPbr(folder: string, { versionTool, needs }: Declaration, texts: PackageTexts): Promise<NeedsFile[]> {
  if (versionTool !== 'pbr' || needs.some(({ kind }) => kind === 'run')) return []
  const path = 'requirements.txt'
  return (await texts.place(within(folder, path))) === undefined ? [] : [{ kind: 'run', of: '', path }]
}

function folderName(folder: string): string {
  if (folder !== '.') return basename(folder)
  throw new Problem(
    'UNRESOLVED',
    'Nothing says the name of the package at the top of the repository.',
    'Say it in pyproject.toml: [project] name.',
  )
}

function within(folder: string, name: string): string {
  return folder === '.' ? name : `${folder}/${name}`
}
