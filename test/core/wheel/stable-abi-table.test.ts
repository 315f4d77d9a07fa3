import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stableAbiTable } from '../../../core/wheel/stable-abi-table.ts'
import { formatStableAbi } from '../../../scripts/stable-abi-source.ts'
import { root } from '../../root.ts'

const groups = stableAbiTable.map(([since, symbols]) => [since, symbols.trim().split(/\s+/)] as const)
const all = groups.flatMap(([, names]) => names)

describe('the table of the stable ABI', () => {
  it('has versions in order, each once', () => {
    const versions = groups.map(([since]) => since)
    assert.deepEqual(
      versions,
      [...new Set(versions)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    )
    assert.deepEqual([versions[0], versions.at(-1)], ['3.2', '3.15'])
  })

  it('has symbols sorted in their version, each in one only', () => {
    for (const [since, names] of groups) assert.deepEqual(names, names.toSorted(), since)
    assert.equal(new Set(all).size, all.length)
  })

  it('has as many as CPython has, all with its prefix', () => {
    assert.equal(all.length, 937)
    assert.deepEqual(
      all.filter((name) => !/^_?Py[A-Za-z]*_\w+$/.test(name)),
      [],
    )
  })

  it('is byte for byte what the script writes, and names its source', () => {
    const text = readFileSync(join(root, 'core/wheel/stable-abi-table.ts'), 'utf8')
    const commit = /Misc\/stable_abi\.toml of CPython, commit ([0-9a-f]{40})\./.exec(text)?.[1] ?? assert.fail('no commit')
    const since = new Map(groups.flatMap(([version, names]) => names.map((name) => [name, version] as const)))
    assert.equal(formatStableAbi(new Map([...since].toReversed()), commit), text)
  })
})
