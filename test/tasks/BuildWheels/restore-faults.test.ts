import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { localFiles } from '../../../adapters/local/files.ts'
import { parseManifest } from '../../../core/build/manifest.ts'
import { parseDistrusted } from '../../../core/cache/distrusted.ts'
import { entryName, fileName } from '../../../core/cache/place.ts'
import { Problem } from '../../../core/problem.ts'
import type { CacheStore } from '../../../core/store.ts'
import { asCache } from '../../flows/cache/world.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { failed, suiteRun } from '../../core/collect/told.ts'
import { keyOf, type Restored, RestoringYard, type Saved } from './restoring.ts'

const wheel = 'core-1.0-py3-none-any.whl'

describe('restoring what is not as it should be', () => {
  let yard: RestoringYard
  beforeEach(() => {
    yard = new RestoringYard()
  })
  afterEach(() => yard.remove())
  /** By leg its files and what it lacks. */
  const told = ({ pipeline }: Restored): string[] =>
    pipeline.attached
      .filter(({ name }) => /^manifest(?:\.2)?\.json$/.test(name))
      .map(({ bytes }) => parseManifest(Buffer.from(bytes).toString(), 'm'))
      .flatMap(({ files, failures }) => [...files.map(({ name }) => name), ...failures.map(({ package: name, code }) => `${name} ${code}`)])
  const distrusted = ({ pipeline }: Restored): string[] =>
    pipeline.attached
      .filter(({ artifact }) => artifact === 'distrusted.build.plan.1')
      .flatMap(({ bytes }) => parseDistrusted(Buffer.from(bytes).toString(), 'd'))

  const spoilt: readonly (readonly [what: string, wrong: Saved, says: RegExp])[] = [
    ['a wheel of another project', { files: { 'evil-1.0-py3-none-any.whl': { project: 'evil' } } }, /is not what was planned/],
    ['another version', { files: { 'core-2.0-py3-none-any.whl': { version: '2.0' } } }, /is not what was planned/],
    ['a wheel for another python', { files: { 'core-1.0-cp27-none-any.whl': {} } }, /is not what was planned/],
    ['a name that its bytes belie', { files: { [wheel]: { bytes: wheelBytes('evil-1.0-py3-none-any.whl') } } }, /is broken/],
    ['a manifest that lies about it', { files: { [wheel]: { version: '1.1' } } }, /is not what its manifest tells of/],
    ['tags that its wheel has not', { files: { [wheel]: { tags: ['cp27-none-any'] } } }, /is not what its manifest tells of/],
    ['Pythons that its wheel does not ask for', { files: { [wheel]: { requires_python: '>=99' } } }, /is not what its manifest tells of/],
    ['no zip', { files: { [wheel]: { bytes: Buffer.from('spam') } } }, /is broken/],
    [
      'an extra file in the place of a manifest',
      { files: { 'manifest.json': { origin: 'extra', bytes: Buffer.from('{}') } } },
      /no extra file/,
    ],
    ['a file of no kind', { files: { 'core.exe': { bytes: Buffer.from('MZ') } } }, /core\.exe is broken/],
    ['nothing', { files: {} }, /it holds nothing/],
    ['only what was built for others', { files: { [wheel]: { origin: 'dependency' } } }, /it holds nothing of the package/],
    ['only extra files', { files: { 'tool.exe': { origin: 'extra', bytes: Buffer.from('MZ') } } }, /it holds nothing of the package/],
    ['a log that tells of wheels', { texts: { 'evil-1.0-py3-none-any.whl.json': '{}' }, as: 'log' }, /has a name that no log has/],
    [
      'a wheel among its reports',
      { texts: { 'evil-1.0-py3-none-any.whl': 'PK' }, manifest: { suites: [suiteRun({ reports: ['evil-1.0-py3-none-any.whl'] })] } },
      /has a name that no report has/,
    ],
    [
      'a report that is none',
      {
        texts: { 'u.junit.xml': '<!DOCTYPE t [<!ENTITY a "b">]><testsuites/>' },
        manifest: { suites: [suiteRun({ reports: ['u.junit.xml'], coverage: '' })] },
      },
      /u\.junit\.xml, line 1 declares entities/,
    ],
    [
      'coverage that is none',
      { texts: { 'u.coverage.xml': '' }, manifest: { suites: [suiteRun({ reports: [], coverage: 'u.coverage.xml' })] } },
      /u\.coverage\.xml is empty/,
    ],
    ['a failure that is none', { kind: 'failed' }, /tells of none/],
  ]
  for (const [what, wrong, says] of spoilt)
    it(`refuses an entry with ${what}, and restores the others`, async () => {
      yard.wheels('linux', 'core', 'web')
      await yard.save('core@linux', wrong)
      await yard.save('web@linux')
      const done = await yard.restore()
      assert.deepEqual(told(done), ['web-1.0-py3-none-any.whl', 'core CACHE_INVALID'])
      assert.deepEqual(
        done.outcome.problems.map(({ code }) => code),
        ['CACHE_INVALID'],
      )
      assert.match(done.outcome.problems[0]?.message ?? '', says)
      assert.ok(done.pipeline.attached.every(({ name }) => name.startsWith('web-') || /^(?:manifest|distrusted-.*)\.json$/.test(name)))
    })

  it('refuses a further project in the entry of a package, whatever folder it claims to be of', async () => {
    yard.folders('linux', 'core', 'web')
    const source = 'packages/core'
    await yard.save('core@linux', { files: { [wheel]: { source }, 'evil-1.0-py3-none-any.whl': { project: 'evil', source } } })
    await yard.save('web@linux')
    const done = await yard.restore()
    assert.deepEqual(told(done), ['web-1.0-py3-none-any.whl', 'core CACHE_INVALID'])
    assert.match(done.outcome.problems[0]?.message ?? '', /it holds what is of several projects: core, evil/)
  })

  it('takes a broken entry out of the cache, and tells the next plan', async () => {
    yard.folders('linux', 'core')
    const { key, place, stored } = await yard.save('core@linux')
    const path = fileName(place, key, stored[0]?.sha256 ?? keyOf(''))
    const found = yard.store.objects.get(path)
    assert.ok(found)
    yard.store.objects.set(path, { ...found, bytes: wheelBytes(wheel, { files: { 'core.py': 'import os' } }) })
    const read = await yard.restore({ mayMend: false })
    assert.deepEqual([yard.store.objects.has(entryName(place, key, 'whole')), distrusted(read)], [true, [keyOf('core@linux')]])
    const done = await yard.restore({ step: '' })
    assert.deepEqual([done.outcome.result, [...yard.store.objects.keys()], distrusted(done)], ['failed', [], [keyOf('core@linux')]])
    assert.match(done.log.text(), /warning: core cannot be restored: .*removed from the cache/)
    assert.deepEqual(told(done), ['core CACHE_INVALID'])
  })

  it('misses nothing that would not be for release, and tells of a failure as of what is restored here', async () => {
    yard.folders('linux', 'core', 'web')
    const failures = [failed({ package: 'web', key: keyOf('x'), release: false })]
    await yard.save('web@linux', { kind: 'failed', files: {}, manifest: { failures } })
    const toldOf = async (release: boolean): Promise<unknown> => {
      const { pipeline, outcome } = await yard.restore({ release, step: '', mayMend: false })
      const { bytes } = pipeline.attached.findLast(({ name }) => name.startsWith('manifest')) ?? { bytes: new Uint8Array() }
      const those = parseManifest(Buffer.from(bytes).toString(), 'm').failures
      return [those.map((one) => [one.package, one.key, one.release]), outcome.problems.map(({ code }) => code)]
    }
    const codes = ['CACHE_INVALID', 'BUILD_FAILED']
    assert.deepEqual(await toldOf(true), [
      [
        ['web', undefined, undefined],
        ['core', keyOf('core@linux'), undefined],
      ],
      codes,
    ])
    assert.deepEqual(await toldOf(false), [
      [
        ['web', undefined, false],
        ['core', keyOf('core@linux'), false],
      ],
      codes,
    ])
  })

  it('goes on where a broken entry cannot be removed', async () => {
    yard.folders('linux', 'core', 'web')
    await yard.save('core@linux', { files: {} })
    await yard.save('web@linux')
    const refuse = async (): Promise<never> => await Promise.reject(new Problem('STORE_REFUSED', 'No.', ''))
    const store: CacheStore = { ...asCache(yard.store), writing: { put: refuse, delete: refuse } }
    const done = await yard.restore({}, { store })
    assert.deepEqual([told(done), distrusted(done)], [['web-1.0-py3-none-any.whl', 'core CACHE_INVALID'], [keyOf('core@linux')]])
    assert.match(done.log.text(), /could not be removed/)
  })

  it('minds no temporary folder that cannot be removed, and fails where nothing can be laid', async () => {
    yard.folders('linux', 'core', 'web')
    for (const unit of ['core@linux', 'web@linux']) await yard.save(unit)
    const refuse = async (): Promise<never> => await Promise.reject(new Problem('FILE_INVALID', 'No.', ''))
    const files = localFiles(`${yard.folder}/temp`)
    const done = await yard.restore({}, { files: { ...files, remove: refuse } })
    assert.deepEqual([done.outcome.result, told(done).length], ['succeeded', 2])
    const copy: typeof files.copy = async (from, to) => await (from.includes('core') ? refuse() : files.copy(from, to))
    const full = await yard.restore({ step: '' }, { files: { ...files, copy } })
    assert.deepEqual([told(full), distrusted(full)], [['web-1.0-py3-none-any.whl', 'core FILE_INVALID'], []])
  })

  it('says that an entry is gone, and where there are no artifacts tells nobody', async () => {
    yard.folders('linux', 'core')
    const done = await yard.restore({ artifact: '' })
    assert.match(done.outcome.problems[0]?.message ?? '', /it is not there any more/)
    assert.deepEqual(done.pipeline.attached, [])
  })

  it('is one problem of a store that is down, and keeps what it had by then', async () => {
    yard.folders('a', 'core')
    yard.folders('b', ...Array.from({ length: 30 }, (_, at) => `p${at}`))
    await yard.save('core@a')
    let asked = 0
    const get: CacheStore['get'] = async (name) => {
      if (name.includes('/core/')) return await yard.store.get(name)
      asked += 1
      return await Promise.reject(new Problem('STORE_UNREACHABLE', 'It is down.', ''))
    }
    const done = await yard.restore({}, { store: { ...asCache(yard.store), get } })
    assert.deepEqual(
      done.outcome.problems.map(({ code }) => code),
      ['STORE_UNREACHABLE'],
    )
    assert.deepEqual([told(done)[0], told(done).length, distrusted(done)], [wheel, 31, []])
    assert.ok(asked <= 8)
  })

  it('begins nothing new once the run is cancelled, and says so', async () => {
    yard.folders('linux', 'core', 'web')
    await yard.save('core@linux')
    yard.store.requests.length = 0
    const done = await yard.restore({}, { cancelled: () => yard.store.requests.length > 0 })
    assert.deepEqual([told(done), done.outcome.problems.map(({ code }) => code)], [[wheel, 'web REFUSED'], ['REFUSED']])
  })

  it('has room for one of two files of a name: of wheels for everything the first, else none', async () => {
    yard.folders('pure', 'core', 'other')
    const change = wheelBytes(wheel, { files: { 'core.py': 'x = 1' } })
    await yard.save('core@pure')
    await yard.save('other@pure', { files: { [wheel]: { project: 'core', source: 'packages/other', bytes: change } } })
    const done = await yard.restore()
    assert.deepEqual([done.outcome.result, told(done)], ['succeeded', [wheel]])
    assert.match(done.log.text(), /the first one stays/)
    yard.folders('extras', 'core', 'other')
    for (const [project, bytes] of [
      ['core', 'a'],
      ['other', 'b'],
    ] as const)
      await yard.save(`${project}@extras`, {
        files: { [`${project}-1.0-py3-none-any.whl`]: {}, 'tool.exe': { origin: 'extra', bytes: Buffer.from(bytes) } },
      })
    assert.deepEqual(
      (await yard.restore({ step: '' })).outcome.problems.map(({ code }) => code),
      ['CONFLICT'],
    )
  })

  it('refuses a plan whose legs would lead elsewhere, or that has no keys', async () => {
    yard.folders('../up', 'core')
    assert.equal(await rejectedCode(yard.restore()), 'PLAN_INVALID')
    const plan = yard.write('other.json', '')
    const packages = [{ name: 'core', folder: 'core', local: [] }]
    writeFileSync(
      plan,
      JSON.stringify({ version: 1, jobs: [], restores: [{ kind: 'folders', leg: 'a', commit: '', time: 0, packages, dependencies: [] }] }),
    )
    assert.equal(await rejectedCode(yard.restore({ plan })), 'PLAN_INVALID')
    assert.equal(await rejectedCode(yard.restore({ plan: undefined })), 'CREDENTIALS')
  })
})
