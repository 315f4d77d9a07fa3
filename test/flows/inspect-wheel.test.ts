import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { Problem } from '../../core/problem.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import { elfBytes } from '../fakes/native-bytes.ts'
import { wheelBytes } from '../fakes/wheel-bytes.ts'

const file = 'foo-1.0-py3-none-any.whl'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function written(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes)
  return join(folder, name)
}

describe('inspecting a wheel on disk', () => {
  it('gives facts and no findings for a sound one', async () => {
    const { facts, findings } = await inspectWheelFile(await written(file, wheelBytes(file)), { wheelFiles })
    assert.deepEqual(findings, [])
    assert.deepEqual([facts?.name.text, facts?.modules], [file, ['foo']])
    assert.equal(facts?.size, wheelBytes(file).length)
  })

  it('finds what its name does not say', async () => {
    const name = 'foo-1.1-py3-none-any.whl'
    const { facts, findings } = await inspectWheelFile(await written(name, wheelBytes(file)), { wheelFiles })
    assert.equal(facts?.metadata.version, '1.0')
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['dist-info', 'version'],
    )
  })

  it('finds what is no zip, without throwing', async () => {
    const { facts, findings } = await inspectWheelFile(await written(file, Buffer.from('Not found')), { wheelFiles })
    assert.equal(facts, undefined)
    assert.deepEqual(
      findings.map(({ code, severity, file: of }) => [code, severity, of]),
      [['zip', 'error', file]],
    )
    assert.match(findings[0]?.says ?? '', /^it is no sound wheel: .*[^.]$/)
  })

  for (const [what, bytes, expected] of [
    ['sound', elfBytes({ symbols: [{ name: 'PyLong_FromLong' }] }), []],
    ['outside of the stable ABI', elfBytes({ symbols: [{ name: '_PyLong_Sign' }] }), ['error abi3']],
    ['for another machine', elfBytes({ machine: 183 }), ['error machine']],
    ['no native code', Buffer.from('text'), ['warning machine', 'notice abi3']],
    ['empty', Buffer.alloc(0), ['warning machine', 'notice abi3']],
  ] as const)
    it(`tells of an extension module that is ${what}: ${expected.join(', ') || 'nothing'}`, async () => {
      const name = 'foo-1.0-cp38-abi3-manylinux_2_17_x86_64.whl'
      const wheel = await written(name, wheelBytes(name, { files: { 'foo.abi3.so': bytes } }))
      const { findings } = await inspectWheelFile(wheel, { wheelFiles })
      assert.deepEqual(
        findings.map(({ severity, code }) => `${severity} ${code}`),
        expected,
      )
    })

  it('sees a program that is not named as one', async () => {
    const name = 'foo-1.0-py3-none-manylinux_2_17_x86_64.whl'
    const wheel = await written(name, wheelBytes(name, { files: { 'foo/bin/tool': elfBytes() } }))
    assert.deepEqual((await inspectWheelFile(wheel, { wheelFiles })).findings, [])
  })

  it('throws for a file that is not there', async () => {
    await assert.rejects(
      inspectWheelFile(join(folder, 'absent-1.0-py3-none-any.whl'), { wheelFiles }),
      (error) => error instanceof Problem && error.code === 'FILE_INVALID',
    )
  })

  it('throws what is a fault of ours', async () => {
    const broken = { open: async () => await Promise.reject(new TypeError('a fault')) }
    await assert.rejects(inspectWheelFile(file, { wheelFiles: broken }), TypeError)
  })
})
