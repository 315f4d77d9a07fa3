import assert from 'node:assert/strict'
import { replayLogs } from '../../../tasks/BuildWheels/cache/replay-log.ts'
import { recordingLog } from '../../fakes/recording-log.ts'

describe('showing again what was printed', () => {
  /** By name its text, or how many bytes it has. */
  const shown = async (logs: Readonly<Record<string, string | number>>): Promise<string[]> => {
    const log = recordingLog()
    const files = {
      behind: async (path: string) => {
        const text = logs[path] ?? ''
        return await Promise.resolve({ path, kind: 'file' as const, size: typeof text === 'number' ? text : text.length })
      },
      read: async (path: string) => await Promise.resolve(Buffer.from(String(logs[path]))),
    }
    await replayLogs('spam', Object.keys(logs), (path) => `in ${path}`, { files, log })
    return log.lines.slice(1, -1)
  }

  it('marks every line, and says whose it is where there are several logs', async () => {
    assert.deepEqual(await shown({ 'a.log': 'x\ny\n', 'b.log': 'z' }), [
      'info: a.log:',
      'foreign: [cache] x',
      'foreign: [cache] y',
      'info: b.log:',
      'foreign: [cache] z',
    ])
    assert.deepEqual(await shown({}), ['info: No log of it was kept.'])
  })

  it('shows the end of a long one, and of one that no memory should hold where it is', async () => {
    const lines = await shown({ 'a.log': 'x\n'.repeat(5001), 'b.log': 1e9 })
    assert.deepEqual(lines.slice(0, 3), ['info: a.log:', 'foreign: [cache] One line before these is in a.log.', 'foreign: [cache] x'])
    assert.deepEqual([lines.length, lines.at(-1)], [5004, 'foreign: [cache] It is too long to be shown: all of it is in b.log.'])
  })
})
