import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { newestMember } from '../../../core/build/newest.ts'
import { timesCommand } from '../../../core/build/sdist-times.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { sdistBytes } from '../../fakes/sdist-bytes.ts'
import { findPython } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { environment, runAll } from './frontends.ts'
import { toolchain } from './toolchains.ts'

const epoch = 1_600_000_000

/** An archive as setuptools leaves it, at a time of its own. */
const pack = `
import gzip, io, sys, tarfile
path, time = sys.argv[1], float(sys.argv[2])
with gzip.GzipFile('made.tar', 'wb', 9, open(path, 'wb'), time) as packed, tarfile.open(mode='w', fileobj=packed, format=tarfile.PAX_FORMAT) as made:
    for name, kind, text in (('spam-1.0', tarfile.DIRTYPE, ''), ('spam-1.0/PKG-INFO', tarfile.REGTYPE, 'Name: spam'), ('spam-1.0/' + 'long/' * 40 + '\\u00e9.py', tarfile.REGTYPE, 'x'),
                             ('spam-1.0/run.sh', tarfile.REGTYPE, '#!'), ('spam-1.0/link', tarfile.SYMTYPE, ''), ('spam-1.0/old', tarfile.REGTYPE, '')):
        info = tarfile.TarInfo(name)
        info.type, info.size, info.mode = kind, len(text), 0o755 if name.endswith('sh') else 0o644
        info.mtime, info.uid, info.uname = 5 if name.endswith('old') else time, 1000, 'me'
        info.linkname = 'run.sh' if kind == tarfile.SYMTYPE else ''
        made.addfile(info, io.BytesIO(text.encode()))
`

describe('the times of an sdist', () => {
  let yard: Yard
  let python: string
  before(function () {
    python = findPython(this)
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  async function settle(path: string): Promise<string[]> {
    const command = timesCommand(toolchain({ executable: python }), path, yard.folder, { ...environment, SOURCE_DATE_EPOCH: String(epoch) })
    const { exit, output } = await runAll(command)
    assert.deepEqual(exit, { kind: 'exited', code: 0 }, output.join('\n'))
    return output
  }

  it('are those of its sources, so that two builds of them are the same bytes', async () => {
    const paths = [1_700_000_000.25, 1_800_000_000].map((time, at) => {
      const path = yard.path(`${at}.tar.gz`)
      execFileSync(python, ['-c', pack, path, String(time)])
      return path
    })
    const before = await sdistFiles.open(paths[0] ?? '', () => true)
    for (const path of paths) await settle(path)
    const [one, other] = paths.map((path) => readFileSync(path))
    assert.deepEqual(one, other)
    assert.equal(newestMember(one ?? Buffer.alloc(0)), epoch)
    const after = await sdistFiles.open(paths[0] ?? '', () => true)
    assert.deepEqual([after.entries, after.members], [before.entries, before.members])
    const told = execFileSync('tar', ['-tvzf', paths[0] ?? '', '--numeric-owner', '--full-time', '--utc'], { encoding: 'utf8' }).split('\n')
    assert.match(told.find((line) => line.includes('run.sh') && line.startsWith('-')) ?? '', /^-rwxr-xr-x 0\/0 .* 2020-09-13 12:26:40/)
    assert.match(told.find((line) => line.endsWith('/old')) ?? '', /1970-01-01 00:00:05/)
  })

  it('stay where they are good', async () => {
    const path = yard.path('spam-1.0.tar.gz')
    writeFileSync(path, sdistBytes('spam-1.0.tar.gz'))
    await settle(path)
    const before = readFileSync(path)
    assert.deepEqual(await settle(path), [])
    assert.deepEqual(readFileSync(path), before)
  })

  for (const bytes of ['', 'no archive', sdistBytes('spam-1.0.tar.gz').subarray(0, 100)])
    it(`stay in what is no archive: ${bytes.length} bytes`, async () => {
      const path = yard.path('spam-1.0.tar.gz')
      writeFileSync(path, bytes)
      assert.match((await settle(path)).join('\n'), /^The times in spam-1\.0\.tar\.gz stay as they are: /)
      assert.deepEqual(readFileSync(path), Buffer.from(bytes))
    })
})
