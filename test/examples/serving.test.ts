import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { root } from '../root.ts'

const folder = join(root, 'examples/serving')
const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
const docs = readFileSync(join(root, 'docs/serving.md'), 'utf8')

interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: unknown
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}
const list = (one: string | readonly string[]): readonly string[] => (typeof one === 'string' ? [one] : one)
const statements = (name: string): readonly Statement[] => (JSON.parse(read(name)) as { Statement: readonly Statement[] }).Statement

/** Whether some statement of that effect speaks of an action on a key (empty: of the bucket itself). */
function speaks(name: string, effect: Statement['Effect'], action: string, key: string): boolean {
  const arn = `arn:aws:s3:::wheels.example.com${key === '' ? '' : `/${key}`}`
  const covers = (pattern: string): boolean =>
    new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(arn)
  return statements(name).some((one) => one.Effect === effect && list(one.Action).includes(action) && list(one.Resource).some(covers))
}

describe('the samples of how an index is served', () => {
  const policies = readdirSync(folder).filter((name) => name.endsWith('.json'))

  it('are all named in the page about them, and it names no others', () => {
    const named = [...docs.matchAll(/examples\/serving\/([\w.-]+\w)/g)].map(([, name = '']) => name)
    assert.deepEqual([...new Set(named)].sort(), readdirSync(folder).sort())
  })

  for (const name of policies)
    it(`${name} is a policy: every statement has a name, an effect, actions of S3 and resources of one bucket`, () => {
      const { Version, ...rest } = JSON.parse(read(name)) as Record<string, unknown>
      assert.deepEqual([Version, Object.keys(rest)], ['2012-10-17', ['Statement']])
      for (const one of statements(name)) {
        assert.match(one.Sid, /^[A-Za-z0-9]+$/)
        assert.ok(['Allow', 'Deny'].includes(one.Effect))
        assert.ok(list(one.Action).every((action) => /^s3:[A-Z][A-Za-z]+$/.test(action)))
        assert.ok(list(one.Resource).every((resource) => /^arn:aws:s3:::wheels\.example\.com(?:\/[\w/.*-]+)?$/.test(resource)))
        // A policy of a bucket says whom it is about; one of a role does not.
        assert.equal('Principal' in one, name.startsWith('bucket-policy'))
      }
    })

  for (const [name, action, key, expected] of [
    ['bucket-policy-public.json', 's3:GetObject', 'simple/demo/', true],
    ['bucket-policy-public.json', 's3:ListBucket', '', true],
    ['bucket-policy-public.json', 's3:PutObject', 'simple/demo/', false],
    ['bucket-policy-cloudfront.json', 's3:GetObject', 'packages/a.whl', true],
    ['bucket-policy-cloudfront.json', 's3:ListBucket', '', true],
    ['reader-policy.json', 's3:GetObject', 'simple/demo/index.json', true],
    ['reader-policy.json', 's3:ListBucket', '', true],
    ['reader-policy.json', 's3:PutObject', 'simple/demo/index.json', false],
    ['publisher-policy.json', 's3:PutObject', '.wheelworks-probe', true],
    ['publisher-policy.json', 's3:GetObject', 'simple/demo/index.json', true],
    ['publisher-policy.json', 's3:ListBucket', '', true],
    ['publisher-policy.json', 's3:DeleteObject', 'packages/a.whl', false],
    ['publisher-removes-policy.json', 's3:DeleteObject', 'packages/a.whl', true],
    ['publisher-removes-policy.json', 's3:DeleteObject', 'index.html', false],
  ] as const)
    it(`${name} ${expected ? 'allows' : 'does not allow'} ${action} on ${key === '' ? 'the bucket' : key}`, () =>
      assert.equal(speaks(name, 'Allow', action, key), expected))

  for (const [key, denied] of [
    ['packages/demo-1.0-py3-none-any.whl', true],
    ['packages/demo-1.0.tar.gz', true],
    // Metadata is put right where an earlier run left other bytes; documents and pages change.
    ['packages/demo-1.0-py3-none-any.whl.metadata', false],
    ['simple/demo/index.json', false],
  ] as const)
    it(`bucket-policy-immutable.json ${denied ? 'denies' : 'leaves'} a write over ${key}`, () =>
      assert.equal(speaks('bucket-policy-immutable.json', 'Deny', 's3:PutObject', key), denied))

  it('denies such writes only where they come without the condition', () => {
    const conditions = statements('bucket-policy-immutable.json').map(({ Condition }) => Condition)
    assert.deepEqual(conditions, [{ Null: { 's3:if-none-match': 'true' } }])
  })

  it('lets one distribution read, and no other', () => {
    for (const { Principal, Condition } of statements('bucket-policy-cloudfront.json')) {
      assert.deepEqual(Principal, { Service: 'cloudfront.amazonaws.com' })
      assert.match(Condition?.['StringEquals']?.['AWS:SourceArn'] ?? '', /^arn:aws:cloudfront::\d{12}:distribution\/\w+$/)
    }
  })
})

