import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Stopped } from '../../../local-agent/worker/step-context.ts'
import { Bench } from './one-job.ts'
import { OneStep } from './one-step.ts'

describe('artifact.upload', () => {
  const bench = new Bench()
  const file = bench.write('files/a.whl', 'wheel')
  const folder = join(bench.folder, 'files')
  after(() => bench.close())

  const CASES: readonly (readonly [properties: string, path: string, upload: string])[] = [
    ['artifactname=w', file, `w|w|${file}`],
    ['artifactname=w', folder, `w|w|${folder}`],
    ['artifactname=w;containerfolder=w', folder, `w|w|${folder}`],
    ['artifactname=w;containerfolder=w/sub/deep', folder, `w|w/sub/deep|${folder}`],
    ['artifactname=w;containerfolder=other', folder, `w|other|${folder}`],
    ['ArtifactName=w;ContainerFolder=w/sub', folder, `w|w/sub|${folder}`],
  ]
  for (const [properties, path, upload] of CASES)
    it(`uploads '${properties}'`, () =>
      assert.deepEqual(new OneStep().say(`##vso[artifact.upload ${properties}]${path}`).uploads, [upload]))

  const REFUSED: readonly (readonly [properties: string, path: string])[] = [
    ['', file],
    ['artifactname=', file],
    ['artifactname=w', ''],
    ['artifactname=w', join(folder, 'missing')],
    ['artifactname=.', file],
    ['artifactname=..', file],
    ...['"', ':', '<', '>', '|', '*', '?', '/', '\\', '%0A'].map((char): [string, string] => [`artifactname=a${char}b`, file]),
  ]
  for (const [properties, path] of REFUSED)
    it(`fails for '${properties}' ${path.replace(bench.folder, '')}`, () => {
      const step = new OneStep().say(`##vso[artifact.upload ${properties}]${path}`)
      assert.deepEqual([step.uploads, step.context.commandResult], [[], 'failed'])
    })

  it('only warns of an empty folder', () => {
    mkdirSync(join(bench.folder, 'empty', 'inner'), { recursive: true })
    const step = new OneStep().say(`##vso[artifact.upload artifactname=w]${join(bench.folder, 'empty')}`)
    assert.deepEqual([step.uploads, step.warnings, step.context.commandResult], [[], 1, undefined])
  })

  it('begins at once and ends before the step does', async () => {
    const order: string[] = []
    let finish = (): void => undefined
    const upload = (): Promise<void> => {
      order.push('begun')
      return new Promise((resolve) => {
        finish = () => {
          order.push('ended')
          resolve()
        }
      })
    }
    const step = new OneStep({ upload }).say(`##vso[artifact.upload artifactname=w]${file}`)
    order.push('said')
    const settled = step.context.settle().then(() => order.push('settled'))
    finish()
    await settled
    assert.deepEqual(order, ['begun', 'said', 'ended', 'settled'])
    assert.deepEqual(step.lines, ['##[section]Async Command Start: Upload Artifact', '##[section]Async Command End: Upload Artifact'])
  })

  it('fails the step with its own failure', async () => {
    const step = new OneStep({ upload: () => Promise.reject(new Error('disk full')) }).say(`##vso[artifact.upload artifactname=w]${file}`)
    await step.context.settle()
    assert.deepEqual([step.context.result, step.context.record.issues], ['failed', [{ type: 'error', message: 'disk full' }]])
  })

  it('is given up when the step is stopped', async () => {
    const step = new OneStep({ upload: () => new Promise(() => undefined) }).say(`##vso[artifact.upload artifactname=w]${file}`)
    step.stop.abort(new Stopped('canceled', 'stopped'))
    await step.context.settle()
    assert.equal(step.context.result, 'canceled')
  })
})

describe('build.addbuildtag', () => {
  it('adds a trimmed tag', () => assert.deepEqual(new OneStep().say('##vso[build.addbuildtag] good ').tags, ['good']))
  it('fails without one', () => assert.equal(new OneStep().say('##vso[build.addbuildtag] ').context.commandResult, 'failed'))
})
