import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { folderStore } from '../../adapters/folder/folder-store.ts'
import { formatManifest } from '../../core/build/manifest.ts'
import { runPipeline, type RunReport } from '../../local-agent/server/run-pipeline.ts'
import { startS3Server } from '../../local-agent/services/s3-server.ts'
import { pkgInfo, sdistBytes } from '../fakes/sdist-bytes.ts'
import { wheelBytes } from '../fakes/wheel-bytes.ts'
import { ownBucket } from '../servers/own-bucket.ts'
import { assertConverged } from '../tasks/PublishIndex/consistent.ts'
import { builtFile } from '../tasks/PublishIndex/publishing.ts'
import { issues, output, stages } from './example.ts'
import { OwnPipeline } from './own-pipeline.ts'

const wheel = 'spam-1.0-py3-none-any.whl'
const sdist = 'spam-1.0.tar.gz'
const keys = { accessKey: 'AKIARELEASE', secretKey: 'secret-of-the-bucket' }

/** A run that makes two files by no build, and releases them by the bundles to where `inputs` say. */
const pipeline = (inputs: string, signIn: string): string => `trigger: none
stages:
- stage: build
  jobs:
  - job: wheels
    steps:
    - bash: echo "##vso[artifact.upload artifactname=wheels]$PWD/files"
- stage: plan
  jobs:
  - job: plan
    steps:
    - { task: GatedRelease@1, name: gr, inputs: { mode: plan, environment: pypi, ${inputs}${signIn} } }
- stage: publish
  condition: and(succeeded(), ne(dependencies.plan.outputs['plan.gr.nothingToDo'], 'true'))
  jobs:
  - deployment: out
    environment: pypi
    strategy:
      runOnce:
        deploy:
          steps:
          - download: none
          - { task: GatedRelease@1, name: pub, inputs: { mode: publish, uploader: builtin, verifyUpload: index${signIn} } }
          - { task: GatedRelease@1, name: audit, inputs: { mode: verify${signIn} } }
`

describe('a release by the bundles', function () {
  this.timeout(240_000)
  let own: OwnPipeline
  before(function () {
    if (process.platform === 'win32') this.skip()
    own = new OwnPipeline()
    own.write('repository/README', '')
    const files = [
      [wheel, wheelBytes(wheel)],
      [sdist, sdistBytes(sdist, { 'PKG-INFO': pkgInfo('spam', '1.0') })],
    ] as const
    for (const [name, bytes] of files) writeFileSync(own.write(`repository/files/${name}`, ''), bytes)
    const manifest = {
      version: 1,
      stage: 'build',
      job: 'wheels',
      leg: 'all',
      attempt: 1,
      planDigest: '',
      commit: 'c',
      buildId: '1',
      failures: [],
    } as const
    const built = files.map(([name, bytes]) => builtFile(name, bytes, { project: 'spam', version: '1.0' }))
    own.write('repository/files/manifest.json', formatManifest({ ...manifest, files: built }))
  })
  after(() => own?.remove())

  const run = async (name: string, inputs: string, signIn = ''): Promise<RunReport> => {
    const out = own.path(`out/${name}`)
    const file = own.write(`pipelines/${name}.yml`, pipeline(inputs, signIn))
    const approver = { displayName: 'Ada Approver', uniqueName: 'ada@example.com' }
    const comment = "Checked, $[ stageDependencies.plan.plan.outputs['gr.approvalCode'] ]"
    const local = {
      out,
      repository: '../repository',
      services: { bucket: { s3: { bucket: 'bucket', folder: '$(out)/bucket', ...keys } } },
      secrets: { AWS_SECRET: keys.secretKey },
      environments: { pypi: { approver, comment, unattended: 'approve' } },
      connections: {
        aws: { type: 'AWS', url: '', scheme: 'UsernamePassword', parameters: { username: keys.accessKey, password: '$(AWS_SECRET)' } },
      },
    }
    own.write(`pipelines/${name}.local.yml`, JSON.stringify(local))
    return await runPipeline({ file, out, workFolder: own.path(`work/${name}`), approve: true })
  }

  const released = async (name: string, inputs: string, signIn = ''): Promise<RunReport> => {
    const report = await run(name, inputs, signIn)
    assert.deepEqual(
      [report.code, stages(report)],
      [0, { build: 'succeeded', plan: 'succeeded', publish: 'succeeded' }],
      report.log.join('\n'),
    )
    assert.deepEqual([issues(report, 'error'), output(report, 'pub.publishedCount')], [[], '2'])
    assert.deepEqual(stages(await run(name, inputs, signIn)), { build: 'succeeded', plan: 'succeeded', publish: 'skipped' })
    return report
  }

  it('goes to a feed, as the job itself', async () => {
    await released('feed', "artifactFeed: 'My Project/wheels'")
    assert.deepEqual(readdirSync(own.path('out/feed/feeds/my%20project%2Fwheels')).sort(), [wheel, sdist])
  })

  it('goes to a folder store, where an index is made', async () => {
    const path = own.path('stores/one')
    await released('folder', `repository: 'file:${path}'`)
    await assertConverged(folderStore(path), { spam: [wheel, sdist] }, false)
  })

  it('goes to a bucket, with the keys of a service connection that the log does not show', async () => {
    const inputs = "repository: 's3://bucket/releases', endpointUrl: $(bucket.endpointUrl)"
    const report = await released('bucket', inputs, ', region: eu-west-1, awsConnection: aws')
    const server = await startS3Server({ folders: { bucket: own.path('out/bucket/bucket') } })
    await assertConverged(ownBucket(server, { prefix: 'releases' }), { spam: [wheel, sdist] }, true)
    await server.close()
    assert.ok(!report.log.join('\n').includes(keys.secretKey))
  })
})
