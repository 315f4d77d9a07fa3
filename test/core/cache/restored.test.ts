import assert from 'node:assert/strict'
import { makerOf, restoredFiles, tellRestored } from '../../../core/cache/restored.ts'
import { built, manifest } from '../collect/told.ts'

const key = 'a'.repeat(64)

describe('files of an entry', () => {
  it('are told of as restored, by whom they were built', () => {
    const made = manifest({ stage: 'build', job: 'wheels', leg: 'linux', buildId: '41', files: [built('demo-1.0-py3-none-any.whl', 'w')] })
    const [file] = restoredFiles({ key, manifest: made }, true)
    assert.deepEqual([file?.origin, file?.fingerprint, file?.made_by, file?.release], ['restored', key, 'run 41, build.wheels.linux', true])
    assert.equal(tellRestored(file ?? {}), 'from the cache, built by run 41, build.wheels.linux')
  })

  it('keep what they are beside wheels, and are for release only where whoever restores them says so', () => {
    const files = [
      built('tool.exe', 'e', { origin: 'extra' }),
      built('along-1.0-py3-none-any.whl', 'a', { origin: 'dependency', release: false }),
      built('held-1.0-py3-none-any.whl', 'h', { release: false }),
    ]
    const told = (release: boolean): string[] =>
      restoredFiles({ key, manifest: manifest({ files }) }, release).map((one) => `${one.origin} ${one.release}`)
    assert.deepEqual(told(true), ['extra true', 'dependency false', 'restored true'])
    assert.deepEqual(told(false), ['extra false', 'dependency false', 'restored false'])
  })

  it('were built by the first who made them, as far as that is known', () => {
    const again = manifest({ files: [built('demo-1.0-py3-none-any.whl', 'w', { made_by: 'run 7, a.b' })] })
    assert.equal(restoredFiles({ key, manifest: again }, true)[0]?.made_by, 'run 7, a.b')
    assert.equal(makerOf({ buildId: '', stage: '', job: 'build', leg: '' }), 'build')
    assert.equal(makerOf({ buildId: '7', stage: '__default', job: 'build', leg: 'linux' }), 'run 7, build.linux')
    assert.deepEqual([tellRestored({}), tellRestored({ made_by: '' })], ['', 'from the cache, built by nobody knows whom'])
  })
})
