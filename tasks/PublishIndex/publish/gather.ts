import { isAbsolute, join } from 'node:path'
import { type BuiltFile, failureTitle, type Manifest } from '../../../core/build/manifest.ts'
import { tellOffer } from '../../../core/cache/restored.ts'
import { isForIndex, tellExtras } from '../../../core/build/extra-offers.ts'
import { legName } from '../../../core/build/union.ts'
import type { BuildNote } from '../../../core/index/document-file.ts'
import { isFetchable } from '../../../core/pipeline/artifact-kind.ts'
import { Problem } from '../../../core/problem.ts'
import { sdistEnding } from '../../../core/python/file-kind.ts'
import { parseSha256 } from '../../../core/sha256.ts'
import { collectWheels, type Collected, type Place } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** A wheel or an sdist that is to be published, if it is good. */
export interface Distribution {
  readonly path: string
  readonly build?: BuildNote
}

/** The files of the run, and what is to be said of how they were found. */
export interface Gathered {
  readonly files: readonly Distribution[]
  readonly warnings: readonly string[]
}

/** Finds the wheels and sdists to publish: in the folders, files and globs that are given, else in every artifact of the run that holds a manifest. None at all is `NO_WHEELS`. */
export async function gather(inputs: Inputs, ports: Ports): Promise<Gathered> {
  const places = inputs.distributions.length > 0 ? await givenPlaces(inputs, ports) : await fetchArtifacts(inputs, ports)
  const collected = await collectWheels(places, ports.files)
  const offers = collected.files.filter(({ file }) => isForIndex(file))
  const listed = offers.map(({ path, file, manifest }) => ({ path, build: noteOf(file, manifest) }))
  // Manifests tell what is to be published; of files that somebody names, where there are none, the files themselves do.
  const isTold = collected.manifests.length > 0 || inputs.distributions.length === 0
  const plain = isTold ? [] : [...collected.unlisted, ...collected.sdists].map((path) => ({ path }))
  if (collected.manifests.length === 0 && plain.length === 0) throw nothing(inputs)
  for (const offer of offers) ports.log.say('info', `${offer.file.name} of ${tellOffer(offer)}`)
  for (const { path } of plain) ports.log.say('info', path)
  for (const note of notesOf(collected)) ports.log.say('info', note)
  return { files: [...listed, ...plain], warnings: [...warningsOf(collected, listed.length), ...unfinishedOf(collected, inputs)] }
}

async function givenPlaces(inputs: Inputs, { files, sources }: Ports): Promise<Place[]> {
  return await inParallel(inputs.distributions, 8, async (given) => {
    const line = given.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '')
    const path = isAbsolute(line) ? line : join(sources, line).replaceAll('\\', '/')
    const kind = await files.kind(path)
    if (kind === 'folder') return { folder: path, globs: ['**/*'] }
    if (kind === 'file') return { folder: path.slice(0, path.lastIndexOf('/')), globs: [literal(path.slice(path.lastIndexOf('/') + 1))] }
    return globPlace(line, sources)
  })
}

/** A glob, split into the folder that it surely means and the rest; what it matches may be files, or folders of them. */
function globPlace(line: string, sources: string): Place {
  const parts = line.split('/')
  const at = parts.findIndex((part) => /[*?[\]{}()!]/.test(part))
  if (at === -1)
    throw new Problem(
      'FILE_MISSING',
      `The input 'distributions' names '${line}', which is not there.`,
      'Download the artifacts first, or correct the path.',
    )
  const glob = parts.slice(at).join('/')
  const base = parts.slice(0, at).join('/')
  const folder = isAbsolute(line) ? base || '/' : join(sources, base).replaceAll('\\', '/')
  return { folder, globs: [glob, `${glob}/**`] }
}

/** A name in which no letter means more than itself. */
function literal(name: string): string {
  return name.replaceAll(/[*?[\]{}()!@+\\]/g, '\\$&')
}

async function fetchArtifacts({ run }: Inputs, { artifacts, files, log }: Ports): Promise<string[]> {
  if (artifacts === undefined || run.id === 0)
    throw new Problem(
      'INPUT_MISSING',
      "This job cannot read the artifacts of its run, and the input 'distributions' is not set.",
      "Name folders or globs in 'distributions'.",
    )
  const all = (await artifacts.list(run.id)).filter(({ kind }) => isFetchable(kind))
  const into = await files.scratch('publish-index')
  log.say('info', `This run has ${all.length} artifacts: ${all.map((one) => one.name).join(', ')}`)
  const folders = await inParallel(all, 4, async (artifact, at) => {
    const folder = `${into}/${at}`
    await artifacts.download(artifact, folder)
    return folder
  })
  const ours = await inParallel(folders, 8, async (folder) => ((await files.find(folder, manifests)).length > 0 ? [folder] : []))
  return ours.flat()
}

const manifests = ['**/manifest.json', '**/manifest.*.json', '**/*.{whl,tar.gz,zip}.json']

function noteOf(file: BuiltFile, { buildId, commit }: Manifest): BuildNote {
  const recipe = file.recipe === undefined ? undefined : parseSha256(file.recipe)
  const made = file.made_by === undefined ? {} : { madeBy: file.made_by }
  return { run: buildId, commit, ...made, ...(recipe === undefined ? {} : { recipe }) }
}

function notesOf(collected: Collected): string[] {
  const whys = {
    'not-for-release': 'not for release',
    'older-attempt': 'a later attempt has it',
    'same-bytes': 'another leg has the same',
    'built-anew': 'this run has built it anew',
  }
  const left = collected.left.flatMap(({ offer, why }) =>
    why === 'other-leg' || why === 'older-plan' || why === 'collected'
      ? []
      : [`${offer.file.name} of ${legName(offer.manifest)}: ${whys[why]}`],
  )
  return [...tellExtras(collected.files.map(({ file }) => file)), ...left]
}

function warningsOf(collected: Collected, listed: number): string[] {
  const unlisted = collected.manifests.length > 0 ? untoldIn(collected).map((path) => `${path} stands in no manifest; it is left out.`) : []
  // What was not restored tells by itself what it is.
  const failed = collected.failures.map(({ failure, manifest }) =>
    failure.key === undefined
      ? `${legName(manifest)} did not build ${failureTitle(failure)}: ${failure.message}`
      : `${legName(manifest)}: ${failure.message}`,
  )
  const empty = listed === 0 && collected.manifests.length > 0 ? ['The manifests of this run tell of no file for release.'] : []
  return [...collected.warnings, ...unlisted, ...failed, ...empty]
}

/** A zip may be anything. */
function untoldIn({ unlisted, sdists }: Collected): string[] {
  return [...unlisted, ...sdists.filter((path) => sdistEnding(path) === '.tar.gz')]
}

/** Folders that somebody put together may lack a manifest for other reasons. */
function unfinishedOf({ unfinished }: Collected, { distributions }: Inputs): string[] {
  if (distributions.length > 0) return []
  return unfinished.map((who) => `${who} ended before it had built all: what it has is taken, and what it lacks is told nowhere.`)
}

function nothing({ distributions }: Inputs): Problem {
  return distributions.length > 0
    ? new Problem(
        'NO_WHEELS',
        `There is no wheel and no sdist in ${distributions.join(', ')}.`,
        "Check the input 'distributions', and that the artifacts were downloaded.",
      )
    : new Problem(
        'NO_WHEELS',
        'No artifact of this run holds a manifest of BuildWheels.',
        'Run BuildWheels in this run before, let this stage depend on it, or name folders in the input distributions.',
      )
}
