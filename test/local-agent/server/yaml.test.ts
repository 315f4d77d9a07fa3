import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Job, Stage } from '../../../local-agent/server/pipeline.ts'
import { root } from '../../root.ts'
import { read } from './tasks.ts'

const STEPS = 'steps: [ { script: echo } ]'

function stage(text: string, index = 0): Stage {
  const found = read(text).stages[index]
  assert.ok(found)
  return found
}

function job(text: string, index = 0): Job {
  const found = stage(text).jobs[index]
  assert.ok(found)
  return found
}

describe('yaml: the pipelines that users will write', () => {
  const shape = (name: string): unknown =>
    read(readFileSync(join(root, 'test', 'local-agent', 'server', 'pipelines', `${name}.yml`), 'utf8')).stages.map((one) => [
      one.name,
      one.dependsOn,
      one.jobs.map((each) => [each.name, each.dependsOn, each.strategy.kind, each.steps.map((step) => step.name)]),
    ])

  it('the nightly of a wheel matrix', () =>
    assert.deepEqual(shape('spare-tire'), [
      ['plan', [], [['plan', [], 'single', ['__checkout', 'gm']]]],
      ['build', ['plan'], [['wheels', [], 'matrix', ['__checkout', 'UsePythonVersion', 'BuildWheels']]]],
      ['publish', ['plan', 'build'], [['index', [], 'single', ['PublishIndex']]]],
    ]))

  it('the pull request of a monorepo, without stages', () =>
    assert.deepEqual(shape('monorepo'), [
      [
        '__default',
        [],
        [
          ['plan', [], 'single', ['checkout', 'gm', 'BuildWheels']],
          ['build', ['plan'], 'matrix', ['__checkout', 'UsePythonVersion', 'BuildWheels']],
          ['report', ['plan', 'build'], 'single', ['__checkout', 'BuildWheels']],
        ],
      ],
    ]))

  it('a build with stages side by side', () =>
    assert.deepEqual(shape('clkhash-build'), [
      ['checks', [], [['typing', [], 'single', ['__checkout', 'UsePythonVersion', 'BuildWheels']]]],
      [
        'build',
        [],
        [
          ['plan', [], 'single', ['__checkout', 'gm']],
          ['test', ['plan'], 'matrix', ['__checkout', 'UsePythonVersion', 'BuildWheels']],
        ],
      ],
      ['package', ['checks', 'build'], [['collect', [], 'single', ['__checkout', 'BuildWheels']]]],
    ]))

  it('a release behind an environment', () => {
    assert.deepEqual(shape('clkhash-release'), [
      ['plan', [], [['plan', [], 'single', ['__checkout', 'gr']]]],
      ['publish', ['plan'], [['pypi', [], 'single', ['UsePythonVersion', 'GatedRelease']]]],
    ])
  })
})

describe('yaml: scalars are their source text', () => {
  const step = (text: string) => job(`steps: [ ${text} ]`).steps.at(-1)
  it('in inputs', () => {
    const inputs = step("{ task: UsePythonVersion@0, inputs: { versionSpec: 3.10, addToPath: True, architecture: '0x10' } }")
    assert.deepEqual(inputs?.kind === 'task' && inputs.inputs, { versionSpec: '3.10', addToPath: 'True', architecture: '0x10' })
  })
  it('in variables, the list form too', () => {
    const values = (text: string) =>
      read(`variables: ${text}\n${STEPS}`).variables.map((one) => (one.kind === 'value' ? [one.name, one.value, one.readOnly] : one.group))
    assert.deepEqual(values('{ a: 3.10, b: yes, c: 1e3, d: null, e: }'), [
      ['a', '3.10', false],
      ['b', 'yes', false],
      ['c', '1e3', false],
      ['d', 'null', false],
      ['e', '', false],
    ])
    assert.deepEqual(values('[ { name: a, value: 01 }, { group: g }, { name: b, value: x, readonly: true } ]'), [
      ['a', '01', false],
      'g',
      ['b', 'x', true],
    ])
  })
  it('in a literal matrix', () => {
    const { strategy } = job(
      'jobs: [ { job: a, strategy: { maxParallel: 2, matrix: { one: { python: 3.10 }, two: { python: 3.9 } } }, steps: [ { script: x } ] } ]',
    )
    assert.ok(strategy.kind === 'matrix' && strategy.legs instanceof Map)
    assert.deepEqual(
      [...strategy.legs],
      [
        ['one', { python: '3.10' }],
        ['two', { python: '3.9' }],
      ],
    )
    assert.equal(strategy.maxParallel, 2)
  })
})

