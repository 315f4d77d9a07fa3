import assert from 'node:assert/strict'
import { mergeProject, type ProjectChange } from '../../../core/index/merge-project.ts'
import { formatProject, parseProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const one = documentFile('demo-1.0-py3-none-any.whl')
const two = documentFile('demo-2.0-py3-none-any.whl')
const before = documentOf([one, two], { meta: { tracks: ['https://x'] }, kept: { 'alternate-locations': ['https://y'], _mine: 1 } })
const merged = (...changes: ProjectChange[]): ProjectDocument => {
  const next = mergeProject(before, demo, changes)
  assert.ok(next !== 'unchanged')
  assert.deepEqual(parseProject(formatProject(next), 'test', demo), next)
  assert.deepEqual([next.serial, next.meta, next.kept], [2, before.meta, before.kept])
  return next
}

describe('a change of a project', () => {
  it('yanks, with a reason or without, and takes it back', () => {
    for (const yanked of [true, 'broken'] as const) {
      const next = merged({ kind: 'yank', files: [one.filename], yanked })
      assert.deepEqual(
        next.files.map((file) => file.yanked),
        [yanked, false],
      )
      assert.equal(mergeProject(next, demo, [{ kind: 'yank', files: [one.filename], yanked }]), 'unchanged')
      const undone = mergeProject(next, demo, [{ kind: 'yank', files: [one.filename], yanked: false }]) as ProjectDocument
      assert.deepEqual(undone.files, before.files)
    }
    assert.equal(merged({ kind: 'yank', files: [one.filename], yanked: '' }).files[0]?.yanked, true)
  })

  it('removes a file for good, and remembers what bytes are to go', () => {
    const next = merged({ kind: 'remove', files: [one.filename], stored: true })
    assert.deepEqual([next.files, next.deleted, next.leaving], [[two], [one.filename], [`packages/${one.filename}`]])
    assert.equal(mergeProject(next, demo, [{ kind: 'add', files: [one] }]), 'unchanged')
    assert.equal(mergeProject(next, demo, [{ kind: 'adopt', files: [one] }]), 'unchanged')
    const done = { ...next, leaving: [] }
    const late = mergeProject(done, demo, [{ kind: 'add', files: [one] }])
    assert.deepEqual(late, { ...next, serial: 3 }, 'bytes that were put once more go once more')
    assert.equal(mergeProject(done, demo, [{ kind: 'adopt', files: [one] }]), 'unchanged')
    assert.deepEqual(merged({ kind: 'remove', files: [one.filename], stored: false }).leaving, [])
    assert.equal(mergeProject(before, demo, [{ kind: 'remove', files: ['other.whl'], stored: true }]), 'unchanged')
  })

  it('corrects what is told of a file', () => {
    const next = merged({ kind: 'correct', files: [{ ...one, size: 5 }] })
    assert.equal(next.files[0]?.size, 5)
  })

  it('keeps the yank of a file that it corrects: somebody may have set it meanwhile', () => {
    const yank = merged({ kind: 'yank', files: [one.filename], yanked: 'broken' })
    const next = mergeProject(yank, demo, [{ kind: 'correct', files: [{ ...one, size: 5 }] }]) as ProjectDocument
    assert.deepEqual([next.files[0]?.size, next.files[0]?.yanked], [5, 'broken'])
  })

  for (const status of ['archived', 'quarantined'])
    it(`adds nothing to what is ${status}`, () => {
      const closed = merged({ kind: 'status', status: { status } })
      const three = documentFile('demo-3.0-py3-none-any.whl')
      assert.equal(mergeProject(closed, demo, [{ kind: 'add', files: [three] }]), 'unchanged')
      assert.equal((mergeProject(closed, demo, [{ kind: 'adopt', files: [three] }]) as ProjectDocument).files.length, 3)
    })

  it('lets only the newest version speak for the project', () => {
    const three = documentFile('demo-3.0-py3-none-any.whl')
    const said = merged({ kind: 'add', files: [three], about: { version: '3.0', summary: 'three' } })
    assert.deepEqual(said.about, { version: '3.0', summary: 'three' })
    const old = documentFile('demo-0.5-py3-none-any.whl')
    const next = mergeProject(said, demo, [{ kind: 'add', files: [old], about: { version: '0.5', summary: 'old' } }]) as ProjectDocument
    assert.equal(next.about?.summary, 'three')
  })
})
