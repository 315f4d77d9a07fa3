import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunReport } from '../../local-agent/server/run-pipeline.ts'
import { findPython } from '../servers/python.ts'
import { copyExample, type Example, issues, stages } from './example.ts'

describe('examples/index', function () {
  this.timeout(240_000)
  let example: Example
  const nights: RunReport[] = []

  before(async function () {
    if (process.platform === 'win32') this.skip()
    findPython(this)
    example = copyExample('index')
    for (let night = 0; night < 3; night++) nights.push(await example.run())
  })
  after(() => example?.remove())

  const bucket = (path: string): string => join(example.out, 'bucket', path)
  const page = (): { files: { filename: string; yanked?: boolean | string }[]; _deleted?: { filename: string }[] } =>
    JSON.parse(readFileSync(bucket('simple/tides/index.json'), 'utf8')) as ReturnType<typeof page>
  const listed = (): string[] => page().files.map((file) => file.filename)
  const stored = (): string[] => readdirSync(bucket('packages')).filter((name) => !name.endsWith('.metadata'))

  describe('every night', () => {
    it('publishes, and finds the whole index sound', () => {
      for (const night of nights) {
        assert.equal(night.code, 0, night.log.join('\n'))
        assert.deepEqual(stages(night), { publish: 'succeeded', care: 'succeeded', withdraw: 'skipped' })
        assert.deepEqual([...issues(night, 'error'), ...issues(night, 'warning')], [])
      }
    })

    it('has asked for the index from outside, as installers do', () => {
      const said = nights[0]?.log.join('\n') ?? ''
      assert.match(said, /404/)
      assert.match(said, /pip/)
    })

    it('leaves a small index plain, so that a copy of the bucket can be looked at from any server', () =>
      assert.match(readFileSync(bucket('index.html'), 'utf8'), /^<!DOCTYPE html>/))

    it('keeps the older JSON for those who read it', () => {
      const { info } = JSON.parse(readFileSync(bucket('pypi/tides/json'), 'utf8')) as { info: { version: string; summary: string } }
      assert.deepEqual(info.version, '1.0')
      assert.match(info.summary, /water/)
    })
  })

  describe('a version that is taken back', () => {
    it('is yanked with its reason, and offered again', async () => {
      const yank = await example.run({ variables: { withdraw: 'tides==1.0' } })
      assert.equal(yank.code, 0, yank.log.join('\n'))
      assert.deepEqual(stages(yank), { publish: 'skipped', care: 'skipped', withdraw: 'succeeded' })
      assert.deepEqual(
        page()
          .files.filter((file) => file.yanked !== undefined)
          .map((file) => [file.filename, file.yanked]),
        [
          ['tides-1.0-py3-none-any.whl', "it tells yesterday's tide"],
          ['tides-1.0.tar.gz', "it tells yesterday's tide"],
        ],
      )
      assert.match(readFileSync(bucket('simple/tides/index.html'), 'utf8'), /data-yanked="it tells yesterday&#39;s tide"/)
      const again = await example.run({ variables: { restore: 'tides==1.0' } })
      assert.equal(again.code, 0, again.log.join('\n'))
      assert.deepEqual(
        page().files.filter((file) => file.yanked !== undefined),
        [],
      )
    })
  })

  describe('an index that somebody broke', () => {
    it('is mended, and what was done is told', async () => {
      rmSync(bucket('simple/tides/index.html'))
      rmSync(bucket('simple/index.html'))
      writeFileSync(bucket('pypi/tides/json'), '{}')
      const night = await example.run()
      assert.equal(night.code, 0, night.log.join('\n'))
      assert.ok(existsSync(bucket('simple/tides/index.html')))
      assert.match(readFileSync(bucket('simple/index.html'), 'utf8'), /tides/)
      assert.match(readFileSync(bucket('pypi/tides/json'), 'utf8'), /water/)
    })

    it('keeps, in its fourth night, the three newest development versions and every released one', () => {
      const names = listed()
      assert.equal(names.filter((name) => name.includes('.dev')).length, 6, names.join(' '))
      assert.deepEqual(
        names.filter((name) => !name.includes('.dev')),
        ['tides-1.0-py3-none-any.whl', 'tides-1.0.tar.gz'],
      )
      assert.deepEqual(stored().sort(), [...names].sort())
    })
  })
})
