import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunRecord, Variable } from '../../../local-agent/record.ts'
import { Mistake } from '../../../local-agent/mistake.ts'
import { readRun, writeRun } from '../../../local-agent/server/run-file.ts'
import { record, runOf } from '../services/run.ts'

/** As it compares: what is undefined is not there. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (one instanceof Map || one instanceof Set ? [...one] : one)))

describe('run file', () => {
  let folder: string
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'kept-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Keeps a run with the files of its artifacts beside it, as the journal does. */
  function keep(run: RunRecord, secrets: readonly string[] = []): void {
    for (const { name, files } of run.artifacts)
      for (const [path, bytes] of files) {
        const file = join(folder, 'artifacts', name, path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, bytes)
      }
    writeRun(folder, run, { variables: { a: '1' }, ports: { up: 7 } }, secrets)
  }

  it('gives back a run as it was, in progress again; attachments are not kept', () => {
    const coverage = [{ name: 'c.xml', lines: { covered: 1, valid: 2 }, branches: undefined }]
    const run = runOf({ status: 'completed', result: 'failed', coverage })
    run.records[0]?.outputs.set('plain', { value: 'x', secret: false, readOnly: true })
    keep(run)
    const { run: kept, ...queued } = readRun(folder)
    assert.deepEqual(plain(kept), plain({ ...run, status: 'inProgress', result: undefined, attachments: [] }))
    assert.deepEqual(queued, { variables: { a: '1' }, withheld: [], lost: [], ports: { up: 7 } })
  })

  it('is written whole, over what was there, and leaves nothing beside it', () => {
    keep(runOf())
    keep(runOf({ buildId: 43 }))
    assert.equal(readRun(folder).run.buildId, 43)
    assert.deepEqual(readdirSync(folder).sort(), ['artifacts', 'run.json'])
  })

  const SECRET = 'sécret/+"value'
  const OUTPUTS: readonly (readonly [string, Partial<Variable>, boolean])[] = [
    ['plain', { value: 'x' }, true],
    ['a secret', { value: 'other', secret: true }, false],
    ['one that is a secret', { value: SECRET }, false],
    ['one that holds a secret', { value: `https://u:${SECRET}@host` }, false],
    ['one that holds it in base64', { value: Buffer.from(SECRET).toString('base64') }, false],
    ['one that holds it as JSON', { value: JSON.stringify({ SECRET }) }, false],
    ['one that holds a secret of a few characters', { value: 'abc' }, true],
  ]
  for (const [what, output, kept] of OUTPUTS)
    it(`${kept ? 'keeps' : 'leaves out'} an output: ${what}`, () => {
      const outputs = new Map([['o', { value: '', secret: false, readOnly: false, ...output }]])
      keep(runOf({ records: [record({ id: 't', type: 'Task', identifier: 's', outputs })] }), [SECRET, 'b'])
      assert.equal(readRun(folder).run.records[0]?.outputs.has('o'), kept)
      assert.ok(!readFileSync(join(folder, 'run.json'), 'utf8').includes(SECRET))
    })

  const REFUSED: readonly (readonly [string, (file: string) => void, RegExp])[] = [
    ['none', (file) => rmSync(file), /There is no run in /],
    ['one of another version', (file) => writeFileSync(file, '{"version":2}'), /written by another version/],
    ['one of no version', (file) => writeFileSync(file, '[]'), /written by another version/],
    ['an artifact whose file is gone', () => rmSync(join(folder, 'artifacts'), { recursive: true }), /of an earlier attempt is gone/],
  ]
  for (const [what, spoil, says] of REFUSED)
    it(`refuses ${what}`, () => {
      keep(runOf())
      spoil(join(folder, 'run.json'))
      assert.throws(
        () => readRun(folder),
        (error) => error instanceof Mistake && says.test(error.message),
      )
    })
})
