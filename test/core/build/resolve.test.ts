import assert from 'node:assert/strict'
import { resolveCommand, resolvedIn, whyUnresolved } from '../../../core/build/resolve.ts'
import type { WheelBuild } from '../../../core/build/wheel-build.ts'
import { findPython } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, probed, runAll, smallWheel } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const build: WheelBuild = { tree: '/t', wheels: '/w', settings: [], constraints: '/c.txt', links: '/l', environment: {} }

describe('what a frontend would install', () => {
  for (const [frontend, pip, asked] of [
    ['pip', '26.2.1', true],
    ['build', '22.2', true],
    ['pip', '22.1.2', false],
    ['pip', '', false],
    ['uv', '26.2.1', false],
    ['script', '26.2.1', false],
  ] as const)
    it(`${asked ? 'is asked' : 'cannot be asked'}: ${frontend}, pip '${pip}'`, () =>
      assert.equal(whyUnresolved(frontend, toolchain({ pip })) === undefined, asked))

  const variables = ({ env }: ReturnType<typeof resolveCommand>): unknown => [env['PIP_CONSTRAINT'], env['PIP_BUILD_CONSTRAINT']]
  for (const [what, frontend, pip, told, expected] of [
    ['an older pip', 'pip', '25.2', {}, ['/c.txt', undefined]],
    ['an older pip of a step with constraints', 'pip', '25.2', { PIP_CONSTRAINT: 'o.txt' }, ['o.txt /c.txt', undefined]],
    ['a newer pip', 'pip', '25.3', {}, ['/c.txt', '/c.txt']],
    ['a newer pip of a step with both', 'pip', '26.0', { PIP_CONSTRAINT: 'o', PIP_BUILD_CONSTRAINT: 'b' }, ['b /c.txt', 'b /c.txt']],
    ['build', 'build', '26.0', { PIP_CONSTRAINT: 'o' }, ['o /c.txt', '/c.txt']],
  ] as const)
    it(`is constrained as its builds are: ${what}`, () =>
      assert.deepEqual(variables(resolveCommand(frontend, toolchain({ pip }), ['a'], { ...build, environment: told })), expected))
  it('is left to the constraints of the step where there are no others', () => {
    const own = { ...build, constraints: undefined }
    const asked = (pip: string, told: Readonly<Record<string, string>>): unknown =>
      variables(resolveCommand('pip', toolchain({ pip }), ['a'], { ...own, environment: told }))
    assert.deepEqual(asked('26.0', { PIP_CONSTRAINT: 'o' }), ['o', undefined])
    assert.deepEqual(asked('26.0', { PIP_CONSTRAINT: 'o', PIP_BUILD_CONSTRAINT: 'b' }), ['b', 'b'])
    assert.deepEqual(asked('25.0', { PIP_CONSTRAINT: 'o', PIP_BUILD_CONSTRAINT: 'b' }), ['o', 'b'])
  })

  const one = (name: unknown, version: unknown): unknown => ({ metadata: { name, version, description: '}\n{' } })
  const report = (...install: unknown[]): string[] => JSON.stringify({ version: '1', install }, undefined, 2).split('\n')
  for (const [what, output, expected] of [
    ['all, sorted', report(one('Wheel', '0.46'), one('setup_tools', '84.0')), ['setup-tools==84.0', 'wheel==0.46']],
    ['what stands among other lines', ['WARNING: x', ...report(one('a', '1.0-1')), 'bye'], ['a==1.0.post1']],
    ['nothing', report(), []],
    ['no report', ['ERROR: no matching distribution'], undefined],
    ['a report without its end', report(one('a', '1')).slice(0, -1), undefined],
    ['no version', report(one('a', 'new')), undefined],
    ['no name', report(one(3, '1')), undefined],
    ['no list', ['{', '"install": 1', '}'], undefined],
  ] as const)
    it(`is read of the report: ${what}`, () => assert.deepEqual(resolvedIn(output), expected))

  describe('by a real pip', () => {
    const yard = new Yard()
    after(() => yard.remove())
    it('is what it may take, whatever is installed, and nothing is', async function () {
      const python = probed(findPython(this))
      if (whyUnresolved('pip', python) !== undefined) this.skip()
      for (const version of ['1.0', '2.0']) smallWheel(python.executable, yard, 'the links', { name: 'the-tool', version })
      smallWheel(python.executable, yard, 'the links', { name: 'pip', version: '1.0' })
      const told = { ...build, wheels: yard.folder, links: yard.path('the links'), environment }
      const asked = async (constraints: string): Promise<unknown> => {
        const at = { ...told, constraints: yard.write('the c.txt', constraints) }
        return resolvedIn((await runAll(resolveCommand('pip', python, ['the_tool>=1', 'pip'], at))).output)
      }
      assert.deepEqual(await asked('# none'), ['pip==1.0', 'the-tool==2.0'])
      assert.deepEqual(await asked('the-tool<2'), ['pip==1.0', 'the-tool==1.0'])
    })
  })
})
