import assert from 'node:assert/strict'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { packageGraph } from '../../../../core/changes/select/package-graph.ts'
import type { Choice } from '../../../../core/changes/select/selection.ts'
import { whyNot } from '../../../../core/changes/select/why-not.ts'
import { local, need } from '../local.ts'

const core = local('core')
const http = local('http', { needs: [need('core')] })
const client = local('client', { needs: [need('http')] })
const old = local('old', { needs: [need('core<1')] })
const docs = local('docs')

const choice = (one: LocalPackage, as: Choice['as'], reason?: Choice['reason']): Choice => ({ package: one, as, reason })
const direct = choice(core, 'direct', { kind: 'path', path: 'core/a.py' })

describe('whyNot', () => {
  const table: [why: string, choices: Choice[], depth: number | undefined, expected: [string, string][]][] = [
    [
      'a step too far',
      [direct, choice(http, 'indirect', { kind: 'needs', chain: ['core'] }), choice(client, 'not-selected')],
      1,
      [['client', 'it needs http, beyond indirectDepth, 1']],
    ],
    [
      'no step, since each is by itself',
      [direct, choice(http, 'not-selected')],
      undefined,
      [['http', 'it needs core, and each package is by itself (isolated)']],
    ],
    ['no step at all', [direct, choice(http, 'not-selected')], 0, [['http', 'it needs core, beyond indirectDepth, 0']]],
    [
      'what is tested along',
      [choice(http, 'indirect', { kind: 'rule', at: 'rules[0]', path: 'x' }), choice(client, 'not-selected')],
      Infinity,
      [['client', 'it needs http, which is only tested along and did not change']],
    ],
    ['another version', [direct, choice(old, 'not-selected')], Infinity, [['old', 'it needs another version of core than is here']]],
    ['nothing to say', [direct, choice(docs, 'not-selected')], Infinity, []],
    ['who is selected', [direct, choice(old, 'direct', { kind: 'path', path: 'old/a.py' })], Infinity, []],
  ]
  for (const [why, choices, depth, expected] of table)
    it(`tells of ${why}`, () => {
      const graph = packageGraph(choices.map((one) => one.package))
      assert.deepEqual([...whyNot({ choices, unclaimed: [], notes: [] }, graph, depth)], expected)
    })
})
