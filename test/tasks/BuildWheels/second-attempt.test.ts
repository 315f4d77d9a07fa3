import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import { artifactsBelow } from './after-yard.ts'
import { folderData, local } from './folder-legs.ts'
import { Yard } from './projects.ts'
import { scriptedHost, type ScriptedHost } from './scripted-host.ts'
import { threeRows } from './three-rows.ts'
import { askOf, leg, portsOf } from './try-run.ts'

describe('a second attempt of BuildWheels', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two', 'three']) yard.write(`sources/${name}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  /** A machine that builds all but the named. */
  const machine = (...failing: readonly string[]): ScriptedHost =>
    scriptedHost({
      programs: { python3: {} },
      wheels: (label) => (failing.some((name) => label.startsWith(name)) ? [] : [`${label.split('-')[0]}-1.0-py3-none-any.whl`]),
    })

  /** One attempt of the job, on a clean agent; what it attached lies below `run/<artifact>` then, and is what the service gives back. */
  const attempt = async (
    number: number,
    host: ScriptedHost,
    step = 'step',
    inputs = threeRows().inputs,
    isClean = step !== 'later step',
  ): Promise<Outcome & { warnings: readonly string[] }> => {
    const files = localFiles(yard.path('temp'))
    if (isClean) for (const folder of ['temp', 'staging']) await files.remove(yard.path(folder))
    const ports = portsOf(yard, { host, artifacts: async () => await Promise.resolve(artifactsBelow(yard)) })
    const variables = { ...leg, 'System.JobAttempt': String(number), 'System.TaskInstanceId': step }
    const outcome = await run(readInputs(askOf(inputs, variables)), ports)
    for (const { artifact, name, bytes } of ports.pipeline.attached) await files.write(yard.path(`run/${artifact}/${name}`), bytes)
    return { ...outcome, warnings: ports.log.lines.filter((line) => line.startsWith('warning: ')) }
  }
  const built = (host: ScriptedHost): string[] =>
    host.said.filter((what) => what.startsWith('wheel ')).map((what) => what.split(/[ -]/)[1] ?? '')
  const union = async (): Promise<Awaited<ReturnType<typeof collectWheels>>> =>
    await collectWheels([yard.path('run')], localFiles(yard.path('temp')))

  it('builds the one row that failed, and the run then has all', async () => {
    assert.equal((await attempt(1, machine('two'))).result, 'failed')
    const second = machine()
    const outcome = await attempt(2, second)
    assert.deepEqual([outcome.result, outcome.outputs['builtCount'], built(second)], ['succeeded', '1', ['two']])
    const { files, failures, unlisted } = await union()
    assert.deepEqual(
      files.map(({ file, manifest }) => `${file.project} ${manifest.attempt}`),
      ['one 1', 'three 1', 'two 2'],
    )
    assert.deepEqual([failures, unlisted], [[], []])
    for (const name of ['one', 'two', 'three']) assert.ok(existsSync(yard.path(`staging/${name}-1.0-py3-none-any.whl`)))
    assert.match(outcome.summary ?? '', /1 built, 2 kept from before, 0 failed/)
  })

  it('builds nothing where nothing is left, and a third what failed twice', async () => {
    await attempt(1, machine('one', 'two'))
    await attempt(2, machine('two'))
    const third = machine()
    assert.equal((await attempt(3, third)).result, 'succeeded')
    assert.deepEqual(built(third), ['two'])
    const fourth = machine()
    assert.equal((await attempt(4, fourth)).result, 'succeeded')
    assert.deepEqual(built(fourth), [])
    assert.equal((await union()).files.length, 3)
  })

  it('builds all where what was built is not what its manifest says', async () => {
    await attempt(1, machine())
    for (const name of ['one', 'two', 'three']) yard.write(`run/wheels.build.wheels.wheel_any.1/${name}-1.0-py3-none-any.whl`, 'changed')
    const second = machine()
    await attempt(2, second)
    assert.deepEqual(built(second), ['one', 'two', 'three'])
  })

  it('builds on a retry of the step what the try before lacks, and its manifest then has all', async () => {
    await attempt(1, machine('two'))
    const wheel = yard.path('run/wheels.build.wheels.wheel_any.1/one-1.0-py3-none-any.whl')
    const before = statSync(wheel).mtimeMs
    const again = machine()
    const outcome = await attempt(1, again, 'step', undefined, false)
    assert.deepEqual([outcome.result, outcome.outputs['builtCount'], built(again)], ['succeeded', '3', ['two']])
    assert.match(outcome.summary, /1 built, 2 kept from before, 0 failed/)
    assert.equal(statSync(wheel).mtimeMs, before)
    const { files, failures, unlisted, manifests } = await union()
    assert.deepEqual([files.map(({ file }) => file.project), failures, unlisted], [['one', 'three', 'two'], [], []])
    assert.ok(manifests.every((manifest) => manifest.failures.length === 0))
  })

  it('builds all on a retry whose wheels are not what their manifest says, and of a step that nobody can tell from others', async () => {
    await attempt(1, machine('two'))
    yard.write('staging/one-1.0-py3-none-any.whl', 'changed')
    const again = machine()
    await attempt(1, again, 'step', undefined, false)
    assert.deepEqual(built(again), ['one', 'two'])
    for (const host of [machine('two'), machine()]) {
      await attempt(1, host, '', undefined, false)
      assert.equal(built(host).length, 3)
    }
  })

  it('is not put off by what others have left in its folder', async () => {
    yard.write('staging/manifest.json', '{"short_name": "a web app"}')
    yard.write('staging/site/manifest.json', '[]')
    const first = machine()
    const outcome = await attempt(1, first, 'step', undefined, false)
    assert.deepEqual([outcome.result, outcome.warnings, built(first)], ['succeeded', [], ['one', 'two', 'three']])
  })

  it('keeps apart what two steps of the job have made, though they share an artifact', async () => {
    const later = { packages: 'one' }
    await attempt(1, machine('two'))
    await attempt(1, machine(), 'later step', later)
    assert.ok(existsSync(yard.path('run/wheels.build.wheels.wheel_any.1/manifest.2.json')))
    const [second, other] = [machine(), machine()]
    await attempt(2, second)
    await attempt(2, other, 'later step', later)
    assert.deepEqual([built(second), built(other)], [['two'], []])
    const { files, failures, unlisted } = await union()
    assert.deepEqual([files.length, failures, unlisted], [3, [], []])
  })

  describe('of a leg of folders', () => {
    const packages = [local('two', 'one'), local('three', 'two')]
    const inputs = { jobData: folderData({ dependencies: [local('one')], packages }) }
    const laid = (host: ScriptedHost): number => host.commands.filter(({ env }) => env['PIP_FIND_LINKS'] !== undefined).length
    beforeEach(() => {
      for (const { folder } of [local('one'), ...packages]) yard.write(`sources/${folder}/pyproject.toml`, '')
    })

    for (const isRetry of [false, true])
      it(`keeps a dependency, and builds with it what is left: ${isRetry ? 'a retry of the step' : 'a second attempt'}`, async () => {
        const first = machine('two')
        assert.equal((await attempt(1, first, 'step', inputs)).result, 'failed')
        assert.deepEqual(built(first), ['one', 'two'])
        const second = machine()
        const outcome = await attempt(isRetry ? 1 : 2, second, 'step', inputs, !isRetry)
        assert.deepEqual([outcome.result, built(second), laid(second)], ['succeeded', ['two', 'three'], 2])
        assert.match(outcome.summary ?? '', /2 built, 1 kept from before, 0 failed/)
        const { files, failures, left } = await union()
        assert.deepEqual(
          files.map(({ file }) => file.project),
          ['three', 'two'],
        )
        assert.deepEqual(
          [failures, [...new Set(left.map(({ offer, why }) => `${offer.file.project} ${why}`))]],
          [[], ['one not-for-release']],
        )
        assert.ok(existsSync(yard.path('staging/dependencies/one-1.0-py3-none-any.whl')))
        assert.ok(!existsSync(yard.path('staging/one-1.0-py3-none-any.whl')))
      })

    it('builds a dependency that failed, and all that waited for it', async () => {
      await attempt(1, machine('one'), 'step', inputs)
      const second = machine()
      const outcome = await attempt(2, second, 'step', inputs)
      assert.deepEqual([outcome.result, built(second)], ['succeeded', ['one', 'two', 'three']])
      const third = machine()
      await attempt(3, third, 'step', inputs)
      assert.deepEqual(built(third), [])
    })

    it('keeps nothing that was built of another plan', async () => {
      await attempt(1, machine('three'), 'step', inputs)
      const second = machine()
      const other = { jobData: inputs.jobData.replace('f'.repeat(64), 'e'.repeat(64)) }
      await attempt(2, second, 'step', other)
      assert.deepEqual(built(second), ['one', 'two', 'three'])
    })
  })
})
