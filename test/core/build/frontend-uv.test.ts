import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { uvBuild } from '../../../core/build/frontend-uv.ts'
import { shown } from '../../../core/build/launcher.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import type { Command } from '../../../core/ports.ts'
import { findPython } from '../../servers/python.ts'
import { project, Yard } from '../../tasks/BuildWheels/projects.ts'
import { buildTree, probed } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = { tree: '/w/src', wheels: '/w/out', settings: [], constraints: undefined, environment: { PATH: '/bin' } }

function command(is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): Command {
  return uvBuild(toolchain(is), { ...build, ...more })
}

/** What the frontend itself is given, after the launcher's own arguments. */
function args(is: Partial<Toolchain> = {}, more: Partial<WheelBuild> = {}): string[] {
  return command(is, more).args.slice(4)
}

describe('uv build', () => {
  const own = ['/usr/bin/uv', 'build', '--wheel', '--force-pep517', '--python', '/usr/bin/python3', '--out-dir', '/w/out']
  it('makes a wheel of the tree itself, for this interpreter', () => assert.deepEqual(args(), [...own, '/w/src']))
  it('is told constraints by its option, and tells what it installs', () =>
    assert.deepEqual(args({}, { constraints: '/c.txt' }), [...own, '--verbose', '--build-constraint', '/c.txt', '/w/src']))
  it("is told the user's own beside them, each as one", () => {
    const told = args({}, { constraints: '/a b/c.txt', environment: { UV_BUILD_CONSTRAINT: '/own /more' } })
    assert.ok(told.includes('/own /more file:///a%20b/c.txt'))
  })
  it('is shown as a person would type it', () => assert.equal(shown(command()), [...own, '/w/src'].join(' ')))
  it('fetches no interpreter and draws nothing', () => {
    const { UV_PYTHON_DOWNLOADS, UV_NO_PROGRESS, UV_FIND_LINKS } = command().env
    assert.deepEqual([UV_PYTHON_DOWNLOADS, UV_NO_PROGRESS, UV_FIND_LINKS], ['never', '1', undefined])
  })

  const environments: [what: string, environment: Record<string, string>, expected: Record<string, string | undefined>][] = [
    [
      'looks where pip was told to',
      { PIP_INDEX_URL: 'https://i', PIP_EXTRA_INDEX_URL: 'https://a https://b' },
      { UV_DEFAULT_INDEX: 'https://i', UV_INDEX: 'https://a https://b' },
    ],
    [
      'looks where itself was told to',
      { PIP_INDEX_URL: 'https://i', UV_INDEX_URL: 'https://u' },
      { UV_DEFAULT_INDEX: undefined, UV_INDEX_URL: 'https://u' },
    ],
    ["adds pip's folders", { PIP_FIND_LINKS: '/a  /b' }, { UV_FIND_LINKS: '/a,/b,/links dir' }],
    ['adds to its own folders', { UV_FIND_LINKS: '/a', PIP_FIND_LINKS: '/b' }, { UV_FIND_LINKS: '/a,/links dir' }],
  ]
  for (const [what, environment, expected] of environments)
    it(what, () => {
      const { env } = command({}, { environment, links: '/links dir' })
      for (const [name, value] of Object.entries(expected)) assert.equal(env[name], value, name)
    })
  for (const [value, expected] of [
    ['1', true],
    ['true', true],
    ['0', false],
    ['', false],
  ] as const)
    it(`asks no index where pip may not: PIP_NO_INDEX=${value}`, () =>
      assert.equal(args({}, { environment: { PIP_NO_INDEX: value } }).includes('--no-index'), expected))

  it('is found, started and told all by way of a stand-in (uv itself is not run here)', async function () {
    const python = findPython(this)
    const yard = new Yard()
    try {
      const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 0.11.30 (abc 2026-08-01)"; exit 0; fi
umask; printf '%s\\n' "$@" "links $UV_FIND_LINKS"
echo 'DEBUG Installing in the-tool==1.0, wheel==0.38.4 in /tmp/x'
: > "$7/spam-1.0-py3-none-any.whl"`
      chmodSync(yard.write('bin/uv', script), 0o755)
      const { executable, uv, ...others } = probed(python)
      const found = { ...others, executable, uv, ...(uv === '' ? { uv: '0.11.30' } : {}), uvProgram: yard.path('bin/uv') }
      const tree = yard.tree('src', project())
      const built = await buildTree(yard, tree, { frontend: 'uv', toolchain: found, constraints: '/c.txt', links: '/l' })
      assert.equal(built.wheel, 'spam-1.0-py3-none-any.whl')
      assert.deepEqual(built.output.slice(0, 6), ['0022', 'build', '--wheel', '--force-pep517', '--python', executable])
      assert.ok(built.output.includes('links /l') && built.output.includes('--no-index'))
    } finally {
      yard.remove()
    }
  })
})
