import { join, resolve } from 'node:path'
import { type Offer, unionOf } from '../../../core/build/union.ts'
import { globFault } from '../../../core/changes/glob-fault.ts'
import { few } from '../../../core/few.ts'
import { nameKey } from '../../../core/index/standing.ts'
import { isFetchable } from '../../../core/pipeline/artifact-kind.ts'
import type { RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { isSelectedArtifact } from '../../../core/release/plan/select.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** The wheels that a job tests and does not build, each once, with those that were only built along. */
export type WheelsToTest = () => Promise<readonly Offer[]>

type Asked = Pick<Inputs, 'testWheels' | 'buildId'>
type World = Pick<Ports, 'artifacts' | 'files' | 'log' | 'workspace'>

/** Reads what the input `testWheels` names, when it is first asked for: folders, and artifacts of all attempts of this run, united by their manifests. */
export function wheelsToTest(inputs: Asked, ports: World): WheelsToTest {
  let read: Promise<readonly Offer[]> | undefined
  return async () => await (read ??= readOffers(inputs, ports))
}

async function readOffers({ testWheels, buildId }: Asked, ports: World): Promise<readonly Offer[]> {
  const paths = testWheels.map((line) => resolve(ports.workspace.sources, line))
  const kinds = await inParallel(paths, 8, async (path) => await ports.files.kind(path))
  const folders = paths.filter((_, at) => kinds[at] === 'folder').map((path) => path.replaceAll('\\', '/'))
  const names = testWheels.filter((_, at) => kinds[at] !== 'folder')
  const fetched = names.some((name) => !name.startsWith('!')) ? await fetchArtifacts(names, buildId, ports) : []
  const { files, left, current, unlisted } = await collectWheels([...folders, ...fetched], ports.files)
  for (const path of unlisted) ports.log.say('info', `${path} stands in no manifest; it is not taken.`)
  const others = left.filter(({ why }) => why === 'not-for-release').map(({ offer }) => offer)
  const isAlong = ({ file }: Offer): boolean => file.origin === 'dependency'
  const whole = others.filter((offer) => !isAlong(offer))
  return together(together(files, united(whole, current)), united(others.filter(isAlong), current))
}

/** What is never released is tested all the same. */
function united(offers: readonly Offer[], manifests: Parameters<typeof unionOf>[1]): Offer[] {
  const own = new Map(offers.map((offer) => [offer.path, offer]))
  const equal = offers.map((offer): Offer => ({ ...offer, file: { ...offer.file, release: true, origin: 'built' } }))
  return unionOf(equal, manifests).files.map((offer) => own.get(offer.path) ?? offer)
}

/** Where both have a wheel, the first one's is meant: what is tested is to be what is released. */
function together(offers: readonly Offer[], more: readonly Offer[]): Offer[] {
  const known = new Set(offers.map(({ file }) => nameKey(file.name)))
  return [...offers, ...more.filter(({ file }) => !known.has(nameKey(file.name)))]
}

async function fetchArtifacts(names: readonly string[], buildId: string, { artifacts, files, log }: World): Promise<string[]> {
  for (const name of names) {
    const fault = globFault(name)
    if (fault !== undefined) throw new Problem('INPUT_INVALID', `The input 'testWheels' ${fault.what}.`, fault.remedy)
  }
  const run = Number(buildId)
  if (artifacts === undefined || !Number.isSafeInteger(run) || run <= 0)
    throw new Problem(
      'CREDENTIALS',
      `The input 'testWheels' names ${few(names, 3)}, which is no folder, and this job may not read the artifacts of its run.`,
      "Let the job use the pipeline's own token, or download the artifacts in a step before and name their folder.",
    )
  const service = await artifacts()
  const all = (await service.list(run)).filter(({ kind }) => isFetchable(kind))
  const meant = all.filter(({ name }) => isSelectedArtifact(name, { artifacts: names, files: [] }))
  if (meant.length === 0) throw missing(names, all)
  log.say('info', `Wheels to test are looked for in ${meant.map(({ name }) => name).join(', ')}.`)
  const into = await files.scratch('test-wheels')
  return await inParallel(meant, 4, async (artifact, at) => {
    const folder = join(into, String(at)).replaceAll('\\', '/')
    await service.download(artifact, folder)
    return folder
  })
}

function missing(names: readonly string[], all: readonly RunArtifact[]): Problem {
  const there = all.length === 0 ? 'It has none at all' : `It has ${few(all.map(({ name }) => name).sort(), 20)}`
  return new Problem(
    'ARTIFACT_MISSING',
    `The input 'testWheels' names ${few(names, 5)}, which is neither a folder nor an artifact of this run. ${there}.`,
    'Let this job depend on the one that builds the wheels, and write the name of its artifact, or a glob: wheels.*.',
  )
}
