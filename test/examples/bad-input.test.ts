import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runPipeline, type RunReport } from '../../local-agent/server/run-pipeline.ts'
import { root } from '../root.ts'
import { issues } from './example.ts'

const good = `packages:
  spam:
    versions:
      1.0:
        wheels: [{ platform_tag: any, platform_instance: here, platform_arch: any, python: [{ tag: py3, abi: none }] }]
`
const alias = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]}, `.repeat(9)}]`),
].join('\n')

interface Case {
  why: string
  task: string
  inputs: Record<string, string>
  /** Written as wheel_matrix.yml. */
  matrix?: string
  says: RegExp
}

const closed = 'http://127.0.0.1:1/simple'
const plan = (why: string, says: RegExp, inputs: Record<string, string>, matrix = good): Case => ({
  why,
  task: 'GenerateMatrix@1',
  inputs: { indexUrl: closed, ...inputs },
  matrix,
  says,
})

const cases: Case[] = [
  plan('a matrix with an unknown key', /platform_tga.*Did you mean 'platform_tag'/, {}, good.replace('platform_tag', 'platform_tga')),
  plan('a matrix of a wrong type', /wheel_matrix\.yml.*must be a map/s, {}, 'packages: [spam]\n'),
  plan('an empty matrix file', /wheel_matrix\.yml/, {}, ''),
  plan('an alias bomb', /wheel_matrix\.yml/, {}, alias),
  plan('broken YAML', /wheel_matrix\.yml/, {}, 'packages: {spam\n'),
  plan('a matrix file that is not there', /no_matrix\.yml/, { wheelMatrix: 'no_matrix.yml' }),
  plan('an index that does not answer', /127\.0\.0\.1:1/, {}),
  plan('an unknown mode', /'mode' is 'whels'.*wheels/, { mode: 'whels' }),
  plan('a store of an unknown kind', /'store'.*gs:/, { store: 'gs://bucket' }),
  plan('a number that is none', /'maxJobs' is 'many'/, { maxJobs: 'many' }),
  { why: 'no plan', task: 'BuildWheels@1', inputs: {}, says: /hasJobs/ },
  { why: 'a plan that is none', task: 'BuildWheels@1', inputs: { jobData: '{"version":' }, says: /jobData|job_data/ },
  { why: 'a plan of a newer release', task: 'BuildWheels@1', inputs: { jobData: '{"version":2}' }, says: /version 2/ },
  { why: 'a builder that comes later', task: 'BuildWheels@1', inputs: { jobData: '{}', builder: 'cibuildwheel' }, says: /cibuildwheel/ },
  { why: 'no store', task: 'PublishIndex@1', inputs: { store: '$(nowhere)' }, says: /'store'.*\$\(nowhere\)/ },
  { why: 'no wheels', task: 'PublishIndex@1', inputs: { store: 'index' }, says: /wheels|manifest/ },
  {
    why: 'a bucket without credentials that can be used',
    task: 'PublishIndex@1',
    inputs: { store: 's3://bucket', awsConnection: 'nobody' },
    says: /awsConnection/,
  },
  {
    why: 'a repository of an unknown kind',
    task: 'GatedRelease@1',
    inputs: { mode: 'plan', repository: 'gs://bucket' },
    says: /'repository'.*gs:/,
  },
  {
    why: 'no plan to publish',
    task: 'GatedRelease@1',
    inputs: { mode: 'publish', repository: 'pypi', environment: 'e', uploader: 'builtin' },
    says: /plan/,
  },
]

describe('bad input, through the built tasks', function () {
  this.timeout(60_000)
  const temporary = mkdtempSync(join(tmpdir(), 'bad-input-'))
  after(() => rmSync(temporary, { recursive: true, force: true }))

  const runStep = async (name: string, { task, inputs, matrix }: Case): Promise<RunReport> => {
    const folder = join(temporary, name)
    mkdirSync(folder, { recursive: true })
    if (matrix !== undefined) writeFileSync(join(folder, 'wheel_matrix.yml'), matrix)
    const lines = Object.entries(inputs).map(([key, value]) => `        ${key}: ${JSON.stringify(value)}`)
    writeFileSync(
      join(folder, 'azure-pipelines.yml'),
      `jobs:\n- job: one\n  steps:\n  - task: ${task}\n    name: it\n    inputs:\n${lines.join('\n') || '        {}'}\n`,
    )
    return runPipeline({ file: join(folder, 'azure-pipelines.yml'), out: join(folder, 'out') })
  }

  for (const [at, one] of cases.entries()) {
    it(`${one.task.replace('@1', '')}: ${one.why} is one Problem, and nothing else comes of it`, async () => {
      const report = await runStep(String(at), one)
      const errors = issues(report, 'error')
      assert.equal(report.code, 1)
      assert.equal(errors.length, 1, errors.join('\n'))
      assert.match(errors[0] ?? '', one.says)
      assert.ok(!report.log.some((line) => /^\s+at .*[:(]\d+/.test(line) || line.includes('fault in Wheelworks')), report.log.join('\n'))
      const outputs = report.run.records.filter((record) => record.type === 'Task').flatMap((record) => [...record.outputs.keys()])
      assert.deepEqual(outputs, [])
      assert.deepEqual(report.run.artifacts, [])
      assert.ok(!existsSync(join(temporary, String(at), 'index')))
    })
  }

  it('an unknown project is an error of its row, and a plan without any other row fails', async () => {
    const index = join(temporary, 'empty-index')
    mkdirSync(join(index, 'simple'), { recursive: true })
    const report = await runStep('unknown', plan('', /./, { indexUrl: `file://${index}/simple` }))
    assert.equal(report.code, 1)
    assert.ok(
      issues(report, 'error').some((message) => /spam/.test(message)),
      report.log.join('\n'),
    )
  })
})

describe('npm start without pip', () => {
  it('is one clear error, and nothing starts', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'no-pip-'))
    try {
      const python = join(temporary, 'python3')
      writeFileSync(python, '#!/bin/sh\necho "No module named pip" >&2\nexit 1\n')
      chmodSync(python, 0o755)
      const run = spawnSync(process.execPath, [join(root, 'build/local-agent/cli.js')], {
        cwd: temporary,
        encoding: 'utf8',
        env: { PATH: `${temporary}:/usr/bin:/bin`, HOME: temporary },
      })
      assert.equal(run.status, 2)
      assert.match(run.stdout + run.stderr, /no python3 with pip/)
      assert.doesNotMatch(run.stdout + run.stderr, /\n\s+at |Starting:/)
      assert.deepEqual(readdirSync(temporary), ['python3'])
    } finally {
      rmSync(temporary, { recursive: true, force: true })
    }
  })
})
