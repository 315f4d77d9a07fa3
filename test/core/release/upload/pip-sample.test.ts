import assert from 'node:assert/strict'
import type { FileEntry } from '../../../../core/index/entry.ts'
import { hashedRequirement, pipSample } from '../../../../core/release/upload/pip-sample.ts'
import { sha256Of } from '../../../../core/sha256.ts'

const entry = (filename: string, size = 1): FileEntry => ({ filename, url: '', yanked: false, size, sha256: sha256Of(filename) })
const platforms = ['manylinux_2_17_x86_64', 'manylinux_2_17_aarch64', 'win_amd64', 'macosx_11_0_arm64']
const many = platforms.flatMap((platform, at) =>
  Array.from({ length: 7 }, (_, minor) => entry(`spam-1.0-cp3${minor + 8}-cp3${minor + 8}-${platform}.whl`, 100 - minor + at)),
)

describe('the wheels of a release that pip fetches', () => {
  it('are all of few', () => {
    const few = many.slice(0, 20)
    const { fetches, left } = pipSample(few)
    assert.deepEqual(
      fetches.map(({ file }) => file.filename),
      few.map(({ filename }) => filename),
    )
    assert.deepEqual(left, [])
  })
  it('are the smallest of each platform where they are many, and that is said', () => {
    const { fetches, left } = pipSample(many)
    assert.deepEqual(fetches.map(({ file }) => file.filename).sort(), platforms.map((one) => `spam-1.0-cp314-cp314-${one}.whl`).sort())
    assert.equal(left.length, 1)
    assert.match(left[0] ?? '', /4 of 28/)
  })
  it('are no sdists, which pip would run', () =>
    assert.deepEqual(pipSample([entry('spam-1.0.tar.gz'), entry('spam-1.0.zip')]), { fetches: [], left: [] }))
  it('leave out what pip cannot be asked for, and say so', () => {
    const { fetches, left } = pipSample([entry('spam-1.0-graalpy311-graalpy311_native-linux_x86_64.whl')])
    assert.deepEqual(fetches, [])
    assert.match(left[0] ?? '', /graalpy311/)
  })
  it('leave out what no hash is known of', () => {
    const { sha256: _, ...bare } = entry('spam-1.0-py3-none-any.whl')
    assert.deepEqual(pipSample([bare]).fetches, [])
  })
  it('are asked for by their hash, local versions as they are written', () => {
    const name = 'spam-1.0+cpu-py3-none-any.whl'
    const [fetch] = pipSample([entry(name)]).fetches
    assert.equal(fetch && hashedRequirement(fetch), `spam==1.0+cpu --hash=sha256:${sha256Of(name)}\n`)
  })
})
