import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { stopAfter, Stopped, textOf } from '../../fakes/memory-store.ts'
import { pkgInfo, sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { findPython } from '../../servers/python.ts'
import { startStaticServer } from '../../servers/static-server.ts'
import { fill, oldBucket, oldFiles } from './old-bucket.ts'
import { asked, blind, documentIn, filled, listedIn, type Rebuildings, startRebuilding } from './rebuilding.ts'
import { s3pypiBucket, s3pypiFiles } from './s3pypi-bucket.ts'

const wheel = 'six-1.16.0-py2.py3-none-any.whl'
const ofS3pypi = [
  `${wheel} ../../six/${wheel}`,
  'zope.interface-6.0-py3-none-any.whl ../../zope-interface/zope.interface-6.0-py3-none-any.whl',
  'zope.interface-6.0.tar.gz ../../zope-interface/zope.interface-6.0.tar.gz',
  'zope_interface-6.1+local.1-py3-none-any.whl ../../zope-interface/zope_interface-6.1%2Blocal.1-py3-none-any.whl',
]

describe('PublishIndex, rebuilding what another tool has left', () => {
  let rebuilding: Rebuildings
  before(async () => {
    rebuilding = await startRebuilding()
    await rebuilding.wheel('new/six-1.17.0-py2.py3-none-any.whl')
  })
  after(async () => await rebuilding.close())
  beforeEach(() => (rebuilding.log.lines.length = 0))

  for (const indexHtml of [false, true])
    it(`lists the files of s3pypi where they lie, with metadata beside them (${indexHtml ? 'index.html' : 'slash keys'})`, async () => {
      const before = s3pypiBucket({ indexHtml })
      const store = await filled(before)
      const outcome = await rebuilding.rebuild(blind(store))
      assert.deepEqual([outcome.result, outcome.outputs['publishedCount']], ['succeeded', '4'])
      assert.deepEqual(await listedIn(store), ofS3pypi)
      assert.equal(asked(store, /^FETCH/).length, 4)
      for (const [key, bytes] of before) assert.deepEqual(Buffer.from(store.objects.get(key)?.bytes ?? []), Buffer.from(bytes), key)
      const [file] = (await documentIn(store, 'six')).files
      assert.equal(file?.sha256, sha256Of(s3pypiFiles.six[wheel]))
      assert.equal(sha256Of(store.objects.get(`six/${wheel}.metadata`)?.bytes ?? ''), file?.metadata)
    })

  it('lists files of s3pypi below simple/, and puts its pages in the place of the old ones', async () => {
    const store = await filled(s3pypiBucket({ prefix: 'simple/' }))
    await rebuilding.rebuild(store)
    assert.deepEqual(
      await listedIn(store),
      ofS3pypi.map((line) => line.replace('../../', '../../simple/')),
    )
    assert.match(textOf(store, 'simple/six/'), /"_serial":1/)
  })

  it('reads but the end of each wheel where hashes are not computed, and believes the page', async () => {
    const store = await filled(s3pypiBucket())
    await rebuilding.rebuild(blind(store), { computeHashes: false })
    assert.deepEqual([asked(store, /^FETCH/).length, asked(store, /^RANGE/).length], [0, 3])
    const { files } = await documentIn(store, 'zope-interface')
    assert.deepEqual(
      files.map(({ filename, sha256 }) => [filename, sha256]),
      Object.entries(s3pypiFiles['zope-interface'])
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, bytes]) => [name, sha256Of(bytes)]),
    )
  })

  it('leaves out, and names, what the page tells other bytes of', async () => {
    const store = await filled(new Map([...s3pypiBucket(), [`six/${wheel}`, wheelBytes(wheel, { files: { 'six.py': 'other' } })]]))
    for (const seen of [store, blind(store)]) {
      const outcome = await rebuilding.rebuild(seen)
      assert.equal(outcome.result, 'issues')
      assert.match(outcome.summary, /tells of other bytes/)
      assert.deepEqual(await listedIn(store), ofS3pypi.slice(1))
    }
  })

  it('publishes to it afterwards, and then both are listed', async () => {
    const store = await filled(s3pypiBucket())
    await rebuilding.rebuild(store)
    await rebuilding.publish(store, { distributions: [join(rebuilding.folder, 'new')] })
    assert.deepEqual(
      (await documentIn(store, 'six')).files.map(({ url }) => url),
      [`../../six/${wheel}`, '../../packages/six-1.17.0-py2.py3-none-any.whl'],
    )
  })

  it('lists what dumb-pypi has, with what its list tells', async () => {
    const list = [
      { filename: wheel, upload_timestamp: 1528586805, yanked_reason: 'bad' },
      { filename: 'six-1.16.0.tar.gz', requires_python: '>=2.7', hash: `sha256=${sha256Of('an sdist')}` },
    ]
    const text = list.map((one) => `${JSON.stringify(one)}\n`).join('')
    const store = await filled(new Map([...oldBucket(), ['packages.json', Buffer.from(text)]]))
    assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    assert.deepEqual(
      (await documentIn(store, 'six')).files.map(({ uploadTime, yanked, requiresPython }) => [uploadTime, yanked, requiresPython]),
      [
        ['2018-06-09T23:26:45.000000Z', 'bad', undefined],
        [undefined, false, '>=2.7'],
      ],
    )
    assert.equal((await listedIn(store)).length, oldFiles.size)
    assert.ok(store.objects.has('changelog/page1/index.html'))
  })

  for (const [what, info, told, expected] of [
    ['PKG-INFO', pkgInfo('demo', '1.0', 'Requires-Python: >=3.9\n'), '&gt;=2', '>=3.9'],
    ['the old page, where PKG-INFO says nothing', pkgInfo('demo', '1.0'), '&gt;=2', '>=2'],
    ['the old page, where PKG-INFO is of another project', pkgInfo('other', '1.0', 'Requires-Python: >=3.9\n'), '&gt;=2', '>=2'],
    ['the old page, where there is no PKG-INFO', undefined, '&gt;=2', '>=2'],
    ['nobody, where nobody does', pkgInfo('demo', '1.0'), '', undefined],
  ] as const)
    it(`lists an sdist that is read to be hashed with the Requires-Python that ${what} tells`, async () => {
      const sdist = sdistBytes('demo-1.0.tar.gz', { 'PKG-INFO': info })
      const page = `<a href="../../packages/demo-1.0.tar.gz" data-requires-python="${told}">demo</a>`
      const store = await filled(
        new Map([['packages/demo-1.0.tar.gz', sdist] as const, ['simple/demo/index.html', Buffer.from(page)] as const]),
      )
      assert.equal((await rebuilding.rebuild(blind(store))).result, 'succeeded')
      const [file] = (await documentIn(store, 'demo')).files
      assert.deepEqual([file?.requiresPython, file?.sha256, file?.metadata], [expected, sha256Of(sdist), undefined])
    })

  it('names what old pages list on another host, and goes on without where that is accepted', async () => {
    const objects = new Map([
      [`packages/${wheel}`, wheelBytes(wheel)],
      ['simple/six/index.html', Buffer.from(`<a href="../../packages/${wheel}">x</a><a href="https://x.example/six-1.0.tar.gz">y</a>`)],
      ['simple/index.html', Buffer.from('<a href="six/">six</a>')],
    ])
    const store = await filled(objects)
    const outcome = await rebuilding.rebuild(store)
    assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['LOSS']])
    assert.match(outcome.summary, /x\.example/)
    assert.deepEqual(asked(store, /^(?:PUT|DELETE)/), [])
    assert.equal((await rebuilding.rebuild(store, { acceptLoss: true })).result, 'issues')
    assert.deepEqual(await listedIn(store), [`${wheel} ../../packages/${wheel}`])
  })

  for (const page of ['six/index.html', 'simple/Six/index.html', 'simple/six/index.html'])
    it(`asks once whether a link of ${page} to another host may go`, async () => {
      const at = page.startsWith('simple/') ? `../../packages/${wheel}` : wheel
      const links = `<a href="${at}">a</a><a href="https://other.example/six-0.1-py3-none-any.whl">b</a>`
      const key = page.startsWith('simple/') ? `packages/${wheel}` : `six/${wheel}`
      const store = await filled(new Map([[page, Buffer.from(links)] as const, [key, wheelBytes(wheel)] as const]))
      assert.equal((await rebuilding.rebuild(store)).problems[0]?.code, 'LOSS')
      assert.equal((await rebuilding.rebuild(store, { acceptLoss: true })).result, 'issues')
      assert.notEqual((await rebuilding.rebuild(store)).result, 'failed')
    })

  it('lists files in folders of packages/ that old pages link', async () => {
    const objects = new Map([
      [`packages/old/${wheel}`, wheelBytes(wheel)],
      ['simple/six/index.html', Buffer.from(`<a href="../../packages/old/${wheel}">x</a>`)],
    ])
    const store = await filled(objects)
    assert.equal((await rebuilding.rebuild(store)).result, 'succeeded')
    assert.deepEqual(await listedIn(store), [`${wheel} ../../packages/old/${wheel}`])
  })

  it('takes of two places of one file that of packages/, and says so', async () => {
    const store = await filled(new Map([...s3pypiBucket(), [`packages/${wheel}`, s3pypiFiles.six[wheel]]]))
    assert.equal((await rebuilding.rebuild(store)).result, 'issues')
    assert.match(rebuilding.log.text(), new RegExp(`six/${wheel} is left out of the index: packages/${wheel} is listed under that name`))
    assert.equal((await documentIn(store, 'six')).files[0]?.url, `../../packages/${wheel}`)
  })

  for (const [what, bucket, count] of [
    ['s3pypi', s3pypiBucket, 4],
    ['dumb-pypi', oldBucket, oldFiles.size],
  ] as const)
    it(`ends what was begun in a bucket of ${what}, wherever it was stopped`, async () => {
      let read = Infinity
      for (let n = 0; ; n++) {
        const store = await filled(bucket())
        const stopped = await rebuilding.rebuild(blind(stopAfter(store, n))).then(
          () => false,
          (error: unknown) => {
            if (error instanceof Stopped) return true
            throw error
          },
        )
        store.requests.length = 0
        assert.equal((await rebuilding.rebuild(blind(store))).result, 'succeeded')
        assert.equal((await listedIn(store)).length, count, `stopped after ${n}`)
        read = asked(store, /^FETCH/).length
        if (!stopped) return assert.deepEqual([read, n > 15], [0, true])
      }
    })

  it('installs by pip from a bucket of s3pypi', async function () {
    const python = findPython(this)
    const folder = join(rebuilding.folder, 'served')
    const store = folderStore(folder)
    await fill(store, s3pypiBucket({ indexHtml: true }))
    await rebuilding.rebuild(store, { store: { location: { kind: 'folder', path: folder } } })
    const server = await startStaticServer(folder)
    try {
      const pip = ['-I', '-m', 'pip', '--isolated', '--disable-pip-version-check', 'install', '--no-cache-dir', '--no-deps']
      const target = ['--target', join(rebuilding.folder, 'target'), '--index-url', `${server.url}/simple`]
      const { stdout } = await promisify(execFile)(python, [...pip, ...target, 'six', 'zope.interface==6.1+local.1'], {
        env: { PATH: process.env['PATH'], PIP_CONFIG_FILE: '/dev/null' },
      })
      assert.match(stdout, /Successfully installed six-1\.16\.0 zope[._-]interface-6\.1\+local\.1/)
      assert.ok(server.asked.includes(`/six/${wheel}`))
    } finally {
      await server.close()
    }
  })
})
