import assert from 'node:assert/strict'
import { artifactName, whereabouts, type Whereabouts } from '../../../core/pipeline/artifact-name.ts'

const names: [Whereabouts, string][] = [
  [{ stage: 'build', job: 'wheels', leg: 'wheel_any', attempt: 1 }, 'wheels.build.wheels.wheel_any.1'],
  [{ stage: '__default', job: 'plan', leg: '', attempt: 2 }, 'wheels.plan.2'],
  [{ stage: 'a/b', job: 'c:d', leg: 'e f', attempt: 1 }, 'wheels.a_b.c_d.e_f.1'],
]
const places: [Record<string, string>, Whereabouts][] = [
  [
    {
      'System.StageName': 'build',
      'System.PhaseName': 'wheels',
      'System.JobIdentifier': 'build.wheels.wheel_any',
      'System.ParallelExecutionType': 'MultiConfiguration',
      'System.JobAttempt': '2',
    },
    { stage: 'build', job: 'wheels', leg: 'wheel_any', attempt: 2 },
  ],
  [
    { 'System.StageName': '__default', 'System.PhaseName': 'plan', 'System.JobIdentifier': 'plan.__default', 'System.JobAttempt': '1' },
    { stage: '__default', job: 'plan', leg: '', attempt: 1 },
  ],
  [
    { 'System.PhaseName': 'plan', 'System.JobIdentifier': 'plan.plan', 'System.ParallelExecutionType': 'None' },
    { stage: '', job: 'plan', leg: '', attempt: 1 },
  ],
]

describe('artifactName', () => {
  for (const [where, expected] of names) it(expected, () => assert.equal(artifactName('wheels', where), expected))
})
describe('whereabouts', () => {
  for (const [variables, expected] of places)
    it(variables['System.JobIdentifier'] ?? '', () =>
      assert.deepEqual(
        whereabouts((name) => variables[name]),
        expected,
      ),
    )
})
