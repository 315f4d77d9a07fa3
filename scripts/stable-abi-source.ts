import { parse } from 'smol-toml'

/** Symbols that only debug builds of Python have: a module that needs one loads into no other. */
const debugOnly = ['Py_REF_DEBUG', 'Py_TRACE_REFS']

/**
 * Since which version each exported symbol is in the stable ABI, of the text of Misc/stable_abi.toml; `abi_only` ones are in it too.
 * On what platform they are there is left aside, but not those of debug builds. What the list has as added in 3.7 "and 3.6.1 and
 * 3.5.3" (a remark, as the fix went into three versions) counts from the earliest of them.
 */
export function readStableAbi(text: string): ReadonlyMap<string, string> {
  const document = parse(text)
  const items = [...Object.entries(document['function'] ?? {}), ...Object.entries(document['data'] ?? {})]
  const known = items.filter(([, item]) => !debugOnly.includes(String(item['ifdef'] ?? '')))
  const earlier = backports(text)
  return new Map(known.map(([name, item]) => [name, earlier.get(name) ?? String(item['added'])]))
}

function backports(text: string): Map<string, string> {
  const found = text.matchAll(/^\[(?:function|data)\.(\w+)\]\n\s+added = '[0-9.]+' +# \(and [0-9.]+ and ([0-9.]+)\)$/gm)
  return new Map([...found].map(([, name = '', version = '']) => [name, version]))
}

/** The text of core/wheel/stable-abi-table.ts: the same for the same facts in any order. */
export function formatStableAbi(since: ReadonlyMap<string, string>, commit: string): string {
  const versions = [...new Set(since.values())].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  const groups = versions.map((version) => {
    const names = [...since].filter(([, added]) => added === version).map(([name]) => name)
    return `  [\n    '${version}',\n    \`\n${wrapped(names.sort()).join('\n')}\n\`,\n  ],\n`
  })
  return `// Made by scripts/stable-abi.ts from Misc/stable_abi.toml of CPython, commit ${commit}. Not to be edited by hand.

/** The symbols of CPython's stable ABI, parted by white space, by the version in which they came into it; sorted. */
export const stableAbiTable: readonly (readonly [since: string, symbols: string])[] = [
${groups.join('')}]
`
}

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = []
  for (const name of names) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + name.length > 138) lines.push(name)
    else lines[lines.length - 1] = `${line} ${name}`
  }
  return lines
}
