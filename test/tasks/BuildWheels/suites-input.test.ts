import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { readSuites } from '../../../tasks/BuildWheels/suites/read-suites.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { Yard } from './projects.ts'
import { askOf, jobData, jobPackage, portsOf } from './try-run.ts'

describe('the input suites', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    mkdirSync(yard.path('sources'), { recursive: true })
  })
  afterEach(() => yard.remove())

  /** Reads it; the names of the suites, and the warnings. */
  async function read(
    inputs: Record<string, string>,
    variables: Record<string, string> = {},
  ): Promise<[names: string[], warnings: string[]]> {
    const ports = portsOf(yard, { variable: (name) => variables[name] })
    const suites = await readSuites(readInputs(askOf({ packages: '.', ...inputs })), ports)
    return [suites.map(({ name }) => name), ports.log.lines.filter((line) => line.startsWith('warning'))]
  }
  const code = async (inputs: Record<string, string>): Promise<unknown> => await rejectedCode(read(inputs))

  it('names a file of the sources', async () => {
    yard.write('sources/ci/suites.yml', '\ufeffunit: { run: a }\nmypy: { run: b }\n')
    assert.deepEqual(await read({ suites: 'ci/suites.yml' }), [['unit', 'mypy'], []])
    assert.deepEqual(await read({ suites: ' ./ci/../ci/suites.yml ' }), [['unit', 'mypy'], []])
    assert.deepEqual(await read({ suites: yard.path('sources/ci/suites.yml') }), [['unit', 'mypy'], []])
  })
  it('holds the suites themselves', async () => {
    assert.deepEqual(await read({ suites: 'unit:\n  run: a\n' }), [['unit'], []])
    assert.deepEqual(await read({ suites: '{ "unit": { "run": "a" } }' }), [['unit'], []])
  })
  it('is none by default', async () => assert.deepEqual(await read({ suites: ' ', testCommand: '' }), [[], []]))
  for (const name of ['suites', 'testCommand'])
    it(`is told to test nothing where the variable of ${name} is not set: the job would be green`, async () =>
      assert.deepEqual(await read({ [name]: '$(tests)' }), [
        [],
        [`warning: The input '${name}' names a variable that is not set here: nothing is tested by it.`],
      ]))

  it('is refused where there is no such file', async () => assert.equal(await code({ suites: 'ci/suites.yml' }), 'FILE_MISSING'))
  it('is refused where it is a folder', async () => {
    mkdirSync(yard.path('sources/ci'))
    assert.equal(await code({ suites: 'ci' }), 'FILE_MISSING')
  })
  it('is refused outside of the sources, also behind a link', async () => {
    yard.write('elsewhere.yml', 'unit: { run: a }\n')
    symlinkSync(yard.path('elsewhere.yml'), yard.path('sources/suites.yml'))
    assert.equal(await code({ suites: '../elsewhere.yml' }), 'INPUT_INVALID')
    assert.equal(await code({ suites: 'suites.yml' }), 'INPUT_INVALID')
  })
  it('is refused where the file is wrong, with its line', async () => {
    yard.write('sources/suites.yml', 'unit:\n  run: a\n  timout: 5\n')
    await assert.rejects(read({ suites: 'suites.yml' }), /suites\.yml, line 3: unit does not know the key 'timout'/)
    assert.equal(await code({ suites: 'suites.yml' }), 'FILE_INVALID')
  })
  it('is refused where its text is wrong', async () => assert.equal(await code({ suites: 'unit: a' }), 'INPUT_INVALID'))

  it('must be there where nothing is built', async () => {
    assert.equal(await code({ distributions: 'none' }), 'INPUT_MISSING')
    assert.equal(await code({ distributions: 'none', suites: '$(suites)' }), 'INPUT_MISSING')
    assert.deepEqual(await read({ distributions: 'none', suites: 'unit: { run: a }' }), [['unit'], []])
    assert.equal(await code({ packages: '', jobData: jobData([jobPackage()]), distributions: 'none' }), 'INPUT_MISSING')
  })
  it('need not be there where a wheel of another job is, which is imported', async () => {
    assert.deepEqual(await read({ distributions: 'none', testWheels: 'wheels.*' }), [[], []])
    assert.deepEqual(await read({ distributions: 'none', testWheels: 'wheels.*', testCommand: 'pytest' }), [[], []])
  })
  it('needs a wheel beside it for a testCommand, which would else not be run', async () => {
    assert.equal(await code({ distributions: 'none', testCommand: 'pytest' }), 'INPUT_MISSING')
    assert.equal(await code({ distributions: 'none', testCommand: 'pytest', suites: 'unit: { run: a }' }), 'INPUT_MISSING')
  })

  it('is told to come to nothing where only an sdist is built', async () => {
    const [, warnings] = await read({ distributions: 'sdist', suites: 'unit: { run: a }' })
    assert.match(warnings.join('\n'), /No suite is run: distributions is sdist/)
    assert.match(
      (await read({ distributions: 'sdist', testCommand: 'pytest' }))[1].join('\n'),
      /testCommand is not run: distributions is sdist/,
    )
    assert.deepEqual((await read({ distributions: 'both', testCommand: 'pytest' }))[1], [])
  })
  it('is told where it asks for what looks misspelt, and is not set', async () => {
    const suites = "unit: { run: a, skipIf: python_versoin == '3.9' or fullTests == 'true' }"
    assert.match((await read({ suites }))[1].join('\n'), /asks for python_versoin, which is not set here\. Did you mean python_version\?$/)
    assert.deepEqual((await read({ suites }, { python_versoin: '3.9' }))[1], [])
  })
})
