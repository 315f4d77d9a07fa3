import assert from 'node:assert/strict'
import { parseJson } from '../../../../core/json.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { defaultFiles, isSelectedArtifact, isSelectedFile, readGlobs, readSelection } from '../../../../core/release/plan/select.ts'

describe('a selection', () => {
  for (const [artifacts, name, expected] of [
    [[], 'wheels.build.wheels.1', true],
    [[], 'anything else', true],
    [[], '../even this, to be refused', true],
    [[], 'release-plan.plan.plan.1', false],
    [[], 'release-record.publish.pypi.1', false],
    [['release-plan.*'], 'release-plan.plan.plan.1', false],
    [['wheels.*'], 'wheels.build.wheels.1', true],
    [['wheels.*'], 'drop', false],
    [['drop', 'wheels.*'], 'drop', true],
    [['Release (x64)'], 'Release (x64)', true],
    [['drop'], 'drop2', false],
    [['!drop'], 'wheels.build.wheels.1', true],
    [['!drop'], 'drop', false],
    [['!drop'], 'release-plan.plan.plan.1', false],
    [['wheels.*', '!*.linux.*'], 'wheels.build.linux.1', false],
    [['wheels.*', '!*.linux.*'], 'wheels.build.pure.1', true],
    [['wheels.*', '!*.linux.*'], 'drop', false],
    [['+(a)'], 'a', false],
    [['release'], 'release.package.collect.1', true],
    [['release'], 'release.package.collect.12', true],
    [['release'], 'release', true],
    [['release'], 'releases.package.collect.1', false],
    [['release'], 'release.zip', false],
    [['!checks'], 'checks.checks.lint.1', false],
    [['!checks'], 'wheels.build.wheel.1', true],
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
    [['!*.tar.gz'], 'spam-1.0.tar.gz', false],
    [['!*.tar.gz'], 'spam-1.0-py3-none-any.whl', true],
    [['!*.tar.gz'], 'manifest.json', false],
    [['*.whl', '!*-win_*'], 'spam-1.0-cp311-cp311-win_amd64.whl', false],
    [['*.whl', '!*-win_*'], 'spam-1.0-py3-none-any.whl', true],
  ] as const)
    it(`[${files.join(', ')}] ${expected ? 'takes' : 'leaves'} ${name}`, () =>
      assert.equal(isSelectedFile(name, { artifacts: [], files }), expected))

  for (const glob of ['{a', '[b-a]', 'a*b*c*d*e', '!', 'x'.repeat(1001)]) {
    const planned = parseJson(JSON.stringify({ artifacts: [], files: [glob] }), 'plan', 'PLAN_INVALID')
    it(`refuses ${glob.slice(0, 20)} from an input and from a plan`, () => {
      assert.equal(
        problemCode(() => readGlobs('files', ['*.whl', glob])),
        'INPUT_INVALID',
      )
      assert.equal(
        problemCode(() => readSelection(planned)),
        'PLAN_INVALID',
      )
    })
  }

  it('is read back from a plan as it was', () => {
    const selection = { artifacts: ['drop', '!x*'], files: [...defaultFiles] }
    assert.deepEqual(readSelection(parseJson(JSON.stringify(selection), 'plan', 'PLAN_INVALID')), selection)
    assert.deepEqual(readGlobs('files', selection.files), selection.files)
  })

  it('takes no time over a glob that was made to take some, in the longest of names', function () {
    this.timeout(5000)
    assert.equal(isSelectedFile('a'.repeat(255), { artifacts: [], files: ['(a+)+b', '+(a|aa)b', '*a*a*b'] }), false)
  })
})
