import assert from 'node:assert/strict'
import { chmodSync, copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loggingCommandOf } from '../../core/logging-command.ts'
import { sdistBytes, pkgInfo } from '../fakes/sdist-bytes.ts'
import { wheelBytes } from '../fakes/wheel-bytes.ts'
import { root } from '../root.ts'
import { startWebServer, type WebServer } from '../servers/web-server.ts'
import { filesWith, type OwnReport, OwnPipeline } from './own-pipeline.ts'

const order = '##vso[task.setvariable variable=pwned;isOutput=true]yes'
const markup = '|`<b onclick=x>[a](javascript:x)'
const harm = `${order} ${markup}`

/** Keeps what the task's own process says before the agent has masked or obeyed it. */
const tee = (file: string): string => `
const { appendFileSync } = require('node:fs')
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream)
  stream.write = (chunk, ...rest) => { appendFileSync(${JSON.stringify(file)}, chunk); return write(chunk, ...rest) }
}
require('./real.cjs')
`

/** A python whose pip prints what no agent may obey, and notes what it was given. */
const python = (saw: string): string => `#!/bin/sh
{ echo "program $(tr '\\0' ' ' < /proc/$$/cmdline)"; env; } >> '${saw}'
case "$*" in
*--version*) echo 'pip 24.0 from somewhere (python 3.12)';;
*) printf '${order}\\n\\033[31m${order}\\033[2J\\r${order}\\n'; head -c 1000000 /dev/zero | tr '\\0' x; echo
   echo "Looking in indexes: $PIP_INDEX_URL"; echo 'ERROR: ${harm}' >&2; exit 1;;
esac
`

