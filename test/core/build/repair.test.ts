import assert from 'node:assert/strict'
import { repairOf } from '../../../core/build/repair.ts'

describe('the repair of a wheel', () => {
  const cases: [asked: string, platforms: string[], wished: string, is: string | undefined][] = [
    ['none', ['linux_x86_64'], 'manylinux_2_28_x86_64', undefined],
    ['auto', ['linux_x86_64'], 'manylinux_2_28_x86_64', 'auditwheel repair --plat manylinux_2_28_x86_64 -w /out /w.whl'],
    ['auto', ['linux_aarch64'], 'MuslLinux_1.2_aarch64', 'auditwheel repair --plat musllinux_1_2_aarch64 -w /out /w.whl'],
    ['auto', ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'], 'manylinux_2_28_x86_64', undefined],
    ['auto', ['any'], 'manylinux_2_28_x86_64', undefined],
    ['auto', ['linux_x86_64'], 'linux_x86_64', undefined],
    ['auto', ['freebsd_14_4_release_amd64'], 'freebsd_14_4_release_amd64', undefined],
    ['auto', ['linux_x86_64'], '', undefined],
    ['auto', ['macosx_11_0_universal2'], 'macosx_11_0_universal2', 'delocate-wheel --require-archs x86_64,arm64 -w /out /w.whl'],
    ['auto', ['macosx_11_0_arm64'], 'macosx_11_0_arm64', 'delocate-wheel --require-archs arm64 -w /out /w.whl'],
    ['auto', ['win_amd64'], 'win_amd64', 'delvewheel repair -w /out /w.whl'],
  ]
  for (const [asked, platforms, wished, is] of cases)
    it(`${asked} of ${platforms.join('.')} for ${wished || 'no wish'} is ${is ?? 'nothing'}`, () => {
      const repair = repairOf(asked, { path: '/w.whl', platforms, into: '/out' }, wished)
      assert.equal(repair?.kind === 'tool' ? [repair.program, ...repair.args].join(' ') : undefined, is)
    })

  it('must take place for a manylinux wheel, and need not elsewhere', () => {
    const needed = (platform: string, wished: string): unknown => {
      const repair = repairOf('auto', { path: '/w.whl', platforms: [platform], into: '/out' }, wished)
      return repair?.kind === 'tool' && repair.needed
    }
    assert.deepEqual([needed('linux_x86_64', 'manylinux2014_x86_64'), needed('win_amd64', 'win_amd64')], [true, false])
  })
  it('is a command of the user wherever one is given', () =>
    assert.deepEqual(repairOf('mend {wheel} {dest_dir}', { path: '/w.whl', platforms: ['any'], into: '/out' }, ''), {
      kind: 'command',
      text: 'mend {wheel} {dest_dir}',
    }))
})
