import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { systemClock } from '../../../adapters/local/clock.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { run } from '../../../tasks/PublishIndex/run.ts'
import { plainInputs } from './plain-inputs.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'

// A process that publishes a folder of wheels to a folder store. Told a number, it says `stop` before the put of that number and stays
// there, so that its parent can kill it exactly then.
const [wheels = '', target = '', stopAt = ''] = process.argv.slice(2)
const store = folderStore(target)
let puts = 0

const outcome = await run(
  { ...plainInputs([wheels], { location: { kind: 'folder', path: target } }), run: { id: process.pid, commit: '' } },
  {
    store: {
      ...store,
      put: async (key, body, how) => {
        if (String(++puts) === stopAt) {
          process.stdout.write('stop\n')
          await new Promise((resolve) => setTimeout(resolve, 3_600_000))
        }
        return await store.put(key, body, how)
      },
    },
    files: localFiles(wheels),
    wheelFiles,
    sdistFiles,
    artifacts: undefined,
    log: recordingLog(),
    pipeline: recordingPipeline(),
    sources: wheels,
    clock: systemClock,
    random: Math.random,
  },
)
process.stdout.write(`${outcome.result}\n`)
process.exitCode = outcome.result === 'succeeded' ? 0 : 1
