import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { sdist, wheel } from './distributions.ts'
import { temporaryFolders } from './folders.ts'

const account = { username: '__token__', password: 'pypi-secret' }

describe('the package index: uploads', () => {
  const folderOf = temporaryFolders()
  let folder: string
  let index: PackageIndex
  const demo = wheel({ name: 'demo', version: '1.0' })

  beforeEach(async () => {
    folder = folderOf()
    index = await startPackageIndex({ folder, upload: account })
  })
  afterEach(() => index.close())

  type Upload = { file: string; bytes: Buffer }
  const fieldsOf = ({ file, bytes }: Upload): Record<string, string> => ({
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: file.split('-')[0] ?? '',
    version: '1.0',
    filetype: file.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
    pyversion: file.endsWith('.whl') ? 'py3' : 'source',
    sha256_digest: createHash('sha256').update(bytes).digest('hex'),
  })
  const formOf = (upload: Upload, change: Record<string, string | undefined> = {}): FormData => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...fieldsOf(upload), ...change })) if (value !== undefined) form.append(name, value)
    form.append('content', new Blob([new Uint8Array(upload.bytes)]), upload.file)
    return form
  }
  const post = (body: FormData | string, headers: Record<string, string> = {}): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`
    return fetch(index.uploadUrl, { method: 'POST', body, headers: { authorization, ...headers } })
  }

  it('takes a wheel and an sdist, and lists them', async () => {
    for (const one of [demo, sdist({ name: 'demo', version: '1.0' })]) assert.equal((await post(formOf(one))).status, 200)
    assert.deepEqual(readdirSync(folder).sort(), ['demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz'])
    assert.deepEqual(readFileSync(join(folder, demo.file)), demo.bytes)
    assert.match(await (await fetch(`${index.simpleUrl}demo/`)).text(), /demo-1\.0-py3-none-any\.whl</)
  })

  it('takes an sdist without a Python tag, as twine 4 sends it, and none with another', async () => {
    const one = sdist({ name: 'demo', version: '1.0' })
    assert.equal((await post(formOf(one, { pyversion: 'py3' }))).status, 400)
    assert.equal((await post(formOf(one, { pyversion: undefined }))).status, 200)
  })

  it('says yes to the same bytes again, and changes nothing', async () => {
    await post(formOf(demo))
    assert.equal((await post(formOf(demo))).status, 200)
    assert.deepEqual(readdirSync(folder), [demo.file])
  })

  it('refuses other bytes under the name, with the hash that the client gave, in page and reason', async () => {
    await post(formOf(demo))
    const other = wheel({ name: 'demo', version: '1.0', says: 'something else' })
    const answer = await post(formOf(other, { blake2_256_digest: 'ab12' }))
    assert.equal(answer.status, 400)
    assert.match(answer.statusText, /^File already exists \('demo-1\.0-py3-none-any\.whl', with blake2_256 hash 'ab12'\)\./)
    assert.match(await answer.text(), /File already exists/)
    assert.deepEqual(readFileSync(join(folder, demo.file)), demo.bytes)
  })

  it('refuses the same bytes under another name', async () => {
    await post(formOf(demo))
    const answer = await post(formOf({ file: 'demo-1.0-1-py3-none-any.whl', bytes: demo.bytes }))
    assert.equal(answer.status, 400)
    assert.match(answer.statusText, /^File already exists/)
  })

  it('refuses a name that was used and deleted', async () => {
    writeFileSync(join(folder, 'deleted.json'), JSON.stringify([demo.file]))
    const answer = await post(formOf(demo))
    assert.equal(answer.status, 400)
    assert.match(answer.statusText, /^This filename was previously used by a file that has since been deleted/)
  })

  for (const [who, authorization] of [
    ['nobody', ''],
    ['a wrong password', `Basic ${Buffer.from('__token__:wrong').toString('base64')}`],
    ['a bearer', 'Bearer pypi-secret'],
  ] as const) {
    it(`does not know ${who}`, async () => {
      const answer = await post(formOf(demo), { authorization })
      assert.equal(answer.status, 403)
      assert.match(answer.statusText, /^Invalid or non-existent authentication information\./)
      assert.deepEqual(readdirSync(folder), [])
    })
  }

  it('takes nothing from anybody without an account', async () => {
    const closed = await startPackageIndex({ folder })
    const answer = await fetch(closed.uploadUrl, { method: 'POST', body: formOf(demo) })
    await closed.close()
    assert.equal(answer.status, 403)
  })

  for (const [what, change] of [
    ['another action', { ':action': 'doc_upload' }],
    ['another protocol', { protocol_version: '2' }],
    ['no name', { name: undefined }],
    ['no version', { version: undefined }],
    ['no metadata version', { metadata_version: undefined }],
    ['no file type', { filetype: undefined }],
    ['no Python tag', { pyversion: '' }],
    ['no digest', { sha256_digest: undefined }],
    ['a wrong digest', { sha256_digest: '00' }],
    ['another project', { name: 'other' }],
    ['another version', { version: '2.0' }],
    ['the type of an sdist', { filetype: 'sdist' }],
    ['another Python tag', { pyversion: 'cp312' }],
  ] as const) {
    it(`refuses a form with ${what}`, async () => {
      assert.equal((await post(formOf(demo, change))).status, 400)
      assert.deepEqual(readdirSync(folder), [])
    })
  }

  for (const file of ['demo-1.0-py3-none-any.zip', '../demo-1.0-py3-none-any.whl', '.demo-1.0-py3-none-any.whl', 'demo-1.0.tar.bz2']) {
    it(`refuses the file name ${file}`, async () => {
      assert.equal((await post(formOf({ ...demo, file }, fieldsOf(demo)))).status, 400)
      assert.deepEqual(readdirSync(folder), [])
    })
  }

  it('refuses what is no wheel inside', async () => {
    assert.equal((await post(formOf({ ...demo, bytes: Buffer.from('PK no zip') }))).status, 400)
  })

  it('refuses two files and none', async () => {
    const two = formOf(demo)
    two.append('content', new Blob(['more']), 'more.whl')
    const none = formOf(demo)
    none.delete('content')
    const elsewhere = formOf(demo)
    elsewhere.append('gpg_signature', new Blob(['more']), 'more.asc')
    for (const form of [two, none, elsewhere]) assert.equal((await post(form)).status, 400)
  })

  const type = 'multipart/form-data; boundary=xx'
  const part = '--xx\r\nContent-Disposition: form-data; name="content"; filename="a.whl"\r\n\r\nabc\r\n'
  for (const [what, body, headers] of [
    ['no multipart', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no end', part, { 'content-type': type }],
    ['a part without a name', '--xx\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--xx--\r\n', { 'content-type': type }],
    ['a part without a gap', '--xx\r\nContent-Disposition: form-data; name="a"\r\n--xx--\r\n', { 'content-type': type }],
    ['more after the end', `${part}--xx--\r\n${part}--xx--\r\n`, { 'content-type': type }],
    ['an empty body', '', { 'content-type': type }],
  ] as const) {
    it(`refuses a body with ${what}`, async () => assert.equal((await post(body, headers)).status, 400))
  }

  it('keeps what it took when it starts again', async () => {
    await post(formOf(demo))
    const before = await (await fetch(`${index.simpleUrl}demo/`)).text()
    const again = await startPackageIndex({ folder })
    assert.equal(await (await fetch(`${again.simpleUrl}demo/`)).text(), before)
    await again.close()
  })

  it('has the file when only the answer was lost', async () => {
    const faults = new FaultScript([{ method: 'POST', path: /legacy/, carriedOut: true, do: { status: 500 } }])
    const shaky = await startPackageIndex({ folder, upload: account, faults })
    const authorization = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`
    const send = (): Promise<Response> => fetch(shaky.uploadUrl, { method: 'POST', body: formOf(demo), headers: { authorization } })
    assert.equal((await send()).status, 500)
    assert.ok(existsSync(join(folder, demo.file)))
    assert.equal((await send()).status, 200)
    await shaky.close()
  })

  it('lists no half-written file that a kill left behind', async () => {
    writeFileSync(join(folder, `.uploading-1-${demo.file}`), demo.bytes.subarray(0, 10))
    assert.equal((await fetch(`${index.simpleUrl}demo/`)).status, 404)
    assert.equal((await post(formOf(demo))).status, 200)
  })
})
