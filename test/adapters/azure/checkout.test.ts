import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkoutOf } from '../../../adapters/azure/checkout.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { Ask } from '../../../core/ask.ts'
import { Repository } from '../../servers/git-repository.ts'

describe('the checkout of a job', () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'own-checkout-')))
  after(() => rmSync(base, { recursive: true, force: true }))

  async function topOf(sources: string, variables: Readonly<Record<string, string>>): Promise<string | undefined> {
    const ask = new Ask({ input: () => undefined, variable: (name) => variables[name], inputs: [] })
    const agent = { ask, connection: () => undefined, workspace: { temp: base, staging: base, sources } }
    const { history, pastRuns } = checkoutOf(agent, localProcesses())
    assert.equal(pastRuns, undefined)
    return (await history.head())?.top
  }
  const repository = (...parts: string[]): string => {
    const made = new Repository(join(base, ...parts))
    made.commit({ a: 'x' })
    return made.folder
  }

  it('is the sources', async () => {
    const folder = repository('one')
    assert.equal(await topOf(folder, { 'Build.Repository.LocalPath': folder, 'Build.Repository.Name': 'one' }), folder)
  })

  it('is where it has a path of its own', async () => {
    const folder = repository('two', 'deep', 'self')
    assert.equal(await topOf(join(base, 'two'), { 'Build.Repository.LocalPath': folder }), folder)
  })

  it('is in a folder of its name, beside other repositories', async () => {
    const folder = repository('three', 'self')
    repository('three', 'other')
    const sources = join(base, 'three')
    assert.equal(await topOf(sources, { 'Build.Repository.LocalPath': sources, 'Build.Repository.Name': 'organisation/self' }), folder)
  })

  it('is what the sources lie in, else nowhere', async () => {
    const folder = repository('four')
    for (const inner of ['five', 'four/sub']) mkdirSync(join(base, inner))
    assert.equal(await topOf(join(base, 'five'), { 'Build.Repository.LocalPath': join(base, 'none') }), undefined)
    assert.equal(await topOf(join(folder, 'sub'), {}), folder)
  })

  it('is no repository that the agent happens to lie in', async () => {
    const folder = repository('six')
    const workspace = join(folder, '_work', '1')
    mkdirSync(join(workspace, 's'), { recursive: true })
    assert.equal(await topOf(join(workspace, 's'), { 'Pipeline.Workspace': workspace }), undefined)
    const own = repository('six', '_work', '1', 's')
    mkdirSync(join(own, 'sub'))
    assert.equal(await topOf(join(own, 'sub'), { 'Pipeline.Workspace': workspace }), own)
  })
})
