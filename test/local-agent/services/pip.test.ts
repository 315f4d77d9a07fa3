import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { findPython } from '../../servers/python.ts'
import { wheel } from './distributions.ts'
import { temporaryFolders } from './folders.ts'

const run = promisify(execFile)

describe('the package index: real pip', function () {
  const folderOf = temporaryFolders()
  let index: PackageIndex
  let folder: string

  before(function () {
    findPython(this)
  })
  beforeEach(async () => {
    folder = folderOf()
    index = await startPackageIndex({ folder })
  })
  afterEach(() => index?.close())

  const put = (one: { file: string; bytes: Buffer }): void => writeFileSync(join(folder, one.file), one.bytes)
  const pip = (command: string, ...rest: string[]): Promise<unknown> => {
    const alone = ['--isolated', '--disable-pip-version-check', '--no-cache-dir', '--retries', '0']
    return run('python3', ['-m', 'pip', command, ...alone, '--no-deps', '--index-url', index.simpleUrl, ...rest], { cwd: folder })
  }

  it('installs the newest that is not yanked', async () => {
    put(wheel({ name: 'demo', version: '1.0', says: 'one' }))
    put(wheel({ name: 'demo', version: '2.0', says: 'two', requiresPython: '>=3.7' }))
    put(wheel({ name: 'demo', version: '3.0', says: 'three', requiresPython: '>=99' }))
    put(wheel({ name: 'demo', version: '4.0', says: 'four' }))
    writeFileSync(join(folder, 'yanked.json'), JSON.stringify({ 'demo-4.0-py3-none-any.whl': 'wrong' }))
    const target = folderOf()
    await pip('install', '--target', target, 'Demo')
    assert.equal(readFileSync(join(target, 'demo.py'), 'utf8'), 'says = "two"\n')
    assert.ok(
      index.requests.some((request) => request.path.endsWith('.metadata')),
      'pip took the metadata alone',
    )
  })

  it('downloads a yanked file that is asked for by version, and one with a local version', async () => {
    const target = folderOf()
    put(wheel({ name: 'demo', version: '4.0+cpu' }))
    writeFileSync(join(folder, 'yanked.json'), JSON.stringify({ 'demo-4.0+cpu-py3-none-any.whl': '' }))
    await pip('download', '--dest', target, 'demo==4.0+cpu')
    assert.deepEqual(readdirSync(target), ['demo-4.0+cpu-py3-none-any.whl'])
  })

  it('does not find what is not there', async () => {
    await assert.rejects(pip('install', '--target', folderOf(), 'absent'), /No matching distribution/)
    assert.ok(existsSync(folder))
  })
})
