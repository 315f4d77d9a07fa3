import assert from 'node:assert/strict'
import { parsePlan, planDigest, type ReleasePlan } from '../../../core/release/plan/plan.ts'
import { unknown } from '../../../core/release/evidence.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { pkgInfo, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { checkUrl, Releasing, uploadUrl } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const spamSource = sdist({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })
const native = { file: 'spam-1.0-cp311-cp311-linux_x86_64.whl', bytes: Buffer.from(wheelBytes('spam-1.0-cp311-cp311-linux_x86_64.whl')) }

describe('GatedRelease, mode plan', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
  })
  afterEach(() => releasing.close())

  const attached = (): ReleasePlan => {
    const [only, ...others] = releasing.pipeline.attached
    assert.deepEqual([only?.artifact, only?.name, others.length], ['release-plan.plan.plan.1', 'release-plan.json', 0])
    return parsePlan(Buffer.from(only?.bytes ?? []).toString(), 'plan')
  }

  it('attaches what would be released, by bytes, and says the code', async () => {
    releasing.built('linux', [spam, spamSource])
    releasing.built('pure', [eggs])
    const outcome = await releasing.plan()
    const plan = attached()
    assert.deepEqual(
      plan.releases.map((release) => [release.project, release.version, release.files.map((file) => [file.name, file.sha256, file.size])]),
      [
        ['eggs', '2.0', [[eggs.file, sha256Of(eggs.bytes), eggs.bytes.length]]],
        [
          'spam',
          '1.0',
          [
            [spam.file, sha256Of(spam.bytes), spam.bytes.length],
            [spamSource.file, sha256Of(spamSource.bytes), spamSource.bytes.length],
          ],
        ],
      ],
    )
    assert.deepEqual(plan.source, { project: 'p', definition: 3, run: 7, commit: 'c0ffee', branch: 'refs/heads/main' })
    assert.deepEqual(plan.repository, { kind: 'index', uploadUrl, checkUrl })
    assert.equal(outcome.outputs['planDigest'], planDigest(plan))
    assert.equal(outcome.outputs['nothingToDo'], 'false')
    assert.match(outcome.summary, /Approval code/)
    assert.ok(releasing.log.text().includes(`Approval code: ${outcome.outputs['approvalCode']}`))
  })

  it('uploads nothing and signs in nowhere', async () => {
    releasing.built('pure', [spam])
    await releasing.plan()
    assert.deepEqual(releasing.events, ['list spam'])
    assert.deepEqual(releasing.secrets, [])
  })

  it('gives the same digest again, and another one for other bytes or another policy', async () => {
    releasing.built('pure', [spam])
    const digest = (await releasing.plan()).outputs['planDigest']
    assert.equal((await releasing.plan()).outputs['planDigest'], digest)
    assert.notEqual((await releasing.plan({ minApprovers: '2' })).outputs['planDigest'], digest)
    releasing.built('pure', [wheel({ name: 'spam', version: '1.0', says: 'other' })])
    assert.notEqual((await releasing.plan()).outputs['planDigest'], digest)
  })

  it('says that there is nothing to do when the index has every file', async () => {
    releasing.built('pure', [spam])
    releasing.store({ name: spam.file, sha256: sha256Of(spam.bytes) })
    const { outputs, result } = await releasing.plan()
    assert.deepEqual([result, outputs['nothingToDo'], outputs['skippedCount']], ['succeeded', 'true', '1'])
  })

  it('gives the same digest whatever the index has, so that a resumed release needs no new approval', async () => {
    releasing.built('pure', [spam, eggs])
    const digest = (await releasing.plan()).outputs['planDigest']
    releasing.store({ name: spam.file, sha256: sha256Of(spam.bytes) })
    assert.equal((await releasing.plan()).outputs['planDigest'], digest)
  })

  it('refuses a name that belongs to other bytes', async () => {
    releasing.built('pure', [spam])
    releasing.store({ name: spam.file, sha256: sha256Of('other') })
    assert.equal(await rejectedCode(releasing.plan()), 'CONFLICT')
    assert.deepEqual(releasing.pipeline.attached, [])
  })

  it('leaves what is not for release, and what was built along', async () => {
    releasing.built('a', [spam], { release: false })
    releasing.built('b', [wheel({ name: 'numpy', version: '2.0' })], { origin: 'dependency' })
    assert.equal(await rejectedCode(releasing.plan()), 'NO_WHEELS')
    releasing.built('c', [eggs])
    await releasing.plan()
    assert.deepEqual(
      attached().releases.map((release) => release.project),
      ['eggs'],
    )
  })

  it('takes the artifacts and files that are asked for', async () => {
    releasing.built('linux', [spam, spamSource])
    releasing.built('pure', [eggs])
    await releasing.plan({ artifacts: '*.linux.*', files: '*.whl' })
    const plan = attached()
    assert.deepEqual(
      plan.releases.flatMap((release) => release.files.map((file) => file.name)),
      [spam.file],
    )
    assert.deepEqual(plan.select, { artifacts: ['*.linux.*'], files: ['*.whl'] })
    assert.equal(await rejectedCode(releasing.plan({ artifacts: 'nothing' })), 'NO_WHEELS')
    assert.equal(await rejectedCode(releasing.plan({ files: '*.exe' })), 'NO_WHEELS')
    assert.equal(await rejectedCode(releasing.plan({ files: '*.whl\n{a' })), 'INPUT_INVALID')
    assert.equal(await rejectedCode(releasing.plan({ artifacts: 'a*b*c*d*e' })), 'INPUT_INVALID')
  })

  it('leaves what is excluded', async () => {
    releasing.built('linux', [spam, spamSource])
    releasing.built('pure', [eggs])
    await releasing.plan({ artifacts: '!*.pure.*', files: '!*.tar.gz' })
    assert.deepEqual(
      attached().releases.flatMap((release) => release.files.map((file) => file.name)),
      [spam.file],
    )
  })

  it('leaves artifacts alone that cannot be fetched, unless they are named', async () => {
    releasing.built('pure', [spam])
    releasing.artifacts.set('share', { source: 'x', kind: 'FilePath', files: new Map() })
    assert.equal((await releasing.plan()).result, 'succeeded')
    assert.equal(await rejectedCode(releasing.plan({ artifacts: 'share' })), 'NOT_SUPPORTED')
  })

  it('takes the last attempt of a leg', async () => {
    const again = wheel({ name: 'spam', version: '1.0', says: 'again' })
    releasing.built('pure', [spam], {}, 1)
    releasing.built('pure', [again], {}, 2)
    await releasing.plan()
    assert.equal(attached().releases[0]?.files[0]?.sha256, sha256Of(again.bytes))
  })

  it('refuses bytes that are not those of the manifest', async () => {
    releasing.built('pure', [spam])
    releasing.artifacts.get('wheels.build.wheels.pure.1')?.files.set(spam.file, Buffer.from('other'))
    assert.equal(await rejectedCode(releasing.plan()), 'HASH_MISMATCH')
  })

  for (const [what, made] of [
    ['is no wheel', { file: 'spam-1.0-py3-none-any.whl', bytes: Buffer.from('PK') }],
    ['says another version inside', { file: 'spam-1.1-py3-none-any.whl', bytes: spam.bytes }],
    ['says another project inside', { file: 'eggs-1.0-py3-none-any.whl', bytes: spam.bytes }],
    ['is an sdist without PKG-INFO', { file: 'spam-1.0.tar.gz', bytes: sdist({ name: 'spam', version: '1.0' }, 'a/b').bytes }],
    [
      'is an sdist that says another version inside',
      { file: 'spam-1.0.tar.gz', bytes: sdistBytes('spam-1.0.tar.gz', { 'PKG-INFO': pkgInfo('spam', '2.0') }) },
    ],
    [
      'is an sdist with a member that would leave its folder',
      { file: 'spam-1.0.tar.gz', bytes: sdistBytes('spam-1.0.tar.gz', { more: [{ path: 'spam-1.0/../../x', bytes: 'x' }] }) },
    ],
    ['is an sdist of another name', { file: 'Spam-1.0.tar.gz', bytes: spamSource.bytes }],
  ] as const)
    it(`refuses a file that ${what}`, async () => {
      releasing.built('pure', [made])
      assert.equal(await rejectedCode(releasing.plan()), 'WHEEL_INVALID')
    })

  it('refuses for PyPI what PyPI would refuse, all at once, and lets other indexes have it', async () => {
    releasing.built('linux', [native])
    releasing.built('local', [wheel({ name: 'eggs', version: '2.0+local' })])
    await assert.rejects(
      releasing.plan({ repository: 'pypi' }),
      (error: Error) => /linux_x86_64/.test(error.message) && /local/.test(error.message),
    )
    assert.equal((await releasing.plan()).result, 'succeeded')
  })

  it('refuses what PyPI takes no more files of, here and when publishing, and lets other indexes have it', async () => {
    releasing.built('pure', [spam, eggs])
    const other = wheel({ name: 'spam', version: '1.0', tag: 'cp311-cp311-win_amd64' })
    releasing.store({ name: other.file, sha256: sha256Of(other.bytes) })
    const { outputs } = await releasing.plan({ repository: 'pypi' })
    releasing.approve(outputs['approvalCode'] ?? '')
    await releasing.clock.sleep(15 * 24 * 3_600_000)
    releasing.events.length = 0
    assert.equal(await rejectedCode(releasing.plan({ repository: 'pypi' })), 'RELEASE_FAILED')
    assert.equal(await rejectedCode(releasing.publish()), 'RELEASE_FAILED')
    assert.deepEqual(
      releasing.events.filter((event) => event.startsWith('upload')),
      [],
    )
    assert.equal((await releasing.plan()).result, 'succeeded')
  })

  it('goes no further when the service does not say which run this is', async () => {
    releasing.built('pure', [spam])
    releasing.self = unknown('404')
    assert.equal(await rejectedCode(releasing.plan()), 'SERVICE_UNREACHABLE')
  })

  it('refuses what is not complete, and tells what will be missing where the policy lets it', async () => {
    releasing.built('pure', [spam])
    const held = releasing.artifacts.get('wheels.build.wheels.pure.1')
    const manifest = JSON.parse(Buffer.from(held?.files.get('manifest.json') ?? []).toString()) as Record<string, unknown>
    const failure = { package: 'ham', version: '3.0', python: '3.11', code: 'BUILD_FAILED', message: 'no', log: '' }
    manifest['failures'] = [failure, { ...failure, package: 'eggs', version: '' }, { ...failure, package: 'helper', release: false }]
    held?.files.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
    releasing.artifacts.set('drop', { source: 'x', files: new Map([['stray-1.0-py3-none-any.whl', spam.bytes]]) })
    assert.equal(await rejectedCode(releasing.plan()), 'FILE_MISSING')
    const { summary } = await releasing.plan({ policy: 'files:\n  complete: false\n' })
    for (const text of [summary, releasing.log.text()]) {
      assert.match(text, /ham 3\.0/)
      assert.match(text, /eggs for 3\.11 was not built/)
      assert.doesNotMatch(text, /helper/)
      assert.match(text, /stray-1\.0-py3-none-any\.whl/)
    }
  })

  it('tells whoever approves what came from a cache, and who has built it', async () => {
    releasing.built('pure', [spam])
    const held = releasing.artifacts.get('wheels.build.wheels.pure.1')
    const text = Buffer.from(held?.files.get('manifest.json') ?? []).toString()
    held?.files.set(
      'manifest.json',
      Buffer.from(text.replace('"origin":"built"', '"made_by":"run 41, build.wheels.pure","origin":"restored"')),
    )
    const { summary, result } = await releasing.plan()
    assert.equal(result, 'succeeded')
    assert.match(summary, /build\.wheels\.pure, from the cache, built by run 41, build\.wheels\.pure/)
  })

  it('tells that a build was killed, though what it lacks is told nowhere', async () => {
    releasing.built('pure', [spam])
    const held = releasing.artifacts.get('wheels.build.wheels.pure.1')
    held?.files.set(`${spam.file}.json`, held.files.get('manifest.json') ?? new Uint8Array())
    held?.files.delete('manifest.json')
    assert.equal(await rejectedCode(releasing.plan()), 'FILE_MISSING')
    const { summary } = await releasing.plan({ policy: 'files:\n  complete: false\n' })
    for (const text of [summary, releasing.log.text()]) assert.match(text, /build\.wheels\.pure \(run 7, attempt 1\) ended before/)
  })
})
