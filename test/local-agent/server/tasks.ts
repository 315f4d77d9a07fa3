import { readPipeline } from '../../../local-agent/server/yaml.ts'
import { BUILT_IN, type KnownTask } from '../../../local-agent/server/yaml-steps.ts'
import type { Pipeline } from '../../../local-agent/server/pipeline.ts'

const ours = (name: string, inputs: string): KnownTask => ({ name, major: 1, inputs: inputs.split(' ') })

/** Tasks as pipelines may use them, whatever is built. */
export const TASKS: readonly KnownTask[] = [
  ...BUILT_IN,
  ours('GenerateMatrix', 'mode recipes store awsConnection packages rules matrixConfigs matrixConfig cache wheelMatrix'),
  ours(
    'BuildWheels',
    'host hostCommand teardownCommand hostKeys mode plan cache python suites packages distributions after extraFiles release artifact buildTag expect',
  ),
  ours('PublishIndex', 'store awsConnection title'),
  ours('GatedRelease', 'mode source artifacts policy repository minApprovers requireCode'),
]

/** Reads a pipeline's text. */
export const read = (text: string): Pipeline => readPipeline('p.yml', text, TASKS)
