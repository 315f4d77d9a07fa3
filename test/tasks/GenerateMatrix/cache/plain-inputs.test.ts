import assert from 'node:assert/strict'
import type { KeyInput } from '../../../../core/cache/fingerprint.ts'
import type { TreeObject } from '../../../../core/history.ts'
import { plainInputs, toolchainInputs } from '../../../../tasks/GenerateMatrix/cache/plain-inputs.ts'
import { type RecordingLog, recordingLog } from '../../../fakes/recording-log.ts'
import { cacheInputs } from './units.ts'

const objects: TreeObject[] = [
  'azure-pipelines.yml',
  'azure-pipelines-release.yml',
  'eng/constraints.txt',
  'eng/tests.txt',
  'src/x.py',
].map((path) => ({
  path,
  mode: '100644',
  id: `id of ${path}`,
}))

interface Given {
  readonly inputs?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  readonly secrets?: readonly string[]
  readonly objects?: readonly TreeObject[]
  readonly log?: RecordingLog
}
const inputsOf = ({
  inputs = {},
  environment = {},
  secrets = [],
  objects: of = objects,
  log = recordingLog(),
}: Given = {}): readonly KeyInput[] => plainInputs(of, { cache: cacheInputs(inputs) }, { environment, secrets, log })
const namesOf = (given: Given): string[] => inputsOf(given).map(({ name }) => name)
const variable = (value?: string): KeyInput[] => [
  ...inputsOf({ inputs: { cacheFiles: '!**', cacheEnvironment: 'CFLAGS' }, environment: value === undefined ? {} : { CFLAGS: value } }),
]

