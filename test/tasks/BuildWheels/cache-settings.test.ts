import assert from 'node:assert/strict'
import { redactor } from '../../../core/build/output.ts'
import { parseSuites } from '../../../core/suites/suites-file.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { isMadeBy, type Settings, settingsOf, settingsText } from '../../../tasks/BuildWheels/cache/settings.ts'
import { askOf } from './try-run.ts'

const suites = 'unit: { run: pytest }'

function settings(inputs: Record<string, string> = {}, secrets: readonly string[] = []): Settings {
  const read = readInputs(askOf({ packages: 'lib', ...inputs }))
  return settingsOf(read, parseSuites(read.suites ?? suites, 'suites'), redactor({}, [], secrets))
}

describe('the settings of a job', () => {
  const plain = settings()
  const making: Record<string, string>[] = [
    { beforeAll: 'true' },
    { beforeBuild: 'true' },
    { buildFrontend: 'build' },
    { builder: 'script', buildScript: 'make wheel' },
    { repairWheelCommand: 'none' },
    { distributions: 'both' },
    { configSettings: 'a = b' },
    { buildConstraints: 'setuptools<80' },
    { buildEnvironment: 'CFLAGS = -O2' },
    { environmentPass: 'TOKEN' },
  ]
  for (const inputs of making)
    it(`make another wheel by ${Object.keys(inputs).join()}`, () => {
      const other = settings(inputs)
      assert.deepEqual([other.making === plain.making, other.testing === plain.testing], [false, true])
      for (const kind of ['whole', 'wheel'] as const) assert.ok(!isMadeBy(settingsText(other), plain, { kind }))
    })

  const testing: Record<string, string>[] = [
    { suites: 'unit: { run: pytest -x }' },
    { suites: `${suites}\nmore: { run: mypy }` },
    { suites: "unit: { run: pytest, skipIf: sys_platform == 'win32' }" },
    { testCommand: 'true' },
    { testRequires: 'pytest' },
    { testEnvironment: 'A = b' },
    { importCheck: 'never' },
    { after: 'true' },
    { after: 'true', afterRequires: 'pyinstaller' },
    { extraFiles: 'dist/*' },
    { smokeCommand: '{file}' },
  ]
  for (const inputs of testing)
    it(`test a wheel otherwise by ${Object.entries(inputs).flat().join(' ')}`, () => {
      const other = settings(inputs)
      assert.deepEqual([other.making === plain.making, other.testing === plain.testing], [true, false])
      assert.ok(!isMadeBy(settingsText(other), plain, { kind: 'whole' }))
      assert.ok(isMadeBy(settingsText(other), plain, { kind: 'wheel' }), 'what others only need was not tested')
    })

  const nothing: Record<string, string>[] = [
    { release: 'false' },
    { outputDirectory: 'out' },
    { artifact: 'other' },
    { onFailure: 'continue' },
    { publishTestResults: 'false' },
    { pythons: '3.14 = /opt/python3.14' },
    { python: '3.13 3.14' },
    { cache: 'file:x', cacheWhen: 'finished', cacheKeep: '3', cacheMode: 'write' },
  ]
  for (const inputs of nothing)
    it(`are the same whatever ${Object.keys(inputs).join()} says`, () => assert.deepEqual(settings(inputs), plain))

  it('are the same for every order of what is passed on', () =>
    assert.deepEqual(settings({ environmentPass: 'A\nB' }), settings({ environmentPass: 'B\nA' })))
  it('hold no secret: with another value they are the same', () => {
    const [one, other] = ['first-secret', 'second-secret'].map((value) => settings({ buildEnvironment: `TOKEN = ${value}` }, [value]))
    assert.deepEqual(one, other)
    assert.notDeepEqual(one, plain)
  })
  it('that are no text of ours are none', () => assert.ok(!isMadeBy('', plain, { kind: 'wheel' })))
})
