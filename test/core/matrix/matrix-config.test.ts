import assert from 'node:assert/strict'
import { type MatrixConfig, noMatrix, parseMatrixConfigs, readMatrixConfig } from '../../../core/matrix/matrix-config.ts'
import { parseJson } from '../../../core/json.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const read = (text: string): MatrixConfig[] => parseMatrixConfigs(text, 'configs.yml')
const plain: MatrixConfig = { name: 'n', path: 'eng/m.json', selection: 'all', nonSparseParameters: [], batching: true }

describe('parseMatrixConfigs', () => {
  const cases: [what: string, text: string, configs: MatrixConfig[]][] = [
    ['none', '[]', []],
    ['a list', '- { Name: n, Path: eng/m.json, Selection: all }', [plain]],
    ['a map with the list', 'MatrixConfigs:\n- { Name: n, Path: eng/m.json }', [plain]],
    ['a map in another case', 'matrixconfigs: [{ name: n, PATH: eng/m.json, selection: ALL }]', [plain]],
    ['JSON', '[{ "Name": "n", "Path": "eng/m.json", "Selection": "sparse" }]', [{ ...plain, selection: 'sparse' }]],
    ['JSON with comments', '[ /* one */ { "Name": "n", "Path": "eng/m.json", }, ]', [plain]],
    ['a list of names', '- { Name: n, Path: eng/m.json, NonSparseParameters: [a, B] }', [{ ...plain, nonSparseParameters: ['a', 'B'] }]],
    [
      'names between commas',
      '- { Name: n, Path: eng/m.json, NonSparseParameters: "a, B," }',
      [{ ...plain, nonSparseParameters: ['a', 'B'] }],
    ],
    ['names that are none', '- { Name: n, Path: eng/m.json, NonSparseParameters: ~ }', [plain]],
    ['no batches', '- { Name: n, Path: eng/m.json, PRBatching: False }', [{ ...plain, batching: false }]],
    ['batches', '- { Name: n, Path: eng/m.json, PRBatching: true }', [plain]],
    ['an empty selection', '- { Name: n, Path: eng/m.json, Selection: }', [plain]],
    ['no file', '- { Name: n }', [{ ...plain, path: '' }]],
    ['nothing said', '- {}', [noMatrix]],
    [
      'what azure-sdk writes besides',
      '- { Name: n, Path: eng/m.json, GenerateVMJobs: true, GenerateContainerJobs: false, Other: [1] }',
      [plain],
    ],
    [
      'several, in order',
      '[{ Name: b }, { Name: a }]',
      [
        { ...plain, name: 'b', path: '' },
        { ...plain, name: 'a', path: '' },
      ],
    ],
  ]
  for (const [what, text, configs] of cases) it(`reads ${what}`, () => assert.deepEqual(read(text), configs))

  const refused: [what: string, text: string][] = [
    ['nothing', ''],
    ['a text', 'eng/m.json'],
    ['a map without configurations', '{ Name: n, Path: p }'],
    ['an unknown selection', '- { Name: n, Path: p, Selection: some }'],
    ['a selection that is a list', '- { Name: n, Path: p, Selection: [all] }'],
    ['a misspelt selection', '- { Name: n, Path: p, Selecton: sparse }'],
    ['a misspelt batching', '- { Name: n, Path: p, PRBatch: false }'],
    ['a path under another name', '- { Name: n, File: eng/m.json }'],
    ['what azure-sdk writes besides, and no path', '- { Name: n, GenerateVMJobs: true }'],
    ['a key twice', '- { Name: n, name: m }'],
    ['a path that is a list', '- { Name: n, Path: [p] }'],
    ['batches that are neither', '- { Name: n, Path: p, PRBatching: maybe }'],
    ['a list of texts', '[a, b]'],
    ['names that are maps', '- { Name: n, NonSparseParameters: [{ a: b }] }'],
  ]
  for (const [what, text] of refused)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => read(text)),
        'MATRIX_INVALID',
      ))

  it('names the line and the selections that there are', () =>
    assert.throws(() => read('- Name: n\n  Selection: some'), { message: /configs\.yml, line 2: .*'some'/, remedy: /all, sparse/ }))
})

describe('readMatrixConfig', () => {
  const of = (value: unknown): MatrixConfig => readMatrixConfig(parseJson(JSON.stringify(value), 'p.json', 'FILE_INVALID'))

  it('takes flags and null of JSON', () => {
    assert.deepEqual(of({ Name: 'n', Path: 'eng/m.json', PRBatching: false, NonSparseParameters: null }), { ...plain, batching: false })
    assert.deepEqual(of({ Name: 'n', Path: 'eng/m.json', PRBatching: null, Selection: null }), plain)
  })

  it('refuses with the code of whoever reads the file', () =>
    assert.equal(
      problemCode(() => of({ Selection: 'some' })),
      'FILE_INVALID',
    ))
})
