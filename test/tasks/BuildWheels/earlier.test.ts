import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import { rowsOf } from '../../../core/build/row.ts'
import type { Artifacts } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { collectWheels } from '../../../flows/collect-wheels.ts'
import { type Kept, layEarlier, readEarlier } from '../../../tasks/BuildWheels/again/earlier.ts'
import type { Rows } from '../../../tasks/BuildWheels/rows/rows.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { builtFile, manifestOf } from '../PublishIndex/publishing.ts'
import { Yard } from './projects.ts'
import { jobPackage } from './try-run.ts'

const names = ['one', 'two', 'three']
const where = { stage: 'build', job: 'wheels', leg: 'wheel_any', attempt: 2 }
const inputs = {
  where,
  artifact: 'wheels',
  buildId: '77',
  commit: 'c0ffee',
  distributions: 'wheel' as const,
  extraFiles: [],
  suites: undefined,
}
const packages = names.map((name) => jobPackage({ name, source: { kind: 'folder', path: name, commit: 'c', time: 0 } }))
const rows: Rows = {
  rows: rowsOf({ version: 1, leg: 'wheel_any', planDigest: 'plan', instance: '', arch: '', platform_tag: 'any', packages }),
  planDigest: 'plan',
}
const wheelOf = (name: string): string => `${name}-1.0-py3-none-any.whl`
const file = (name: string, is: Partial<BuiltFile> = {}): BuiltFile =>
  builtFile(wheelOf(name), wheelBytes(wheelOf(name)), { source: name, ...is })
const failureOf = (name: string): Manifest['failures'][number] => ({
  package: name,
  version: '1.0',
  python: '3',
  code: 'BUILD_FAILED',
  message: 'no',
  log: '',
})

/** An artifact of an attempt: wheels with sidecars, and a manifest unless the attempt was killed. */
function attempt(built: readonly string[], is: Partial<Manifest> = {}, killed = false): Record<string, Uint8Array | string> {
  const said = { ...where, attempt: 1, buildId: '77', ...is }
  const held = built.flatMap((name) => [
    [wheelOf(name), wheelBytes(wheelOf(name))] as const,
    [`${wheelOf(name)}.json`, manifestOf([file(name)], { ...said, failures: [] })] as const,
  ])
  return {
    ...Object.fromEntries(held),
    ...(killed
      ? {}
      : {
          'manifest.json': manifestOf(
            built.map((name) => file(name)),
            said,
          ),
        }),
  }
}

