import assert from 'node:assert/strict'
import { buildConstraints, buildWheel } from '../../../core/build/frontend-build.ts'
import { shown } from '../../../core/build/launcher.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import type { Command } from '../../../core/ports.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = { tree: '/w/src', wheels: '/w/out', settings: [], constraints: undefined, environment: { PATH: '/bin' } }

function command(is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): Command {
  return buildWheel(toolchain(is), { ...build, ...more })
}

/** What the frontend itself is given, after the launcher's own arguments. */
function args(is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): string[] {
  return command(is, more).args.slice(4)
}

describe('python -m build', () => {
  it('makes a wheel of the tree itself', () => assert.deepEqual(args({ build: '0.9.0' }), ['--wheel', '--outdir', '/w/out', '/w/src']))
  it('tells what it installs, where it can', () => {
    for (const version of ['1.2.0', '1.6.1']) assert.ok(args({ build: version }).includes('--verbose'), version)
    for (const version of ['0.5.0', '0.10.0', '1.1.1']) assert.ok(!args({ build: version }).includes('--verbose'), version)
  })
  it('stands outside the tree, for pip looks for modules where it stands', () => assert.equal(command().cwd, '/w/out'))
  it('is shown as a person would type it', () =>
    assert.equal(shown(command({ build: '0.9.0' })), '/usr/bin/python3 -I -m build --wheel --outdir /w/out /w/src'))

  const told: [file: string | undefined, environment: Record<string, string>, expected: Record<string, string>][] = [
    [undefined, { PIP_CONSTRAINT: '/own' }, {}],
    ['/c.txt', {}, { PIP_CONSTRAINT: '/c.txt', PIP_BUILD_CONSTRAINT: '/c.txt' }],
    ['/c.txt', { PIP_CONSTRAINT: '/own' }, { PIP_CONSTRAINT: '/own /c.txt', PIP_BUILD_CONSTRAINT: '/c.txt' }],
    ['/a b/c', {}, { PIP_CONSTRAINT: 'file:///a%20b/c', PIP_BUILD_CONSTRAINT: 'file:///a%20b/c' }],
  ]
  for (const [file, environment, expected] of told)
    it(`is told constraints ${file} beside ${JSON.stringify(environment)}`, () =>
      assert.deepEqual(buildConstraints(file, environment), expected))
})