describe('yaml: names, defaults and order', () => {
  it('a stage comes after the one before, unless it says otherwise', () => {
    const stages = (given: string) =>
      read(`stages:\n- { stage: a, jobs: [ { job: x, ${STEPS} } ] }\n- { stage: b, ${given} jobs: [ { job: x, ${STEPS} } ] }`).stages
    assert.deepEqual(stages('')[1]?.dependsOn, ['a'])
    assert.deepEqual(stages('dependsOn: [],')[1]?.dependsOn, [])
    assert.deepEqual(stages('dependsOn: ,')[1]?.dependsOn, [])
    assert.deepEqual(stages('dependsOn: a,')[1]?.dependsOn, ['a'])
  })
  it('unnamed stages and jobs are numbered', () => {
    const [one, two] = read(
      `stages:\n- jobs: [ { job: , ${STEPS} }, { job: , ${STEPS} } ]\n- { stage: , jobs: [ { job: x, ${STEPS} } ] }`,
    ).stages
    assert.deepEqual([one?.name, two?.name, one?.jobs.map(({ name }) => name)], ['Stage1', 'Stage2', ['Job1', 'Job2']])
  })
  it('steps alone are one job of one stage', () => {
    const only = stage(STEPS)
    assert.deepEqual([only.name, only.jobs.map(({ name }) => name)], ['__default', ['Job']])
  })
  it('unnamed steps are named by their task, numbered where there are several', () => {
    const names = (text: string) => job(`steps: [ { checkout: none }, ${text} ]`).steps.map(({ name }) => name)
    assert.deepEqual(names('{ task: BuildWheels@1 }'), ['BuildWheels'])
    assert.deepEqual(names('{ task: BuildWheels@1 }, { task: BuildWheels@1 }, { script: x }, { bash: x }'), [
      'BuildWheels1',
      'BuildWheels2',
      'CmdLine',
      'Bash',
    ])
    assert.deepEqual(names('{ task: BuildWheels@1, name: buildwheels1 }, { task: BuildWheels@1 }, { task: BuildWheels@1 }'), [
      'buildwheels1',
      'BuildWheels2',
      'BuildWheels3',
    ])
  })
  it('a job checks out first, a deployment downloads first, unless steps say otherwise', () => {
    const kinds = (text: string) => job(text).steps.map(({ kind }) => kind)
    const deployment = (steps: string) =>
      `jobs: [ { deployment: d, environment: { name: e }, strategy: { runOnce: { deploy: { steps: [ ${steps} { script: x } ] } } } } ]`
    assert.deepEqual(kinds(STEPS), ['checkout', 'script'])
    assert.deepEqual(kinds('steps: [ { script: x }, { checkout: self } ]'), ['script', 'checkout'])
    assert.deepEqual(kinds('steps: [ { checkout: none }, { script: x } ]'), ['script'])
    assert.deepEqual(kinds(deployment('')), ['download', 'script'])
    assert.deepEqual(kinds(deployment('{ download: none },')), ['script'])
    assert.deepEqual(kinds(deployment('{ download: current, artifact: a }, { checkout: self },')), ['download', 'checkout', 'script'])
  })
  it('a disabled step is left out', () =>
    assert.deepEqual(job('steps: [ { checkout: none }, { script: a, enabled: false }, { script: b } ]').steps.length, 1))
  it('a step keeps what is written', () => {
    const step = job(
      "steps: [ { checkout: none }, { bash: 'echo', name: n, displayName: D, condition: always(), continueOnError: true, timeoutInMinutes: 5, retryCountOnTaskFailure: 2, workingDirectory: w, env: { A: 1 } } ]",
    ).steps[0]
    assert.deepEqual(step, {
      kind: 'script',
      shell: 'bash',
      script: 'echo',
      workingDirectory: 'w',
      name: 'n',
      displayName: 'D',
      condition: 'always()',
      continueOnError: true,
      timeoutInMinutes: 5,
      retryCountOnTaskFailure: 2,
      env: { A: '1' },
    })
  })
  it('inputs are known ignoring case', () => {
    const step = job('steps: [ { task: buildwheels@1, inputs: { PYTHON: 3 } } ]').steps[1]
    assert.deepEqual(step?.kind === 'task' && [step.task, step.inputs], ['BuildWheels@1', { python: '3' }])
  })
  describe('a pipeline whose runs it takes', () => {
    const all = { branches: [], without: [], tags: [], version: '' }
    const rows: readonly (readonly [text: string, picks: object, trigger: object | undefined])[] = [
      ['source: s', all, undefined],
      ['branch: main, tags: [a, b], version: 2026.1', { ...all, branches: ['main'], tags: ['a', 'b'], version: '2026.1' }, undefined],
      ['tags: a', { ...all, tags: ['a'] }, undefined],
      ['trigger: true', all, all],
      ['trigger: none', all, undefined],
      ['trigger: { enabled: false, tags: [a] }', all, undefined],
      ['trigger: { enabled: true, branches: [main, x], stages: [s] }', all, { ...all, branches: ['main', 'x'] }],
      [
        'trigger: { branches: { include: [refs/tags/*], exclude: [refs/tags/x] }, tags: [Automated] }',
        all,
        { ...all, branches: ['refs/tags/*'], without: ['refs/tags/x'], tags: ['Automated'] },
      ],
      ['trigger: { tags: [a] }', all, { ...all, tags: ['a'] }],
    ]
    for (const [text, picks, trigger] of rows)
      it(text, () =>
        assert.deepEqual(read(`resources: { pipelines: [ { pipeline: b, ${text} } ] }\n${STEPS}`).resources, [
          { alias: 'b', picks, trigger },
        ]),
      )
  })
  it('a limit of legs may be worked out when the job starts', () => {
    const { strategy } =
      read(`jobs: [ { job: a, strategy: { parallel: 3, maxParallel: "$[ variables['n'] ]" }, ${STEPS} } ]`).stages[0]?.jobs[0] ?? {}
    assert.deepEqual(strategy, { kind: 'slices', count: 3, maxParallel: { expression: " variables['n'] " } })
  })
  it('what only the service uses is read and let go', () =>
    assert.doesNotThrow(() =>
      read(
        [
          'trigger: { batch: true, branches: { include: [main], exclude: [x] }, paths: { include: [a] }, tags: { include: [v*] } }',
          'pr: { autoCancel: false, drafts: false, branches: [main] }',
          "schedules: [ { cron: '0 1 * * *', displayName: n, always: true, branches: { include: [main] } } ]",
          'resources: { pipelines: [ { pipeline: b, source: s, trigger: true }, { pipeline: c, trigger: { branches: { include: [a] }, tags: [t], stages: [s] } } ] }',
          'lockBehavior: runLatest',
          STEPS,
        ].join('\n'),
      ),
    ))
})
