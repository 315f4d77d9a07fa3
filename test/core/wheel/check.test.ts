import assert from 'node:assert/strict'
import { normalizeName } from '../../../core/python/name.ts'
import type { Wish } from '../../../core/python/satisfies.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { checkWheel } from '../../../core/wheel/check.ts'
import { inspectWheel, type WheelFacts } from '../../../core/wheel/inspect.ts'
import { wheelContents } from '../../fakes/wheel-contents.ts'

const wish: Wish = {
  project: normalizeName('foo'),
  version: parseVersion('1.0') ?? assert.fail(),
  python: 'cp314',
  abi: '',
  platform: 'manylinux_2_28_x86_64',
  build: 0,
  pure: false,
}

function factsOf(file: string, requires = ''): WheelFacts {
  const [name, version] = file.split('-')
  const METADATA = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${requires}`
  return inspectWheel(file, wheelContents(file, { METADATA })).facts ?? assert.fail(file)
}

describe('checkWheel', () => {
  for (const [file, change, expected] of [
    ['foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', {}, []],
    ['foo-1.0-cp312-abi3-manylinux2014_x86_64.whl', {}, []],
    ['foo-1.0-py3-none-any.whl', { pure: true }, []],
    ['bar-1.0-cp314-cp314-manylinux2014_x86_64.whl', {}, ['name']],
    ['foo-1.1-cp314-cp314-manylinux2014_x86_64.whl', {}, ['version']],
    ['foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', { build: 1 }, ['build-tag']],
    ['foo-1.0-2-cp314-cp314-manylinux2014_x86_64.whl', { build: 2 }, []],
    ['foo-1.0-cp313-cp313-manylinux2014_x86_64.whl', {}, ['tags']],
    ['foo-1.0-cp314-cp314-linux_x86_64.whl', {}, ['tags']],
    ['foo-1.0-py3-none-any.whl', {}, ['tags']],
    ['foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', { python: 'graalpy' }, ['tags']],
    ['bar-1.1-1-cp313-cp313-win32.whl', { build: 2 }, ['name', 'version', 'build-tag', 'tags']],
  ] as const) {
    it(`${file} for ${JSON.stringify(change)}: ${expected.join(', ') || 'is it'}`, () => {
      const findings = checkWheel(factsOf(file), { ...wish, ...change })
      assert.deepEqual(
        findings.map(({ code, severity, file: of }) => [code, severity, of]),
        expected.map((code) => [code, 'error', file]),
      )
    })
  }

  it('asks Requires-Python', () => {
    const facts = factsOf('foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', 'Requires-Python: <3.14\n')
    assert.deepEqual(
      checkWheel(facts, wish).map(({ code }) => code),
      ['requires-python'],
    )
    assert.deepEqual(checkWheel(factsOf('foo-1.0-cp314-cp314-manylinux2014_x86_64.whl', 'Requires-Python: >=3.14\n'), wish), [])
  })

  it('says what differs in plain words', () => {
    const [tags] = checkWheel(factsOf('foo-1.0-py3-none-any.whl'), wish)
    assert.equal(
      tags?.says,
      'its tag is py3-none-any, not for cp314, its own ABI, manylinux_2_28_x86_64, and a wheel for any platform was not allowed',
    )
    const [several] = checkWheel(factsOf('foo-1.0-py2.py3-none-win32.whl'), { ...wish, abi: 'abi3' })
    assert.equal(several?.says, 'its tags are py2-none-win32, py3-none-win32, not for cp314, abi3, manylinux_2_28_x86_64')
    const [version] = checkWheel(factsOf('foo-1.1-py3-none-any.whl'), { ...wish, pure: true })
    assert.equal(version?.says, 'it is version 1.1, not 1.0')
  })
})
