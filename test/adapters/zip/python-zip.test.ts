import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { findPython } from '../../servers/python.ts'

/** Writes a wheel with Python's own zipfile, csv and hashlib, which know nothing of our reader; `body` adds what is special. */
function script(body: string): string {
  return `
import base64, csv, hashlib, io, sys, zipfile
path, files, tags = sys.argv[1], {}, ['py3-none-any']
files['foo/__init__.py'] = b'answer = 42\\n'
files['foo-1.0.dist-info/METADATA'] = 'Metadata-Version: 2.1\\nName: foo\\nVersion: 1.0\\nAuthor: Zoë\\n\\nLong.\\n'.encode()
method, opened = zipfile.ZIP_DEFLATED, lambda: open(path, 'wb')
${body}
files['foo-1.0.dist-info/WHEEL'] = ('Wheel-Version: 1.0\\n' + ''.join('Tag: %s\\n' % tag for tag in tags)).encode()
record = io.StringIO()
rows = csv.writer(record)
for name, data in files.items():
    rows.writerow([name, 'sha256=' + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode(), len(data)])
rows.writerow(['foo-1.0.dist-info/RECORD', '', ''])
files['foo-1.0.dist-info/RECORD'] = record.getvalue().encode()
with opened() as stream, zipfile.ZipFile(stream, 'w', method) as archive:
    for name, data in files.items():
        with archive.open(name, 'w', force_zip64=name.endswith('.big')) as member:
            member.write(data)
`
}

describe("wheels that Python's zipfile wrote", function () {
  let python: string
  let folder: string
  before(async function () {
    python = findPython(this)
    folder = await mkdtemp(join(tmpdir(), 'pyzip-'))
  })
  after(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  for (const [what, body] of [
    ['deflated', ''],
    ['stored', 'method = zipfile.ZIP_STORED'],
    ['with zip64 fields', "files['foo/data.big'] = b'x' * 5000"],
    ['to a stream that cannot seek', 'class Pipe(io.FileIO):\n  seekable = lambda self: False\nopened = lambda: Pipe(path, "w")'],
    ['with letters beyond ASCII', "files['foo/zoë.py'] = b''"],
    ['with commas, quotes and blanks in names', `files['foo/a, "b" c.txt'] = b'x'`],
    ['with many members', "files.update({'foo/m%d.py' % at: b'x = %d' % at for at in range(2000)})"],
    ['with an empty file', "files['foo/empty.py'] = b''"],
    ['with a larger file', "files['foo/noise.bin'] = b''.join(hashlib.sha256(b'%d' % at).digest() for at in range(60000))"],
  ] as const) {
    it(`reads one ${what}`, async () => {
      const path = join(await mkdtemp(join(folder, 'w')), 'foo-1.0-py3-none-any.whl')
      execFileSync(python, ['-c', script(body), path])
      const { facts, findings } = await inspectWheelFile(path, { wheelFiles })
      assert.deepEqual(findings, [])
      assert.deepEqual(facts?.modules, ['foo'])
      assert.equal(facts?.size, (await readFile(path)).length)
      assert.ok(facts?.metadata.fields.some(([key, value]) => key === 'Author' && value === 'Zoë'))
    })
  }

  it('reads one packed by another method as no sound wheel', async () => {
    const path = join(await mkdtemp(join(folder, 'w')), 'foo-1.0-py3-none-any.whl')
    execFileSync(python, ['-c', script('method = zipfile.ZIP_BZIP2'), path])
    const { findings } = await inspectWheelFile(path, { wheelFiles })
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['zip'],
    )
    assert.match(findings[0]?.says ?? '', /method 12/)
  })
})
