import assert from 'node:assert/strict'
import { defaultFiles, isSelectedArtifact, isSelectedFile } from '../../../core/release/select.ts'

describe('a selection', () => {
  for (const [artifacts, name, expected] of [
    [[], 'wheels.build.wheels.1', true],
    [[], 'anything else', true],
    [[], 'release-plan.plan.plan.1', false],
    [[], 'release-record.publish.pypi.1', false],
    [['release-plan.*'], 'release-plan.plan.plan.1', false],
    [['wheels.*'], 'wheels.build.wheels.1', true],
    [['wheels.*'], 'drop', false],
    [['drop', 'wheels.*'], 'drop', true],
    [['Release (x64)'], 'Release (x64)', true],
    [['drop'], 'drop2', false],
  ] as const)
    it(`[${artifacts.join(', ')}] ${expected ? 'takes' : 'leaves'} the artifact ${name}`, () =>
      assert.equal(isSelectedArtifact(name, { artifacts, files: [] }), expected))

  for (const [files, name, expected] of [
    [defaultFiles, 'spam-1.0-py3-none-any.whl', true],
    [defaultFiles, 'spam-1.0.tar.gz', true],
    [defaultFiles, 'spam-1.0.zip', false],
    [defaultFiles, 'manifest.json', false],
    [['*-win_*.whl'], 'spam-1.0-cp311-cp311-win_amd64.whl', true],
    [['*-win_*.whl'], 'spam-1.0-py3-none-any.whl', false],
    [['spam-*'], 'spam-1.0.tar.gz', true],
  ] as const)
    it(`[${files.join(', ')}] ${expected ? 'takes' : 'leaves'} ${name}`, () =>
      assert.equal(isSelectedFile(name, { artifacts: [], files }), expected))
})
