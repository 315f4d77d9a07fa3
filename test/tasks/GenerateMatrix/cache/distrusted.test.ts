import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../../adapters/local/files.ts'
import { formatDistrusted } from '../../../../core/cache/distrusted.ts'
import type { Artifacts } from '../../../../core/ports.ts'
import { Problem } from '../../../../core/problem.ts'
import { type Distrusted, readDistrusted } from '../../../../tasks/GenerateMatrix/cache/distrusted.ts'
import { recordingLog } from '../../../fakes/recording-log.ts'

const [a, b] = ['a'.repeat(64), 'b'.repeat(64)]

describe('keys that earlier attempts could not restore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'distrusted-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const read = async (
    texts: Readonly<Record<string, string>>,
    attempt: number,
    artifacts = service(texts),
  ): Promise<{ readonly found: Distrusted; readonly log: string }> => {
    const log = recordingLog()
    const where = { stage: 'build', job: 'plan', leg: '', attempt }
    const found = await readDistrusted(
      { where, buildId: '7' },
      { artifacts: async () => await Promise.resolve(artifacts), files: localFiles(folder), log },
    )
    return { found, log: log.text() }
  }
  const service = (texts: Readonly<Record<string, string>>): Artifacts => ({
    list: async () =>
      await Promise.resolve(Object.keys(texts).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: name }))),
    download: async ({ name }, into) => {
      mkdirSync(into, { recursive: true })
      writeFileSync(join(into, 'distrusted-1.json'), texts[name] ?? '')
      await Promise.resolve()
    },
  })

  it('are those of all attempts of this very job, each with the first', async () => {
    const texts = {
      'distrusted.build.plan.1': formatDistrusted([a]),
      'distrusted.build.plan.2': formatDistrusted([a, b]),
      'distrusted.build.plan.3': formatDistrusted(['c'.repeat(64)]),
      'distrusted.build.other.1': formatDistrusted(['d'.repeat(64)]),
      'wheels.build.plan.linux.1': 'x',
    }
    const { found } = await read(texts, 3)
    assert.deepEqual(
      [...found].sort(([one], [other]) => (one < other ? -1 : 1)),
      [
        [a, 1],
        [b, 2],
      ],
    )
  })

  it('are not asked for on a first attempt, or where nothing may be read', async () => {
    const never: Artifacts = {
      list: async () => await Promise.reject(new Error('asked')),
      download: async () => await Promise.reject(new Error('asked')),
    }
    assert.equal((await read({}, 1, never)).found.size, 0)
    const where = { stage: '', job: 'plan', leg: '', attempt: 2 }
    const ports = { artifacts: undefined, files: localFiles(folder), log: recordingLog() }
    assert.equal((await readDistrusted({ where, buildId: '7' }, ports)).size, 0)
  })

  it('are none, with a warning, where they cannot be read', async () => {
    const down: Artifacts = {
      ...service({}),
      list: async () => await Promise.reject(new Problem('SERVICE_UNREACHABLE', 'It is down.', '')),
    }
    for (const one of [await read({}, 2, down), await read({ 'distrusted.build.plan.1': '{' }, 2)]) {
      assert.equal(one.found.size, 0)
      assert.match(one.log, /warning: What earlier attempts of this job could not restore is not known/)
    }
  })
})
