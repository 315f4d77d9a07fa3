import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import type { ScriptAnswer } from '../../core/changes/packages/setup-script.ts'
import type { Processes } from '../../core/ports.ts'
import { askSetupScripts } from '../../flows/ask-setup-scripts.ts'
import { findPython } from '../servers/python.ts'

const setuptools = 'from setuptools import setup\n'

describe('askSetupScripts', () => {
  let base = ''
  beforeEach(async () => void (base = await realpath(await mkdtemp(join(tmpdir(), 'ask-setup-')))))
  afterEach(async () => await rm(base, { recursive: true, force: true }))

  const ask = async (
    scripts: readonly string[],
    {
      environment = process.env,
      seconds = 20,
      processes = localProcesses(),
    }: { environment?: Record<string, string | undefined>; seconds?: number; processes?: Processes } = {},
  ): Promise<(ScriptAnswer | undefined)[]> => {
    const folders = scripts.map((_, at) => join(base, `p${at}`))
    for (const [at, folder] of folders.entries()) {
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, 'setup.py'), scripts[at] ?? '')
    }
    const windows = process.platform === 'win32'
    return await askSetupScripts(folders, { files: localFiles(join(base, 'temp')), processes, environment, windows }, seconds)
  }
  const named = (answers: readonly (ScriptAnswer | undefined)[]): unknown[] => answers.map((one) => [one?.how, one?.told.name])

  it('asks nobody of nothing', async () => {
    const processes: Processes = { run: () => assert.fail() }
    assert.deepEqual(await ask([], { processes }), [])
  })

  it('runs only what cannot be read, and answers in order', async function () {
    findPython(this)
    let runs = 0
    const local = localProcesses()
    const processes: Processes = { run: async (command, on) => (runs++, await local.run(command, on)) }
    const answers = await ask(
      [`${setuptools}setup(name='a')`, `${setuptools}setup(name='b'.upper())`, 'def (', `${setuptools}setup(name='d')`],
      { processes },
    )
    assert.deepEqual(named(answers), [
      ['read', 'a'],
      ['ran', 'B'],
      ['broken', undefined],
      ['read', 'd'],
    ])
    assert.equal(runs, 2)
  })

  it('does not take a python that one of the files has ended for none', async function () {
    findPython(this)
    const local = localProcesses()
    const processes: Processes = {
      run: async (command, on) => {
        if (!command.args.some((arg) => arg.endsWith('scripts-0.json'))) return await local.run(command, on)
        let first = true
        await local.run(command, (line) => (first ? ((first = false), on(line)) : undefined))
        return { kind: 'signalled' }
      },
    }
    const [answer, other] = await ask([`${setuptools}setup(name='a')`, `${setuptools}setup(name='b')`], { processes })
    assert.deepEqual(named([answer, other]), [
      ['ran', 'a'],
      ['ran', 'b'],
    ])
  })

  it('does not read a name that something else may stand for too', async function () {
    findPython(this)
    const given = (more: string): string => `${setuptools}v = '1'\n${more}\nsetup(name='a', version=v)`
    const others = [
      'try:\n  from mine import v\nexcept ImportError:\n  pass',
      'import os.path as v; v = "2"',
      'def v(): pass\nv = "3"',
      'from os import *',
    ]
    const answers = await ask([given(''), ...others.map(given)])
    assert.deepEqual(
      answers.map((one) => [one?.how, one?.told.version]),
      [
        ['read', '1'],
        ['ran', '1'],
        ['ran', '2'],
        ['ran', '3'],
        ['ran', '1'],
      ],
    )
  })

  it('stops what loops for ever, with all that it has started, and keeps what could be read of it', async function () {
    findPython(this)
    const loops = `${setuptools}import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\nwhile True:\n  pass\nsetup(name='a', version=open('v').read())`
    const [answer] = await ask([loops], { seconds: 1 })
    assert.deepEqual([answer?.how, answer?.told.name, answer?.says], ['failed', 'a', 'it did not end within 1 seconds'])
  })

  it('shows no secret of the step', async function () {
    findPython(this)
    const secrets = {
      SYSTEM_ACCESSTOKEN: 's3cret',
      AWS_SECRET_ACCESS_KEY: 's3cret',
      MY_OWN_TOKEN: 's3cret',
      PIP_INDEX_URL: 'https://me:s3cret@packages.example/simple',
      HTTPS_PROXY: 'http://me:s3cret@proxy.example',
      UV_INDEX_URL: 'https://me:s3cret@packages.example/simple',
      ENDPOINT_AUTH_SYSTEMVSSCONNECTION: 's3cret',
    }
    const tells = `${setuptools}import os\nsetup(name='a', install_requires=sorted(k + '=' + v for k, v in os.environ.items()))`
    const [answer] = await ask([tells], { environment: { ...process.env, ...secrets } })
    assert.equal(answer?.how, 'ran')
    assert.ok((answer?.told.installs.length ?? 0) > 3)
    assert.ok(!answer?.told.installs.some((one) => one.includes('s3cret')))
    assert.ok(!answer?.told.installs.some((one) => one === `HOME=${process.env['HOME']}`))
  })

  it('does not take for an answer what is none', async function () {
    findPython(this)
    const [answer] = await ask([
      'import os\nfor at in range(3, 20):\n  try: os.write(at, b\'{}\\n{"at": 0, "how": 3}\\n\' * 3)\n  except OSError: pass\nos._exit(0)',
    ])
    assert.deepEqual([answer?.how, answer?.says], ['failed', 'python ended without a word'])
  })

  it('answers nothing where there is no python', async () => {
    assert.deepEqual(await ask([`${setuptools}setup(name='a')`], { environment: { PATH: base } }), [undefined])
  })

  it('goes on with each by itself where reading all at once ends', async () => {
    const processes: Processes = {
      run: (command, on) => {
        const isReading = command.args.at(-1)?.endsWith('.json') === true
        if (isReading) on('{"at": 0, "how": "read", "told": {"name": "a"}, "whole": true}')
        else on('{"at": 0, "how": "ran", "told": {"name": "b"}, "whole": true}')
        return Promise.resolve(isReading ? { kind: 'signalled' } : { kind: 'exited', code: 0 })
      },
    }
    assert.deepEqual(named(await ask(['', ''], { processes })), [
      ['read', 'a'],
      ['ran', 'b'],
    ])
  })

  it('does not take a python that is slow for none', async () => {
    const processes: Processes = {
      run: (command, on) => {
        if (command.args.at(-1)?.endsWith('.json') === true) return Promise.resolve({ kind: 'timed-out' })
        on('{"at": 0, "how": "ran", "told": {"name": "b"}, "whole": true}')
        return Promise.resolve({ kind: 'exited', code: 0 })
      },
    }
    assert.deepEqual(named(await ask([''], { processes })), [['ran', 'b']])
  })

  it('asks the next python where one is not what it is called', async () => {
    const asked: string[] = []
    const processes: Processes = {
      run: ({ program }, on) => {
        asked.push(program)
        if (program === 'python3') return Promise.resolve({ kind: 'exited', code: 9009 })
        on('{"at": 0, "how": "read", "told": {"name": "a"}, "whole": true}')
        return Promise.resolve({ kind: 'exited', code: 0 })
      },
    }
    assert.deepEqual(named(await ask([''], { processes, environment: {} })), [['read', 'a']])
    assert.deepEqual(asked, ['python3', 'python'])
  })

  it('reads many in one run of python, and leaves nothing behind', async function () {
    findPython(this)
    const answers = await ask(Array.from({ length: 1200 }, (_, at) => `${setuptools}setup(name='p${at}')`))
    assert.deepEqual(
      named(answers),
      Array.from({ length: 1200 }, (_, at) => ['read', `p${at}`]),
    )
    assert.deepEqual(await readdir(join(base, 'temp')), [])
  })
})
