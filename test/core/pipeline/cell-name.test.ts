import assert from 'node:assert/strict'
import { cellNameFault } from '../../../core/pipeline/cell-name.ts'

describe('cellNameFault', () => {
  const refused: [name: string, says: RegExp][] = [
    ['PATH', /begins with 'PATH'/],
    ['input_store', /begins with 'input_'/],
    ['Input store', /begins with 'Input '/],
    ['Secret.Name', /no step is given/],
    ['secureFile_ticket_1', /no step is given/],
    ['Endpoint_Url_x', /no step is given/],
    ['System.AccessToken', /agent/],
    ['SYSTEM_ACCESSTOKEN', /agent/],
    ['agent.tempDirectory', /agent/],
    ['Agent_TempDirectory', /agent/],
    ['Build.SourceVersion', /agent/],
    ['Pipeline.Workspace', /agent/],
    ['Agent TempDirectory', /agent/],
    ['System AccessToken', /agent/],
    ['Build_BuildId', /agent/],
    ['Build SourceBranch', /agent/],
    ['BUILD_REPOSITORY_LOCALPATH', /agent/],
    ['Environment.Name', /agent/],
    ['environment_name', /agent/],
    ['pipeline_workspace', /agent/],
    ['resources_pipeline.ci.runID', /agent/],
    ['Release_ReleaseId', /agent/],
    ['Job_Data', /its work/],
    ['job.data', /its work/],
    ['Job Data', /its work/],
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
    'endpointType',
    'PathToSources',
    'inputs',
    'System',
    'OSVmImage',
    'BUILD_SHARED_LIBS',
    'build_reasons',
    'Release_Notes',
    'environment_names',
    'resources',
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
