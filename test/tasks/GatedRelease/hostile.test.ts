import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuiltFile, formatManifest, parseManifest } from '../../../core/build/manifest.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { RunRecord } from '../../../local-agent/record.ts'
import { zip } from '../../../local-agent/services/zip-writer.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { run as runTask } from '../../../tasks/GatedRelease/run.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { root } from '../../root.ts'
import { zipBytes } from '../../fakes/zip-bytes.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { builtRun, made, type RealRelease, realPorts, startRealRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

const wheels = 'wheels.build.wheels.1'
const [spam] = made
const evil = wheel({ name: 'spam', version: '1.0', says: 'evil' })

/** What became of a step: its code, and every word of it, for whoever reads the log or the summary. */
interface Fate {
  readonly code: string
  readonly told: string
}

async function fateOf(told: Told, more: Partial<Ports> = {}): Promise<Fate & { readonly outcome?: Outcome }> {
  const ports = realPorts(told, more)
  try {
    const outcome = await runTask(inputsOf(told.inputs, told.agent), ports)
    const words = [outcome.summary, ...outcome.problems.map(({ text }) => text)].join('\n')
    return { code: outcome.problems[0]?.code ?? outcome.result, told: words, outcome }
  } catch (error) {
    assert.ok(error instanceof Problem, String(error))
    return { code: error.code, told: error.text }
  }
}

const heldBy = (run: RunRecord, artifact = wheels): Map<string, Uint8Array> =>
  run.artifacts.find(({ name }) => name === artifact)?.files ?? assert.fail(artifact)

/** Changes what a manifest says of its files. */
function forge(run: RunRecord, change: (files: readonly BuiltFile[]) => readonly BuiltFile[], artifact = wheels): void {
  const held = heldBy(run, artifact)
  const manifest = parseManifest(Buffer.from(held.get('manifest.json') ?? []).toString(), 'manifest')
  held.set('manifest.json', Buffer.from(formatManifest({ ...manifest, files: change(manifest.files) })))
}

const factsOf = (bytes: Uint8Array): Pick<BuiltFile, 'size' | 'sha256'> => ({ size: bytes.length, sha256: sha256Of(bytes) })

