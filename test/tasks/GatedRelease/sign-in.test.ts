import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { secretForms } from '../../../core/release/upload/credentials.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { mask, signIn } from '../../../tasks/GatedRelease/upload/sign-in.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { temporaryFolders } from '../../local-agent/services/folders.ts'

const host = 'https://host.example/legacy/'

describe('signing in to an index', () => {
  const folder = temporaryFolders()
  const step = (
    variables: Record<string, string>,
    connected?: ReturnType<Ports['connection']>,
  ): { ports: Ports; secrets: string[]; log: ReturnType<typeof recordingLog> } => {
    const [log, secrets] = [recordingLog(), [] as string[]]
    const needs: Pick<Ports, 'connection' | 'variable' | 'secret' | 'files' | 'log'> = {
      connection: () => connected,
      variable: (name) => variables[name],
      secret: (value) => void secrets.push(value),
      files: localFiles(folder()),
      log,
    }
    return { ports: needs as Ports, secrets, log }
  }
  const to = (uploadUrl = host): Parameters<typeof signIn>[0] => ({ kind: 'index', uploadUrl, checkUrl: 'https://host.example/simple' })
  const pypirc = (text: string): string => {
    const path = join(folder(), '.pypirc')
    writeFileSync(path, text)
    return path
  }

  it('takes the file that TwineAuthenticate names, and says by what it signs in', async () => {
    const path = pypirc(`[distutils]\nindex-servers=a\n[a]\nrepository=${host}\nusername=ada\npassword=p/&\n`)
    const { ports, secrets, log } = step({ PYPIRC_PATH: path })
    assert.deepEqual(await signIn(to(), ports), { username: 'ada', password: 'p/&' })
    assert.deepEqual(secrets, secretForms({ username: 'ada', password: 'p/&' }))
    assert.deepEqual(log.lines, ['info: Signs in as ada, by the file of PYPIRC_PATH.'])
  })

  it('does not look into that file where something else signs in', async () => {
    const variables = { PYPIRC_PATH: pypirc('[a]\n[a]\nno option'), TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'secret' }
    assert.equal((await signIn(to(), step(variables).ports)).username, 'ada')
    const connected = { url: host, scheme: 'UsernamePassword', parameters: { username: 'grace', password: 's' } }
    assert.equal((await signIn(to(), step(variables, connected).ports)).username, 'grace')
  })

  for (const [what, path] of [
    ['that is gone', () => join(folder(), '.pypirc')],
    ['that cannot be read', () => pypirc('no option')],
    ['for another repository', () => pypirc('[a]\nrepository=https://other.example/\nusername=ada\npassword=secret\n')],
  ] as const)
    it(`refuses a file ${what}`, async () => {
      const { ports, secrets } = step({ PYPIRC_PATH: path() })
      assert.equal(await rejectedCode(signIn(to(), ports)), 'CREDENTIALS')
      assert.deepEqual(secrets, [])
    })

  for (const [address, warns] of [
    ['http://index.internal/legacy/', true],
    ['http://10.0.0.4:8080/', true],
    ['http://127.0.0.1.evil.example/', true],
    ['http://127.0.0.1:8080/', false],
    ['http://localhost/', false],
    ['http://[::1]:8080/', false],
    [host, false],
  ] as const)
    it(`${warns ? 'warns' : 'is silent'} of a password that goes to ${address}`, async () => {
      const { ports, log } = step({ TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'secret' })
      await signIn(to(address), ports)
      assert.equal(
        log.lines.some((line) => line.startsWith('warning: ')),
        warns,
      )
      assert.doesNotMatch(log.text(), /secret/)
    })

  it('masks before anything is said', async () => {
    const { ports, secrets, log } = step({ TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'secret' })
    const said: number[] = []
    await signIn(to(), { ...ports, log: { ...log, say: () => void said.push(secrets.length) } })
    assert.deepEqual(said, [secrets.length])
  })
})

describe('mask', () => {
  it('hides every form', () => {
    const hidden: string[] = []
    mask({ username: 'a', password: 'é' }, { secret: (value) => void hidden.push(value) })
    assert.deepEqual(hidden, secretForms({ username: 'a', password: 'é' }))
    assert.ok(hidden.length >= 4)
  })
})
