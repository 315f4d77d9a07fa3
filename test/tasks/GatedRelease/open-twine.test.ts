import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { outsideOf } from '../../../adapters/outside.ts'
import type { Command } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { zip } from '../../../local-agent/services/zip-writer.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { openUploader } from '../../../tasks/GatedRelease/upload/open-uploader.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'
import { findPython, findPythons } from '../../servers/python.ts'
import { findTwine } from '../../servers/twine.ts'
import { inputsOf } from './releasing.ts'

const account = { username: 'ada', password: 'canary' }
const spam = wheel({ name: 'spam', version: '1.0' })
const url = 'http://127.0.0.1:1/legacy/'

describe('the twine of a step', function () {
  this.timeout(120_000)
  if (process.platform === 'win32') return
  const folder = temporaryFolders()
  const indexes: PackageIndex[] = []
  afterEach(async () => void (await Promise.all(indexes.splice(0).map((index) => index.close()))))

  /** A step with this environment, its sources and what was run in it. */
  class Step {
    readonly log = recordingLog()
    readonly commands: Command[] = []
    readonly sources = join(folder(), 'sources')
    readonly temporary = folder()
    private readonly environment: NodeJS.ProcessEnv

    constructor(environment: NodeJS.ProcessEnv) {
      this.environment = environment
      mkdirSync(this.sources)
    }

    async open(uploadUrl = url, given: Record<string, string> = {}): ReturnType<typeof openUploader> {
      const inputs = inputsOf({ mode: 'publish', ...given })
      const needs: Pick<Ports, 'files' | 'log' | 'sources' | 'outside' | 'builtin'> = {
        files: localFiles(this.temporary),
        log: this.log,
        sources: this.sources,
        builtin: () => ({ upload: () => Promise.resolve({ kind: 'stored' }) }),
        outside: async (to) => {
          const outside = outsideOf(to, { signal: new AbortController().signal, wayOut: undefined, environment: this.environment })
          const run: typeof outside.processes.run = async (command, on) => (
            this.commands.push(command),
            await outside.processes.run(command, on)
          )
          return await Promise.resolve({ ...outside, processes: { run } })
        },
      }
      return await openUploader(uploadUrl, account, inputs, needs as Ports)
    }
  }
  /** A folder for PATH with programs that are scripts of the shell. */
  const programs = (scripts: Record<string, string>): string => {
    const made = folder()
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(made, name), `#!/bin/sh\n${script}\n`)
      chmodSync(join(made, name), 0o755)
    }
    return made
  }
  /** A python to all appearances: it tells where it lies, and its twine's version. */
  const pretender = (twine: string): string => {
    const made = programs({ python3: '' })
    writeFileSync(join(made, 'python3'), `#!/bin/sh\ncase "$*" in\n*sys.executable*) echo ${made}/python3 ;;\n*twine*) ${twine} ;;\nesac\n`)
    return made
  }

  describe('that is there', () => {
    it('is found behind a python that has none, and uploads', async function () {
      const { program } = findTwine(this)
      const shelf = folder()
      const index = await startPackageIndex({ folder: shelf, upload: account })
      indexes.push(index)
      const way = folder()
      symlinkSync(program, join(way, 'python3'))
      const step = new Step({ PATH: [pretender('exit 1'), 'relative', '', way].join(delimiter), HOME: folder() })
      const uploader = await step.open(index.uploadUrl)
      const path = join(folder(), spam.file)
      writeFileSync(path, spam.bytes)
      const file = { path, name: spam.file, size: spam.bytes.length, sha256: sha256Of(spam.bytes), fields: [] }
      assert.deepEqual(await uploader.upload(file), { kind: 'stored' })
      assert.deepEqual(readFileSync(join(shelf, spam.file)), spam.bytes)
      assert.match(step.log.text(), /Uploads by twine \d+\.\d+.* of \//)
      assert.ok(step.commands.every((command) => command.program.startsWith('/') && command.args[0] === '-I'))
    })

    it('is the first on PATH that can be used, asked once, and without any secret', async () => {
      const [old, good, later] = [
        pretender('echo twine version 3.8.0'),
        pretender('echo "twine version 6.1.0 (x)"'),
        pretender('echo twine version 7.0.0'),
      ]
      const step = new Step({ PATH: [old, good, good, later].join(delimiter), SYSTEM_ACCESSTOKEN: 'canary', TWINE_PASSWORD: 'canary' })
      await step.open()
      assert.match(step.log.text(), new RegExp(`twine 6\\.1\\.0 of ${good}/python3`))
      assert.equal(step.commands.length, 4)
      assert.doesNotMatch(JSON.stringify(step.commands.map(({ env }) => env)), /canary/)
    })

    it('is none that lies in the folder of the sources, the working folder, or a home', async function () {
      const { program } = findTwine(this)
      const way = folder()
      symlinkSync(findPythons('sys').find((python) => python !== program) ?? program, join(way, 'python3'))
      const [planted, told] = [folder(), join(folder(), 'told')]
      const site = join(planted, '.local/lib/python3.11/site-packages')
      mkdirSync(site, { recursive: true })
      for (const where of [planted, site])
        writeFileSync(join(where, 'twine.py'), `open(${JSON.stringify(told)}, 'w')\nprint('twine version 9.9')\n`)
      const step = new Step({ PATH: way, HOME: planted, PYTHONPATH: planted, PYTHONUSERBASE: join(planted, '.local') })
      await step.open().catch((error: unknown) => assert.ok(error instanceof Problem && error.code === 'TWINE_MISSING'))
      assert.ok(!existsSync(told))
    })

    it('is none of a python below the sources, however PATH leads there', async () => {
      const [good, link] = [pretender('echo twine version 6.1.0'), join(folder(), 'link')]
      const path: string[] = []
      const step = new Step({
        get PATH() {
          return [...path, good].join(delimiter)
        },
      })
      for (const where of ['', 'venv/bin']) {
        const inside = join(step.sources, where)
        mkdirSync(inside, { recursive: true })
        writeFileSync(join(inside, 'python3'), '#!/bin/sh\ntouch "$0.ran"\n')
        chmodSync(join(inside, 'python3'), 0o755)
        path.push(inside)
      }
      symlinkSync(step.sources, link)
      path.push(link, join(link, 'venv', 'bin'))
      await step.open()
      assert.match(step.log.text(), new RegExp(`twine 6\\.1\\.0 of ${good}/python3`))
      assert.ok(!existsSync(join(step.sources, 'python3.ran')) && !existsSync(join(step.sources, 'venv/bin/python3.ran')))
    })

    it('is not looked for by the builtin uploader', async () => {
      const step = new Step({ PATH: pretender('echo twine version 6.1.0') })
      await step.open(url, { uploader: 'builtin' })
      assert.deepEqual(step.commands, [])
    })

    it('is not told a password that it cannot send', async () => {
      const step = new Step({ PATH: pretender('echo twine version 6.1.0') })
      const odd = inputsOf({ mode: 'publish' })
      assert.equal(await rejectedCode(openUploader(url, { username: 'ada', password: 'пароль' }, odd, {} as Ports)), 'CREDENTIALS')
      assert.deepEqual(step.commands, [])
    })
  })

  describe('that is not there', () => {
    for (const [what, path] of [
      ['no python', () => folder()],
      ['no PATH', () => ''],
      ['a python without twine', () => pretender('exit 1')],
      ['a twine that is too old', () => pretender('echo twine version 3.8.2')],
      ['a twine that says nothing of itself', () => pretender('echo hello')],
      ['a python that says it is elsewhere', () => programs({ python3: 'echo python3' })],
      ['a python that hangs up', () => programs({ python3: 'kill -9 $$' })],
    ] as const)
      it(`with ${what} says what to do`, async () => {
        const error = await new Step({ PATH: path() }).open().catch((thrown: unknown) => thrown)
        assert.ok(error instanceof Problem && error.code === 'TWINE_MISSING')
        assert.match(error.remedy, /twineRequirements.*uploader: builtin/)
      })
  })

  describe('that is installed from requirements', () => {
    const marker = 'installed by hash'
    /** A wheel that is twine to all appearances. */
    const twine = (says = marker): { file: string; bytes: Buffer } => {
      const info = 'twine-9.1.dist-info'
      const members: [string, Buffer][] = [
        ['twine/__init__.py', Buffer.from('')],
        ['twine/__main__.py', Buffer.from(`import sys\nprint('twine version 9.1 (${says})')\n`)],
        [`${info}/METADATA`, Buffer.from('Metadata-Version: 2.1\nName: twine\nVersion: 9.1\n')],
        [`${info}/WHEEL`, Buffer.from('Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n')],
        [`${info}/RECORD`, Buffer.from('')],
      ]
      return { file: 'twine-9.1-py3-none-any.whl', bytes: zip(members) }
    }
    const serve = async (...made: readonly { file: string; bytes: Uint8Array }[]): Promise<PackageIndex> => {
      const shelf = folder()
      for (const { file, bytes } of made) writeFileSync(join(shelf, file), bytes)
      const index = await startPackageIndex({ folder: shelf })
      indexes.push(index)
      return index
    }
    const locked = `twine==9.1 --hash=sha256:${sha256Of(twine().bytes)}\n`
    /** A step whose one python has pip, but no twine. */
    const stepFor = (test: Mocha.Context, index: PackageIndex, more: NodeJS.ProcessEnv = {}): Step => {
      findPython(test)
      const [real] = findPythons('pip')
      assert.ok(real !== undefined)
      const way = programs({ python3: `case "$*" in *-m\\ twine*) exit 1 ;; *sys.executable*) echo "$0" ;; *) exec ${real} "$@" ;; esac` })
      return new Step({ PATH: way, PIP_INDEX_URL: index.simpleUrl, ...more })
    }

    it('is used, from an environment of its own', async function () {
      const step = stepFor(this, await serve(twine()), { TWINE_PASSWORD: 'canary', HOME: folder() })
      await step.open(url, { twineRequirements: locked })
      assert.match(step.log.text(), new RegExp(`Uploads by twine 9\\.1 of ${step.temporary}/twine-\\w+/twine/bin/python`))
      assert.doesNotMatch(JSON.stringify(step.commands.map(({ env }) => env)), /canary/)
      assert.ok(step.commands.some(({ args }) => args.includes('--require-hashes') && args.includes('--no-deps')))
    })

    it('is installed from a file below the sources too', async function () {
      const step = stepFor(this, await serve(twine()))
      mkdirSync(join(step.sources, 'build'))
      writeFileSync(join(step.sources, 'build', 'twine.txt'), `# pinned\n${locked}`)
      await step.open(url, { twineRequirements: 'build/twine.txt' })
      assert.match(step.log.text(), /Uploads by twine 9\.1/)
    })

    it('is not installed where the index has other bytes', async function () {
      const step = stepFor(this, await serve(twine('evil')))
      assert.equal(await rejectedCode(step.open(url, { twineRequirements: locked })), 'TWINE_MISSING')
    })

    it('is not installed where the index has nothing', async function () {
      const step = stepFor(this, await serve())
      const error = await step.open(url, { twineRequirements: locked }).catch((thrown: unknown) => thrown)
      assert.ok(error instanceof Problem && error.code === 'TWINE_MISSING')
      assert.match(error.message, /twine/)
    })

    it('is not installed by settings that are planted in a home', async function () {
      const [home, elsewhere] = [folder(), folder()]
      for (const name of ['.config/pip/pip.conf', '.pip/pip.conf', 'pip.conf']) {
        mkdirSync(join(home, name, '..'), { recursive: true })
        writeFileSync(join(home, name), `[global]\ntarget = ${elsewhere}\nindex-url = http://127.0.0.1:1/\n`)
      }
      const step = stepFor(this, await serve(twine()), {
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        PIP_CONFIG_FILE: join(home, 'pip.conf'),
        PIP_TARGET: elsewhere,
      })
      await step.open(url, { twineRequirements: locked })
      assert.deepEqual(readdirSync(elsewhere), [])
    })

    for (const [what, requirements, code] of [
      ['a requirement without a hash', 'twine==9.1\nidna==3.1', 'INPUT_INVALID'],
      ['another index', `--index-url https://evil.example/\n${locked}`, 'INPUT_INVALID'],
      ['a file that is not there', 'build/none.txt', 'FILE_MISSING'],
      ['a file above the sources', '../twine.txt', 'FILE_MISSING'],
      ['a file somewhere else', '/etc/passwd', 'FILE_MISSING'],
      ['a link that leads out', 'link.txt', 'FILE_MISSING'],
      ['a folder', '.', 'FILE_MISSING'],
    ] as const)
      it(`is refused for ${what}, before anything is fetched`, async () => {
        const step = new Step({ PATH: pretender('exit 1') })
        symlinkSync('/etc/passwd', join(step.sources, 'link.txt'))
        writeFileSync(join(step.sources, '..', 'twine.txt'), locked)
        assert.equal(await rejectedCode(step.open(url, { twineRequirements: requirements })), code)
        assert.ok(!step.commands.some(({ args }) => args.includes('pip') || args.includes('venv')))
      })

    it('is not installed where one is there', async () => {
      const step = new Step({ PATH: pretender('echo twine version 6.1.0') })
      await step.open(url, { twineRequirements: locked })
      assert.ok(!step.commands.some(({ args }) => args.includes('venv')))
    })
  })
})