describe('an index among those who mean harm', function () {
  this.timeout(240_000)
  let own: OwnPipeline
  let server: WebServer
  let report: OwnReport
  const secrets = { password: 'very-secret-password', key: 'AKIAVERYSECRET', secret: 'the-secret-of-the-bucket' }
  const steps = ['publish', 'again', 'yank', 'status', 'verify', 'rebuild'] as const

  before(async function () {
    if (process.platform === 'win32') this.skip()
    server = await startWebServer(({ path }, response) => {
      if (path === '/simple/') response.writeHead(500, harm, { 'content-type': 'text/plain' }).end(`${harm}\r\n${order}\n`)
      else if (path.includes('no-such')) response.writeHead(302, { location: `/${encodeURI(harm)}` }).end()
      else response.writeHead(200, { 'content-type': harm, 'cache-control': harm }).end(harm)
    })
    own = new OwnPipeline()
    own.write('repository/README', '')
    const dist = (name: string, bytes: Uint8Array): void => writeFileSync(own.write(`repository/dist/${name}`, ''), bytes)
    dist('good-1.0-py3-none-any.whl', wheelBytes('good-1.0-py3-none-any.whl'))
    dist('good-1.0.tar.gz', sdistBytes('good-1.0.tar.gz', { 'PKG-INFO': pkgInfo('good', '1.0', `Summary: ${harm}\nKeywords: ${order}\n`) }))
    dist('named-1.0.tar.gz', sdistBytes('named-1.0.tar.gz', { 'PKG-INFO': pkgInfo(harm, order) }))
    dist('links-1.0.tar.gz', sdistBytes('links-1.0.tar.gz', { more: [{ path: `links-1.0/${order}`, type: '2', target: '../../x' }] }))
    dist(`${order}-1.0-py3-none-any.whl`, Buffer.from('no zip'))
    dist(`line\n${order}\r${order}-1.0.tar.gz`, Buffer.from('no gzip'))
    const extension = own.path('extension')
    cpSync(join(root, 'dist'), extension, { recursive: true })
    const task = join(extension, 'tasks/PublishIndex')
    copyFileSync(join(task, 'main.cjs'), join(task, 'real.cjs'))
    writeFileSync(join(task, 'main.cjs'), tee(own.path('raw')))
    chmodSync(own.write('bin/python3', python(own.path('saw'))), 0o755)
    const bucket = own.path('bucket')
    const services = { bucket: { s3: { bucket: 'wheels', folder: bucket, accessKey: secrets.key, secretKey: secrets.secret } } }
    const connections = { aws: { type: 'AWS', parameters: { username: secrets.key, password: secrets.secret } } }
    report = await own.run('harm', job(bucket), { secrets, services, connections } as never, { extension })
  })
  after(async () => {
    await server?.close()
    own?.remove()
  })

  const step = (name: (typeof steps)[number], inputs: string): string => `
  - task: PublishIndex@1
    name: ${name}
    continueOnError: true
    inputs:
      store: s3://wheels
      awsConnection: aws
      endpointUrl: $(bucket.endpointUrl)
      checkUrl: ${server.url.replace('://', '://me:$(password)@')}/simple
${inputs.replaceAll(/^/gm, '      ')}
    env:
      PATH: ${own.path('bin')}:${process.env['PATH'] ?? ''}
      AWS_SECRET_ACCESS_KEY: $(secret)
`
  /** What others put into the bucket between two steps. */
  const spoil = (bucket: string): string => `
  - bash: |
      mkdir -p '${bucket}/simple/bad' '${bucket}/simple/${order}'
      printf '%s' '{"meta":{"api-version":"${harm}"},"files":[],"name":"${order}"}' > '${bucket}/simple/bad/index.json'
      printf '%s' '${order}' > '${bucket}/packages/${order}-1.0-py3-none-any.whl'
      printf '%s' '${order}' > '${bucket}/simple/${order}/index.json'
      printf '%s' '${order}' > '${bucket}/packages/stray-1.0-py3-none-any.whl'
`
  const job = (bucket: string): string => `
- job: index
  variables:
    System.Debug: true
  steps:
${step('publish', 'distributions: dist')}
${step('again', 'distributions: dist')}
${step('yank', `mode: yank\nrequirements: good==1.0\nreason: >-\n  ${harm}`)}
${step('status', `mode: status\nrequirements: good\nstatus: deprecated\nreason: >-\n  ${harm}`)}
${spoil(bucket)}
${step('verify', 'mode: verify')}
${step('rebuild', 'mode: rebuild')}
  - script: echo 'variable $(pwned) $(publish.pwned)'
`

  const lines = (): string[] => readFileSync(own.path('raw'), 'utf8').split(/\r\n|\r|\n/)

  /** Told by the task library of inputs, and masked by the agent that knows the secret in it. */
  const isInput = (line: string): boolean => line.startsWith('##vso[task.debug]checkUrl=') || line.startsWith('##vso[task.setsecret]')

  it('gives the run no variable and no output but those of the task', () => {
    assert.ok(
      report.log.some((line) => line.includes('variable $(pwned) $(publish.pwned)')),
      report.log.join('\n'),
    )
    const outputs = report.run.records.flatMap((record) =>
      steps.some((name) => name === record.identifier?.split('.').at(-1)) ? [...record.outputs.keys()] : [],
    )
    assert.deepEqual([...new Set(outputs)].sort(), ['indexUrl', 'publishedCount', 'skippedCount'])
  })

  it('says nothing that an agent would obey', () => {
    // What the pipeline itself has written is repeated in a debugged run, behind a command that an agent takes the whole line for.
    const commands = lines().filter((line) => /##\s*vso\[/i.test(line) && !line.startsWith('##vso[task.debug]reason='))
    assert.deepEqual(
      commands.filter((line) => !line.startsWith('##vso[') || line.slice(2).includes('##vso[')),
      [],
    )
    const variables = commands.filter((line) => loggingCommandOf(line) === 'task.setvariable')
    assert.equal(variables.length, 3 * steps.length)
    assert.deepEqual(
      variables.filter((line) => line.includes('pwned')),
      [],
    )
    assert.ok(lines().some((line) => line.includes('#_#vso[task.setvariable variable=pwned')))
    assert.ok(lines().every((line) => !line.includes('\u001b[2J')))
  })

  it('tells each step on the page of the run in tables that are whole, without markup of others', () => {
    const summaries = report.run.attachments.filter(({ type }) => /summary/i.test(type))
    const texts = summaries.map(({ bytes }) => new TextDecoder().decode(bytes))
    assert.ok(texts.length >= steps.length, String(texts.length))
    assert.ok(texts.some((text) => text.includes('&#35;&#35;vso')))
    for (const text of texts) {
      assert.doesNotMatch(text, /<b|`|\]\(/)
      assert.ok(text.length < 100_000)
      let columns: number | undefined
      for (const line of text.split('\n')) {
        const cells = line.startsWith('|') ? line.split('|').length : undefined
        assert.ok(columns === undefined || cells === undefined || cells === columns, line)
        columns = cells
      }
    }
  })

  it('shows no secret, in the log of a debugged run, in files and to pip', () => {
    for (const [name, secret] of Object.entries(secrets)) {
      assert.deepEqual(
        report.log.filter((line) => line.includes(secret)),
        [],
        name,
      )
      assert.deepEqual(filesWith([secret], report.folder), [], name)
      assert.deepEqual(
        lines().filter((line) => line.includes(secret) && !isInput(line)),
        [],
        name,
      )
    }
    const saw = readFileSync(own.path('saw'), 'utf8').split('\n')
    assert.ok(saw.some((line) => line.startsWith('program ') && line.includes('download')))
    const telling = saw.filter((line) => Object.values(secrets).some((secret) => line.includes(secret)))
    assert.deepEqual([...new Set(telling.map((line) => line.replace(/=.*/, '')))], ['PIP_INDEX_URL'])
    assert.deepEqual(
      saw.filter((line) => /^(?:AWS_|INPUT_|ENDPOINT_|SECRET_|SYSTEM_ACCESSTOKEN)/.test(line)),
      [],
    )
  })
})
