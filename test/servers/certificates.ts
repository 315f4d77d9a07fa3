import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'mocha'

/** Paths of PEM files: an authority, a server's certificate and a client's that it has signed, and the client's as a PKCS #12 archive. */
export interface Certificates {
  readonly authority: string
  readonly server: { readonly cert: string; readonly key: string }
  readonly client: { readonly cert: string; readonly key: string; readonly archive: string; readonly password: string }
  remove(): void
}

/** Makes an authority of the test's own, and certificates for hosts; a machine without openssl skips by name, but under CI. */
export function makeCertificates(test: Context, hosts: readonly string[]): Certificates {
  if (!hasOpenssl()) {
    if (process.env['CI'] === 'true') throw new Error('This machine has no openssl, which CI promises.')
    test.skip()
  }
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  const at = (name: string): string => join(folder, name)
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const signed = (name: string, extensions: string): { cert: string; key: string } => {
    writeFileSync(at(`${name}.ext`), extensions)
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
    const by = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial']
    openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`)
    return { cert: at(`${name}.pem`), key: at(`${name}.key`) }
  }
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'authority.key',
    '-out',
    'authority.pem',
    '-days',
    '2',
    '-subj',
    '/CN=An authority of the tests',
  )
  const server = signed('server', `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`)
  const client = signed('client', 'extendedKeyUsage=clientAuth\n')
  const password = 'archive password'
  openssl('pkcs12', '-export', '-in', 'client.pem', '-inkey', 'client.key', '-out', 'client.p12', '-passout', `pass:${password}`)
  return {
    authority: at('authority.pem'),
    server,
    client: { ...client, archive: at('client.p12'), password },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
