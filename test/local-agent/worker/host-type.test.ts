import assert from 'node:assert/strict'
import { join } from 'node:path'
import { hostOf, hostType } from '../../../local-agent/worker/host-type.ts'
import { asVariable, Bench, scriptStep } from './one-job.ts'
import { OneStep } from './one-step.ts'

describe('the host type of a job', () => {
  for (const [named, expected] of [
    [undefined, 'Build'],
    ['build', 'Build'],
    ['Release', 'Release'],
    ['deployment', 'Deployment'],
  ] as const)
    it(`${named}: ${expected}`, () => assert.equal(hostType(named), expected))

  it('is none that no job has', () => assert.throws(() => hostType('gates'), /not of 'gates'/))
  it('stands in the message, in any case', () => {
    assert.equal(hostOf({ variables: new Map([['SYSTEM.HOSTTYPE', asVariable('release')]]) }), 'Release')
    assert.equal(hostOf({ variables: new Map() }), 'Build')
  })
})

describe('the commands that a host type takes', () => {
  const bench = new Bench()
  const file = bench.write('a.txt', 'text')
  after(() => bench.close())

  for (const [host, command, result] of [
    ['build', 'build.addbuildtag', undefined],
    ['release', 'build.addbuildtag', 'failed'],
    ['deployment', 'build.addbuildtag', 'failed'],
    ['release', 'BUILD.uploadlog', 'failed'],
    ['build', 'artifact.upload artifactname=w', undefined],
    ['release', 'artifact.upload artifactname=w', 'failed'],
    ['deployment', 'artifact.upload artifactname=w', 'failed'],
    ['release', 'codecoverage.publish', 'failed'],
    ['build', 'release.updatereleasename', 'failed'],
    ['release', 'task.uploadsummary', undefined],
    ['release', 'task.addattachment type=record;name=a', undefined],
    ['release', 'task.setvariable variable=a', undefined],
    ['deployment', 'task.setprogress value=3', undefined],
  ] as const)
    it(`${host}: ${command}`, () => {
      const step = new OneStep({ variables: { 'system.hostType': host } }).say(`##vso[${command}]${file}`)
      assert.deepEqual(
        [step.context.commandResult, step.uploads.length],
        [result, command.startsWith('artifact') && result === undefined ? 1 : 0],
      )
    })

  it('prints the line of an area that it refuses, as the agent does, and uses up one whose command it refuses', () => {
    const step = new OneStep({ variables: { 'system.hostType': 'release' } })
    step.say('##vso[build.addbuildtag]Automated').say(`##vso[artifact.upload artifactname=w]${file}`)
    assert.ok(step.lines.includes('##vso[build.addbuildtag]Automated'))
    assert.ok(!step.lines.includes(`##vso[artifact.upload artifactname=w]${file}`))
    assert.ok(step.lines.includes('##[error]Uploading server artifact is not supported in Release.'))
  })
})

describe('the folders of a job of a release', () => {
  const bench = new Bench()
  after(() => bench.close())
  const names = [
    'AGENT_RELEASEDIRECTORY',
    'SYSTEM_ARTIFACTSDIRECTORY',
    'SYSTEM_DEFAULTWORKINGDIRECTORY',
    'AGENT_BUILDDIRECTORY',
    'BUILD_SOURCESDIRECTORY',
    'BUILD_ARTIFACTSTAGINGDIRECTORY',
    'PIPELINE_WORKSPACE',
    'PWD',
  ]
  const script = names.map((name) => `echo "${name}=$${name}"`).join('\n')

  it('are the one that artifacts are downloaded to', async () => {
    const told = await bench.run([scriptStep(script)], { variables: { 'System.HostType': 'release' } })
    const found = Object.fromEntries(told.lines.filter((line) => /^[A-Z_]+=/.test(line)).map((line) => line.split('=')))
    const folder = join(told.work, 'r1', 'a')
    assert.deepEqual(found, Object.fromEntries(names.map((name) => [name, /^(AGENT_B|BUILD|PIPELINE)/.test(name) ? '' : folder])))
  })

  it('are as ever in a pipeline', async () => {
    const told = await bench.run([scriptStep(script)])
    assert.ok(told.lines.includes(`BUILD_SOURCESDIRECTORY=${join(told.work, '1', 's')}`))
    assert.ok(told.lines.includes('AGENT_RELEASEDIRECTORY='))
  })
})
