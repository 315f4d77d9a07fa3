import type { Step, TimelineRecord } from '../record.ts'

const cmdLine = { id: 'd9bafed4-0b18-4f58-968d-86655b4d2ce9', name: 'CmdLine', version: '2.0.0' }
const bash = { id: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b', name: 'Bash', version: '3.0.0' }
const others = {
  checkout: { id: '6d15af64-176c-496d-b583-fd2ae21d4df4', name: 'Checkout', version: '1.0.0' },
  download: { id: '30f35852-3f7e-4c0c-9a88-e127b4f97211', name: 'Download', version: '1.0.0' },
  publish: { id: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be', name: 'PublishPipelineArtifact', version: '1.0.0' },
  task: { id: '33c63b11-352b-45a2-ba1b-54cb568a29ca', name: 'UsePythonVersion', version: '0.0.0' },
}

/** The task that the service makes of a step which needs none of the extension's, as its timeline tells it (https://github.com/microsoft/azure-pipelines-tasks). */
export function builtInTask(step: Step): TimelineRecord['task'] {
  if (step.kind === 'script') return step.shell === 'bash' ? bash : cmdLine
  return others[step.kind]
}
