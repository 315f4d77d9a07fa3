import { passedInputs } from './passed-inputs.ts'
import {
  addAttachment,
  command,
  getEndpointAuthorization,
  getEndpointUrl,
  getInput,
  getTaskVariable,
  getVariable,
  getVariables,
  setProgress,
  setSecret,
  setTaskVariable,
  uploadArtifact,
} from 'azure-pipelines-task-lib/task.js'
import { Ask } from '../../core/ask.ts'
import type { Log, Pipeline } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import type { Connection } from './connection.ts'
import { collectionOf } from './collection.ts'
import { jobIdentity } from './job-identity.ts'
import { azureLog } from './log.ts'

/** A service connection that an input names. */
export interface ServiceEndpoint {
  readonly url: string
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
  data(key: string): string | undefined
}

/** The folders of this job; absolute. */
export interface Workspace {
  readonly temp: string
  readonly staging: string
  readonly sources: string
}

/** All that a task may know of the agent it runs on. */
export interface Agent {
  readonly ask: Ask
  readonly log: Log
  readonly pipeline: Pipeline
  readonly workspace: Workspace
  /** The job's own connection, or undefined where the service gives none. */
  connection(): Connection | undefined
  /** The service connection named by an input, or undefined when that input is not set; unusable is a Problem `CREDENTIALS`. */
  endpoint(input: string): ServiceEndpoint | undefined
  /** A fresh token by which others know this job as one that may use the service connection named by an input; masked. None is a Problem `CREDENTIALS`. */
  identity(input: string): Promise<string>
  /** Masks a value in every later line of the log. */
  secret(value: string): void
  /** The values of the job's secret variables: the agent masks them in its log, and nobody in what is attached. */
  secrets(): string[]
  /** A variable of the job that is set, whatever the case of its name; a secret one is not told. */
  variable(this: void, name: string): string | undefined
  /** What another phase of this task's step kept with `Pipeline.remember`. */
  recall(this: void, name: string): string | undefined
  /** Aborted when the run is cancelled, or the agent is gone. */
  readonly signal: AbortSignal
  /** Has some work done at the end of this process if the agent is gone by then: no post-job step will do it. */
  ifAbandoned(this: void, work: () => Promise<void>): void
}

/** The agent of this process; see agent sources, Agent.Worker/Handlers/NodeHandler.cs, for what it passes. */
export function thisAgent(signal: AbortSignal, ifAbandoned: Agent['ifAbandoned']): Agent {
  const ask = new Ask({ input: (name) => getInput(name), variable: (name) => getVariable(name), inputs: passedInputs })
  const folder = (name: string): string => getVariable(name) ?? process.cwd()
  return {
    ask,
    log: azureLog((line) => process.stdout.write(`${line}\n`)),
    pipeline: {
      attach: (artifact, path) => uploadArtifact(artifact, path, artifact),
      annotate: (type, name, path) => addAttachment(type, name, path),
      progress: (percent, what) => setProgress(Math.round(percent), what),
      publishTests: (title, paths) =>
        command(
          'results.publish',
          {
            type: 'JUnit',
            mergeResults: 'true',
            runTitle: title,
            publishRunAttachments: 'true',
            resultFiles: paths.join(','),
            failTaskOnFailedTests: 'false',
            testRunSystem: 'VSTS - PTR',
          },
          '',
        ),
      publishCoverage: (path) => command('codecoverage.publish', { codecoveragetool: 'Cobertura', summaryfile: path }, ''),
      tag: (name) => command('build.addbuildtag', {}, name),
      remember: (name, value, secret = false) => setTaskVariable(name, value, secret),
    },
    workspace: {
      temp: folder('Agent.TempDirectory'),
      staging: folder('Build.ArtifactStagingDirectory'),
      sources: folder('System.DefaultWorkingDirectory'),
    },
    connection: ownConnection,
    endpoint: (input) => endpointOf(ask.optional(input), input),
    identity: async (input) => await identityFor(ask.optional(input) ?? '', signal),
    secret: (value) => setSecret(value),
    secrets: () =>
      getVariables()
        .filter((variable) => variable.secret)
        .map(({ value }) => value),
    variable: openVariables(),
    recall: (name) => getTaskVariable(name),
    signal,
    ifAbandoned,
  }
}

/** Asks for secret variables once: each question is a debug line for every variable. */
function openVariables(): Agent['variable'] {
  const keyOf = (name: string): string => name.replaceAll(/[. ]/g, '_').toUpperCase()
  let secret: ReadonlySet<string> | undefined
  return (name) => {
    secret ??= new Set(
      getVariables()
        .filter((variable) => variable.secret)
        .map((variable) => keyOf(variable.name)),
    )
    const value = secret.has(keyOf(name)) ? undefined : getVariable(name)
    return value === '' ? undefined : value
  }
}

function ownConnection(): Connection | undefined {
  // Not by getEndpointAuthorizationParameter, which prints the value as a debug line.
  const token = getEndpointAuthorization('SYSTEMVSSCONNECTION', true)?.parameters['AccessToken']
  const told = [getVariable('System.CollectionUri'), getVariable('System.TeamFoundationCollectionUri')]
  const collectionUri = collectionOf(told, getEndpointUrl('SYSTEMVSSCONNECTION', true))
  const project = getVariable('System.TeamProjectId') ?? getVariable('System.TeamProject')
  return token === undefined || collectionUri === undefined || project === undefined ? undefined : { collectionUri, project, token }
}

async function identityFor(endpoint: string, signal: AbortSignal): Promise<string> {
  const connection = ownConnection()
  if (connection === undefined)
    throw new Problem(
      'CREDENTIALS',
      'The agent has no connection of its own to ask for an OIDC token.',
      'Run this task in a job of Azure Pipelines.',
    )
  const token = await jobIdentity(connection, getVariable('System.OidcRequestUri') ?? oidcAddress(connection), endpoint, { signal })
  setSecret(token)
  return token
}

/** What the variable holds, for servers that do not set it (azure-devops-node-api, TaskApi.createOidcToken). */
function oidcAddress({ collectionUri, project }: Connection): string {
  const part = (name: string): string => encodeURIComponent(getVariable(name) ?? '')
  const hub = `${encodeURIComponent(project)}/_apis/distributedtask/hubs/${part('System.HostType')}`
  return `${collectionUri.replace(/\/*$/, '/')}${hub}/plans/${part('System.PlanId')}/jobs/${part('System.JobId')}/oidctoken`
}

function endpointOf(id: string | undefined, input: string): ServiceEndpoint | undefined {
  if (id === undefined) return undefined
  const authorization = getEndpointAuthorization(id, true)
  if (authorization === undefined) {
    throw new Problem(
      'CREDENTIALS',
      `The service connection of the input '${input}' was not given to this job.`,
      'Check that it exists in this project and that this pipeline may use it.',
    )
  }
  return {
    url: getEndpointUrl(id, true) ?? '',
    scheme: authorization.scheme,
    parameters: authorization.parameters,
    // Not by getEndpointDataParameter, which prints the value as a debug line: of an ssh connection that is its private key, which no agent masks.
    data: (key) => process.env[`ENDPOINT_DATA_${id}_${key.toUpperCase()}`],
  }
}
