import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunRecord, TimelineRecord } from '../../../local-agent/record.ts'
import { Journal } from '../../../local-agent/server/journal.ts'
import { addRecord } from '../../../local-agent/server/timeline.ts'
import { queued } from './ready.ts'

describe('journal', () => {
  let folder = ''
  let run: RunRecord
  const shown: string[] = []
  const job = (name: string): TimelineRecord => addRecord(run, 'Job', undefined, { name, identifier: `s.${name}` })
  const journal = (): Journal =>
    new Journal(run, join(folder, 'run'), (line, voice) => shown.push(voice?.beside === true ? `${voice.label} | ${line}` : line))
  const files = (): unknown =>
    run.artifacts.map(({ name, files: inside }) => [
      name,
      Object.fromEntries([...inside].map(([path, bytes]) => [path, Buffer.from(bytes).toString()])),
    ])

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'journal-'))
    run = queued(folder)
    shown.length = 0
    mkdirSync(join(folder, 'up', 'deep'), { recursive: true })
    writeFileSync(join(folder, 'up', 'a.txt'), 'a')
    writeFileSync(join(folder, 'up', 'deep', 'b.txt'), 'b')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('an upload of a folder keeps its paths, of a file its name, both below the container folder', async () => {
    const sink = journal().open(job('one'), 'one')
    await sink.upload('x', 'x', join(folder, 'up'))
    await sink.upload('y', 'y/sub', join(folder, 'up', 'a.txt'))
    await sink.upload('z', 'z\\sub', join(folder, 'up', 'a.txt'))
    assert.deepEqual(files(), [
      ['x', { 'a.txt': 'a', 'deep/b.txt': 'b' }],
      ['y', { 'sub/a.txt': 'a' }],
      ['z', { 'sub/a.txt': 'a' }],
    ])
    assert.equal(readFileSync(join(folder, 'run', 'artifacts', 'x', 'deep', 'b.txt'), 'utf8'), 'b')
  })

  it('uploads of several jobs under one name merge; the last writer of a path wins, the first job is the source', async () => {
    const kept = journal()
    const [first, second] = [job('one'), job('two')]
    await kept.open(first, 'one').upload('x', 'x', join(folder, 'up', 'a.txt'))
    writeFileSync(join(folder, 'up', 'a.txt'), 'later')
    await kept.open(second, 'two').upload('X', 'X', join(folder, 'up'))
    assert.deepEqual(files(), [['x', { 'a.txt': 'later', 'deep/b.txt': 'b' }]])
    assert.equal(run.artifacts[0]?.source, first.id)
  })

  it('nothing is written outside of its folder', async () => {
    const sink = journal().open(job('one'), 'one')
    const within = [
      ['../../x', '../../x'],
      ['..', '..'],
      ['.', '.'],
      ['x', 'x/../../logs'],
      ['x', 'x/../y'],
    ] as const
    for (const [name, root] of within) await assert.rejects(sink.upload(name, root, join(folder, 'up')), /leads out/, root)
    assert.throws(
      () => sink.attachment({ type: 'Distributedtask.Core.Summary', name: '/../../../x.md', recordId: 'r', bytes: Buffer.from('') }),
      /leads out/,
    )
    assert.ok(!existsSync(join(folder, 'x')) && !existsSync(join(folder, 'x.md')))
    assert.deepEqual(readdirSync(join(folder, 'run'), { recursive: true }), ['logs', join('logs', 's.one.log')])
  })

  it('a file that is not there is a failed upload', async () =>
    assert.rejects(journal().open(job('one'), 'one').upload('x', 'x', join(folder, 'no'))))

  it('attachments are kept, summaries also as files', () => {
    const sink = journal().open(job('one'), 'one')
    for (const type of ['Distributedtask.Core.Summary', 'other'])
      sink.attachment({ type, name: `${type}.md`, recordId: 'r', bytes: Buffer.from('#') })
    assert.equal(run.attachments.length, 2)
    assert.ok(existsSync(join(folder, 'run', 'summaries', 's.one.Distributedtask.Core.Summary.md')))
    assert.ok(!existsSync(join(folder, 'run', 'summaries', 's.one.other.md')))
  })

  it('summaries of several steps under one name are all kept', () => {
    const sink = journal().open(job('one'), 'one')
    for (const text of ['publish', 'audit', 'again'])
      sink.attachment({ type: 'Distributedtask.Core.Summary', name: 'GatedRelease.md', recordId: text, bytes: Buffer.from(text) })
    const kept = ['s.one.GatedRelease.md', 's.one.GatedRelease.2.md', 's.one.GatedRelease.3.md']
    assert.deepEqual(
      kept.map((name) => readFileSync(join(folder, 'run', 'summaries', name), 'utf8')),
      ['publish', 'audit', 'again'],
    )
  })

  it('labels a job from the moment another runs beside it, to its end', () => {
    const kept = journal()
    const one = kept.open(job('one'), 'one')
    one.line('alone')
    const two = kept.open(job('two'), 'two')
    one.line('not alone')
    two.line('me too')
    two.close()
    one.line('still labelled')
    one.close()
    const three = kept.open(job('three'), 'three')
    three.line('alone again')
    assert.deepEqual(shown, ['alone', 'one | not alone', 'two | me too', 'one | still labelled', 'alone again'])
  })

  it('the log of a job is a file, line by line; a next run begins anew and touches nothing else', () => {
    const kept = journal()
    const sink = kept.open(job('one'), 'one')
    sink.line('hello')
    assert.match(readFileSync(join(folder, 'run', 'logs', 's.one.log'), 'utf8'), /^\S+Z hello\n$/)
    sink.close()
    assert.deepEqual(kept.kept(), [join(folder, 'run', 'logs')])
    writeFileSync(join(folder, 'run', 'mine.txt'), 'x')
    journal()
    assert.deepEqual([existsSync(join(folder, 'run', 'logs')), existsSync(join(folder, 'run', 'mine.txt'))], [false, true])
  })

  it('coverage is kept by its job, in the record and as a file', () => {
    const coverage = { name: 'coverage.xml', lines: undefined, branches: undefined }
    journal().open(job('one'), 'one').coverage(coverage, '<coverage/>')
    assert.deepEqual(run.coverage, [coverage])
    const [file = '', ...others] = readdirSync(join(folder, 'run', 'coverage'))
    assert.match(file, /\.coverage\.xml$/)
    assert.deepEqual([others, readFileSync(join(folder, 'run', 'coverage', file), 'utf8')], [[], '<coverage/>'])
  })

  it('a test run is kept with its job', () => {
    const told = { title: 'unit', passed: 1, failed: 0, skipped: 0, failures: [] }
    const one = job('one')
    journal().open(one, 'one').testRun(told)
    assert.deepEqual(run.testRuns, [{ ...told, jobId: one.id }])
  })

  it('a record is added once, tags are a set', () => {
    const sink = journal().open(job('one'), 'one')
    const task = { ...job('task'), type: 'Task' as const, id: 'new' }
    sink.record(task)
    sink.record(task)
    sink.tag('t')
    sink.tag('t')
    assert.deepEqual([run.records.filter((record) => record === task).length, [...run.tags]], [1, ['t']])
  })
})
