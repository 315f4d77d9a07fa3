import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ask } from '../../core/ask.ts'
import { readInputs as readBuildWheels } from '../../tasks/BuildWheels/inputs.ts'
import { collectOnly } from '../../tasks/BuildWheels/other-mode.ts'
import { readInputs as readGatedRelease } from '../../tasks/GatedRelease/inputs.ts'
import { readInputs as readGenerateMatrix } from '../../tasks/GenerateMatrix/inputs.ts'
import { readInputs as readPublishIndex } from '../../tasks/PublishIndex/inputs.ts'
import { root } from '../root.ts'
import { readTaskJson, taskNames, type TaskInput } from './task-json.ts'

const readers: Record<string, (ask: Ask) => unknown> = {
  GenerateMatrix: readGenerateMatrix,
  BuildWheels: readBuildWheels,
  PublishIndex: readPublishIndex,
  GatedRelease: readGatedRelease,
}
const visibility: Record<string, string[]> = {
  GenerateMatrix: ['Build'],
  BuildWheels: ['Build'],
  PublishIndex: ['Build', 'Release'],
  GatedRelease: ['Build', 'Release'],
}
const outputs: Record<string, string[]> = {
  GenerateMatrix: ['matrix', 'hasJobs', 'jobCount', 'coldCount', 'warmCount', 'planFile', 'planArtifact', 'planDigest', 'maxParallel'],
  BuildWheels: ['wheelsDirectory', 'artifactName', 'builtCount', 'failedCount', 'restoredCount'],
  PublishIndex: ['publishedCount', 'skippedCount', 'indexUrl'],
  GatedRelease: ['planDigest', 'approvalCode', 'nothingToDo', 'publishedCount', 'skippedCount', 'approvers', 'resumeBy'],
}
const tasks = taskNames.map((name) => readTaskJson(name))

/** Which inputs a task's reader asks for, whatever it thinks of the answers. */
function asked(name: string): string[] {
  const seen = new Set<string>()
  for (const modes of [
    {},
    ...['wheels', 'build', 'publish', 'plan'].map((mode) => ({
      mode,
      store: 's3://bucket',
      repository: 'pypi',
      jobData: '{}',
      uploader: 'builtin',
    })),
  ]) {
    const given: Record<string, string> = modes
    const ask = new Ask({
      input: (input) => {
        seen.add(input)
        return given[input]
      },
      variable: () => undefined,
      inputs: [],
    })
    try {
      readers[name]?.(ask)
    } catch {
      // what was asked until then is what counts
    }
  }
  return [...seen].sort()
}

describe('the extension', () => {
  it('gives every task an id of its own', () => assert.equal(new Set(tasks.map((task) => task.id)).size, tasks.length))

  it('contributes each task once', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'vss-extension.json'), 'utf8')) as {
      contributions: { properties: { name: string } }[]
      description: string
      files: { path: string }[]
    }
    assert.deepEqual(manifest.contributions.map((one) => one.properties.name).sort(), taskNames.map((name) => `tasks/${name}`).sort())
    assert.ok(manifest.description.length <= 200)
  })

  it('has lost no input that was ever shipped', () => {
    const path = join(root, 'test/extension/inputs.ledger.json')
    const shipped = (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}) as Record<string, string[]>
    const now = Object.fromEntries(tasks.map((task) => [task.name, task.inputs.flatMap((input) => [input.name, ...(input.aliases ?? [])])]))
    const lost = Object.entries(shipped).flatMap(([task, inputs]) =>
      inputs.filter((input) => !now[task]?.includes(input)).map((input) => `${task}.${input}`),
    )
    assert.deepEqual(lost, [])
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, `${JSON.stringify(now, undefined, 2)}\n`)
    else assert.deepEqual(shipped, now, 'new inputs: run with UPDATE_GOLDEN=1')
  })
})

