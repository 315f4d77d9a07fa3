import assert from 'node:assert/strict'
import fc from 'fast-check'
import { installedIn, pinned } from '../../../core/build/installed.ts'

const pinnedIn = (line: string): string[] => pinned(installedIn(line))

describe('what a line says was installed', () => {
  for (const [who, line, expected] of [
    ['pip', 'Successfully installed setuptools-84.0 wheel-0.46', ['setuptools==84.0', 'wheel==0.46']],
    ['pip, further in', '    Successfully installed flit_core-3.12.0', ['flit-core==3.12.0']],
    ['build', '< Successfully installed Cython-3.1', ['cython==3.1']],
    ['uv pip', ' + setuptools==84.0', ['setuptools==84.0']],
    ['uv build', 'DEBUG Installing in setuptools==84.0, wheel==0.46 in /tmp/.tmpX', ['setuptools==84.0', 'wheel==0.46']],
    ['a name with dashes', 'Successfully installed py-2-c-1.0', ['py-2-c==1.0']],
    ['others', 'Requirement already satisfied: setuptools in /x', []],
    ['nothing', 'Successfully installed ', []],
    ['a compiler that adds', ' + a = b', []],
  ] as const)
    it(who, () => assert.deepEqual(pinnedIn(line), expected))

  it('is told each once, in one order', () => {
    const one = fc.record({ name: fc.constantFrom('a', 'b-c', 'd'), major: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (all) => {
        const said = (some: typeof all): string => `Successfully installed ${some.map(({ name, major }) => `${name}-${major}.0`).join(' ')}`
        assert.deepEqual(pinnedIn(said(all)), pinnedIn(said([...all, ...all].toReversed())))
        assert.deepEqual(new Set(pinnedIn(said(all))), new Set(all.map(({ name, major }) => `${name}==${major}.0`)))
      }),
    )
  })
})
