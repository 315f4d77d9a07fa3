import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { startBucketWebsite } from '../../servers/bucket-website.ts'
import { findPips, type Pip } from '../../servers/pips.ts'
import { findPython } from '../../servers/python.ts'
import type { WebServer } from '../../servers/web-server.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

const metadata = (name: string, version: string, ...more: string[]): { METADATA: string } => ({
  METADATA: ['Metadata-Version: 2.1', `Name: ${name}`, `Version: ${version}`, ...more, ''].join('\n'),
})
const local = 'local_pkg-1.0+cpu-py3-none-any.whl'
const wheels: Readonly<Record<string, Uint8Array>> = {
  'demo-1.0-py3-none-any.whl': wheelBytes('demo-1.0-py3-none-any.whl'),
  'demo-1.1-py3-none-any.whl': wheelBytes('demo-1.1-py3-none-any.whl'),
  'needs-2.0-py3-none-any.whl': wheelBytes('needs-2.0-py3-none-any.whl', metadata('needs', '2.0', 'Requires-Dist: demo>=1.0')),
  'needs-3.0-py3-none-any.whl': wheelBytes('needs-3.0-py3-none-any.whl', metadata('needs', '3.0', 'Requires-Python: >=99')),
  'bad-1.0-py3-none-any.whl': wheelBytes('bad-1.0-py3-none-any.whl'),
  [local]: wheelBytes(local),
  ...Object.fromEntries(Array.from({ length: 80 }, (_, at) => `many-0.${at}-py3-none-any.whl`).map((name) => [name, wheelBytes(name)])),
}