for (const task of tasks) {
  describe(task.name, () => {
    const names = task.inputs.map((input) => input.name)
    const each = (check: (input: TaskInput) => boolean): string[] => task.inputs.filter((input) => !check(input)).map((input) => input.name)

    it('asks for the inputs that it declares, and for no other', () => assert.deepEqual(asked(task.name), [...names].sort()))
    it('has help, a label and a lawful name at every input', () =>
      assert.deepEqual(
        each((input) => /^[A-Za-z][A-Za-z0-9]*$/.test(input.name) && input.label !== '' && (input.helpMarkDown ?? '') !== ''),
        [],
      ))
    it('names every input once, aliases included', () => {
      const all = task.inputs.flatMap((input) => [input.name, ...(input.aliases ?? [])]).map((name) => name.toLowerCase())
      assert.equal(new Set(all).size, all.length)
    })
    it('puts inputs into groups that exist', () =>
      assert.deepEqual(
        each((input) => input.groupName === undefined || (task.groups ?? []).some((group) => group.name === input.groupName)),
        [],
      ))
    it('shows inputs by rules over inputs that exist', () =>
      assert.deepEqual(
        each((input) =>
          [...(input.visibleRule ?? '').matchAll(/(\w+)\s*(?:!=|==|=|NotEndsWith|EndsWith|Contains)/g)].every(([, name]) =>
            names.includes(name ?? ''),
          ),
        ),
        [],
      ))
    it('shows in each mode what it takes, and of the other modes nothing', () => {
      if (task.name !== 'BuildWheels') return
      const groups = new Map((task.groups ?? []).map((group) => [group.name, group.visibleRule ?? '']))
      const admits = (rule: string, mode: string): boolean => {
        const modes = [...rule.matchAll(/\bmode = (\w+)/g)].map(([, one]) => one)
        return modes.length === 0 || modes.includes(mode)
      }
      const shown = (mode: string): string[] =>
        each((input) => !admits(input.visibleRule ?? '', mode) || !admits(groups.get(input.groupName ?? '') ?? '', mode))
      const everywhere = ['artifact', 'mode', 'outputDirectory']
      assert.deepEqual(shown('collect').sort(), [...everywhere, ...collectOnly].sort())
      assert.deepEqual(shown('build').sort(), names.filter((name) => !collectOnly.some((one) => one === name)).sort())
      const store = ['cache', 'cacheMode', 'awsConnection', 'region', 'endpointUrl']
      const restored = ['plan', 'onFailure', 'release', 'publishTestResults', 'publishCoverage']
      assert.deepEqual(shown('restore').sort(), [...everywhere, ...store, ...restored].sort())
    })
    it('has a default among the options of a pick list', () =>
      assert.deepEqual(
        each((input) => input.type !== 'pickList' || Object.keys(input.options ?? {}).includes(String(input.defaultValue))),
        [],
      ))
    it('takes no optional path as filePath, which would turn empty into the repository', () =>
      assert.deepEqual(
        each((input) => input.type !== 'filePath'),
        [],
      ))
    it('may set exactly its outputs, and declares them', () => {
      assert.deepEqual([...task.restrictions.settableVariables.allowed].sort(), [...(outputs[task.name] ?? [])].sort())
      assert.deepEqual(task.outputVariables.map((one) => one.name).sort(), [...(outputs[task.name] ?? [])].sort())
    })
    it('runs on Node 20 and Node 24 from one file', () =>
      assert.deepEqual(task.execution, { Node20_1: { target: 'main.cjs' }, Node24: { target: 'main.cjs' } }))
    it('has after the job what its post.ts does, and nothing else', () => {
      const post = { Node20_1: { target: 'post.cjs' }, Node24: { target: 'post.cjs' } }
      assert.deepEqual(task.postjobexecution, existsSync(join(root, 'tasks', task.name, 'post.ts')) ? post : undefined)
    })
    it('is seen where it works', () => assert.deepEqual(task.visibility, visibility[task.name]))
    it('has the texts that the editor shows', () => {
      assert.ok(task.friendlyName.length <= 40 && task.friendlyName.length > 0)
      assert.ok(task.description !== '' && task.helpMarkDown !== '' && task.instanceNameFormat !== '')
      assert.equal(task.minimumAgentVersion, '3.232.1')
      assert.match(task.id, /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    })
  })
}
