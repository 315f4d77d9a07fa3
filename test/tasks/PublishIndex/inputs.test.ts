import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ask } from '../../../core/ask.ts'
import { type Inputs, readInputs } from '../../../tasks/PublishIndex/inputs.ts'
import { Problem } from '../../../core/problem.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { plainInputs } from './plain-inputs.ts'
import { root } from '../../root.ts'

const read = (inputs: Readonly<Record<string, string>>, variables: Readonly<Record<string, string>> = {}): Inputs =>
  readInputs(new Ask({ input: (name) => inputs[name], variable: (name) => variables[name], inputs: Object.keys(inputs) }))

describe('the inputs of PublishIndex', () => {
  it('need only a store', () => {
    assert.deepEqual(read({ store: 'index' }, { 'Build.BuildId': '17', 'Build.SourceVersion': 'abc' }), {
      ...plainInputs([], { location: { kind: 'folder', path: 'index' } }),
      run: { id: 17, commit: 'abc' },
    })
  })

  it('are all read', () => {
    const given = {
      mode: 'publish',
      store: 's3://bucket',
      distributions: 'a\nb/*.whl\n',
      layout: 'REST',
      title: 'T',
      onConflict: 'skip',
      dryRun: 'true',
    }
    const urls = { filesUrl: 'https://f/x/', indexUrl: 'https://i/simple/' }
    const inputs = read({ ...given, ...urls })
    assert.deepEqual([inputs.distributions, inputs.layout, inputs.title], [['a', 'b/*.whl'], 'rest', 'T'])
    assert.deepEqual(
      [inputs.onConflict, inputs.dryRun, inputs.filesUrl, inputs.indexUrl],
      ['skip', true, 'https://f/x', 'https://i/simple'],
    )
  })

  it('are those that task.json declares', () => {
    const task = JSON.parse(readFileSync(join(root, 'tasks', 'PublishIndex', 'task.json'), 'utf8')) as {
      inputs: { name: string; defaultValue?: string }[]
      outputVariables: { name: string }[]
      restrictions: { settableVariables: { allowed: string[] } }
    }
    const asked: string[] = []
    const answers: Record<string, string> = { store: 's3://bucket' }
    readInputs(
      new Ask({
        input: (name) => (asked.push(name), answers[name]),
        variable: () => undefined,
        inputs: task.inputs.map((one) => one.name),
      }),
    )
    assert.deepEqual([...new Set(asked)].sort(), task.inputs.map((one) => one.name).sort())
    assert.deepEqual(
      task.restrictions.settableVariables.allowed,
      task.outputVariables.map((one) => one.name),
    )
    const defaults = Object.fromEntries(task.inputs.map((one) => [one.name, one.defaultValue ?? '']))
    assert.deepEqual(read({ ...defaults, store: 's3://bucket' }), read({ store: 's3://bucket' }))
  })

  for (const [code, inputs] of [
    ['INPUT_MISSING', {}],
    ['INPUT_MISSING', { store: '$(store)' }],
    ['INPUT_INVALID', { store: 'https://host/simple' }],
    ['INPUT_INVALID', { store: 'az://x' }],
    ['INPUT_INVALID', { store: 'x', layout: 'cloud' }],
    ['INPUT_INVALID', { store: 'x', onConflict: 'overwrite' }],
    ['INPUT_INVALID', { store: 'x', dryRun: 'yes' }],
    ['INPUT_INVALID', { store: 'x', indexUrl: 'wheels.example.com/simple' }],
    ['INPUT_INVALID', { store: 'x', filesUrl: 'javascript:alert(1)' }],
    ['INPUT_INVALID', { store: 'x', filesUrl: 'https://user:password@f/x' }],
    ['INPUT_INVALID', { store: 'x', filesUrl: 'https://f/x?token=1' }],
    ['INPUT_INVALID', { store: 'x', indexUrl: 'https://i/simple#x' }],
    ['INPUT_INVALID', { store: 'x', mode: 'delete' }],
    ['INPUT_UNKNOWN', { store: 'x', onConflicts: 'skip' }],
    ['INPUT_MISSING', { store: 'x', mode: 'yank' }],
    ['INPUT_MISSING', { store: 'x', mode: 'status' }],
    ['INPUT_INVALID', { store: 'x', keep: '0' }],
    ['INPUT_INVALID', { store: 'x', keep: '3w' }],
    ['INPUT_INVALID', { store: 'x', checkUrl: 'wheels.example.com' }],
    ['INPUT_INVALID', { store: 'x', checkUrl: 'https://wheels.example.com/simple?token=1' }],
    ['INPUT_INVALID', { store: 'x', checkUrl: 'https://wheels.example.com/simple#x' }],
  ] as const) {
    it(`are ${code}: ${JSON.stringify(inputs)}`, () =>
      assert.equal(
        problemCode(() => read(inputs)),
        code,
      ))
  }

  it('take user and password in checkUrl alone, and never show them', () => {
    assert.equal(read({ store: 'x', checkUrl: 'https://me:hush@host/simple/' }).checkUrl, 'https://me:hush@host/simple')
    for (const checkUrl of ['me:hush@host/simple', 'ftp://me:hush@host/simple', 'https://me:hush@host/simple?x'])
      assert.throws(
        () => read({ store: 'x', checkUrl }),
        (error) => error instanceof Problem && !error.text.includes('hush'),
      )
  })

  it('refuse to write for a pull request, unless that is allowed or nothing is written', () => {
    const pull = { 'Build.Reason': 'PullRequest' }
    for (const variables of [
      pull,
      { 'Build.Reason': 'pullrequest' },
      { 'Build.Reason': 'Manual', 'Build.SourceBranch': 'refs/pull/7/merge' },
    ])
      assert.equal(
        problemCode(() => read({ store: 'x' }, variables)),
        'PULL_REQUEST',
      )
    assert.equal(read({ store: 'x', allowPullRequest: 'true' }, pull).dryRun, false)
    assert.equal(read({ store: 'x', dryRun: 'true' }, pull).dryRun, true)
    assert.equal(read({ store: 'x' }, { 'Build.Reason': 'IndividualCI' }).dryRun, false)
  })

  it('take the artifacts directory in a release', () => {
    const release = { 'System.HostType': 'release', 'System.ArtifactsDirectory': '/agent/r1/a' }
    assert.deepEqual(read({ store: 'x' }, release).distributions, ['/agent/r1/a'])
    assert.deepEqual(read({ store: 'x', distributions: 'd' }, release).distributions, ['d'])
    assert.deepEqual(read({ store: 'x' }, { ...release, 'System.HostType': 'build' }).distributions, [])
  })
})