/** An sdist that builds without anything but itself. */
const source = sdistBytes('source-1.0.tar.gz', {
  more: [
    {
      path: 'source-1.0/pyproject.toml',
      bytes: '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    },
    {
      path: 'source-1.0/backend.py',
      bytes: `import os, zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name, info = 'source-1.0-py3-none-any.whl', 'source-1.0.dist-info/'
    with zipfile.ZipFile(os.path.join(folder, name), 'w') as wheel:
        wheel.writestr('source.py', 'answer = 42')
        wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: source\\nVersion: 1.0\\n')
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(info + 'RECORD', ''.join(one + ',,\\n' for one in ['source.py', info + 'METADATA', info + 'WHEEL', info + 'RECORD']))
    return name
`,
    },
  ],
})

describe('an index in a bucket, through pips old and new', () => {
  const pips = findPips()
  let publishing: Publishing
  let s3: S3Server
  let website: WebServer
  let target: string
  const rest = (): string => `${s3.url}/bucket/simple`

  before(async function () {
    if (pips.length === 0) findPython(this)
    publishing = await startPublishing()
    target = await mkdtemp(join(tmpdir(), 'clients-'))
    s3 = await startS3Server({ buckets: ['bucket'], publicRead: true })
    const store = ownBucket(s3, { compress: true })
    for (const [name, bytes] of Object.entries(wheels)) await publishing.write(`wheels/${name}`, bytes)
    await publishing.write('wheels/source-1.0.tar.gz', source)
    await fill(store)
    website = await startBucketWebsite(s3, 'bucket')
  })
  after(async () => {
    await website?.close()
    await s3?.close()
    if (target !== undefined) await rm(target, { recursive: true, force: true })
    await publishing?.close()
  })

  const fill = async (store: ObjectStore): Promise<void> => {
    const distributions = [join(publishing.folder, 'wheels')]
    const outcomes = [
      await publishing.publish(store, { distributions }),
      await publishing.publish(store, { mode: 'yank', requirements: ['demo==1.1'], reason: 'broken on Mondays' }),
      await publishing.publish(store, { mode: 'status', requirements: ['bad'], status: 'quarantined', reason: 'malware' }),
    ]
    assert.deepEqual(
      outcomes.flatMap(({ problems }) => problems.map(({ code }) => code)),
      [],
    )
  }

  it('keeps large pages gzipped', () => {
    for (const key of ['simple/many/', 'simple/many/index.html', 'simple/many/index.json']) {
      const page = s3.buckets.get('bucket')?.get(key)
      assert.equal(page?.headers['content-encoding'], 'gzip', key)
      assert.deepEqual([...(page?.bytes.subarray(0, 2) ?? [])], [0x1f, 0x8b])
    }
    assert.equal(s3.buckets.get('bucket')?.get('simple/demo/')?.headers['content-encoding'], undefined)
  })

  const install = async (pip: Pip, indexUrl: string, ...more: string[]): ReturnType<Pip['run']> =>
    await pip.run('install', '--target', await mkdtemp(join(target, 'site-')), '--index-url', indexUrl, ...more)
  /** A resolution without an install, or as near to it as that pip comes. */
  const resolve = async (pip: Pip, indexUrl: string, what: string): ReturnType<Pip['run']> =>
    pip.at >= 2202
      ? await install(pip, indexUrl, '--dry-run', what)
      : await pip.run('download', '-d', await mkdtemp(join(target, 'files-')), '--index-url', indexUrl, what)
  const asked = (url: string): string[] => (url === rest() ? s3.requests.map(({ path }) => path) : website.seen.map(({ path }) => path))

  const each = (place: string, url: () => string, pip: Pip): void => {
    it(`installs by hash from ${place}, of a page that is kept gzipped, and refuses another hash`, async () => {
      const file = 'many-0.79-py3-none-any.whl'
      const pinned = async (hash: string): Promise<string> => {
        const path = join(await mkdtemp(join(target, 'pins-')), 'pins.txt')
        await writeFile(path, `many==0.79 --hash=sha256:${hash}\n`)
        return path
      }
      const [good, bad] = [await pinned(sha256Of(wheels[file] ?? '')), await pinned(sha256Of('other'))]
      const [taken, refused] = await Promise.all([good, bad].map(async (pins) => await install(pip, url(), '--require-hashes', '-r', pins)))
      assert.match(taken?.said ?? '', /Successfully installed many-0\.79/)
      assert.match(refused?.said ?? '', /THESE PACKAGES DO NOT MATCH THE HASHES/)
    })

    it(`takes what was yanked from ${place} by an exact pin, and a local version`, async () => {
      const { said } = await install(pip, url(), 'demo==1.1', 'local-pkg')
      assert.match(said, /Successfully installed demo-1\.1 local-pkg-1\.0\+cpu/)
      if (pip.at >= 1902) assert.match(said, /broken on Mondays/)
      assert.ok(asked(url()).some((path) => path.endsWith('/packages/local_pkg-1.0%2Bcpu-py3-none-any.whl')))
    })

    it(`installs nothing of a quarantined project from ${place}`, async () => {
      const { code, said } = await install(pip, url(), 'bad==1.0')
      assert.notEqual(code, 0)
      assert.match(said, /No matching distribution found for bad/)
    })

    it(`resolves from ${place} by metadata, in place of wheels where that pip can: not what wants another python, nor what was yanked`, async () => {
      const before = asked(url()).length
      const { code, said } = await resolve(pip, url(), 'needs')
      assert.equal(code, 0, said)
      const files = asked(url())
        .slice(before)
        .flatMap((path) => /[^/]+\.whl(?:\.metadata)?$/.exec(path)?.[0] ?? [])
      assert.deepEqual([...new Set(files)], expectedReads(pip, place === 'a website'))
    })

    // 20.0 is the first that takes a backend from the sdist itself (PEP 517, backend-path).
    if (pip.at >= 2000)
      it(`builds and installs an sdist from ${place}`, async () => {
        const { said } = await install(pip, url(), 'source')
        assert.match(said, /Successfully installed source-1\.0/)
      })

    // https://pip.pypa.io/en/stable/news/: 26.0. It takes upload times from JSON alone, for the specification has none in HTML.
    if (pip.at >= 2600)
      it(`honours --uploaded-prior-to from ${place}, ${place === 'a website' ? 'whose HTML tells no time' : 'whose JSON tells it'}`, async () => {
        const until = async (when: string): ReturnType<Pip['run']> => await install(pip, url(), '--uploaded-prior-to', when, 'demo')
        const [early, late] = await Promise.all(['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'].map(until))
        assert.match(early?.said ?? '', place === 'a website' ? /does not provide upload-time/ : /No matching distribution found/)
        assert.match(late?.said ?? '', place === 'a website' ? /does not provide upload-time/ : /Successfully installed demo-1\.0/)
      })
  }

  for (const pip of pips)
    describe(`pip ${pip.version}`, () => {
      // 22.2 is the first that reads JSON (PEP 691), which is what the slash keys of a bucket hold.
      const places = [
        ['a website', (): string => `${website.url}/simple`],
        ...(pip.at >= 2202 ? [["the bucket's own address", rest] as const] : []),
      ] as const
      for (const [place, url] of places) each(place, url, pip)

      if (pip.at < 2202)
        it('finds nothing at an address that has JSON only, and says so', async () => {
          const { code, said } = await install(pip, rest(), 'demo')
          assert.notEqual(code, 0)
          assert.match(said, /No matching distribution found/)
        })
    })
})

/**
 * What pip fetches beside pages to resolve `needs`, in the order of first asking: yanks came with 19.2 (PEP 592), HTML's metadata is read since 22.3 (PEP 658), JSON's since 23.2 (PEP 714), and
 * the wheels are left where they are by the newest.
 */
function expectedReads({ at }: Pip, isHtml: boolean): string[] {
  const files = ['needs-2.0-py3-none-any.whl', at >= 1902 ? 'demo-1.0-py3-none-any.whl' : 'demo-1.1-py3-none-any.whl']
  if (at < (isHtml ? 2203 : 2302)) return files
  const metadata = files.map((file) => `${file}.metadata`)
  return at >= 2600 ? metadata : [...metadata, ...files]
}