describe('hostile artifacts, through the real adapters', function () {
  this.timeout(60_000)
  let release: RealRelease
  beforeEach(async () => {
    release = await startRealRelease()
  })
  afterEach(async () => {
    const strays = readdirSync(release.temporary).filter((name) => name !== 'shelf' && !name.startsWith('x-'))
    await release.close()
    assert.deepEqual(strays, [], 'nothing lies beside the folders of the steps')
  })

  const refusedPlan = async (expected: string, words: RegExp): Promise<void> => {
    const told = release.planning()
    const fate = await fateOf(told)
    assert.equal(fate.code, expected, fate.told)
    assert.match(fate.told, words)
    assert.deepEqual([readdirSync(told.attached), release.posts()], [[], 0], 'no plan that anybody could approve')
  }
  const answerZip = (body: Uint8Array): void => {
    release.script.add({ path: /format=zip/, times: 99, do: { status: 200, headers: { 'content-type': 'application/zip' }, body } })
  }

  describe('make no plan', () => {
    for (const path of ['../evil.txt', '../../../evil.txt', 'deep/../../../evil.txt', '/etc/evil', 'a\\..\\..\\evil'])
      it(`with a member ${path}`, async () => {
        heldBy(release.run).set(path, Buffer.from('evil'))
        await refusedPlan('ARTIFACT_INVALID', /'wheels\.build\.wheels\.1'.*(outside|invalid|absolute)/)
        assert.ok(!existsSync(join(release.temporary, '../evil.txt')))
      })

    it('with a member that is a link', async () => {
      const bytes = zip([[`${wheels}/${spam!.file}`, Buffer.from('/etc/passwd')]])
      // The Unix mode, in the upper half of the external attributes of the one entry of the directory.
      bytes.writeUInt32LE((0o120777 << 16) >>> 0, bytes.indexOf('PK\u0001\u0002') + 38)
      answerZip(bytes)
      await refusedPlan('ARTIFACT_INVALID', /neither a file nor a folder/)
    })

    it('that unpack to more than any disk should hold, and write none of it', async () => {
      const huge = { bytes: 'x', declaredSize: 0xff_ff_ff_fe }
      answerZip(zipBytes([1, 2, 3].map((n) => ({ ...huge, path: `${wheels}/${n}` }))))
      await refusedPlan('ARTIFACT_INVALID', /past all that an archive may hold/)
    })

    it('that hold more than they declare', async () => {
      answerZip(zipBytes([{ path: `${wheels}/manifest.json`, bytes: 'x'.repeat(100_000), declaredSize: 10 }]))
      await refusedPlan('ARTIFACT_INVALID', /wheels\.build\.wheels\.1/)
    })

    for (const name of ['..', '../evil', 'C:\\..\\evil'])
      it(`with the name ${name}, which is a folder of what is fetched`, async () => {
        release.run.artifacts.splice(0, 1, { ...release.run.artifacts[0]!, name })
        await refusedPlan('ARTIFACT_INVALID', /outside|invalid/)
      })

    it('with a wheel that is a bomb', async () => {
      const members = ['spam.py', 'spam-1.0.dist-info/METADATA', 'spam-1.0.dist-info/WHEEL', 'spam-1.0.dist-info/RECORD']
      const bomb = zipBytes(members.map((path, at) => ({ path, bytes: at === 0 ? Buffer.alloc(300 * 1024 * 1024) : 'x' })))
      heldBy(release.run).set(spam!.file, bomb)
      forge(release.run, (files) => files.map((one) => (one.name === spam!.file ? { ...one, ...factsOf(bomb) } : one)))
      await refusedPlan('WHEEL_INVALID', /spam-1\.0-py3-none-any\.whl.*unpacks to more than/)
    })

    for (const name of ['../../evil-1.0-py3-none-any.whl', '/tmp/evil-1.0-py3-none-any.whl', 'a/evil-1.0-py3-none-any.whl', '..'])
      it(`with a manifest that names ${name}`, async () => {
        forge(release.run, (files) => [...files, { ...files[0]!, name }])
        await refusedPlan('ARTIFACT_INVALID', /must be a plain file name/)
      })

    it('with a wheel that is not the one of its manifest', async () => {
      heldBy(release.run).set(spam!.file, evil.bytes)
      await refusedPlan('HASH_MISMATCH', /spam-1\.0-py3-none-any\.whl/)
    })

    it('with a wheel that a manifest tells of and that is not there', async () => {
      heldBy(release.run).delete(spam!.file)
      await refusedPlan('FILE_MISSING', /spam-1\.0-py3-none-any\.whl/)
    })

    it('with an artifact that says of itself to be of a job which does not exist', async () => {
      release.run.artifacts.splice(0, 1, { ...release.run.artifacts[0]!, source: 'job-9' })
      await refusedPlan('REFUSED', /ARTIFACT_FOREIGN/)
    })

    it('with an artifact of a job that failed', async () => {
      release.run.records.find(({ id }) => id === 'job-1')!.result = 'failed'
      await refusedPlan('REFUSED', /SOURCE_JOB_FAILED/)
    })
  })

  it('have what is planted in them left where it is, and told', async () => {
    const strange = wheel({ name: 'strange', version: '1.0' })
    const planted = ['twine.py', 'sitecustomize.py', 'pip.conf', '.pypirc', 'release-plan.json']
    for (const name of planted) heldBy(release.run).set(name, Buffer.from('raise SystemExit(1)\n'))
    heldBy(release.run).set(strange.file, strange.bytes)
    const planning = release.planning()
    const { code, told, outcome } = await fateOf(planning)
    assert.equal(code, 'succeeded', told)
    assert.match(told, /strange-1\.0-py3-none-any\.whl/)
    release.adopt(planning.attached, 'job-1')
    release.approve(outcome?.outputs['approvalCode'] ?? '')
    assert.equal((await fateOf(release.publishing())).code, 'succeeded')
    assert.deepEqual(release.shelved(), whole)
  })
})

