import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { isEncrypted, repairKey } from '../../../core/build/private-key.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { Problem } from '../../../core/problem.ts'

/** Every way in which newlines are known to get lost. */
const losses: Record<string, (key: string) => string> = {
  'not at all': (key) => key,
  'to blanks': (key) => key.replaceAll('\n', ' '),
  'to nothing': (key) => key.replaceAll('\n', ''),
  'to CRLF': (key) => key.replaceAll('\n', '\r\n'),
  'to CR': (key) => key.replaceAll('\n', '\r'),
  'to two characters': (key) => key.replaceAll('\n', '\\n'),
  'to four characters': (key) => key.replaceAll('\n', '\\r\\n'),
  'at the end': (key) => key.trimEnd(),
  'with blanks around every line': (key) =>
    key
      .split('\n')
      .map((line) => `   ${line}  `)
      .join('\n'),
  'with quotes and text around': (key) => `key: "${key}" # mine`,
  'with empty lines between': (key) => key.replaceAll('\n', '\n\n'),
}
const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const lock = { cipher: 'aes-128-cbc', passphrase: 'open' }
const keys: Record<string, string> = {
  'PKCS#1': String(rsa.export({ type: 'pkcs1', format: 'pem' })),
  'PKCS#8': String(rsa.export({ type: 'pkcs8', format: 'pem' })),
  'PKCS#8, locked': String(rsa.export({ type: 'pkcs8', format: 'pem', ...lock })),
  SEC1: String(ec.export({ type: 'sec1', format: 'pem' })),
  'PKCS#1, locked': String(rsa.export({ type: 'pkcs1', format: 'pem', ...lock })),
}

describe('private-key', () => {
  for (const [kind, key] of Object.entries(keys))
    for (const [how, lose] of Object.entries(losses))
      it(`gives a ${kind} key back whose newlines went ${how}`, () => assert.equal(repairKey(lose(key)), key))

  it('gives any key back, however its newlines were lost', () => {
    const label = fc.constantFrom('OPENSSH PRIVATE KEY', 'RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY')
    fc.assert(
      fc.property(
        label,
        fc.uint8Array({ minLength: 1, maxLength: 2000 }),
        fc.array(fc.constantFrom(...Object.keys(losses)), { maxLength: 3 }),
        (name, bytes, ways) => {
          const width = name.startsWith('OPENSSH') ? 70 : 64
          const lines =
            Buffer.from(bytes)
              .toString('base64')
              .match(new RegExp(`.{1,${width}}`, 'g')) ?? []
          const key = [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`, ''].join('\n')
          assert.equal(repairKey(ways.reduce((text, way) => losses[way]?.(text) ?? text, key)), key)
        },
      ),
    )
  })

  const none: Record<string, string> = {
    nothing: '',
    text: 'hello',
    'a public key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA me@here',
    'a public PEM': '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    'half a key': '-----BEGIN OPENSSH PRIVATE KEY-----\nSECRETSECRET',
    'another end': '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----',
    'an empty one': '-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----',
    'other letters': '-----BEGIN RSA PRIVATE KEY-----\nSECRET!SECRET\n-----END RSA PRIVATE KEY-----',
    PuTTY: 'PuTTY-User-Key-File-2: ssh-rsa',
  }
  for (const [what, text] of Object.entries(none))
    it(`refuses ${what}, and tells nothing of it`, () => {
      assert.equal(
        problemCode(() => repairKey(text)),
        'CREDENTIALS',
      )
      assert.throws(
        () => repairKey(text),
        (error) => error instanceof Problem && !error.text.includes('SECRET'),
      )
    })

  describe('of ssh-keygen', () => {
    let folder: string
    before(() => (folder = mkdtempSync(join(tmpdir(), 'keys-'))))
    after(() => rmSync(folder, { recursive: true, force: true }))
    for (const type of ['ed25519', 'ecdsa', 'rsa'])
      for (const passphrase of ['', 'open sesame'])
        it(`is read by ssh-keygen again: ${type}${passphrase === '' ? '' : ', locked'}`, () => {
          const path = join(folder, `${type}${passphrase.length}`)
          execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-f', path])
          const key = readFileSync(path, 'utf8')
          assert.equal(isEncrypted(key), passphrase !== '')
          for (const lose of Object.values(losses)) assert.equal(repairKey(lose(key)), key)
          writeFileSync(`${path}-2`, repairKey(key.replaceAll('\n', ' ')), { mode: 0o600 })
          const shown = execFileSync('ssh-keygen', ['-y', '-P', passphrase, '-f', `${path}-2`], { encoding: 'utf8' })
          assert.ok(readFileSync(`${path}.pub`, 'utf8').startsWith(shown.trim().split(' ').slice(0, 2).join(' ')))
        })
  })

  for (const [kind, key] of Object.entries(keys))
    it(`knows whether a ${kind} key is locked`, () => assert.equal(isEncrypted(key), kind.endsWith('locked')))
})
