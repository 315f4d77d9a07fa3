// Makes core/wheel/stable-abi-table.ts from CPython's own list of its stable ABI, Misc/stable_abi.toml:
//   node build/scripts/stable-abi.js <CPython checkout, or the file> [commit]
// The commit is that of the checkout unless it is given. Only facts are taken over: which symbol, and since which version.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatStableAbi, readStableAbi } from './stable-abi-source.ts'

const [source, given] = process.argv.slice(2)
if (source === undefined) throw new Error('Name a checkout of CPython, or its Misc/stable_abi.toml.')
const checkout = statSync(source).isDirectory()
const text = readFileSync(checkout ? join(source, 'Misc/stable_abi.toml') : source, 'utf8')
const commit = given ?? (checkout ? spawnSync('git', ['-C', source, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout.trim() : '')
if (!/^[0-9a-f]{40}$/.test(commit)) throw new Error('Name the commit of CPython that the file is of: 40 hex digits.')
writeFileSync(resolve(import.meta.dirname, '../../core/wheel/stable-abi-table.ts'), formatStableAbi(readStableAbi(text), commit))
