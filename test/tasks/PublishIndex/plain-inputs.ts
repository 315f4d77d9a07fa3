import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'

/** PublishIndex as it is asked when nothing is said but what to publish and where. */
export function plainInputs(distributions: readonly string[], store: Inputs['store']): Inputs {
  return {
    mode: 'publish',
    distributions,
    store,
    layout: 'both',
    title: undefined,
    filesUrl: undefined,
    indexUrl: undefined,
    onConflict: 'fail',
    dryRun: false,
    legacyJson: false,
    compress: true,
    concurrency: 'many',
    keep: undefined,
    checkUrl: undefined,
    requirements: [],
    reason: undefined,
    undo: false,
    status: 'active',
    acceptLoss: false,
    computeHashes: true,
    repair: false,
    readFiles: false,
    run: { id: 5, commit: 'c0ffee' },
  }
}
