import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { Yard } from './projects.ts'
import { type Play, scriptedHost } from './scripted-host.ts'
import { jobData, jobPackage, portsOf, type Tried, tryRun } from './try-run.ts'

describe('wheels of one name', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const path of ['spam', 'one/spam', 'two/spam']) yard.write(`sources/${path}/pyproject.toml`, '')
  })
  afterEach(() => yard.remove())

  /** Builds `spam` for 3.13 and for 3.14. */
  async function build(wheel: string, holds: Play['holds'], abi = ''): Promise<Tried> {
    const programs = { 'python3.13': { minor: 13 }, 'python3.14': { minor: 14 } }
    const source = { kind: 'folder', path: 'spam', commit: 'c', time: 0 } as const
    const rows = ['13', '14'].map((minor) => jobPackage({ python: `3.${minor}`, python_tag: `cp3${minor}`, abi, source }))
    const host = scriptedHost({ programs, wheels: () => [wheel], ...(holds === undefined ? {} : { holds }) })
    return await tryRun(yard, { jobData: jobData(rows, { platform_tag: 'linux_x86_64' }) }, { host })
  }
  const wheels = ({ pipeline }: Tried): string[] => pipeline.attached.map(({ name }) => name).filter((name) => name.endsWith('.whl'))

  it('with the same bytes are one file, attached once', async () => {
    const tried = await build('spam-1.0-cp313-abi3-linux_x86_64.whl', undefined)
    assert.deepEqual([tried.outcome.result, tried.outcome.outputs['builtCount'], wheels(tried).length], ['succeeded', '1', 1])
  })

  it('with other bytes are a conflict, and the first stays', async () => {
    const holds: Play['holds'] = (label) => ({ files: { 'spam.py': `made = '${label}'\n`, 'spam.abi3.so': '' } })
    const tried = await build('spam-1.0-cp313-abi3-linux_x86_64.whl', holds)
    assert.deepEqual([tried.outcome.result, tried.manifest.failures[0]?.code, tried.manifest.files.length], ['failed', 'CONFLICT', 1])
    assert.equal(wheels(tried).length, 1)
  })

  it('for everything may differ: the first stays, with a warning', async () => {
    const tried = await build('spam-1.0-py3-none-any.whl', (label) => ({ files: { 'spam.py': label.endsWith('14') ? 'longer = 14' : '' } }))
    assert.deepEqual([tried.outcome.result, wheels(tried).length], ['succeeded', 1])
    assert.match(tried.log.text(), /warning: .*the first one stays/)
    const bytes = tried.pipeline.attached[0]?.bytes ?? new Uint8Array()
    assert.deepEqual(
      tried.manifest.files.map(({ size, sha256 }) => [size, sha256]),
      [[bytes.length, sha256Of(bytes)]],
    )
  })

  it('are not lost with the log of another that cannot be kept', async () => {
    const { files } = portsOf(yard)
    const write: typeof files.write = async (path, bytes) => {
      if (path.endsWith('.log')) throw new Problem('FILE_INVALID', 'The disk is full.', 'Free some of it.')
      await files.write(path, bytes)
    }
    const wheels: Play['wheels'] = (label) => (label.startsWith('one') ? { kind: 'exited', code: 1 } : ['spam-1.0-py3-none-any.whl'])
    const prints: Play['prints'] = (said) => (said.startsWith('wheel') ? ['ValueError: no'] : [])
    yard.write('sources/one/pyproject.toml', '')
    const host = scriptedHost({ programs: { python3: {} }, prints, wheels })
    const { manifest, outcome } = await tryRun(yard, { packages: 'one\nspam' }, { host, files: { ...files, write } })
    assert.deepEqual(
      [manifest.files.length, manifest.failures.map(({ code, log }) => [code, log]), outcome.outputs['failedCount']],
      [1, [['BUILD_FAILED', '']], '1'],
    )
    assert.match(outcome.problems[0]?.text ?? '', /ValueError: no.*The disk is full/s)
  })

  it('that failed from folders of one name leave a log each', async () => {
    const host = scriptedHost({ programs: { python3: {} }, prints: () => ['no'], wheels: () => ({ kind: 'exited', code: 1 }) })
    const { manifest, pipeline } = await tryRun(yard, { packages: 'one/spam\ntwo/spam' }, { host })
    assert.deepEqual(
      manifest.failures.map(({ log }) => log),
      ['spam-3.log', 'spam-3_2.log'],
    )
    assert.deepEqual(
      pipeline.attached.map(({ name }) => name),
      ['spam-3.log', 'spam-3_2.log', 'manifest.json'],
    )
  })
})
