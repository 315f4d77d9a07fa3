import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ask } from '../../../../core/ask.ts'
import { type CacheInputs, readCacheInputs } from '../../../../tasks/GenerateMatrix/cache/inputs.ts'
import { readInputs } from '../../../../tasks/GenerateMatrix/inputs.ts'
import { root } from '../../../root.ts'

const ask = (given: Readonly<Record<string, string>>): Ask =>
  new Ask({ input: (name) => given[name], variable: () => undefined, inputs: Object.keys(given) })
const read = (given: Readonly<Record<string, string>> = {}): CacheInputs => readCacheInputs(ask({ cache: 's3://bucket/cache', ...given }))

describe('readCacheInputs', () => {
  it('has no cache where none is given', () => assert.equal(readCacheInputs(ask({})).store, undefined))

  it('has a default for everything else', () => {
    const { store, ...rest } = read()
    assert.deepEqual(store?.location, { kind: 's3', bucket: 'bucket', prefix: 'cache' })
    assert.deepEqual(rest, {
      scope: 'wheels',
      status: 'all',
      failIfCold: false,
      list: false,
      isolated: false,
      files: ['azure-pipelines*.yml'],
      environment: [],
      salt: [],
      toolchains: [],
      stale: [],
    })
  })

  it('has the same defaults as task.json', () => {
    const { inputs }: { inputs: { name: string; defaultValue?: string }[] } = JSON.parse(
      readFileSync(join(root, 'tasks/GenerateMatrix/task.json'), 'utf8'),
    )
    const said = inputs.flatMap(({ name, defaultValue = '' }) => (defaultValue === '' ? [] : [[name, defaultValue] as const]))
    const names = ['cacheScope', 'cacheStatus', 'failIfCold', 'list', 'isolated', 'cacheFiles']
    const { store: _, ...rest } = read(Object.fromEntries(said.filter(([name]) => names.includes(name))))
    const { store: __, ...usual } = read()
    assert.deepEqual(rest, usual)
  })

  it('reads what is given', () => {
    const { scope, files, environment, salt, toolchains, stale, status } = read({
      cacheScope: 'Release-2',
      cacheStatus: 'Cold',
      cacheFiles: 'eng/*.txt\n\nazure-pipelines.yml',
      cacheEnvironment: 'CFLAGS\nCC',
      cacheSalt: '2026-11\nb',
      toolchains: 'win* = vs2022-17.12\ngcc 14',
      staleWhen: 'Requirements, python',
    })
    assert.deepEqual([scope, status, files], ['release-2', 'cold', ['eng/*.txt', 'azure-pipelines.yml']])
    assert.deepEqual(
      [environment, salt],
      [
        ['CFLAGS', 'CC'],
        ['2026-11', 'b'],
      ],
    )
    assert.deepEqual(toolchains, [
      { glob: 'win*', id: 'vs2022-17.12' },
      { glob: '*', id: 'gcc 14' },
    ])
    assert.deepEqual(stale, ['requirements', 'python'])
  })

  it('reads toolchains with or without blanks, so that no line holds for all by a slip', () =>
    assert.deepEqual(read({ toolchains: 'win*=vs2022\nlinux* = -O2=fast\n* = sha256-abc==' }).toolchains, [
      { glob: 'win*', id: 'vs2022' },
      { glob: 'linux*', id: '-O2=fast' },
      { glob: '*', id: 'sha256-abc==' },
    ]))

  const refused: [given: Readonly<Record<string, string>>, code: string][] = [
    [{ cacheScope: 'a/b' }, 'INPUT_INVALID'],
    [{ cacheScope: '..' }, 'INPUT_INVALID'],
    [{ cacheStatus: 'tepid' }, 'INPUT_INVALID'],
    [{ cacheEnvironment: 'A=B' }, 'INPUT_INVALID'],
    [{ staleWhen: 'weather' }, 'INPUT_INVALID'],
    [{ toolchains: 'win* = vs2022\ngcc 14 = fast' }, 'INPUT_INVALID'],
    [{ toolchains: 'sha256-abc==' }, 'INPUT_INVALID'],
    [{ toolchains: 'win* =' }, 'INPUT_INVALID'],
    [{ cache: '', cacheStatus: 'cold' }, 'INPUT_MISSING'],
    [{ cache: '', failIfCold: 'true' }, 'INPUT_MISSING'],
    [{ cache: '', list: 'true' }, 'INPUT_MISSING'],
    [{ cache: '', staleWhen: 'python' }, 'INPUT_MISSING'],
  ]
  for (const [given, code] of refused) it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => read(given), { code }))

  it('has no use for a matrix alone', () =>
    assert.throws(() => readInputs(ask({ mode: 'matrix', matrixConfig: 'matrix.yml', cache: 'file:cache' })), { code: 'INPUT_INVALID' }))
})
