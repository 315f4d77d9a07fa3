import assert from 'node:assert/strict'
import { isFetchable } from '../../../core/pipeline/artifact-kind.ts'

describe('the kind of an artifact', () => {
  const kinds: [kind: string, fetchable: boolean][] = [
    ['Container', true],
    ['PipelineArtifact', true],
    ['pipelineartifact', true],
    ['FilePath', false],
    ['VersionControl', false],
    ['ContainerImage', false],
    ['', false],
  ]
  for (const [kind, fetchable] of kinds)
    it(`'${kind}' ${fetchable ? 'is fetched' : 'is left alone'}`, () => assert.equal(isFetchable(kind), fetchable))
})
