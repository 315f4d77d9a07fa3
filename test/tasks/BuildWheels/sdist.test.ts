import assert from 'node:assert/strict'
import { findPython } from '../../servers/python.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { type Tried, tryRun } from './try-run.ts'

describe('BuildWheels with sdists', () => {
  let yard: Yard
  before(function () {
    findPython(this)
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  async function build(inputs: Readonly<Record<string, string>>): Promise<Tried> {
    return await tryRun(yard, { packages: 'lib', ...inputs }, { host: quick() })
  }

  it('builds the wheel from the sdist, and keeps both', async () => {
    yard.tree('sources/lib', project())
    const { outcome, manifest } = await build({ distributions: 'both' })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual(
      manifest.files.map(({ name }) => name),
      ['spam-1.0-py3-none-any.whl', 'spam-1.0.tar.gz'],
    )
  })
})
