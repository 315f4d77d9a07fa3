import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { outsideOf } from '../../../adapters/outside.ts'
import type { Command, Upload, Uploaded } from '../../../core/ports.ts'
import { parseMetadata } from '../../../core/python/metadata.ts'
import { secretForms } from '../../../core/release/upload/credentials.ts'
import { uploadFields } from '../../../core/release/upload/upload-fields.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { twineUploader, type TwineUse } from '../../../tasks/GatedRelease/upload/twine-uploader.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'
import { findTwine } from '../../servers/twine.ts'

const account = { username: 'ada', password: 'canary-p/&ss' }
const spam = wheel({ name: 'spam', version: '1.0' })
const posix = process.platform !== 'win32'

describe('uploads by twine', function () {
  this.timeout(60_000)
  const folder = temporaryFolders()
  const services: PackageIndex[] = []
  let program: string
  before(function () {
    program = findTwine(this).program
  })
  afterEach(async () => void (await Promise.all(services.splice(0).map((service) => service.close()))))

  const start = async (...faults: readonly Fault[]): Promise<{ service: PackageIndex; shelf: string; script: FaultScript }> => {
    const shelf = folder()
    const script = new FaultScript(faults)
    const service = await startPackageIndex({ folder: shelf, upload: account, faults: script })
    services.push(service)
    return { service, shelf, script }
  }
  const onDisk = (name: string, bytes: Uint8Array, metadata: string): Upload => {
    const path = join(folder(), name)
    writeFileSync(path, bytes)
    const sha256 = sha256Of(bytes)
    return { path, name, size: bytes.length, sha256, fields: uploadFields({ name, sha256 }, parseMetadata(metadata)) }
  }
  const spamOnDisk = (): Upload => onDisk(spam.file, spam.bytes, spam.metadata)

  /** Everything of one machine: what was run on it, what the log says, and what is left below the temporary folder. */
  const machine = (
    uploadUrl: string,
    how: Partial<TwineUse> & { environment?: NodeJS.ProcessEnv; onRun?: (command: Command) => void; abort?: AbortSignal } = {},
  ): { upload: (file: Upload) => Promise<Uploaded>; log: ReturnType<typeof recordingLog>; commands: Command[]; temporary: string } => {
    const { environment = process.env, onRun, abort = new AbortController().signal, ...use } = how
    const outside = outsideOf(uploadUrl, { signal: abort, wayOut: undefined, environment })
    const commands: Command[] = []
    const processes = {
      run: async (command: Command, on: (line: string) => void) => {
        commands.push(command)
        onRun?.(command)
        return await outside.processes.run(command, on)
      },
    }
    const [log, temporary] = [recordingLog(), folder()]
    const whole = { uploadUrl, credentials: account, program, ...use, outside: { ...outside, processes } }
    const uploader = twineUploader(whole, { files: localFiles(temporary), log })
    return { upload: async (file) => await uploader.upload(file), log, commands, temporary }
  }
  const uploadTo = async (service: PackageIndex, file: Upload, how: Parameters<typeof machine>[1] = {}): Promise<Uploaded> =>
    await machine(service.uploadUrl, how).upload(file)

  it('store a wheel and an sdist with their very bytes, and are harmless twice', async () => {
    const { service, shelf } = await start()
    const source = sdist({ name: 'spam', version: '1.0' })
    for (const made of [spam, source, spam])
      assert.deepEqual(await uploadTo(service, onDisk(made.file, made.bytes, spam.metadata)), { kind: 'stored' })
    for (const made of [spam, source]) assert.deepEqual(readFileSync(join(shelf, made.file)), made.bytes)
    assert.equal(service.requests.length, 3)
  })

  it('say nothing where all goes well, and everything where it does not', async () => {
    const { service, script } = await start()
    const said = async (how: Parameters<typeof machine>[1] = {}): Promise<{ kind: string; lines: string[] }> => {
      const { upload, log } = machine(service.uploadUrl, how)
      return { kind: (await upload(spamOnDisk())).kind, lines: log.lines }
    }
    assert.deepEqual(await said(), { kind: 'stored', lines: [] })
    const refused = await said({ credentials: { username: 'ada', password: 'canary-wrong' } })
    assert.equal(refused.kind, 'refused')
    for (const part of ['Uploading spam-1.0', 'Response from', '403', 'HTTPError'])
      assert.ok(refused.lines.some((line) => line.startsWith('foreign: ') && line.includes(part)))
    script.add({ path: /legacy/, do: { status: 500 } })
    const again = await said()
    assert.equal(again.kind, 'stored')
    assert.ok(again.lines.some((line) => line.includes('Received "500')) && again.lines.some((line) => line.includes('200')))
  })

  it('say what they said of a copy that was changed', async () => {
    const { service } = await start()
    const other = wheel({ name: 'spam', version: '1.0', says: 'other' })
    const { upload, log } = machine(service.uploadUrl, { onRun: ({ args }) => writeFileSync(args.at(-1) ?? '', other.bytes) })
    assert.equal(await rejectedCode(upload(spamOnDisk())), 'PLAN_CHANGED')
    assert.match(log.text(), /Response from/)
  })

  it('tell that the name belongs to other bytes', async () => {
    const { service, shelf } = await start()
    await uploadTo(service, spamOnDisk())
    const other = wheel({ name: 'spam', version: '1.0', says: 'other' })
    assert.deepEqual(await uploadTo(service, onDisk(other.file, other.bytes, other.metadata)), { kind: 'exists' })
    assert.deepEqual(readFileSync(join(shelf, spam.file)), spam.bytes)
  })

  it('tell that the name is burnt', async () => {
    const { service, shelf } = await start()
    writeFileSync(join(shelf, 'deleted.json'), JSON.stringify([spam.file]))
    const answer = await uploadTo(service, spamOnDisk())
    assert.match(answer.kind === 'refused' ? answer.says : '', /400.*previously used/)
  })

  it('tell that the password is wrong', async () => {
    const { service, shelf } = await start()
    const answer = await uploadTo(service, spamOnDisk(), { credentials: { username: 'ada', password: 'canary-wrong' } })
    assert.match(answer.kind === 'refused' ? answer.says : '', /403: Invalid or non-existent authentication/)
    assert.deepEqual(readdirSync(shelf), [])
  })

  for (const [what, fault, kind] of [
    ['403', { do: { status: 403 } }, 'refused'],
    ['403 in words of maintenance', { do: { status: 403, reason: 'Read-only mode: try later' } }, 'unsure'],
    ['409', { do: { status: 409 } }, 'exists'],
    [
      'a name that exists, far behind on a page',
      { do: { status: 400, body: `<html><p style="${'x'.repeat(900)}">File already exists` } },
      'exists',
    ],
    ['429', { do: { status: 429, headers: { 'retry-after': '7' } } }, 'unsure'],
    ['500 for ever', { do: { status: 500 } }, 'unsure'],
    ['a status without a name', { do: { status: 520 } }, 'unsure'],
    ['a reset', { do: 'reset' }, 'unsure'],
    ['a redirect', { do: { status: 307, headers: { location: 'http://127.0.0.1:1/' } } }, 'refused'],
    ['a bare 304', { do: { status: 304 } }, 'refused'],
    ['a page to sign in', { do: { status: 203, body: '<html>Sign In</html>' } }, 'refused'],
  ] as const)
    it(`that meet ${what} are ${kind}`, async () => {
      const { service, shelf } = await start({ path: /legacy/, times: 99, ...fault })
      assert.equal((await uploadTo(service, spamOnDisk())).kind, kind)
      assert.deepEqual(readdirSync(shelf), [])
    })

  it('that were stored before a 500 end well, since twine sends again', async () => {
    const { service, shelf } = await start({ path: /legacy/, carriedOut: true, do: { status: 500 } })
    assert.equal((await uploadTo(service, spamOnDisk())).kind, 'stored')
    assert.deepEqual(readdirSync(shelf), [spam.file])
  })

  it('that were stored before a reset are unsure', async () => {
    const { service, shelf } = await start({ path: /legacy/, carriedOut: true, do: 'reset' })
    assert.equal((await uploadTo(service, spamOnDisk())).kind, 'unsure')
    assert.deepEqual(readdirSync(shelf), [spam.file])
  })

  it('are unsure when nothing listens', async () => {
    const { service } = await start()
    await service.close()
    assert.equal((await uploadTo(service, spamOnDisk())).kind, 'unsure')
  })

  it('are stopped when an index never answers, and leave no twine running', async () => {
    const { service, script } = await start({ path: /legacy/, times: 99, do: 'hang' })
    const { upload, commands } = machine(service.uploadUrl, { patience: () => 4000 })
    assert.equal((await upload(spamOnDisk())).kind, 'unsure')
    assert.equal(commands[0]?.seconds, 4)
    if (process.platform === 'linux') assert.deepEqual(running(commands[0]?.args.at(-1) ?? ''), [])
    script.release()
  })

  it('end with the run that is cancelled', async () => {
    const cancel = new AbortController()
    const script = new FaultScript([{ path: /legacy/, do: 'hang' }], { onRequest: () => cancel.abort() })
    const service = await startPackageIndex({ folder: folder(), upload: account, faults: script })
    services.push(service)
    assert.equal((await uploadTo(service, spamOnDisk(), { abort: cancel.signal })).kind, 'unsure')
    script.release()
  })

  it('are refused for a file that twine takes for none, of which nothing was sent', async () => {
    const { service } = await start()
    const answer = await uploadTo(service, onDisk('spam-1.0-py3-none-any.whl', Buffer.from('no zip'), spam.metadata))
    assert.equal(answer.kind, 'refused')
    assert.equal(service.requests.length, 0)
  })

  it('are refused where the program is gone', async () => {
    const { service } = await start()
    assert.equal((await uploadTo(service, spamOnDisk(), { program: join(folder(), 'python3') })).kind, 'refused')
  })

  for (const [what, spoil] of [
    ['other bytes of the same size', (path: string) => writeFileSync(path, Buffer.alloc(spam.bytes.length))],
    ['more bytes', (path: string) => writeFileSync(path, Buffer.concat([spam.bytes, Buffer.from('x')]))],
  ] as const)
    it(`start nothing when the file has ${what}`, async () => {
      const { service } = await start()
      const file = spamOnDisk()
      spoil(file.path)
      const { upload, commands, temporary } = machine(service.uploadUrl)
      assert.equal(await rejectedCode(upload(file)), 'PLAN_CHANGED')
      assert.deepEqual([commands, service.requests, readdirSync(temporary)], [[], [], []])
    })

  it('send what was approved though the file is changed once twine is started', async () => {
    const { service, shelf } = await start()
    const file = spamOnDisk()
    assert.equal((await uploadTo(service, file, { onRun: () => writeFileSync(file.path, 'evil') })).kind, 'stored')
    assert.deepEqual(readFileSync(join(shelf, spam.file)), spam.bytes)
  })

  it('are no success where the copy was changed that twine read', async () => {
    const { service } = await start()
    const other = wheel({ name: 'spam', version: '1.0', says: 'other' })
    const onRun = ({ args }: Command): void => writeFileSync(args.at(-1) ?? '', other.bytes)
    assert.equal(await rejectedCode(uploadTo(service, spamOnDisk(), { onRun })), 'PLAN_CHANGED')
  })

  it('run from an empty folder that nobody else may enter, with an empty home, and leave nothing behind', async () => {
    const { service } = await start()
    const seen: unknown[] = []
    const onRun = ({ cwd, env, args }: Command): void => {
      seen.push(readdirSync(cwd), env['HOME'] === cwd || !posix, readFileSync(args[args.indexOf('--config-file') + 1] ?? '', 'utf8'))
      const entered = [cwd, dirname(dirname(args.at(-1) ?? ''))]
      if (posix)
        assert.deepEqual(
          entered.map((one) => statSync(one).mode & 0o077),
          [0, 0],
        )
    }
    const { upload, temporary, commands } = machine(service.uploadUrl, { onRun })
    await upload(spamOnDisk())
    assert.deepEqual(seen, [[], true, ''])
    assert.deepEqual(readdirSync(temporary), [])
    assert.equal(commands[0]?.args[0], '-I')
    assert.ok(!commands[0].args.includes('--skip-existing'))
  })

  it('hold no form of the secret in arguments, in the log, or in what is answered', async () => {
    // As hostile as an index can be: it sends back all that it was sent, in every form, and commands the agent.
    const server = createServer((asked, answer) => {
      const sent = asked.headers.authorization?.slice('Basic '.length) ?? ''
      asked.resume()
      asked.once('end', () =>
        answer.writeHead(400, `no ${sent}`).end(`${secretForms(account).join(' ')} ${sent}\n##vso[task.complete result=Succeeded]x`),
      )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const environment = { ...process.env, SYSTEM_ACCESSTOKEN: 'canary-token', TWINE_PASSWORD: 'canary-other', PYPI_PASSWORD: 'canary-pypi' }
    const lines: string[] = []
    const onRun = ({ args }: Command): void => void lines.push(args.join(' '))
    const { upload, log, commands } = machine(`http://127.0.0.1:${(server.address() as AddressInfo).port}/legacy/`, { environment, onRun })
    const answer = await upload(spamOnDisk())
    server.closeAllConnections()
    server.close()
    assert.equal(answer.kind, 'refused')
    const all = JSON.stringify([answer, log.lines, lines])
    for (const secret of [...secretForms(account), 'canary']) assert.ok(!all.includes(secret), secret)
    assert.ok(!all.includes('##vso['))
    const canaries = Object.entries(commands[0]?.env ?? {}).filter(([, value]) => value.includes('canary'))
    assert.deepEqual(canaries, [['TWINE_PASSWORD', account.password]])
  })

  for (const before of [0, 490, 3980, 4000])
    it(`show no half of a secret that an index sends back behind ${before} letters, where lines are folded`, async () => {
      const secret = Buffer.from(`${account.username}:${account.password}`).toString('base64')
      const server = createServer((asked, answer) => {
        asked.resume()
        asked.once('end', () =>
          answer.writeHead(400, `${'x'.repeat(before)}${secret}`).end(`<y ${'y'.repeat(before)}>${account.password} z`),
        )
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { upload, log } = machine(`http://127.0.0.1:${(server.address() as AddressInfo).port}/legacy/`)
      const answer = await upload(spamOnDisk())
      server.closeAllConnections()
      server.close()
      assert.equal(answer.kind, 'refused')
      const all = JSON.stringify([answer, log.lines])
      const halves = [secret, account.password].flatMap((one) => [one.slice(0, 5), one.slice(-5)])
      for (const half of halves) assert.ok(!all.includes(half), half)
    })

  if (posix)
    it('run nothing that is planted in the step: modules, settings, keyrings, other addresses', async () => {
      const { service, shelf } = await start()
      const { service: evil } = await start()
      const [planted, told] = [folder(), join(folder(), 'told')]
      const script = `open(${JSON.stringify(told)}, 'a').write(__file__)\n`
      for (const name of ['twine.py', 'sitecustomize.py', 'usercustomize.py', 'requests.py', 'keyring.py', 'http.py'])
        writeFileSync(join(planted, name), script)
      writeFileSync(
        join(planted, '.pypirc'),
        `[distutils]\nindex-servers = pypi\n[pypi]\nrepository = ${evil.uploadUrl}\nusername = x\npassword = y\n`,
      )
      writeFileSync(join(planted, '.netrc'), 'machine 127.0.0.1 login evil password evil\n')
      mkdirSync(join(planted, '.config', 'python_keyring'), { recursive: true })
      writeFileSync(
        join(planted, '.config', 'python_keyring', 'keyringrc.cfg'),
        `[backend]\ndefault-keyring=evil\nkeyring-path=${planted}\n`,
      )
      writeFileSync(join(planted, 'uname'), `#!/bin/sh\necho uname >> ${told}\n`)
      chmodSync(join(planted, 'uname'), 0o755)
      const environment = {
        ...process.env,
        HOME: planted,
        PATH: `${planted}:${process.env['PATH'] ?? ''}`,
        PYTHONPATH: planted,
        PYTHONSTARTUP: join(planted, 'twine.py'),
        PYTHONUSERBASE: planted,
        TWINE_REPOSITORY_URL: evil.uploadUrl,
        TWINE_REPOSITORY: 'pypi',
        TWINE_USERNAME: 'evil',
        NETRC: join(planted, '.netrc'),
        XDG_CONFIG_HOME: join(planted, '.config'),
      }
      const file = onDisk(spam.file, spam.bytes, spam.metadata)
      for (const name of ['twine.py', 'sitecustomize.py']) writeFileSync(join(file.path, '..', name), script)
      assert.deepEqual(await uploadTo(service, file, { environment }), { kind: 'stored' })
      assert.deepEqual([readdirSync(shelf), evil.requests], [[spam.file], []])
      assert.throws(() => readFileSync(told), { code: 'ENOENT' })
    })
})

/** Command lines of processes that hold a text. */
function running(part: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(part))
}
