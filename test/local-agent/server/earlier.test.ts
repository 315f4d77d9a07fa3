import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Result, TimelineRecord } from '../../../local-agent/record.ts'
import { Earlier } from '../../../local-agent/server/earlier.ts'
import { upstream } from '../../../local-agent/server/graph.ts'
import type { Job, Stage } from '../../../local-agent/server/pipeline.ts'
import { record, runOf } from '../services/run.ts'

const unwritten = { condition: undefined, variables: [], pool: undefined }

function job(name: string, dependsOn: readonly string[] = []): Job {
  return {
    ...unwritten,
    name,
    displayName: name,
    dependsOn,
    environment: undefined,
    timeoutInMinutes: 0,
    strategy: { kind: 'single' },
    steps: [],
  }
}

const stage = (name: string, dependsOn: readonly string[], ...jobs: readonly Job[]): Stage => ({
  ...unwritten,
  name,
  displayName: name,
  dependsOn,
  jobs,
})

const TYPES = ['Stage', 'Phase', 'Job'] as const

/** Records by their identifiers, which tell their parents: `a.x.leg one` succeeded. */
function recordsOf(results: Readonly<Record<string, Result | undefined>>): readonly TimelineRecord[] {
  return Object.entries(results).map(([identifier, result]) => {
    const parts = identifier.split('.')
    const type = TYPES[parts.length - 1] ?? 'Task'
    const parentId = parts.length === 1 ? undefined : parts.slice(0, -1).join('.')
    return record({ id: identifier, type, identifier: type === 'Task' ? (parts.at(-1) ?? '') : identifier, parentId, result })
  })
}

describe('earlier: what stands', () => {
  const stages = [
    stage('plan', [], job('gen')),
    stage('build', ['plan'], job('legs'), job('other'), job('after', ['legs']), job('last', ['AFTER'])),
    stage('publish', ['plan', 'Build'], job('index')),
    stage('alone', [], job('j')),
  ]
  const good = {
    plan: 'succeeded',
    'plan.gen': 'succeeded',
    'plan.gen.__default': 'succeeded',
    build: 'succeeded',
    'build.legs': 'succeeded',
    'build.legs.one': 'succeeded',
    'build.legs.two': 'succeededWithIssues',
    'build.other': 'succeeded',
    'build.other.__default': 'succeeded',
    'build.after': 'skipped',
    'build.last': 'skipped',
    publish: 'succeeded',
    'publish.index': 'succeeded',
    'publish.index.__default': 'succeeded',
    alone: 'skipped',
  } as const

  /** Stages, jobs and legs that run again: of a stage that stands nobody asks for its jobs. */
  function again(results: Readonly<Record<string, Result | undefined>>): readonly string[] {
    const earlier = new Earlier(recordsOf(results), stages)
    return stages
      .filter((one) => earlier.stage(one) === undefined)
      .flatMap((one) => [
        one.name,
        ...one.jobs.filter((each) => earlier.job(one, each) === undefined).flatMap((each) => legsAgain(earlier, one, each)),
      ])
  }
  const legsAgain = (earlier: Earlier, one: Stage, each: Job): readonly string[] => {
    const legs = each.name === 'legs' ? ['one', 'two'] : []
    return [`.${each.name}`, ...legs.filter((leg) => earlier.leg(one, each, leg) === undefined).map((leg) => `..${leg}`)]
  }

  const whole = ['plan', '.gen', 'build', '.legs', '..one', '..two', '.other', '.after', '.last', 'publish', '.index']
  const ROWS: readonly (readonly [string, Readonly<Record<string, Result | undefined>>, readonly string[]])[] = [
    ['all, where nothing failed', {}, []],
    [
      'the sound legs and jobs, but not what comes after the failed one',
      { build: 'failed', 'build.legs': 'failed', 'build.legs.two': 'failed' },
      ['build', '.legs', '..two', '.after', '.last', 'publish', '.index'],
    ],
    ['what a failed job does not precede', { build: 'failed', 'build.other': 'failed' }, ['build', '.other', 'publish', '.index']],
    ['nothing that was canceled', { publish: 'canceled', 'publish.index': 'canceled' }, ['publish', '.index']],
    ['nothing that was in the midst of it', { publish: undefined, 'publish.index': undefined }, ['publish', '.index']],
    ['nothing that was abandoned', { publish: 'abandoned', 'publish.index': 'abandoned' }, ['publish', '.index']],
    ['no leg of a job after a failed stage', { plan: 'failed', 'plan.gen': 'failed' }, whole],
    ['jobs of a stage whose approval was rejected', { publish: 'failed' }, ['publish']],
    ['no stage that is new', { alone: undefined }, ['alone', '.j']],
  ]
  for (const [what, results, expected] of ROWS) it(what, () => assert.deepEqual(again({ ...good, ...results }), expected))

  it('nothing of a first attempt', () => {
    const earlier = new Earlier([], stages)
    assert.ok(stages.every((one) => earlier.stage(one) === undefined))
    assert.equal(earlier.before('Stage', 'plan'), undefined)
  })

  it('names are compared ignoring case', () => {
    const earlier = new Earlier(recordsOf(good), [stage('PLAN', [], job('GEN'))])
    assert.equal(earlier.stage(stage('PLAN', []))?.id, 'plan')
    assert.equal(earlier.before('Job', 'Plan.Gen.__DEFAULT')?.id, 'plan.gen.__default')
  })

  it('nothing stands that comes after what does not, and nothing sound runs again without such a reason', () => {
    const size = 6
    const graph = fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat({ max: size - 1 }))), { minLength: size, maxLength: size })
    fc.assert(
      fc.property(graph, (nodes) => {
        const made = nodes.map(([, after], at) =>
          stage(
            `s${at}`,
            [...new Set(after)].filter((one) => one < at).map((one) => `s${one}`),
          ),
        )
        const bad = new Set(nodes.flatMap(([failed], at) => (failed ? [`s${at}`] : [])))
        const results = Object.fromEntries(made.map(({ name }): [string, Result] => [name, bad.has(name) ? 'failed' : 'succeeded']))
        const earlier = new Earlier(recordsOf(results), made)
        for (const one of made) {
          const stands = !bad.has(one.name) && [...upstream(one, made)].every((name) => !bad.has(name))
          assert.equal(earlier.stage(one) !== undefined, stands)
        }
      }),
    )
  })
})

