import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Field } from '../../core/json.ts'
import { isFetchable } from '../../core/pipeline/artifact-kind.ts'
import type { Artifacts, RunArtifact } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import { download } from '../http.ts'
import { localFiles } from '../local/files.ts'
import { demandFact } from '../../core/release/demand-fact.ts'
import type { Connection, Patience } from './connection.ts'
import { maySeeToken } from './may-see-token.ts'
import { text } from './read-run.ts'
import { readServiceList } from './read-service.ts'

/** Artifacts of runs in the connection's project, of both kinds: build (`Container`) and pipeline (`PipelineArtifact`). What cannot be read is a Problem `SERVICE_UNREACHABLE`. */
export function azureArtifacts(connection: Connection, patience: Patience = {}): Artifacts {
  return {
    list: async (run) => {
      const path = `build/builds/${run}/artifacts?api-version=7.1`
      return demandFact(await readServiceList(connection, path, `the artifacts of run ${run}`, readArtifact, patience))
    },
    download: async (artifact, into) => await fetchArtifact(connection, artifact, into, patience),
  }
}

function readArtifact(field: Field): RunArtifact {
  const resource = field.get('resource')
  return {
    name: field.get('name').text(),
    source: text(field.get('source')),
    kind: resource.get('type').text(),
    data: text(resource.get('data')),
    downloadUrl: text(resource.get('downloadUrl')),
  }
}

async function fetchArtifact(connection: Connection, artifact: RunArtifact, into: string, patience: Patience): Promise<void> {
  requireKind(artifact)
  const archive = `${into}.zip`
  const unpacked = `${into}.unpacked`
  try {
    const token = maySeeToken(artifact.downloadUrl, connection.collectionUri) ? { authorization: `Bearer ${connection.token}` } : {}
    await download(artifact.downloadUrl, archive, { headers: { ...token, accept: 'application/zip' }, ...patience })
    await unpackArtifact(artifact, archive, unpacked)
    await mkdir(dirname(into), { recursive: true })
    await rm(into, { recursive: true, force: true })
    await rename(await content(unpacked, artifact.name), into)
  } finally {
    await rm(archive, { force: true })
    await rm(unpacked, { recursive: true, force: true })
  }
}

function requireKind(artifact: RunArtifact): void {
  if (isFetchable(artifact.kind) && artifact.downloadUrl !== '') return
  throw new Problem(
    'NOT_SUPPORTED',
    `The artifact '${artifact.name}' is of the kind '${artifact.kind}', which cannot be fetched by REST.`,
    'Publish it as a pipeline artifact (publish:, PublishPipelineArtifact@1) or let our tasks attach it.',
  )
}

async function unpackArtifact(artifact: RunArtifact, archive: string, into: string): Promise<void> {
  try {
    await localFiles(dirname(archive)).unpack(archive, into)
  } catch (error) {
    throw new Problem(
      'ARTIFACT_INVALID',
      `The artifact '${artifact.name}' did not arrive as a zip that can be unpacked: ${reason(error).replace(/\.$/, '')}.`,
      'Run again; if it stays so, publish the artifact anew.',
      error,
    )
  }
}

/** The service puts the artifact's name as the one folder on top; other folders are the artifact's own. */
async function content(unpacked: string, name: string): Promise<string> {
  const entries = await readdir(unpacked, { withFileTypes: true })
  const [only] = entries
  return entries.length === 1 && only?.isDirectory() === true && only.name === name ? join(unpacked, name) : unpacked
}
