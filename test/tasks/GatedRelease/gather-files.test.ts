import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { type BuildFailure, type BuiltFile, formatManifest, type Manifest, manifestName } from '../../../core/build/manifest.ts'
import type { OnDisk, RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { defaultPolicy } from '../../../core/release/plan/policy.ts'
import { parseRepository } from '../../../core/release/plan/repository.ts'
import { defaultFiles, type Selection } from '../../../core/release/plan/select.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { type Gathered, gatherFiles, type Question } from '../../../tasks/GatedRelease/files/gather-files.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { oddZip } from '../../fakes/odd-zip.ts'
import { planText } from '../../fakes/plan-text.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

type Content = Map<string, Uint8Array>

const windows = 'spam-1.0-cp311-cp311-win_amd64.whl'
const mac = 'spam-1.0-cp311-cp311-macosx_11_0_arm64.whl'
const metadata = (version: string, more: string): string => `Metadata-Version: 2.1\nName: spam\nVersion: ${version}\n${more}`

/** Files, and what differs in the manifest that tells of them. */
interface Told {
  readonly change?: Partial<BuiltFile>
  readonly manifest?: Partial<Manifest>
  readonly name?: string
}

function leg(files: ReadonlyMap<string, Uint8Array>, { change, manifest, name = manifestName }: Told = {}): Content {
  const built = [...files].map(([file, bytes]): BuiltFile => {
    const [project = '', version = ''] = file.replace('.tar.gz', '').split('-')
    const facts = { name: file, size: bytes.length, sha256: sha256Of(bytes), project: normalizeName(project), version, tags: [] }
    return { ...facts, source: 'x', seconds: 1, origin: 'built', release: true, ...change }
  })
  const where = {
    version: 1,
    stage: 'build',
    job: 'wheels',
    leg: 'windows',
    attempt: 1,
    planDigest: '',
    commit: 'c',
    buildId: '7',
  } as const
  return new Map([...files, [name, Buffer.from(formatManifest({ ...where, files: built, failures: [], ...manifest }))]])
}

const wheels = (...names: string[]): Content => new Map(names.map((name) => [name, wheelBytes(name)]))
const failure = (name: string): BuildFailure => ({
  package: name,
  version: '1.0',
  python: '3.11',
  code: 'BUILD_FAILED',
  message: '',
  log: '',
})

describe('the files of a release', () => {
  let folder = ''
  let opened: string[] = []
  let measured: string[] = []
  let fetched: string[] = []
  let log = recordingLog()
  before(() => (folder = mkdtempSync(join(tmpdir(), 'gather-'))))
  after(() => rmSync(folder, { recursive: true, force: true }))
  beforeEach(() => ([opened, measured, fetched, log] = [[], [], [], recordingLog()]))

  const gather = async (
    artifacts: Readonly<Record<string, Content>>,
    change: Partial<Question> & { select?: Selection } = {},
  ): Promise<Gathered> => {
    const listed = Object.keys(artifacts).map((name): RunArtifact => ({
      name,
      source: 's',
      kind: 'Container',
      data: name,
      downloadUrl: '',
    }))
    const files = localFiles(folder)
    const download = async ({ name }: RunArtifact, into: string): Promise<void> => {
      fetched.push(name)
      mkdirSync(into, { recursive: true })
      for (const [path, bytes] of artifacts[name] ?? []) writeFileSync(join(into, path), bytes)
      return await Promise.resolve()
    }
    const question = {
      run: approvedRelease().self,
      select: { artifacts: [], files: defaultFiles },
      repository: parseRepository('pypi', undefined),
      policy: defaultPolicy,
    }
    return await gatherFiles(
      { ...question, ...change },
      {
        artifacts: () => ({ list: () => Promise.resolve(listed), download }),
        files: { ...files, measure: async (path): Promise<OnDisk> => (measured.push(path), await files.measure(path)) },
        log,
        wheelFiles: { ...wheelFiles, open: async (path, ...more) => (opened.push(path), await wheelFiles.open(path, ...more)) },
        sdistFiles: { open: async (path, keep) => (opened.push(path), await sdistFiles.open(path, keep)) },
      },
    )
  }
  const refusal = async (...given: Parameters<typeof gather>): Promise<string> =>
    await gather(...given).then(
      () => '',
      (error: unknown) => {
        if (error instanceof Problem) return `${error.code} ${error.message}`
        throw error
      },
    )

  it('are read once each, and hashed as they are read', async () => {
    const names = [windows, mac, ...Array.from({ length: 30 }, (_, at) => `spam-1.0-${at + 1}-py3-none-any.whl`)]
    const made = new Map([...wheels(...names), ['spam-1.0.tar.gz', sdistBytes('spam-1.0.tar.gz')]])
    const { files } = await gather({ wheels: leg(made) })
    assert.deepEqual([files.length, opened.length, measured.length], [33, 33, 0])
    for (const { name, sha256, size } of files) assert.deepEqual([sha256, size], [sha256Of(made.get(name) ?? ''), made.get(name)?.length])
  })
  it('are not inspected where they are not selected, but hashed', async () => {
    const { files } = await gather({ wheels: leg(wheels(windows, mac)) }, { select: { artifacts: [], files: ['*win*'] } })
    assert.deepEqual([files.map(({ name }) => name), opened.length, measured.length], [[windows], 1, 1])
  })

  describe('are refused, all for all their faults at once,', () => {
    it('by name and by rule', async () => {
      const plain = 'spam-1.0-cp311-cp311-linux_x86_64.whl'
      const long = wheelBytes(mac, { METADATA: metadata('1.0', `Summary: ${'s'.repeat(600)}\nRequires-Dist: ham @ https://x.example/\n`) })
      const says = await refusal({ wheels: leg(new Map([...wheels(plain, windows), [mac, long]])) })
      for (const part of ['WHEEL_INVALID', plain, 'manylinux', mac, 'Summary', 'URL', 'do not need the same'])
        assert.ok(says.includes(part), `${part}: ${says}`)
      assert.ok(!says.includes(`${windows}: `))
    })
    it('of one that is no archive, and the others', async () => {
      const files = new Map<string, Uint8Array>([
        [windows, Buffer.from('MZ')],
        ['spam-1.0.tar.gz', Buffer.from('x')],
        ['spam-2.0-py3-none-any.whl', wheelBytes('spam-2.0-py3-none-any.whl')],
        ['spam-1.0-py3-none-any.whl', wheelBytes('spam-1.0-py3-none-any.whl')],
      ])
      const says = await refusal({ wheels: leg(files) })
      for (const part of [windows, 'spam-1.0.tar.gz', '2 versions']) assert.ok(says.includes(part), says)
    })
    it('of a zip that another reader would read otherwise, wherever it goes', async () => {
      const bytes = Buffer.concat([oddZip([{ path: 'evil.py' }]).subarray(0, 50), wheelBytes(windows)])
      assert.match(
        await refusal({ wheels: leg(new Map([[windows, bytes]])) }, { repository: { kind: 'store', store: 's3://b', endpointUrl: '' } }),
        /^WHEEL_INVALID/,
      )
    })
    it('up to twenty of them told', async () => {
      const names = Array.from({ length: 30 }, (_, at) => `spam-1.0-cp3${at}-cp3${at}-linux_x86_64.whl`)
      assert.match(await refusal({ wheels: leg(wheels(...names)) }), /; and 10 more\.$/)
    })
    it('where the policy asks for an sdist', async () => {
      const policy = { ...defaultPolicy, files: { ...defaultPolicy.files, sdist: true } }
      assert.match(await refusal({ wheels: leg(wheels(windows)) }, { policy }), /no sdist/)
      assert.equal(
        (await gather({ wheels: leg(new Map([...wheels(windows), ['spam-1.0.tar.gz', sdistBytes('spam-1.0.tar.gz')]])) }, { policy })).files
          .length,
        2,
      )
    })
  })

  for (const [what, code, artifacts] of [
    ['another hash than the manifest tells', 'HASH_MISMATCH', { a: leg(wheels(windows), { change: { sha256: sha256Of('x') } }) }],
    ['another size than the manifest tells', 'HASH_MISMATCH', { a: leg(wheels(windows), { change: { size: 1 } }) }],
    [
      'another hash, of what is no wheel',
      'HASH_MISMATCH',
      { a: leg(new Map([[windows, Buffer.from('x')]]), { change: { sha256: sha256Of('y') } }) },
    ],
    ['no bytes', 'FILE_MISSING', { a: new Map([...leg(wheels(windows))].filter(([name]) => name !== windows)) }],
    [
      'other bytes in another artifact',
      'CONFLICT',
      {
        a: leg(wheels(windows)),
        b: leg(new Map([[windows, wheelBytes(windows, { files: { 'x.py': '2' } })]]), { manifest: { leg: 'b' } }),
      },
    ],
    [
      'a name that leads out',
      'ARTIFACT_INVALID',
      {
        a: new Map([
          ...wheels(windows),
          [
            manifestName,
            Buffer.from(
              Buffer.from(leg(wheels(windows)).get(manifestName) ?? '')
                .toString()
                .replace(windows, `../${windows}`),
            ),
          ],
        ]),
      },
    ],
    ['a manifest that cannot be read', 'ARTIFACT_INVALID', { a: new Map([...wheels(windows), [manifestName, Buffer.from('{')]]) }],
    ['no manifest', 'NO_WHEELS', { a: wheels(windows) }],
    ['a manifest that calls them dependencies', 'NO_WHEELS', { a: leg(wheels(windows), { change: { origin: 'dependency' } }) }],
    ['a manifest that calls them extra files', 'NO_WHEELS', { a: leg(wheels(windows), { change: { origin: 'extra' } }) }],
    ['a manifest that does not release them', 'NO_WHEELS', { a: leg(wheels(windows), { change: { release: false } }) }],
  ] satisfies [string, string, Record<string, Content>][])
    it(`are ${code} with ${what}`, async () => assert.equal(await rejectedCode(gather(artifacts)), code))

  it('are as they say inside, whatever the manifest says of project and version', async () => {
    const { files } = await gather({ a: leg(wheels(windows), { change: { project: 'ham', version: '9' } }) })
    assert.deepEqual(
      files.map(({ project, version }) => `${project} ${version}`),
      ['spam 1.0'],
    )
  })
  describe('and extra files', () => {
    const exe = leg(new Map([['tool-x64.exe', new Uint8Array([1])]]), { change: { origin: 'extra' }, manifest: { leg: 'tool' } })
    const docs = leg(new Map([['spam-docs-1.0.tar.gz', new Uint8Array([2])]]), { change: { origin: 'extra' }, manifest: { leg: 'docs' } })
    const whole = { a: leg(wheels(windows)), b: exe, c: docs }

    it('are released without them, which is told once', async () => {
      const { files, warnings } = await gather(whole)
      assert.deepEqual([files.map(({ name }) => name), warnings], [[windows], []])
      const told = log.lines.filter((line) => line.includes('extra file'))
      assert.deepEqual(told, ['info: 2 extra files are not for an index, and stay in the artifact: spam-docs-1.0.tar.gz, tool-x64.exe.'])
    })
    it('are not released where nothing else is named, and that is why', async () => {
      await assert.rejects(gather(whole, { select: { artifacts: [], files: ['*.exe', '*docs*'] } }), (error) => {
        assert.ok(error instanceof Problem && error.code === 'NO_WHEELS')
        return /2 extra files are not for an index/.test(error.message)
      })
    })
    it('are held against their hashes all the same', async () => {
      const changed = new Map(
        [...exe].map(([name, bytes]): [string, Uint8Array] => [name, name === manifestName ? bytes : new Uint8Array([3])]),
      )
      assert.equal(await rejectedCode(gather({ ...whole, b: changed })), 'HASH_MISMATCH')
    })
    it('are CONFLICT where two legs leave one name with other bytes', async () => {
      const other = leg(new Map([['tool-x64.exe', new Uint8Array([4])]]), { change: { origin: 'extra' }, manifest: { leg: 'other' } })
      await assert.rejects(gather({ ...whole, d: other }), { code: 'CONFLICT', remedy: /a name of its own/ })
    })
  })

  it('bring along what is odd', async () => {
    const { warnings } = await gather({ a: leg(wheels(windows)), b: wheels('stray-1.0-py3-none-any.whl') })
    assert.deepEqual([warnings.length, warnings[0]?.includes('stray-1.0')], [1, true])
  })

  describe('and what is missing', () => {
    const plan = planText([
      {},
      { python: 'cp312' },
      { name: 'ham' },
      { name: 'eggs', kind: 'skip', why: 'in-index' },
      { python: 'cp313', kind: 'skip', why: 'in-index' },
    ])
    const planDigest = sha256Of(plan)
    const planned = { 'plan.plan.matrix.1': new Map([['plan.json', Buffer.from(plan)]]) }
    const built = { 'wheels.1': leg(wheels(windows), { manifest: { planDigest } }) }
    const rows = ({ missing }: Gathered): string[] => missing.rows.map(({ title }) => title)
    const some: Selection = { artifacts: ['wheels.*'], files: defaultFiles }

    it('is every row of the plan that no file is, in the released projects or built for them', async () =>
      assert.deepEqual(rows(await gather({ ...planned, ...built })), [
        'spam 1.0 for cp312 on win_amd64',
        'ham 1.0 for cp311 on win_amd64',
        'spam 1.0 for cp313 on win_amd64',
      ]))
    it('is that of the released projects where only some artifacts or files are taken', async () => {
      const expected = ['spam 1.0 for cp312 on win_amd64', 'spam 1.0 for cp313 on win_amd64']
      assert.deepEqual(rows(await gather({ ...planned, ...built }, { select: some })), expected)
      assert.deepEqual(fetched, ['wheels.1', 'plan.plan.matrix.1'], 'the plan is fetched though nobody selected it')
      assert.deepEqual(rows(await gather({ ...planned, ...built }, { select: { artifacts: [], files: ['spam*'] } })), expected)
    })
    it('is not what was built and left out on purpose', async () => {
      const other = leg(wheels('spam-1.0-cp312-abi3-win_amd64.whl'), { manifest: { planDigest, leg: 'b' }, change: { release: false } })
      assert.deepEqual(rows(await gather({ ...planned, ...built, 'wheels.2': other }, { select: some })), [])
    })
    it('is not known where the plan is nowhere, or another one', async () => {
      for (const plans of [{}, { 'plan.plan.matrix.1': new Map([['plan.json', Buffer.from(planText([]))]]) }])
        assert.match(
          (await gather({ ...plans, ...built })).missing.says.join(),
          /the plan that build\.wheels\.windows worked by is in no artifact/,
        )
    })
    it('is nothing where no plan was worked by', async () =>
      assert.deepEqual((await gather({ a: leg(wheels(windows)) })).missing, { rows: [], says: [] }))
    it('is what failed', async () => {
      const failed = {
        a: leg(wheels(windows), { manifest: { failures: [failure('Spam'), failure('ham'), { ...failure('spam'), release: false }] } }),
      }
      assert.equal((await gather(failed)).missing.says.length, 2)
      assert.equal((await gather(failed, { select: { artifacts: [], files: ['spam*'] } })).missing.says.length, 1)
    })
    it('is what a killed leg may have lacked', async () => {
      const { missing } = await gather({ a: leg(wheels(windows), { name: `${windows}.json` }) })
      assert.match(missing.says.join(), /ended before it had built all/)
    })
    it('refuses a plan that cannot be read', async () => {
      const broken = '{"version":9}'
      const artifacts = {
        'plan.plan.matrix.1': new Map([['plan.json', Buffer.from(broken)]]),
        a: leg(wheels(windows), { manifest: { planDigest: sha256Of(broken) } }),
      }
      assert.equal(await rejectedCode(gather(artifacts)), 'PLAN_INVALID')
    })
  })
})