describe('earlier attempts of a leg', () => {
  let yard: Yard
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())
  const log = recordingLog()
  beforeEach(() => (log.lines.length = 0))

  const artifactsOf = (
    held: Record<string, Record<string, Uint8Array | string>>,
    broken: readonly string[] = [],
  ): (() => Promise<Artifacts>) => {
    const artifacts: Artifacts = {
      list: async (run) =>
        await Promise.resolve(
          run === 77 ? Object.keys(held).map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' })) : [],
        ),
      download: async ({ name }, into) => {
        if (broken.includes(name)) throw new Problem('SERVICE_UNREACHABLE', 'It is gone.', 'Wait.')
        for (const [path, bytes] of Object.entries(held[name] ?? {})) await localFiles(yard.path('temp')).write(`${into}/${path}`, bytes)
      },
    }
    return async () => await Promise.resolve(artifacts)
  }
  const read = async (
    artifacts: (() => Promise<Artifacts>) | undefined,
    is: Partial<typeof inputs | { distributions: 'none' }> = {},
  ): Promise<ReadonlyMap<unknown, Kept>> =>
    await readEarlier(rows, { ...inputs, ...is }, { artifacts, files: localFiles(yard.path('temp')), log })
  const told = (kept: ReadonlyMap<unknown, Kept>): string[] => [...kept.values()].map((one) => `${one.file.project} of ${one.attempt}`)
  const first = 'wheels.build.wheels.wheel_any.1'

  it('are not asked in a first attempt, nor where nothing is attached or built', async () => {
    const never = (): never => assert.fail('asked')
    assert.equal((await read(never, { where: { ...where, attempt: 1 } })).size, 0)
    assert.equal((await read(never, { artifact: '' })).size, 0)
    assert.equal((await read(never, { distributions: 'none' })).size, 0)
  })

  it('spare what they have built, and not what failed', async () => {
    const held = { [first]: attempt(['one', 'three'], { failures: [failureOf('two')] }) }
    assert.deepEqual(told(await read(artifactsOf(held))), ['one of 1', 'three of 1'])
  })

  it('count though they were killed before their manifest', async () => {
    assert.deepEqual(told(await read(artifactsOf({ [first]: attempt(['one'], {}, true) }))), ['one of 1'])
  })

  it('count together, each wheel of its last one', async () => {
    const held = {
      [first]: attempt(['one'], { failures: [failureOf('two'), failureOf('three')] }),
      'wheels.build.wheels.wheel_any.2': attempt(['two'], { attempt: 2, failures: [failureOf('three')] }),
    }
    assert.deepEqual(told(await read(artifactsOf(held), { where: { ...where, attempt: 3 } })), ['one of 1', 'two of 2'])
  })

  const strangers: [why: string, name: string, is: Partial<Manifest>][] = [
    ['of another leg', 'wheels.build.wheels.wheel_any_2.1', { leg: 'wheel_any_2' }],
    ['of another leg with the same name in letters', first, { leg: 'wheel any' }],
    ['of another plan', first, { planDigest: 'other' }],
    ['of another run', first, { buildId: '76' }],
    ['of another commit', first, { commit: 'beef' }],
    ['of this attempt', first, { attempt: 2 }],
    ['whose artifact name only begins alike', `${first}0`, {}],
  ]
  for (const is of [{ planDigest: 'other' }, { commit: 'beef' }, {}])
    it(`say why nothing of them is kept, or do not: ${JSON.stringify(is)}`, async () => {
      await read(artifactsOf({ [first]: attempt(['one'], is) }))
      assert.equal(/of another plan or commit is not kept/.test(log.text()), Object.keys(is).length > 0)
    })

  for (const [why, name, is] of strangers)
    it(`are not those ${why}`, async () => {
      assert.equal((await read(artifactsOf({ [name]: attempt(names, is) }))).size, 0)
    })

  it('lose one file of other bytes, with a warning, and no other', async () => {
    const held = { [first]: { ...attempt(names), [wheelOf('two')]: wheelBytes(wheelOf('two'), { files: { 'two.py': 'changed' } }) } }
    assert.deepEqual(told(await read(artifactsOf(held))), ['one of 1', 'three of 1'])
    assert.match(log.text(), /warning: .*two-1\.0/)
  })

  const unreadable: [what: string, artifacts: () => (() => Promise<Artifacts>) | undefined][] = [
    ['there is no connection', () => undefined],
    ['the service does not answer', () => async () => await Promise.reject(new Problem('SERVICE_UNREACHABLE', 'No.', 'Wait.'))],
    ['the artifact cannot be fetched', () => artifactsOf({ [first]: attempt(names) }, [first])],
    ['a manifest is broken', () => artifactsOf({ [first]: { ...attempt(names), 'manifest.json': '{' } })],
  ]
  for (const [what, artifacts] of unreadable)
    it(`are built again, with a warning, where ${what}`, async () => {
      assert.equal((await read(artifacts())).size, 0)
      assert.match(log.text(), /warning: /)
    })

  it('one that cannot be fetched does not spoil the others', async () => {
    const held = { [first]: attempt(['one']), 'wheels.build.wheels.wheel_any.2': attempt(['two'], { attempt: 2 }) }
    assert.deepEqual(told(await read(artifactsOf(held, [first]), { where: { ...where, attempt: 3 } })), ['two of 2'])
  })

  it('leave their wheels in the output directory, so that its union is all there is', async () => {
    const kept = await read(artifactsOf({ [first]: attempt(['one', 'three'], { failures: [failureOf('two')] }) }))
    const files = localFiles(yard.path('temp'))
    await layEarlier(kept.values(), yard.path('out'), { files })
    yard.write('out/manifest.json', manifestOf([file('two')], where))
    await files.write(yard.path(`out/${wheelOf('two')}`), wheelBytes(wheelOf('two')))
    assert.deepEqual(readFileSync(yard.path(`out/${wheelOf('one')}`)), Buffer.from(wheelBytes(wheelOf('one'))))
    assert.ok(existsSync(yard.path(`out/${wheelOf('one')}.json`)))
    const union = await collectWheels([yard.path('out')], files)
    assert.deepEqual([union.files.map((one) => one.file.project), union.failures, union.unlisted], [['one', 'three', 'two'], [], []])
  })

  it('unite over the run: wheels of all attempts, failures of the last', async () => {
    const files = localFiles(yard.path('temp'))
    const held = {
      a: attempt(['one', 'three'], { failures: [failureOf('two')] }),
      b: attempt(['two'], { attempt: 2 }),
    }
    for (const [folder, content] of Object.entries(held))
      for (const [name, bytes] of Object.entries(content)) await files.write(yard.path(`${folder}/${name}`), bytes)
    const union = await collectWheels([yard.path('a'), yard.path('b')], files)
    assert.deepEqual([union.files.map((one) => one.file.project), union.failures], [['one', 'three', 'two'], []])
  })
})
