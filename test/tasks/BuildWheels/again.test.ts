import assert from 'node:assert/strict'
import { localFiles } from '../../../adapters/local/files.ts'
import { attempt, type Attempted } from './after-yard.ts'
import { Yard } from './projects.ts'

const wheel = 'spam-1.0-py3-none-any.whl'

describe('BuildWheels again, for several pythons without a plan', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/spam/pyproject.toml', '')
  })
  afterEach(() => yard.remove())

  const programs = Object.fromEntries([11, 12].map((minor) => [`python3.${minor}`, { minor }]))
  const inputs = { packages: 'spam', python: '3.11 3.12' }
  const again = async (number: number, more: Readonly<Record<string, string>> = {}, wheels = (): string[] => [wheel]): Promise<Attempted> =>
    await attempt(yard, { ...inputs, ...more }, { number, play: { programs, wheels } })
  const built = ({ played }: Attempted): string[] => played.said.filter((one) => one.startsWith('wheel '))
  /** The agent is gone before the attempt has written its manifest. */
  const stop = async (number: number): Promise<void> =>
    await localFiles(yard.path('temp')).remove(yard.path(`run/wheels.build.wheels.wheel_any.${number}/manifest.json`))

  it('tries every row where an attempt was stopped: its pure wheel would do for all', async () => {
    await again(1)
    await stop(1)
    assert.deepEqual(built(await again(2)), ['wheel spam-3.11', 'wheel spam-3.12'])
  })

  it('tries none where a manifest tells that all were good', async () => {
    await again(1)
    assert.deepEqual(built(await again(2)), [])
  })

  it('tries those that its tests had not come to', async () => {
    const tests = { testCommand: 'true' }
    await again(1, tests)
    await stop(1)
    assert.deepEqual(built(await again(2, tests)), ['wheel spam-3.12'])
  })
})
