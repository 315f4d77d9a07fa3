import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { Mistake } from '../../../local-agent/mistake.ts'
import { read } from './tasks.ts'

/** Where, what it says, and the text; lines are numbered from 1. */
const rows: readonly (readonly [number, RegExp, string])[] = [
  [1, /unknown key 'step' in a pipeline\. Did you mean 'steps'\?/, 'step: []'],
  [2, /unknown key 'stag' in a stage\. Did you mean 'stage'\?/, 'stages:\n- stag: a\n  jobs: []'],
  [3, /unknown key 'pools' in a job\. Did you mean 'pool'\?/, 'jobs:\n- job: a\n  pools: x\n  steps: []'],
  [2, /Within \{ \} a text with a comma needs quotes/, 'jobs:\n- { job: a, condition: eq(1, 1), steps: [] }'],
  [2, /no step the local agent knows: powershell/, 'steps:\n- powershell: x'],
  [3, /unknown key 'contineOnError' in a script step\. Did you mean 'continueOnError'\?/, 'steps:\n- script: x\n  contineOnError: true'],
  [1, /unknown key 'zzzzzzzz' in a pipeline\. Known here: trigger/, 'zzzzzzzz: 1'],
  [2, /no task 'BuildWheel@1' here\. Did you mean 'BuildWheels@1'\?/, 'steps:\n- task: BuildWheel@1'],
  [2, /no task 'BuildWheels@2' here/, 'steps:\n- task: BuildWheels@2'],
  [2, /no task 'BuildWheels' here/, 'steps:\n- task: BuildWheels'],
  [3, /BuildWheels@1 has no input 'pyhton'\. Did you mean 'python'\?/, 'steps:\n- task: BuildWheels@1\n  inputs: { pyhton: 3 }'],
  [2, /Template expressions/, 'steps:\n- script: echo ${{ parameters.x }}'],
  [2, /Template expressions/, 'steps:\n- ${{ if eq(1, 1) }}:\n  - script: x'],
  [3, /aliases are not supported/, 'steps:\n- &a { script: x }\n- *a'],
  [1, /one of `stages`, `jobs` and `steps`/, 'trigger: none'],
  [1, /one of `stages`, `jobs` and `steps`/, 'jobs: []\nsteps: []'],
  [2, /Map keys must be unique/, 'steps: []\nsteps: []'],
  [1, /Unresolved tag/, 'steps: !custom []'],
  [1, /must be a list, and is 'x'/, 'steps: x'],
  [1, /The file must be a mapping, and is a list/, '- steps'],
  [2, /steps\[0\] must be a mapping, and is 'x'/, 'steps:\n- x'],
  [2, /The script is empty/, 'steps:\n- script: '],
  [3, /must be true or false, and is 'maybe'/, 'steps:\n- script: x\n  enabled: maybe'],
  [3, /must be a whole number of at least 0, and is '5m'/, 'steps:\n- script: x\n  timeoutInMinutes: 5m'],
  [3, /Expression 'eq\(1\)': function 'eq' takes 2 arguments/, 'steps:\n- script: x\n  condition: eq(1)'],
  [3, /unrecognized value 'parameters'/, 'steps:\n- script: x\n  condition: eq(parameters.x, 1)'],
  [3, /condition of a step cannot use dependencies/, "steps:\n- script: x\n  condition: eq(dependencies.a.result, 'x')"],
  [3, /'a b' is no name of a step/, 'steps:\n- script: x\n  name: a b'],
  [3, /Two steps of this job are named 'a'/, 'steps:\n- { script: x, name: a }\n- { script: x, name: A }'],
  [2, /'a-b' is no name of a stage or job/, 'jobs:\n- { job: a-b, steps: [] }'],
  [3, /two jobs named 'A'/, 'jobs:\n- { job: a, steps: [] }\n- { job: A, steps: [] }'],
  [2, /job 'a' depends on 'b', which does not exist/, 'jobs:\n- { job: a, dependsOn: b, steps: [] }'],
  [2, /job 'a' depends on itself/, 'jobs:\n- { job: a, dependsOn: b, steps: [] }\n- { job: b, dependsOn: a, steps: [] }'],
  [2, /This job has no steps/, 'jobs:\n- job: a'],
  [2, /This stage has no jobs/, 'stages:\n- stage: a'],
  [3, /either `matrix` or `parallel`/, 'jobs:\n- job: a\n  strategy: { maxParallel: 2 }\n  steps: []'],
  [3, /a runtime expression/, 'jobs:\n- job: a\n  strategy: { matrix: $(matrix) }\n  steps: []'],
  [3, /needs strategy\.runOnce\.deploy\.steps/, 'jobs:\n-\n  deployment: a\n  environment: e'],
  [3, /unknown key 'canary' in the strategy of a deployment job/, 'jobs:\n- deployment: a\n  strategy: { canary: {} }'],
  [2, /A deployment job needs `environment`/, 'jobs:\n- deployment: a\n  strategy: { runOnce: { deploy: { steps: [] } } }'],
  [1, /may not be named 'pathX'/, 'variables: { pathX: 1 }\nsteps: []'],
  [2, /has `name` and `value`, or is a `group`/, 'variables:\n- name: x\nsteps: []'],
  [1, /A schedule needs `cron` with five fields/, "schedules: [ { cron: '1 1' } ]\nsteps: []"],
  [1, /'nope' is no value of trigger/, 'trigger: nope\nsteps: []'],
  [1, /unknown key 'branchs' in trigger/, 'trigger: { branchs: [main] }\nsteps: []'],
  [1, /A pipeline resource needs `pipeline`/, 'resources: { pipelines: [ { source: s } ] }\nsteps: []'],
  [1, /unknown key 'containers' in resources/, 'resources: { containers: [] }\nsteps: []'],
  [
    1,
    /unknown key 'branchs' in the trigger of a pipeline resource/,
    'resources: { pipelines: [ { pipeline: a, trigger: { branchs: [x] } } ] }\nsteps: []',
  ],
  [
    1,
    /unknown key 'includes' in branches/,
    'resources: { pipelines: [ { pipeline: a, trigger: { branches: { includes: [x] } } } ] }\nsteps: []',
  ],
  [
    1,
    /'always' is no value of resources\.pipelines\[0\]\.trigger/,
    'resources: { pipelines: [ { pipeline: a, trigger: always } ] }\nsteps: []',
  ],
  [
    3,
    /maxParallel must be a whole number of at least 0, and is '\$\(n\)'/,
    'jobs:\n- job: a\n  strategy: { parallel: 2, maxParallel: $(n) }\n  steps: []',
  ],
  [3, /unrecognized function 'nope'/, 'jobs:\n- job: a\n  strategy: { parallel: 2, maxParallel: "$[ nope() ]" }\n  steps: []'],
  [
    2,
    /reads dependencies\.gone, which is always empty here/,
    'jobs:\n- { job: b, strategy: { parallel: 2, maxParallel: "$[ dependencies.gone.outputs[\'x.y\'] ]" }, steps: [] }',
  ],
  [1, /'soon' is no value of lockBehavior/, 'lockBehavior: soon\nsteps: []'],
  [2, /needs a path and `artifact`/, 'steps:\n- publish: x'],
  [2, /'specific' is no value of steps\[0\]\.download/, 'steps:\n- download: specific'],
  [
    2,
    /reads dependencies\.a, which is always empty here: add 'a' to its dependsOn/,
    'jobs:\n- { job: b, condition: "eq(dependencies.a.result, \'x\')", steps: [] }\n- { job: a, steps: [] }',
  ],
  [
    3,
    /reads stageDependencies\.c/,
    'stages:\n- { stage: a, jobs: [] }\n- { stage: b, jobs: [ { job: j, strategy: { matrix: "$[ stageDependencies.c.j.outputs[\'x.y\'] ]" }, steps: [] } ] }\n- { stage: c, jobs: [] }',
  ],
  [
    3,
    /cannot use stageDependencies/,
    'stages:\n- { stage: a, jobs: [] }\n- { stage: b, condition: "eq(stageDependencies.a.j.result, \'x\')", jobs: [] }',
  ],
]

describe('yaml: mistakes are told with file, line and the nearest known word', () => {
  for (const [line, says, text] of rows)
    it(`${says.source} at line ${line}`, () =>
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(error instanceof Mistake, String(error))
          assert.match(error.message, says)
          assert.match(error.message, new RegExp(`^p\\.yml:${line}: `))
          return true
        },
      ))

  it('an empty file', () => assert.throws(() => read('# nothing\n'), /p\.yml: The file is empty/))

  it('whatever is written is read or a Mistake', () => {
    const word = fc.constantFrom(
      'steps',
      'jobs',
      'job',
      'script',
      '- ',
      ': ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      'a',
      '&a',
      '*a',
      '|',
      "'",
      '$[',
      '${{',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), (words) => {
        try {
          read(words.join(''))
        } catch (error) {
          assert.ok(error instanceof Mistake, String(error))
        }
      }),
    )
  })
})