describe('what changes after it was approved, through the real adapters', function () {
  this.timeout(60_000)
  let release: RealRelease
  let plan: string
  beforeEach(async () => {
    release = await startRealRelease()
    await approved(release.planning())
    plan = Buffer.from(heldBy(release.run, planArtifact).get('release-plan.json') ?? []).toString()
  })
  afterEach(async () => await release.close())

  const planArtifact = 'release-plan.build.plan.1'
  const approved = async (planning: Told): Promise<void> => {
    const { code, told, outcome } = await fateOf(planning)
    assert.equal(code, 'succeeded', told)
    release.adopt(planning.attached, 'job-1')
    release.approve(outcome?.outputs['approvalCode'] ?? '')
  }
  const refused = async (expected: string, words: RegExp, publishing: Partial<Told> = {}): Promise<void> => {
    const { code, told } = await fateOf(release.publishing(publishing))
    assert.equal(code, expected, told)
    assert.match(told, words)
    assert.deepEqual([release.posts(), release.shelved()], [0, {}])
  }
  const attach = (name: string, source: string, files: [string, Uint8Array][]): void =>
    void release.run.artifacts.push({ id: 90 + release.run.artifacts.length, name, source, files: new Map(files) })
  const editPlan = (edit: (text: string) => string): void => {
    const edited = edit(plan)
    assert.notEqual(edited, plan)
    heldBy(release.run, planArtifact).set('release-plan.json', Buffer.from(edited))
  }

  it('is nothing, as a rule', async () => {
    assert.equal((await fateOf(release.publishing())).code, 'succeeded')
    assert.deepEqual(release.shelved(), whole)
  })

  it('is left where it is, and told, where it is a wheel that no manifest tells of', async () => {
    const strange = wheel({ name: 'strange', version: '1.0' })
    heldBy(release.run).set(strange.file, strange.bytes)
    const log = recordingLog()
    assert.equal((await fateOf(release.publishing(), { log })).code, 'succeeded')
    assert.match(log.text(), /^warning: strange-1\.0-py3-none-any\.whl is told of by no manifest and is not released\.$/m)
    assert.deepEqual(release.shelved(), whole)
  })

  describe('uploads nothing, and is told:', () => {
    it('a wheel that was swapped, with its manifest', async () => {
      heldBy(release.run).set(spam!.file, evil.bytes)
      forge(release.run, (files) => files.map((one) => (one.name === spam!.file ? { ...one, ...factsOf(evil.bytes) } : one)))
      await refused('PLAN_CHANGED', new RegExp(`spam-1\\.0-py3-none-any\\.whl was ${sha256Of(spam!.bytes)}.*is ${sha256Of(evil.bytes)}`))
    })

    it('a wheel that was swapped without', async () => {
      heldBy(release.run).set(spam!.file, evil.bytes)
      await refused('HASH_MISMATCH', /spam-1\.0-py3-none-any\.whl/)
    })

    it('a further artifact that says to be of the job which built', async () => {
      const more = wheel({ name: 'ham', version: '1.0' })
      const [first] = parseManifest(Buffer.from(heldBy(release.run).get('manifest.json') ?? []).toString(), 'manifest').files
      const file = { ...first!, name: more.file, project: 'ham', ...factsOf(more.bytes) }
      attach('wheels.build.more.1', 'job-1', [
        [more.file, more.bytes],
        ['manifest.json', heldBy(release.run).get('manifest.json')!],
      ])
      forge(release.run, () => [file], 'wheels.build.more.1')
      await refused('PLAN_CHANGED', /ham-1\.0-py3-none-any\.whl is new/)
    })

    it('an artifact that says to be of another job than it was', async () => {
      const [first] = release.run.artifacts
      release.run.artifacts.splice(0, 1, { ...first!, source: 'job-2' })
      await refused('PLAN_CHANGED', /the artifact wheels\.build\.wheels\.1 was .*job-1 and is .*job-2/)
    })

    it('a plan that was edited to go elsewhere: nobody has stated its code, and nobody there is asked', async () => {
      editPlan((text) => text.replaceAll(release.index.uploadUrl, `${release.index.uploadUrl}evil/`))
      await refused('APPROVAL_MISSING', /CODE_MISSING/)
      assert.ok(!release.script.requests.some(({ path }) => path.includes('evil')))
    })

    it('a plan that was edited to ask for less', async () => {
      editPlan((text) => text.replace('"requireCode":true', '"requireCode":false'))
      await refused('PLAN_CHANGED', /requireCode.*something else has written the plan/)
    })

    it('a plan that was edited to ask for nobody', async () => {
      editPlan((text) => text.replace('"minApprovers":1', '"minApprovers":0'))
      await refused('PLAN_INVALID', /minApprovers/)
    })

    it('a plan that was edited to another file', async () => {
      editPlan((text) => text.replace(sha256Of(spam!.bytes), sha256Of(evil.bytes)))
      await refused('PLAN_CHANGED', /spam-1\.0-py3-none-any\.whl/)
    })

    it('a plan that was edited to be of another run', async () => {
      editPlan((text) => text.replace('"run":42', '"run":41'))
      await refused('SERVICE_UNREACHABLE', /Run 41/)
    })

    it('a plan of the first format, which says less of what is to be judged', async () => {
      editPlan(() => readFileSync(join(root, 'test/golden/shipped/release-plan-1.json'), 'utf8'))
      await refused('PLAN_INVALID', /version 1/)
    })

    it('a plan that is larger than any', async () => {
      editPlan((text) => text + ' '.repeat(17 * 1024 * 1024))
      await refused('PLAN_INVALID', /larger than any plan/)
    })

    for (const [what, bytes] of [
      ['no JSON', '{'],
      ['lists in lists without end', '['.repeat(200_000)],
      ['no plan', '{"version":2}'],
      ['a prototype', '{"__proto__":{"version":2},"constructor":{}}'],
    ] as const)
      it(`a plan that is ${what}`, async () => {
        editPlan(() => bytes)
        await refused('PLAN_INVALID', /release-plan\.json.*something else has written there/)
      })

    it('a second plan, by another job', async () => {
      attach('release-plan.build.evil.1', 'job-2', [['release-plan.json', Buffer.from(plan)]])
      await refused('PLAN_INVALID', /release-plan\.build\.evil\.1/)
    })

    it('a second plan under the name of another attempt of the job that planned', async () => {
      attach('release-plan.build.plan.2', 'job-1', [['release-plan.json', Buffer.from(plan)]])
      await refused('REFUSED', /PLAN_FOREIGN/)
    })

    it('a plan that says to be of a job in which this task never ran', async () => {
      const at = release.run.artifacts.findIndex(({ name }) => name === planArtifact)
      release.run.artifacts.splice(at, 1, { ...release.run.artifacts[at]!, source: 'job-2' })
      await refused('REFUSED', /PLAN_FOREIGN/)
    })

    it('a wheel that is swapped on this machine once it was hashed', async () => {
      const publishing = release.publishing()
      let swapped = 0
      release.hooks.before = ({ path }) => {
        if (!path.includes('/simple/')) return
        for (const file of readdirSync(publishing.temp, { recursive: true, encoding: 'utf8' })) {
          const path = join(publishing.temp, file)
          if (file.endsWith('.whl') && statSync(path).isFile() && ++swapped > 0) writeFileSync(path, evil.bytes)
        }
      }
      const { code, told } = await fateOf(publishing)
      assert.ok(swapped > 0)
      assert.equal(code, 'PLAN_CHANGED', told)
      assert.ok(!Object.values(release.shelved()).includes(sha256Of(evil.bytes)))
    })
  })
})

