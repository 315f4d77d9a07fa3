import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import type { Wanted } from '../../../core/wanted/wanted.ts'
import { pythonTitle } from '../../../core/wanted/decision.ts'
import { parseWheelMatrix } from '../../../core/wanted/wheel-matrix.ts'

/** Platforms, groups and groups of groups, for tests to speak of. */
export const platforms = `
platforms:
  fb14: { platform_tag: freebsd_14_4_release_amd64, platform_instance: freebsd/14.4, platform_arch: x86_64, python: [cp314] }
  fb15: { platform_tag: freebsd_15_0_release_arm64, platform_instance: freebsd/15.0, platform_arch: aarch64, python: cp312-abi3 }
  linux: { platform_tag: manylinux_2_28_x86_64, platform_instance: ubuntu-24.04, platform_arch: x86_64, host: container, image: 'quay.io/a@sha256:01', python: [cp312, cp314t] }
  bare: { platform_tag: win_amd64, platform_instance: windows-2022, platform_arch: x86_64 }
groups:
  freebsd: [fb14, fb15]
  everywhere: [linux, freebsd, bare]
`

/** The three keys as spare-tire writes them, of the platform fb14. */
export const fb14Keys = 'platform_tag: FreeBSD_14_4_RELEASE_amd64, platform_instance: freebsd/14.4, platform_arch: x86_64'

/** Rows as `spam latest cp314 freebsd_14_4_release_amd64`. */
export function rowTitles(rows: readonly Wanted[]): string[] {
  return rows.map((row) => {
    const { choice } = row
    const version =
      choice.kind === 'exact' ? choice.version.text : choice.kind === 'specifier' ? `${choice.text}*${choice.take}` : choice.kind
    const pre = (choice.kind === 'latest' || choice.kind === 'specifier') && choice.pre ? '+pre' : ''
    return `${row.name} ${version}${pre} ${pythonTitle(row)} ${row.platform.names[0] ?? row.platform.tag}`
  })
}

/** That a matrix is refused, with its code, and where and why. */
export function refusesMatrix(text: string, says: RegExp): void {
  assert.throws(
    () => parseWheelMatrix(text, 'wheel_matrix.yml'),
    (error) =>
      error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text) && error.message.startsWith('wheel_matrix.yml'),
  )
}
