import type { Ask } from '../../../core/ask.ts'
import { tellOffer } from '../../../core/cache/restored.ts'
import { collectSummary, type Findings } from '../../../core/collect/tell.ts'
import { counted } from '../../../core/counted.ts'
import { tellCoverage } from '../../../core/coverage/tell.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import { Problem } from '../../../core/problem.ts'
import { manifestPlaceOf } from '../again/manifest-file.ts'
import { type CollectInputs, readCollectInputs } from './inputs.ts'
import { isOfTag, judgeRun } from './judge-run.ts'
import type { CollectPorts } from './ports.ts'
import { readRun } from './read-run.ts'
import { writeSet } from './write-set.ts'

/** Collects as the inputs say, which are read here: a step of another mode begins without them. */
export async function collectAsked(ask: Ask, ports: CollectPorts): Promise<Outcome> {
  return await collect(readCollectInputs(ask), ports)
}

/** After all legs: unites what they have made, refuses what is missing or double, merges their coverage, and writes the one release set. */
export async function collect(inputs: CollectInputs, ports: CollectPorts): Promise<Outcome> {
  const found = await judgeRun(await readRun(inputs, ports), inputs, ports)
  for (const offer of found.files) ports.log.say('info', `${offer.file.name} of ${tellOffer(offer)}`)
  for (const note of found.notes) ports.log.say('info', `${note}.`)
  if (found.problems.length > 0) {
    ports.log.say('info', 'Nothing is attached, published or tagged.')
    return outcome(found, { folder: '', artifact: '', files: 0 })
  }
  const artifact = inputs.artifact === '' ? '' : artifactName(inputs.artifact, inputs.where)
  if (artifact !== '') await requireOwn(artifact, inputs, ports)
  const { folder, paths, coverage } = await writeSet(found, inputs, ports)
  if (ports.cancelled())
    throw new Problem('REFUSED', 'The run was cancelled, so that nothing is attached, published or tagged.', 'Run this job again.')
  if (artifact !== '') for (const path of paths) ports.pipeline.attach(artifact, path)
  if (coverage !== undefined) ports.pipeline.publishCoverage(coverage)
  if (inputs.buildTag !== undefined && isOfTag(inputs)) ports.pipeline.tag(inputs.buildTag)
  tellDone(found, artifact, ports)
  return outcome(found, { folder, artifact, files: found.files.length })
}

/** What two steps attach by one name is one artifact, and the manifest of the first would be gone. */
async function requireOwn(artifact: string, { step }: CollectInputs, { files, workspace }: CollectPorts): Promise<void> {
  const place = await manifestPlaceOf({ id: step, artifact, outputDirectory: artifact }, workspace.temp, files)
  if (place === 1) return
  throw new Problem(
    'CONFLICT',
    `Another step of this job has attached the artifact ${artifact} already.`,
    "Give each step a name of its own in the input 'artifact'.",
  )
}

function tellDone({ files, coverage }: Findings, artifact: string, { log, pipeline }: CollectPorts): void {
  log.say('info', `The release set has ${counted(files.length, 'file')}${artifact === '' ? '' : `: ${artifact}`}.`)
  if (coverage !== undefined) log.say('info', `Coverage: ${tellCoverage(totalsOfAll(coverage))}.`)
  pipeline.progress(100, 'done')
}

function outcome(found: Findings, { folder, artifact, files }: { folder: string; artifact: string; files: number }): Outcome {
  const restored = found.files.filter(({ file }) => file.origin === 'restored').length
  const failed = found.runs.filter(({ run }) => run.result === 'failed').length
  return {
    result: found.problems.length === 0 ? 'succeeded' : 'failed',
    outputs: {
      wheelsDirectory: folder,
      artifactName: artifact,
      builtCount: String(files),
      failedCount: String(failed),
      restoredCount: String(files === 0 ? 0 : restored),
    },
    summary: collectSummary(found),
    problems: found.problems,
  }
}
