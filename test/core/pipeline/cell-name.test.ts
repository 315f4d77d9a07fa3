import assert from 'node:assert/strict'
import { cellNameFault } from '../../../core/pipeline/cell-name.ts'

describe('cellNameFault', () => {
  const refused: [name: string, says: RegExp][] = [
    ['PATH', /begins with 'PATH'/],
    ['PathToSources', /begins with 'Path'/],
    ['input_store', /begins with 'input'/],
    ['SecretName', /no step is given/],
    ['secureFile', /no step is given/],
    ['EndpointUrl', /no step is given/],
    ['System.AccessToken', /agent/],
    ['SYSTEM_ACCESSTOKEN', /agent/],
    ['agent.tempDirectory', /agent/],
    ['Agent_TempDirectory', /agent/],
    ['Build.SourceVersion', /agent/],
    ['Pipeline.Workspace', /agent/],
    ['Job_Data', /its work/],
    ['HOME=/tmp;X', /= \( \)/],
    ['A)', /= \( \)/],
    ['$(A', /= \( \)/],
    ['a\nb', /control/],
    ['a\u001b[31m', /control/],
  ]
  for (const [name, says] of refused)
    it(`refuses ${JSON.stringify(name)}`, () => {
      assert.match(cellNameFault(name) ?? '', says)
    })

  for (const name of [
    'Agent',
    'AgentPool',
    'System',
    'OSVmImage',
    'BUILD_SHARED_LIBS',
    'BuildType',
    'Test.Level',
    'a b',
    '--pre',
    'größe',
    'jobdata',
  ])
    it(`lets ${name} pass`, () => {
      assert.equal(cellNameFault(name), undefined)
    })
})
