import assert from 'node:assert/strict'
import { agentCells, parseAgents } from '../../../core/pipeline/agents.ts'
import { Problem } from '../../../core/problem.ts'

const cells = (lines: string[], platform: string): Record<string, string> => agentCells(parseAgents(lines), platform)

describe('agents', () => {
  const table: [lines: string[], platform: string, expected: Record<string, string>, why: string][] = [
    [[], 'win_amd64', {}, 'no line, no cell'],
    [['win_* = vmImage=windows-2022'], 'win_amd64', { vmImage: 'windows-2022' }, 'one cell'],
    [['win_*=vmImage=windows-2022'], 'WIN_ARM64', { vmImage: 'windows-2022' }, 'ignoring case and blanks'],
    [
      ['linux_* = pool=My Linux pool, container=builder:1'],
      'linux_x86_64',
      { pool: 'My Linux pool', container: 'builder:1' },
      'blanks inside',
    ],
    [['a* = vmimage=one', 'a* = vmImage=two'], 'any', { vmImage: 'one' }, 'the first line that matches'],
    [['win_* = vmImage=w', '* = vmImage=u, container=c'], 'win_32', { vmImage: 'w', container: '' }, 'every leg has every cell'],
    [['{macosx,ios}_* = pool=mac'], 'macosx_11_0_arm64', { pool: 'mac' }, 'braces'],
    [['* = container=x=y'], 'any', { container: 'x=y' }, 'a value with ='],
  ]
  for (const [lines, platform, expected, why] of table) it(why, () => assert.deepEqual(cells(lines, platform), expected))

  const refused: [line: string, says: RegExp][] = [
    ['win_*', /vmImage=windows-2022/],
    ['win_* =', /vmImage=windows-2022/],
    ['vmImage=windows-2022', /It takes|vmImage=/],
    ['win_* = windows-2022', /It takes pool, vmImage, container/],
    ['win_* = vmImages=windows-2022', /Did you mean 'vmImage'/],
  ]
  for (const [line, says] of refused)
    it(`refuses ${line}`, () =>
      assert.throws(
        () => parseAgents([line]),
        (error) => error instanceof Problem && error.code === 'INPUT_INVALID' && says.test(error.remedy),
      ))

  it('refuses a platform that nobody builds for', () =>
    assert.throws(() => cells(['win_* = vmImage=w'], 'linux_x86_64'), { code: 'INPUT_INVALID' }))
})
