import type { RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Finding, FoundRecord } from '../../../core/release/record/audit.ts'
import { readRecord } from '../../../core/release/record/read-record.ts'
import { recordName } from '../../../core/release/record/record.ts'
import type { Ports } from '../ports.ts'

/** The records of a run, of all its attempts, and those that cannot be read. */
export interface Records {
  readonly records: readonly FoundRecord[]
  readonly findings: readonly Finding[]
}

/** Reads every record that a run holds; none is the Problem `ARTIFACT_MISSING`. */
export async function readRecords(
  run: number,
  listed: readonly RunArtifact[],
  ports: Pick<Ports, 'artifacts' | 'files'>,
): Promise<Records> {
  const artifacts = listed.filter(({ name }) => name.startsWith('release-record.'))
  if (artifacts.length === 0)
    throw new Problem(
      'ARTIFACT_MISSING',
      `Run ${run} has no record of a release.`,
      'Set source to the run whose stage published; a classic release keeps its record at its step alone, and cannot be verified later.',
    )
  const records: FoundRecord[] = []
  const findings: Finding[] = []
  for (const artifact of artifacts) {
    const read = await readOne(artifact, ports)
    if (read instanceof Problem) findings.push({ level: 'wrong', code: 'RECORD_INVALID', says: read.message })
    else records.push(read)
  }
  return { records: records.sort((a, b) => (a.record.at < b.record.at ? -1 : 1)), findings }
}

/** Four times what a plan may be: it holds one, and what became of each file. */
const mostBytes = 64 * 1024 * 1024

async function readOne(artifact: RunArtifact, ports: Pick<Ports, 'artifacts' | 'files'>): Promise<FoundRecord | Problem> {
  const folder = `${await ports.files.scratch('record')}/content`
  try {
    await ports.artifacts().download(artifact, folder)
    const path = `${folder}/${recordName}`
    if (((await ports.files.behind(path))?.size ?? 0) > mostBytes)
      return new Problem('ARTIFACT_INVALID', `The ${recordName} of ${artifact.name} is larger than any record.`, '')
    const bytes = await ports.files.read(path)
    if (bytes === undefined) return new Problem('ARTIFACT_INVALID', `The artifact ${artifact.name} holds no ${recordName}.`, '')
    return { artifact, record: readRecord(new TextDecoder().decode(bytes), `${artifact.name}/${recordName}`) }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
