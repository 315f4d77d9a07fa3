import { copyFileSync, mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { azureApprovals } from '../../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../../adapters/azure/artifacts.ts'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import { azureFeed } from '../../../adapters/azure/feeds.ts'
import { azureReleases } from '../../../adapters/azure/releases.ts'
import { openStore } from '../../../adapters/open-store.ts'
import { outsideOf } from '../../../adapters/outside.ts'
import { repositoryAccess } from '../../../core/release/repository-access.ts'
import { systemClock } from '../../../adapters/local/clock.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../../adapters/upload/legacy-upload.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { inputsOf } from './releasing.ts'

/** What the parent tells this process on its command line. */
export interface Told {
  readonly inputs: Record<string, string>
  readonly agent: Record<string, string>
  readonly collectionUri: string
  readonly project: string
  readonly token: string
  readonly temp: string
  /** Where attached files go, as `<artifact>/<name>`. */
  readonly attached: string
}

// A release with every part real, in a process of its own, so that it can be killed.
const told = JSON.parse(process.argv[2] ?? '') as Told
const connection = { collectionUri: told.collectionUri, project: told.project, token: told.token }
const of = (project?: string): typeof connection => (project === undefined ? connection : { ...connection, project })
const inputs = inputsOf(told.inputs, told.agent)
const outcome = await run(inputs, {
  log: recordingLog(),
  pipeline: {
    remember: () => undefined,
    attach: (artifact, path) => {
      mkdirSync(join(told.attached, artifact), { recursive: true })
      copyFileSync(path, join(told.attached, artifact, basename(path)))
    },
    annotate: () => undefined,
    progress: () => undefined,
  },
  files: localFiles(told.temp),
  clock: systemClock,
  wheelFiles,
  sdistFiles,
  builds: (project) => azureBuilds(of(project)),
  approvals: azureApprovals(connection),
  releases: azureReleases(connection),
  artifacts: (project) => azureArtifacts(of(project)),
  index: (url) => simpleIndex(url),
  feed: async (feed) => await azureFeed(connection, feed),
  store: async (repository) =>
    await openStore(repositoryAccess(repository, inputs), {
      endpoint: () => undefined,
      identity: async () => await Promise.resolve(''),
      secret: () => undefined,
    }),
  builtin: (url, credentials) => legacyUploader({ url, ...credentials }),
  outside: async (url) =>
    await Promise.resolve(outsideOf(url, { signal: new AbortController().signal, wayOut: undefined, environment: process.env })),
  sources: told.temp,
  connection: () => undefined,
  variable: (name) => told.agent[name],
  secret: () => undefined,
  random: () => 0,
})
process.stdout.write(JSON.stringify({ ...outcome, problems: outcome.problems.map((problem) => problem.text) }))
