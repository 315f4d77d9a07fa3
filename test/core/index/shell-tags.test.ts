import assert from 'node:assert/strict'
import { plainPlatform } from '../../../core/python/platform.ts'
import { type OpenPage, pageFunctions } from './page-script.ts'

interface Column {
  readonly label: string
  readonly note: string
}
interface Row {
  readonly label: string
  readonly needs: string
}

describe('what the page calls platforms and pythons', () => {
  let evaluate: OpenPage['evaluate']
  before(async () => void (evaluate = await pageFunctions()))

  for (const [tag, label, needs] of [
    ['any', 'Any platform', ''],
    ['manylinux_2_28_aarch64', 'Linux ARM64', 'glibc 2.28+'],
    ['manylinux2014_x86_64', 'Linux x86-64', 'glibc 2.17+'],
    ['manylinux2010_i686', 'Linux x86 32-bit', 'glibc 2.12+'],
    ['manylinux1_x86_64', 'Linux x86-64', 'glibc 2.5+'],
    ['manylinux_2_39_riscv64', 'Linux RISC-V', 'glibc 2.39+'],
    ['musllinux_1_2_x86_64', 'Linux x86-64', 'musl 1.2+'],
    ['linux_x86_64', 'Linux x86-64 (not portable)', ''],
    ['linux_armv7l', 'Linux ARMv7 (not portable)', ''],
    ['macosx_11_0_arm64', 'macOS Apple silicon', '11.0+'],
    ['macosx_10_13_x86_64', 'macOS Intel', '10.13+'],
    ['macosx_10_9_universal2', 'macOS Intel and Apple silicon', '10.9+'],
    ['macosx_10_6_intel', 'macOS intel', '10.6+'],
    ['win_amd64', 'Windows x86-64', ''],
    ['win32', 'Windows 32-bit', ''],
    ['win_arm64', 'Windows ARM64', ''],
    ['freebsd_14_2_release_amd64', 'FreeBSD 14.2 x86-64', ''],
    ['freebsd_14_2_release_p3_amd64', 'FreeBSD 14.2 x86-64', ''],
    ['freebsd_15_0_amd64', 'FreeBSD 15.0 x86-64', ''],
    ['android_24_arm64_v8a', 'Android ARM64', 'API 24+'],
    ['ios_13_0_arm64_iphoneos', 'iOS ARM64', '13.0+'],
    ['ios_13_0_x86_64_iphonesimulator', 'iOS x86-64 simulator', '13.0+'],
    ['pyodide_2025_0_wasm32', 'pyodide_2025_0_wasm32', ''],
    ['constructor', 'constructor', ''],
    ['__proto__', '__proto__', ''],
  ] as const) {
    it(`${tag}: ${label} ${needs}`, () => {
      const row = evaluate<Row>(`platformOf('${tag}')`)
      assert.deepEqual([row.label, row.needs], [label, needs])
    })
  }

  it('knows the old names of manylinux as the core does', () => {
    for (const profile of ['1', '2010', '2014']) {
      const old = `manylinux${profile}_x86_64`
      assert.equal(evaluate<Row>(`platformOf('${old}')`).needs, evaluate<Row>(`platformOf('${plainPlatform(old)}')`).needs)
    }
  })

  for (const [python, abi, label, note] of [
    ['cp39', 'cp39', '3.9', ''],
    ['cp314', 'cp314', '3.14', ''],
    ['cp314', 'cp314t', '3.14t', 'free-threaded'],
    ['cp37', 'cp37m', '3.7', ''],
    ['cp27', 'cp27mu', '2.7', 'cp27mu'],
    ['cp39', 'abi3', '3.9+', 'abi3'],
    ['cp315', 'abi3t', '3.15t+', 'abi3t'],
    ['cp312', 'none', '3.12', ''],
    ['pp311', 'pypy311_pp73', 'PyPy 3.11', ''],
    ['py3', 'none', 'Python 3', 'any'],
    ['py39', 'none', '3.9+', 'any'],
    ['graalpy312', 'graalpy250_312_native', 'graalpy312', 'graalpy250_312_native'],
    ['cp3', 'none', 'cp3', ''],
  ] as const) {
    it(`${python}-${abi}: ${label} ${note}`, () => {
      const column = evaluate<Column>(`pythonOf('${python}', '${abi}')`)
      assert.deepEqual([column.label, column.note], [label, note])
    })
  }

  const grid = (...names: string[]): { rows: { label: string; tags: string[] }[]; columns: Column[] } => {
    const files = names.map((filename) => ({ filename }))
    return evaluate(`gridOf(versionsOf(${JSON.stringify(files)}, 'demo').flatMap(({ files }) => files))`)
  }

  it('sets pythons in their order: CPython, the stable ABI, PyPy, any', () =>
    assert.deepEqual(
      grid(
        ...['py3-none', 'pp311-pypy311_pp73', 'cp39-abi3', 'cp314-cp314t', 'cp314-cp314', 'cp310-cp310', 'cp39-cp39', 'py2.py3-none'].map(
          (tag) => `demo-1-${tag}-any.whl`,
        ),
      ).columns.map(({ label }) => label),
      ['3.9', '3.10', '3.14', '3.14t', '3.9+', 'PyPy 3.11', 'Python 2', 'Python 3'],
    ))

  it('sets platforms by family, one row for all releases of one', () => {
    const rows = grid(
      ...[
        'any',
        'win_amd64',
        'macosx_11_0_arm64',
        'macosx_10_15_arm64',
        'musllinux_1_2_x86_64',
        'manylinux_2_28_x86_64',
        'manylinux2014_x86_64',
      ].map((platform) => `demo-1-cp314-cp314-${platform}.whl`),
    ).rows.map(({ label }) => label)
    assert.deepEqual(rows, ['Linux x86-64', 'Linux x86-64', 'macOS Apple silicon', 'Windows x86-64', 'Any platform'])
  })

  it('counts a wheel for several releases of one platform from the lowest, and tells all its tags', () => {
    const [row] = evaluate<(Row & { tags: string[] })[]>(
      `platformsOf(readWheel('demo-1-cp314-cp314-manylinux_2_17_x86_64.manylinux1_x86_64.manylinux_2_5_x86_64.whl'))`,
    )
    assert.deepEqual([row?.needs, row?.tags.length], ['glibc 2.5+', 3])
  })

  it('takes of compressed tags only the pairs that there can be', () =>
    assert.deepEqual(
      grid('demo-1-cp313.cp314-cp313.cp314-any.whl').columns.map(({ label, note }) => `${label}${note}`),
      ['3.13', '3.14'],
    ))

  it('has no row for what is no wheel', () => assert.deepEqual(grid('demo-1.tar.gz', 'demo-1.egg'), { rows: [], columns: [] }))
})
