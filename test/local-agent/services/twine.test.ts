import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { sdist, wheel } from './distributions.ts'
import { temporaryFolders } from './folders.ts'

const run = promisify(execFile)

describe('the package index: real twine', function () {
  const folderOf = temporaryFolders()
  let index: PackageIndex
  let folder: string
  let distributions: string

  before(function () {
    const found = spawnSync('twine', ['--version']).status === 0
    if (!found && process.env['CI'] === 'true') throw new Error('This machine has no twine, which CI promises.')
    if (!found) this.skip()
  })
  beforeEach(async () => {
    folder = folderOf()
    distributions = folderOf()
    index = await startPackageIndex({ folder, upload: { username: '__token__', password: 'pypi-secret' } })
  })
  afterEach(() => index?.close())

  const put = (one: { file: string; bytes: Buffer }): void => writeFileSync(join(distributions, one.file), one.bytes)
  const upload = (password = 'pypi-secret'): Promise<unknown> => {
    const how = [
      '--non-interactive',
      '--disable-progress-bar',
      '--repository-url',
      index.uploadUrl,
      '--username',
      '__token__',
      '--password',
      password,
    ]
    const env = { ...process.env, PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring', COLUMNS: '500' }
    return run('twine', ['upload', ...how, ...readdirSync(distributions)], { cwd: distributions, env })
  }

  it('uploads a wheel and an sdist, and again without harm', async () => {
    put(wheel({ name: 'demo', version: '1.0' }))
    put(sdist({ name: 'demo', version: '1.0' }))
    await upload()
    await upload()
    assert.deepEqual(readdirSync(folder).sort(), readdirSync(distributions).sort())
  })

  it('is told that other bytes have the name', async () => {
    const first = wheel({ name: 'demo', version: '1.0' })
    put(first)
    await upload()
    put(wheel({ name: 'demo', version: '1.0', says: 'other' }))
    await assert.rejects(upload(), (error: { stdout: string }) => /400 Bad Request[\s\S]*File already exists/.test(error.stdout))
    assert.deepEqual(readFileSync(join(folder, first.file)), first.bytes)
  })

  it('is told that nobody knows it', async () => {
    put(wheel({ name: 'demo', version: '1.0' }))
    await assert.rejects(upload('wrong'), (error: { stdout: string }) => /403 Forbidden[\s\S]*Invalid or non-existent/.test(error.stdout))
  })
})
