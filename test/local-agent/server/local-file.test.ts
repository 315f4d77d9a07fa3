import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expressionParts, type LocalFile, localPath, readAssignments, readLocalFile } from '../../../local-agent/server/local-file.ts'
import { Mistake } from '../../../local-agent/mistake.ts'
import { root } from '../../root.ts'

describe('local file', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'local-file-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  const readText = (text: string, overrides?: Partial<LocalFile>): LocalFile => {
    writeFileSync(join(folder, 'p.local.yml'), text)
    return readLocalFile(join(folder, 'p.yml'), overrides)
  }

  it('lies beside the pipeline', () => {
    assert.equal(localPath('a/azure-pipelines.yml'), 'a/azure-pipelines.local.yml')
    assert.equal(localPath('p.yaml'), 'p.local.yml')
  })

  it('need not be there', () => {
    const local = readLocalFile(join(folder, 'p.yml'))
    assert.deepEqual(
      [local.reason, local.branch, local.repository, local.variables, local.requires],
      ['Manual', 'refs/heads/main', '.', {}, []],
    )
    assert.match(local.out, /^out\/local-file-/)
  })

  it('says all of this', () =>
    assert.deepEqual(
      readText(
        [
          'out: out/x',
          'variables: { a: 1.0 }',
          'groups: { g: { b: 2 } }',
          'secrets: { c: s }',
          'connections: { aws: { type: AWS, url: http://127.0.0.1:1/, scheme: UsernamePassword, parameters: { username: u }, data: { region: r } }, plain: { type: Generic } }',
          'reason: PullRequest',
          'branch: refs/pull/1/merge',
          'pullRequest: { number: 7, source: change, target: $(onto), fork: true }',
          'requestedFor: { displayName: D, uniqueName: d@example.com }',
          'repository: ..',
          'provider: GitHub',
          'services: { i: { packageIndex: { folder: $(out)/i, sdists: sdists, username: u, password: p } }, j: { packageIndex: { folder: j } }, k: { s3: { bucket: b, folder: f, accessKey: A, secretKey: s } }, l: { s3: { bucket: b, accessKey: A, publicRead: true } } }',
          'environments: { e: { approver: { uniqueName: a@example.com }, comment: "$[ stageDependencies.a.b.result ]", unattended: approve }, f: {} }',
          'pipelines: { wheels: out/quickstart }',
          'requires: [ { run: [python3, -m, pip], says: No pip., remedy: Install it. } ]',
          'next: go on',
        ].join('\n'),
      ),
      {
        out: 'out/x',
        variables: { a: '1.0' },
        groups: { g: { b: '2' } },
        secrets: { c: 's' },
        connections: {
          aws: {
            type: 'AWS',
            url: 'http://127.0.0.1:1/',
            scheme: 'UsernamePassword',
            parameters: { username: 'u' },
            data: { region: 'r' },
          },
          plain: { type: 'Generic', url: '', scheme: 'UsernamePassword', parameters: {}, data: {} },
        },
        reason: 'PullRequest',
        branch: 'refs/pull/1/merge',
        requestedFor: { displayName: 'D', uniqueName: 'd@example.com' },
        repository: '..',
        provider: 'GitHub',
        pullRequest: { number: '7', source: 'change', target: '$(onto)', fork: true },
        services: {
          i: { kind: 'packageIndex', folder: '$(out)/i', sdists: 'sdists', username: 'u', password: 'p' },
          j: { kind: 'packageIndex', folder: 'j', sdists: '', username: '', password: '' },
          k: { kind: 's3', bucket: 'b', folder: 'f', accessKey: 'A', secretKey: 's', publicRead: false },
          l: { kind: 's3', bucket: 'b', folder: '', accessKey: 'A', secretKey: '', publicRead: true },
        },
        environments: {
          e: {
            approver: { displayName: 'a@example.com', uniqueName: 'a@example.com' },
            comment: '$[ stageDependencies.a.b.result ]',
            unattended: 'approve',
          },
          f: { approver: { displayName: 'Local Approver', uniqueName: 'approver@example.com' }, comment: '', unattended: 'reject' },
        },
        pipelines: { wheels: 'out/quickstart' },
        requires: [{ run: ['python3', '-m', 'pip'], says: 'No pip.', remedy: 'Install it.' }],
        next: 'go on',
      },
    ))

  it('is as the documentation shows it, with every key', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs', 'local-agent.md'), 'utf8')) ?? []
    const pipeline = join(folder, 'documented.yml')
    writeFileSync(join(folder, 'documented.local.yml'), example)
    const local = readLocalFile(pipeline)
    assert.deepEqual([local.reason, local.out, local.repository, local.requires.length], ['PullRequest', 'out/mine', '../..', 1])
    assert.deepEqual(
      Object.values(local).filter((value) => Object.keys(value).length === 0),
      [],
    )
  })

  it('overrides replace key by key', () => {
    const local = readText('variables: { a: 1, b: 2 }\nnext: x', { variables: { b: '3' }, next: '', reason: 'Schedule' })
    assert.deepEqual([local.variables, local.next, local.reason], [{ a: '1', b: '3' }, '', 'Schedule'])
  })

  it('a variable of a group is a text, or secret', () =>
    assert.deepEqual(readText('groups: { pypi: { user: u, password: { secret: $(p) } } }').groups, {
      pypi: { user: 'u', password: { secret: '$(p)' } },
    }))

  const mistakes: readonly (readonly [RegExp, string])[] = [
    [/^p\.local\.yml:1: unknown key 'variable' in a local file\. Did you mean 'variables'\?/, 'variable: {}'],
    [/^p\.local\.yml:2: unknown key 'unatended' in an environment/, 'environments:\n  e: { unatended: approve }'],
    [/'maybe' is no value of environments\.e\.unattended/, 'environments: { e: { unattended: maybe } }'],
    [/A connection needs `type`/, 'connections: { c: { url: x } }'],
    [/unknown key 'index' in a service/, 'services: { s: { index: {} } }'],
    [/A service is either a `packageIndex` with a `folder`/, 'services: { s: { packageIndex: {} } }'],
    [/or an `s3` with a `bucket` and an `accessKey`/, 'services: { s: { s3: { bucket: b } } }'],
    [/A service is either/, 'services: { s: { s3: { bucket: b, accessKey: A }, packageIndex: { folder: f } } }'],
    [/A requirement needs `run`/, 'requires: [ { says: x } ]'],
    [/p\.local\.yml:2: A variable of a group is a text, or has its text as `secret`/, 'groups:\n  g: { a: {} }'],
    [/unknown key 'secrets' in a variable of a group/, 'groups: { g: { a: { secrets: x } } }'],
    [/A person needs `uniqueName`/, 'requestedFor: { displayName: x }'],
    [/'Sometimes' is no value of reason/, 'reason: Sometimes'],
    [/unrecognized function 'nope'/, 'environments: { e: { comment: "$[ nope() ]" } }'],
    [/The file is empty/, ''],
  ]
  for (const [says, text] of mistakes)
    it(says.source, () =>
      assert.throws(
        () => readText(text),
        (error) => error instanceof Mistake && says.test(error.message),
      ),
    )
})

describe('local file: expressions in a comment', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['none', []],
    ["Checked, $[ a.outputs['x.y'] ]!", [" a.outputs['x.y'] "]],
    ['$[ a ] and $[ b ]', [' a ', ' b ']],
    ['$[ not closed', []],
  ]
  for (const [text, found] of rows)
    it(text, () =>
      assert.deepEqual(
        expressionParts(text).map(({ expression }) => expression),
        found,
      ),
    )
})

describe('local file: assignments of a command line', () => {
  it('the first = divides, the last of a name counts', () =>
    assert.deepEqual(readAssignments(['a=1', 'b=x=y', 'c=', 'a=2']), { a: '2', b: 'x=y', c: '' }))
  for (const text of ['a', '=1', '']) it(`'${text}' is none`, () => assert.throws(() => readAssignments([text]), Mistake))
})