describe('earlier: what is taken over', () => {
  const output = (value: string) => ({ value, secret: false, readOnly: true })
  const records = [
    ...recordsOf({ a: 'failed', 'a.x': 'failed', 'a.x.one': 'succeeded', 'a.x.two': 'failed', 'a.x.one.s': 'succeeded' }),
    record({ id: 'post', type: 'Task', identifier: 's', parentId: 'a.x.one', outputs: new Map([['late', output('2')]]) }),
    record({ id: 't', type: 'Task', identifier: 'other', parentId: 'a.x.two', outputs: new Map([['v', output('3')]]) }),
  ]
  records.find(({ id }) => id === 'a.x.one.s')?.outputs.set('v', output('1'))
  const earlier = new Earlier(records, [stage('a', [], job('x'))])
  const leg = earlier.leg(stage('a', [], job('x')), job('x'), 'one') ?? assert.fail()

  it('result and outputs of a leg, of all its steps and their phases', () => {
    const { result, outputs } = earlier.outcome(leg)
    assert.deepEqual(
      [result, [...outputs].map(([name, { value }]) => [name, value])],
      [
        'succeeded',
        [
          ['s.v', '1'],
          ['s.late', '2'],
        ],
      ],
    )
  })

  it('the legs of a job by their names', () => {
    const phase = earlier.before('Phase', 'a.x') ?? assert.fail()
    assert.deepEqual(
      earlier.legs(phase).map(([name, outcome]) => [name, outcome.result]),
      [
        ['one', 'succeeded'],
        ['two', 'failed'],
      ],
    )
  })

  it('a record with all below it, under its new parent', () => {
    const run = runOf({ records: [] })
    earlier.keep(run, leg, record({ id: 'new', type: 'Phase', identifier: 'a.x' }))
    assert.deepEqual(
      run.records.map(({ id, parentId }) => [id, parentId]),
      [
        ['a.x.one', 'new'],
        ['a.x.one.s', 'a.x.one'],
        ['post', 'a.x.one'],
      ],
    )
  })
})