interface CloudFrontRequest {
  readonly uri: string
  readonly headers: Readonly<Record<string, { readonly value: string }>>
}
type Redirect = { readonly statusCode: number; readonly headers: Readonly<Record<string, { readonly value: string }>> }

describe('the CloudFront Function', () => {
  const source = read('cloudfront-function.js')
  const context = createContext({})
  runInContext(source, context)
  const handle = (uri: string, accept?: string): string => {
    const headers = accept === undefined ? {} : { accept: { value: accept } }
    const event = { request: { method: 'GET', uri, querystring: {}, headers } }
    const answer = runInContext(`handler(${JSON.stringify(event)})`, context) as CloudFrontRequest | Redirect
    return 'statusCode' in answer ? `${answer.statusCode} ${answer.headers['location']?.value}` : answer.uri
  }
  const pip = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01'
  const uv = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01'

  for (const [uri, accept, expected] of [
    ['/simple/demo/', pip, '/simple/demo/index.json'],
    ['/simple/demo/', uv, '/simple/demo/index.json'],
    ['/simple/demo/', 'text/html', '/simple/demo/index.html'],
    ['/simple/demo/', '*/*', '/simple/demo/index.html'],
    ['/simple/demo/', undefined, '/simple/demo/index.html'],
    ['/simple/demo/', 'application/vnd.pypi.simple.v1+json;q=0, text/html', '/simple/demo/index.html'],
    ['/simple/demo/', 'text/html, application/vnd.pypi.simple.latest+json;q=0.5', '/simple/demo/index.json'],
    ['/simple/demo', pip, '301 /simple/demo/'],
    ['/simple/Demo.Pkg__x/', pip, '301 /simple/demo-pkg-x/'],
    ['/simple/Demo', pip, '301 /simple/demo/'],
    ['/simple/', pip, '/simple/index.json'],
    ['/simple/', undefined, '/simple/index.html'],
    ['/simple', pip, '301 /simple/'],
    ['/simple/index.json', undefined, '/simple/index.json'],
    ['/simple/index.html', pip, '/simple/index.html'],
    ['/simple/demo/index.html', pip, '/simple/demo/index.html'],
    ['/simple/demo/index.json', undefined, '/simple/demo/index.json'],
    ['/team/wheels/simple/demo/', pip, '/team/wheels/simple/demo/index.json'],
    ['/team/wheels/', pip, '/team/wheels/index.html'],
    ['/', pip, '/index.html'],
    ['/packages/demo-1.0-py3-none-any.whl', pip, '/packages/demo-1.0-py3-none-any.whl'],
    ['/packages/demo-1.0+cpu-py3-none-any.whl', undefined, '/packages/demo-1.0%2Bcpu-py3-none-any.whl'],
    ['/packages/demo-1.0%2Bcpu-py3-none-any.whl.metadata', undefined, '/packages/demo-1.0%2Bcpu-py3-none-any.whl.metadata'],
    ['/pypi/demo/json', undefined, '/pypi/demo/json'],
    // What begins with two slashes is another host to a browser that is sent there.
    ['//evil.example/simple', pip, '//evil.example/simple'],
    ['//evil.example/simple/Demo', pip, '//evil.example/simple/Demo'],
    ['/\\evil.example/simple', undefined, '/\\evil.example/simple'],
    ['/simple/%00/', pip, '/simple/%00/index.json'],
  ] as const)
    it(`makes ${uri}${accept === undefined ? '' : ` (${accept.slice(0, 45)})`} ${expected}`, () =>
      assert.equal(handle(uri, accept), expected))

  it('leads to a redirect at most once', () => {
    for (const uri of ['/simple', '/simple/A_b', '/simple/A_b/', '/simple/a--b', '/simple//']) {
      const first = handle(uri)
      if (first.startsWith('301 ')) assert.doesNotMatch(handle(first.slice(4)), /^301/)
    }
  })

  it('keeps to what cloudfront-js-2.0 knows, and to its 10 kB', () => {
    const code = source.replaceAll(/^\/\/.*$/gm, '')
    assert.doesNotMatch(code, /\?\.|\?\?|\.\.\.|=>|\bclass\b|\bimport\b|\brequire\b|`|\bconsole\b/)
    assert.ok(Buffer.byteLength(source) < 10_240)
  })
})
