import assert from 'node:assert/strict'
import type { Warmth } from '../../../../core/cache/warmth.ts'
import type { Outcome } from '../../../../core/outcome.ts'
import { countWarmth } from '../../../../tasks/GenerateMatrix/cache/tell-warmth.ts'
import type { Unit } from '../../../../tasks/GenerateMatrix/cache/unit.ts'
import { withoutPlan } from '../../../../tasks/GenerateMatrix/cache/without-plan.ts'
import { type RecordingLog, recordingLog } from '../../../fakes/recording-log.ts'
import { cacheInputs, unit } from './units.ts'

const [warm, failed, cold]: Warmth[] = [
  { kind: 'warm', seconds: 41 },
  { kind: 'failed', seconds: 400 },
  { kind: 'cold', because: 'its recipe changed', seconds: 7 },
]

describe('withoutPlan', () => {
  const end = async (
    judged: readonly (readonly [string, Warmth | undefined])[],
    inputs: Readonly<Record<string, string>>,
    log: RecordingLog = recordingLog(),
  ): Promise<Outcome | undefined> => {
    const warmth = new Map(judged.map(([name, one]): [Unit, Warmth] => [unit(name), one ?? assert.fail()]))
    return await withoutPlan(warmth, { cache: cacheInputs(inputs) }, { log })
  }

  it('leaves a plan to be made where nothing else is asked for', async () => {
    assert.equal(await end([['a', cold]], {}), undefined)
    assert.equal(await end([['a', warm]], { failIfCold: 'true' }), undefined)
    assert.equal(await end([], { failIfCold: 'true' }), undefined)
  })

  it('lists what is warm and cold, sorted, and counts it', async () => {
    const log = recordingLog()
    const key = unit('a').fingerprint.key.slice(0, 12)
    const outcome = await end(
      [
        ['c', warm],
        ['b', failed],
        ['a', cold],
      ],
      { list: 'true' },
      log,
    )
    assert.deepEqual(log.lines, [
      'group: What the cache has',
      `info: cold a on linux ${key} its recipe changed`,
      `info: warm b on linux ${key} it failed, after about 7 min`,
      `info: warm c on linux ${key} 41 s`,
      'end',
      'info: Of 3 results the cache has 2 (about 7 min saved); 1 cold.',
    ])
    assert.equal(outcome?.result, 'succeeded')
    const { matrix, hasJobs, jobCount, coldCount, warmCount, planArtifact } = outcome.outputs
    assert.deepEqual([matrix, hasJobs, jobCount, coldCount, warmCount, planArtifact], ['{}', 'false', '0', '1', '2', ''])
    assert.match(outcome.summary, /\| cold \| a on linux \| [0-9a-f]{12} \| its recipe changed \|/)
  })

  it('has every output that a plan has, in the same order', async () => {
    const outcome = await end([], { list: 'true' })
    const names = ['matrix', 'hasJobs', 'jobCount', 'coldCount', 'warmCount', 'planFile', 'planArtifact', 'planDigest', 'maxParallel']
    assert.deepEqual(Object.keys(outcome?.outputs ?? {}), names)
  })

  it('fails where anything is cold, tells why, and sets nothing', async () => {
    const log = recordingLog()
    const outcome = await end(
      [
        ['a', warm],
        ['b', cold],
      ],
      { failIfCold: 'true' },
      log,
    )
    assert.deepEqual([outcome?.result, outcome?.outputs], ['failed', {}])
    assert.deepEqual(
      outcome?.problems.map(({ code, message }) => `${code} ${message}`),
      ['CACHE_COLD b on linux is cold: its recipe changed.'],
    )
    assert.doesNotMatch(log.text(), /a on linux/)
    assert.match(outcome.summary, /b on linux/)
  })

  it('fails also where it lists all', async () => {
    const log = recordingLog()
    const outcome = await end(
      [
        ['a', warm],
        ['b', cold],
      ],
      { failIfCold: 'true', list: 'true' },
      log,
    )
    assert.equal(outcome?.result, 'failed')
    assert.match(log.text(), /warm a on linux/)
  })

  it('tells the first twenty one by one, and all in log and summary', async () => {
    const log = recordingLog()
    const outcome = await end(
      Array.from({ length: 23 }, (_, at) => [`p${at}`, cold] as const),
      { failIfCold: 'true' },
      log,
    )
    assert.equal(outcome?.problems.length, 21)
    assert.match(outcome.problems.at(-1)?.message ?? '', /3 more/)
    assert.equal(log.lines.filter((line) => line.startsWith('info: cold ')).length, 23)
    assert.match(outcome.summary, /p22 on linux/)
  })

  it('shows no markup of others', async () => {
    const outcome = await end([['<b>', cold]], { failIfCold: 'true' })
    assert.doesNotMatch(outcome?.summary ?? '', /<b>/)
  })
})

describe('countWarmth', () => {
  it('counts a failure as there, and saves no time of what is cold', () =>
    assert.deepEqual(countWarmth([warm, failed, cold].map((one) => one ?? assert.fail())), {
      cold: 1,
      warm: 2,
      saved: 'about 7 min saved',
    }))
  it('says nothing of time that nobody remembers', () => assert.equal(countWarmth([{ kind: 'warm', seconds: undefined }]).saved, ''))
})
