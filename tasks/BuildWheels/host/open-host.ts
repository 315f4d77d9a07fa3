import { basename, resolve } from 'node:path'
import { isEncrypted, repairKey } from '../../../core/build/private-key.ts'
import { type HostAddress, requireHost, requirePort, requireUser } from '../../../core/build/host-address.ts'
import { type HostFile, parseHostFile } from '../../../core/build/host-file.ts'
import type { Pipeline } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { HostInputs, RemoteInputs } from './host-inputs.ts'
import { hostFileIn, runHostScript, type ScriptPorts } from './host-script.ts'
import { formatHostState, hostState, parseHostState } from './host-state.ts'
import type { OpenHost } from '../ports.ts'

/** How a machine is reached over ssh: what the adapter wants beside the address. */
export interface Reaching {
  /** A private folder for the key; post-job removes it. */
  readonly secrets: string
  readonly label: string
  readonly patience: number
  readonly pythons: ReadonlyMap<string, string>
  readonly tell: (text: string) => void
}

/** The world as opening a host needs it. */
export interface HostPorts extends ScriptPorts {
  readonly local: () => OpenHost
  readonly ssh: (address: HostAddress, how: Reaching) => Promise<OpenHost>
  readonly pipeline: Pick<Pipeline, 'remember'>
  /** What an earlier try of this step kept. */
  readonly recall: (name: string) => string | undefined
  /** The service connection that an input names. */
  readonly endpoint: (input: string) => Endpoint | undefined
  /** Masks a value in the log from now on. */
  readonly secret: (value: string) => void
  /** Has some work done at the end, if the agent is gone by then and no post-job step will come. */
  readonly ifAbandoned: (work: () => Promise<void>) => void
}

/** A service connection of type ssh, as the agent hands it over. */
export interface Endpoint {
  readonly url: string
  readonly parameters: Readonly<Record<string, string>>
  data(key: string): string | undefined
}

/**
 * Opens the machine that builds. A remote one is made by `hostCommand` or named by a service connection; before anything of it begins, the post-job step is
 * told that there may be something to take down. `HOST_FAILED` when it cannot be made, `HOST_UNREACHABLE` when it does not answer.
 */
export async function openHost(inputs: HostInputs, ports: HostPorts): Promise<OpenHost> {
  if (inputs.kind === 'local') return ports.local()
  const secrets = await ports.files.scratch('host')
  // A step that is tried again has begun a host before.
  const earlier = parseHostState(ports.recall(hostState) ?? '')
  ports.pipeline.remember(hostState, formatHostState([...earlier, { folder: basename(secrets), made: inputs.hostCommand !== '' }]))
  ports.ifAbandoned(async () => await ports.files.remove(secrets))
  const { pythons, ...found } = inputs.hostCommand === '' ? fromConnection(ports) : await provision(inputs, secrets, ports)
  const address = { ...found, ...settingsOf(inputs, found) }
  hide(address, ports)
  requireUsable(address)
  ports.log.say('info', `Builds on ${address.host} over ssh.`)
  return await ports.ssh(address, {
    secrets,
    label: inputs.label,
    patience: inputs.patience,
    pythons,
    tell: (text) => ports.log.say('info', text),
  })
}

function settingsOf(
  inputs: RemoteInputs,
  found: Pick<HostFile, 'knownHosts' | 'options'>,
): Pick<HostAddress, 'hostKeys' | 'knownHosts' | 'options'> {
  return {
    hostKeys: inputs.hostKeys,
    knownHosts: [...inputs.knownHosts, ...found.knownHosts],
    options: [...inputs.options, ...found.options],
  }
}

async function provision(inputs: RemoteInputs, folder: string, ports: HostPorts): Promise<HostFile> {
  const { hostCommand: text, loggingCommands, instance } = inputs
  await runHostScript({ input: 'hostCommand', text, folder, loggingCommands }, ports)
  const bytes = await ports.files.read(hostFileIn(folder))
  if (bytes === undefined)
    throw new Problem(
      'HOST_FAILED',
      "The script of 'hostCommand' ended well, but named no host.",
      'It has to write JSON with host, port, user and key, or an Ansible inventory, to the file that WHEELWORKS_HOST_FILE names.',
    )
  const found = parseHostFile(new TextDecoder().decode(bytes), "What 'hostCommand' wrote", instance)
  const { keyFile } = found
  return keyFile === undefined || keyFile.startsWith('~') ? found : { ...found, keyFile: resolve(ports.workspace.sources, keyFile) }
}

/** As SSH@0 reads it: the password is the key's passphrase where there is a key. */
function fromConnection(ports: HostPorts): HostFile {
  const endpoint = ports.endpoint('sshConnection')
  if (endpoint === undefined)
    throw new Problem('INPUT_MISSING', "The input 'sshConnection' is not set.", 'Name a service connection of type SSH.')
  const { parameters } = endpoint
  const parameter = (name: string): string | undefined =>
    Object.entries(parameters).find(([one]) => one.toLowerCase() === name)?.[1] || undefined
  const source = "The service connection of 'sshConnection'"
  const url = URL.canParse(endpoint.url) ? new URL(endpoint.url) : undefined
  const key = endpoint.data('privateKey') || parameter('privatekey')
  const password = parameter('password')
  return {
    host: requireHost(endpoint.data('host') || url?.hostname || endpoint.url, source),
    port: requirePort(endpoint.data('port') || url?.port, source),
    user: requireUser(parameter('username') ?? '', source),
    ...(key === undefined ? {} : { key }),
    ...(password === undefined ? {} : key === undefined ? { password } : { passphrase: password }),
    knownHosts: [],
    options: [],
    pythons: new Map(),
  }
}

/** The agent masks line by line, so a key is hidden by its lines, and by its longer words where its lines were lost. */
function hide({ key, password, passphrase }: HostAddress, { secret }: HostPorts): void {
  const lines = [key, key === undefined ? undefined : repairKey(key), password, passphrase].flatMap(
    (text) => text?.split(/\r\n|\n|\r/) ?? [],
  )
  const words = (key ?? '').split(/\s|\\r|\\n/).filter((word) => word.length >= 16)
  for (const line of new Set([...lines, ...words])) if (line.trim() !== '' && !line.startsWith('-----')) secret(line)
}

function requireUsable(address: HostAddress): void {
  if (address.key === undefined || address.passphrase !== undefined || !isEncrypted(address.key)) return
  throw new Problem(
    'CREDENTIALS',
    `The private key for ${address.host} has a passphrase, and none is given.`,
    'Give it as "passphrase", or a key without one.',
  )
}