describe('a run that has ended, in another project, through the real adapters', function () {
  this.timeout(60_000)
  let release: RealRelease
  let source: RunRecord
  const others = { id: 'cccccccc-0000-4000-8000-000000000002', name: 'Others' }
  const agent = {
    'resources.pipeline.build.runID': '41',
    'resources.pipeline.build.projectID': others.id,
    'resources.pipeline.build.pipelineID': '7',
  }

  beforeEach(async () => {
    const built = builtRun(made, { buildId: '41' })
    const records = built.records.filter(({ state }) => state === 'completed').slice(0, 3)
    source = { ...built, buildId: 41, planId: 'other', project: others, status: 'completed', result: 'succeeded', records }
    release = await startRealRelease([], {}, [source])
    const told = release.planning({
      inputs: { source: 'build' },
      agent: { 'System.JobId': 'job-1', 'System.StageName': 'build', ...agent },
    })
    const { code, told: words, outcome } = await fateOf(told)
    assert.equal(code, 'succeeded', words)
    release.adopt(told.attached, 'job-1')
    release.approve(outcome?.outputs['approvalCode'] ?? '')
  })
  afterEach(async () => await release.close())

  const refused = async (expected: string, words: RegExp): Promise<void> => {
    const { code, told } = await fateOf(release.publishing())
    assert.equal(code, expected, told)
    assert.match(told, words)
    assert.deepEqual([release.posts(), release.shelved()], [0, {}])
  }

  it('is released', async () => {
    assert.equal((await fateOf(release.publishing())).code, 'succeeded')
    assert.deepEqual(release.shelved(), whole)
  })

  it('is not, once an artifact was added to it, whatever it holds', async () => {
    source.artifacts.push({ id: 2, name: 'late', source: 'job-1', files: new Map([['readme.txt', Buffer.from('hello')]]) })
    await refused('PLAN_CHANGED', /the artifact late is new/)
  })

  it('is not, once an artifact of it is gone', async () => {
    source.artifacts.splice(0, 1, { ...source.artifacts[0]!, name: 'renamed' })
    await refused('PLAN_CHANGED', /the artifact wheels\.build\.wheels\.1 is gone/)
  })

  it('is not, once it does not count as succeeded any more', async () => {
    source.result = 'failed'
    await refused('REFUSED', /SOURCE_NOT_SUCCEEDED/)
  })
})