describe('plainInputs', () => {
  it('takes the pipeline itself, where nothing else is said', () =>
    assert.deepEqual(inputsOf(), [
      { name: 'file azure-pipelines.yml', value: '100644 id of azure-pipelines.yml' },
      { name: 'file azure-pipelines-release.yml', value: '100644 id of azure-pipelines-release.yml' },
    ]))

  const globs: [given: string, expected: string[]][] = [
    ['eng/*.txt', ['file eng/constraints.txt', 'file eng/tests.txt']],
    ['eng/', ['file eng/constraints.txt', 'file eng/tests.txt']],
    ['eng/*\n!eng/tests.txt', ['file eng/constraints.txt']],
    ['**/*.py\neng/tests.txt', ['file eng/tests.txt', 'file src/x.py']],
    ['eng/*\neng/tests.txt', ['file eng/constraints.txt', 'file eng/tests.txt']],
  ]
  for (const [given, expected] of globs)
    it(`takes files by ${given.replace('\n', ' and ')}`, () => assert.deepEqual(namesOf({ inputs: { cacheFiles: given } }), expected))

  it('warns of each glob that no file matches, the default one too', () => {
    const log = recordingLog()
    inputsOf({ inputs: { cacheFiles: 'eng/*\nenng/*\n!nothing' }, log })
    inputsOf({ objects: [], log })
    const warned = log.lines.map((line) => /^warning: No file .* '([^']+)'/.exec(line)?.[1])
    assert.deepEqual(warned, ['enng/*', 'azure-pipelines*.yml'])
  })

  it('takes many files for one input, whatever their order', () => {
    const many = Array.from({ length: 40 }, (_, at): TreeObject => ({ path: `eng/${at}.txt`, mode: '100644', id: `${at}` }))
    const of = (some: readonly TreeObject[]): readonly KeyInput[] => inputsOf({ inputs: { cacheFiles: 'eng/' }, objects: some })
    assert.deepEqual(
      of(many).map(({ name }) => name),
      ['files of cacheFiles'],
    )
    assert.deepEqual(of(many.toReversed()), of(many))
    assert.notDeepEqual(of(many.slice(1)), of(many))
    assert.equal(of(many.slice(10)).length, 30)
  })

  it('takes a mode for what it is', () => {
    const [plain] = inputsOf({ objects: [{ path: 'azure-pipelines.yml', mode: '100644', id: 'x' }] })
    const [linked] = inputsOf({ objects: [{ path: 'azure-pipelines.yml', mode: '120000', id: 'x' }] })
    assert.notEqual(plain?.value, linked?.value)
  })

  it('tells a variable that is empty from one that is not set, and no value', () => {
    const values = [undefined, '', '-O2', '-O3', 'not set'].map((value) => variable(value)[0]?.value ?? '')
    assert.equal(new Set(values).size, 5)
    assert.ok(values.slice(1).every((value) => /^[0-9a-f]{64}$/.test(value)))
    assert.deepEqual(
      variable('x').map(({ name }) => name),
      ['variable CFLAGS'],
    )
  })

  it('knows a variable of the pipeline by its name, which the agent spells in capitals', () => {
    const of = (environment: Record<string, string>): string | undefined =>
      inputsOf({ inputs: { cacheEnvironment: 'fullTests' }, environment }).find(({ name }) => name === 'variable fullTests')?.value
    assert.equal(new Set([of({}), of({ FULLTESTS: 'true' }), of({ FULLTESTS: 'false' })]).size, 3)
    assert.equal(of({ fullTests: 'true', FULLTESTS: 'false' }), of({ fullTests: 'true' }))
  })

  it('takes no variable of Object for one of the step', () =>
    assert.equal(
      inputsOf({ inputs: { cacheEnvironment: 'constructor' } }).find(({ name }) => name === 'variable constructor')?.value,
      'not set',
    ))

  it('refuses what is secret', () => {
    const asked = { inputs: { cacheEnvironment: 'TOKEN' }, secrets: ['hunter2-hunter2'] }
    for (const value of ['hunter2-hunter2', 'https://me:hunter2-hunter2@host'])
      assert.throws(() => inputsOf({ ...asked, environment: { TOKEN: value } }), { code: 'INPUT_INVALID' })
    assert.throws(() => inputsOf({ inputs: { cacheEnvironment: 'SYSTEM_ACCESSTOKEN' } }), { code: 'INPUT_INVALID' })
    assert.equal(inputsOf({ ...asked, environment: { TOKEN: 'open' } }).length, 3)
  })

  it('takes salts as a set, and a name twice once', () => {
    const of = (cacheSalt: string): string | undefined => inputsOf({ inputs: { cacheSalt } }).find(({ name }) => name === 'salt')?.value
    assert.equal(of('a\nb'), of('b\na\na'))
    assert.notEqual(of('a\nb'), of('ab'))
    assert.equal(of(''), undefined)
    assert.equal(namesOf({ inputs: { cacheEnvironment: 'A\nA' } }).length, 3)
  })
})

describe('toolchainInputs', () => {
  const of = (toolchains: string, platform: string): string | undefined =>
    toolchainInputs(platform, { cache: cacheInputs({ toolchains }) })[0]?.value
  const lines = 'win* = vs2022-17.12\nmanylinux_2_28_* = gcc 14 = fast'
  const table: [given: string, platform: string, expected: string | undefined][] = [
    [lines, 'WIN_amd64', 'vs2022-17.12'],
    [lines, 'manylinux_2_28_x86_64', 'gcc 14 = fast'],
    [lines, 'macosx_11_0_arm64', undefined],
    [`${lines}\nimage-2026.11`, 'macosx_11_0_arm64', 'image-2026.11'],
    [`image-2026.11\n${lines}`, 'win_amd64', 'image-2026.11'],
    ['', 'win_amd64', undefined],
    ['image-2026.11', '', 'image-2026.11'],
    ['job = image-2026.11', '', 'image-2026.11'],
  ]
  for (const [given, platform, expected] of table)
    it(`${platform === '' ? 'a leg without a name' : platform} by ${given.replaceAll('\n', ', ')}`, () =>
      assert.equal(of(given, platform), expected))
})
