import assert from 'node:assert/strict'
import type { Endpoint } from '../../../local-agent/record.ts'
import { SYSTEM_CONNECTION } from '../../../local-agent/worker/environment.ts'
import { Bench, printed, scriptStep, taskStep, type Told } from './one-job.ts'

const node = (target: string): object => ({ Node20_1: { target }, Node24: { target } })
const connection = (id: string, name: string): Endpoint => {
  return { id, name, type: 'AWS', url: '', scheme: 'UsernamePassword', parameters: { password: 'hunter2hunter2' }, data: {} }
}
const FORK = { 'system.pullRequest.isFork': 'True', 'system.restrictSecrets': 'True' }

describe('A task in the pull request of a fork', () => {
  const bench = new Bench()
  const main = "console.log('> main'); console.log('##vso[task.setvariable variable=out;isoutput=true]set')"
  before(() => {
    bench.task('Store', main, {
      inputs: [
        { name: 'store', type: 'string' },
        { name: 'aws', type: 'connectedService:AWS' },
      ],
      prejobexecution: node('pre.cjs'),
      postjobexecution: node('post.cjs'),
    })
    for (const phase of ['pre', 'post']) bench.write(`dist/tasks/Store/${phase}.cjs`, `console.log('> ${phase}')`)
  })
  after(() => bench.close())

  const run = (inputs: Record<string, string>, variables: Record<string, string> = FORK): Promise<Told> =>
    bench.run([taskStep('Store', inputs), scriptStep('echo "after=\\"$(Store.out)\\""')], {
      variables,
      endpoints: [connection(SYSTEM_CONNECTION, 'SystemVssConnection'), connection('33333333-3333-4333-8333-333333333333', 'mine')],
    })
  const shown = ({ records }: Told): string[] => records.map(({ name, result }) => `${name}: ${result}`)
  const ran = ({ lines }: Told): string[] => lines.filter((line) => line.startsWith('> '))

  for (const aws of ['mine', '33333333-3333-4333-8333-333333333333', '$(which)'])
    it(`is skipped in all its phases where its connection is ${aws}; what comes after it runs, and finds no output`, async () => {
      const told = await run({ aws }, { ...FORK, which: 'mine' })
      assert.deepEqual(ran(told), [])
      assert.deepEqual(shown(told), ['Pre-job: A step: skipped', 'A step: skipped', 'A step: succeeded', 'Post-job: A step: skipped'])
      assert.equal(told.outcome.result, 'succeeded')
      assert.deepEqual([...told.outcome.outputs], [])
      assert.equal(told.lines.filter((line) => line.includes('Pull requests from forks')).length, 3)
    })

  const whole: readonly (readonly [why: string, inputs: Record<string, string>, variables: Record<string, string>])[] = [
    ['it names no connection', { store: 'mine' }, FORK],
    ['its connection is empty', { aws: '' }, FORK],
    ['it is of no fork', { aws: 'mine' }, { ...FORK, 'system.pullRequest.isFork': 'False' }],
    ['forks may have secrets', { aws: 'mine' }, { 'system.pullRequest.isFork': 'True' }],
    ['it is no pull request', { aws: 'mine' }, {}],
  ]
  for (const [why, inputs, variables] of whole)
    it(`runs where ${why}`, async () => {
      const told = await run(inputs, variables)
      assert.deepEqual(ran(told), ['> pre', '> main', '> post'])
      assert.equal(printed(told, 'after'), 'set')
    })
})
