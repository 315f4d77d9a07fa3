import assert from 'node:assert/strict'
import { classicSource, requireTold, type SourceRun, sourceRun } from '../../../../core/release/source/source-run.ts'
import { approvedRelease } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

/** As the agent has them: names mangled, upper case (`VarUtil.ConvertToEnvVariableFormat`). */
const variables =
  (environment: Record<string, string>) =>
  (name: string): string | undefined =>
    environment[name.replaceAll(/[. ]/g, '_').toUpperCase()]
const nothing = variables({})

const pipeline = {
  RESOURCES_PIPELINE_BUILD_RUNID: '12',
  RESOURCES_PIPELINE_BUILD_PROJECTID: 'p2',
  RESOURCES_PIPELINE_BUILD_PIPELINEID: '3',
  RESOURCES_PIPELINE_BUILD_SOURCEBRANCH: 'refs/heads/main',
  RESOURCES_PIPELINE_BUILD_SOURCECOMMIT: 'c0ffee',
}
const told = { definition: '3', branch: 'refs/heads/main', commit: 'c0ffee' }
const release = {
  RELEASE_PRIMARYARTIFACTSOURCEALIAS: '_Spam-Wheels CI',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_BUILDID': '12',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_PROJECTID': 'p2',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_TYPE': 'Build',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_DEFINITIONID': '3',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_SOURCEBRANCH': 'refs/heads/main',
  'RELEASE_ARTIFACTS__SPAM-WHEELS_CI_SOURCEVERSION': 'c0ffee',
}
const facts = (source: SourceRun | undefined): unknown[] => [source?.run, source?.project, source?.told]
const none = { definition: undefined, branch: undefined, commit: undefined }

describe('sourceRun', () => {
  it('is left open where nothing is named', () => assert.equal(sourceRun(undefined, variables(pipeline)), undefined))

  for (const [what, text, given, expected] of [
    ['this run', 'current', {}, [undefined, undefined, none]],
    ['this run in any case', 'Current', pipeline, [undefined, undefined, none]],
    ['a run by its id', '4711', pipeline, [4711, undefined, none]],
    ['the greatest id there can be', '2147483647', {}, [2147483647, undefined, none]],
    ['a resource by its alias', 'build', pipeline, [12, 'p2', told]],
    ['a resource in any case', 'BUILD', pipeline, [12, 'p2', told]],
    ['a resource with a dash', 'my-build', { 'RESOURCES_PIPELINE_MY-BUILD_RUNID': '12' }, [12, undefined, none]],
    ['a resource that is called as its own run', '12', { RESOURCES_PIPELINE_12_RUNID: '12' }, [12, undefined, none]],
  ] as const)
    it(`reads ${what}`, () => assert.deepEqual(facts(sourceRun(text, variables(given))), expected))

  it('says which was used', () => {
    assert.match(sourceRun('build', variables(pipeline))?.says ?? '', /run 12, the resource 'build'/)
    assert.match(sourceRun('12', nothing)?.says ?? '', /run 12, which the input names/)
  })

  for (const [what, text, given] of [
    ['the latest', 'latest', pipeline],
    ['an alias that is none', 'bulid', pipeline],
    ['run 0', '0', {}],
    ['a run beyond 32 bits', '2147483648', {}],
    ['many digits', '99999999999999999999', {}],
    ['a negative number', '-1', {}],
    ['a fraction', '1.5', {}],
    ['a resource whose run is no number', 'build', { ...pipeline, RESOURCES_PIPELINE_BUILD_RUNID: '12 or so' }],
    ['a resource whose run is in hex', 'build', { ...pipeline, RESOURCES_PIPELINE_BUILD_RUNID: '0x12' }],
    ['an alias of digits that is another run', '4711', { RESOURCES_PIPELINE_4711_RUNID: '12' }],
    ['an alias that is called current', 'current', { RESOURCES_PIPELINE_CURRENT_RUNID: '12' }],
    ["an artifact of a release, which a pipeline's variables could only pretend", '_Spam-Wheels CI', release],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => sourceRun(text, variables(given))),
        'INPUT_INVALID',
      ))
})

describe('classicSource', () => {
  const alias = release.RELEASE_PRIMARYARTIFACTSOURCEALIAS
  const renamed = (name: string, value: string): Record<string, string> => ({
    ...release,
    [`RELEASE_ARTIFACTS__SPAM-WHEELS_CI_${name}`]: value,
  })

  it('is the primary artifact where nothing is named', () => {
    assert.deepEqual(facts(classicSource(undefined, variables(release))), [12, 'p2', told])
    assert.match(classicSource(undefined, variables(release)).says, /run 12, the artifact '_Spam-Wheels CI'/)
  })
  it('goes by what has triggered the release where no artifact is called primary', () => {
    const { RELEASE_PRIMARYARTIFACTSOURCEALIAS: triggering, ...rest } = release
    assert.equal(classicSource(undefined, variables({ ...rest, RELEASE_TRIGGERINGARTIFACT_ALIAS: triggering })).run, 12)
  })
  it('is an artifact by its alias, blanks and dashes and all', () =>
    assert.deepEqual(facts(classicSource(alias, variables(release))), [12, 'p2', told]))
  it('is a run by its id', () => assert.deepEqual(facts(classicSource('13', variables(release))), [13, undefined, none]))

  for (const [what, code, text, given] of [
    ['a release without artifacts', 'INPUT_MISSING', undefined, {}],
    ['an alias that is none', 'INPUT_INVALID', 'other', release],
    ['this run, which has no files', 'INPUT_INVALID', 'current', release],
    ['an artifact that is no build', 'INPUT_INVALID', alias, renamed('TYPE', 'GitHub')],
    ['an artifact without a build', 'INPUT_INVALID', alias, renamed('BUILDID', 'x')],
    ['an alias of digits that is another run', 'INPUT_INVALID', '13', { RELEASE_ARTIFACTS_13_BUILDID: '12' }],
    ['a pipeline resource, which a release has none of', 'INPUT_INVALID', 'build', pipeline],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => classicSource(text, variables(given))),
        code,
      ))
})

describe('requireTold', () => {
  const run = { ...approvedRelease().self, definition: 3, branch: 'refs/heads/main', commit: 'c0ffee' }
  const of = (change: Partial<typeof told>): SourceRun => ({ run: 7, project: undefined, says: 'run 7', told: { ...none, ...change } })

  for (const [what, change] of [
    ['nothing', {}],
    ['what the service says', told],
    ['the short name of the branch', { branch: 'main' }],
    ['a commit in capitals', { commit: 'C0FFEE' }],
  ] as const)
    it(`takes ${what}`, () =>
      assert.equal(
        problemCode(() => requireTold(of(change), run)),
        undefined,
      ))

  for (const [what, change] of [
    ['another pipeline', { definition: '4' }],
    ['another branch', { branch: 'refs/heads/evil' }],
    ['a tag of the name', { branch: 'refs/tags/main' }],
    ['a branch in another case', { branch: 'refs/heads/Main' }],
    ['another commit', { commit: 'c0ffef' }],
    ['the beginning of the commit', { commit: 'c0ff' }],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => requireTold(of(change), run)),
        'REFUSED',
      ))
})
