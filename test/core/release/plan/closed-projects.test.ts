import assert from 'node:assert/strict'
import type { ProjectStatus } from '../../../../core/index/status.ts'
import { plannedFiles } from '../../../../core/release/plan/plan.ts'
import { refuseClosed } from '../../../../core/release/plan/closed-projects.ts'
import type { StandingFile } from '../../../../core/release/plan/standings.ts'
import { approvedRelease } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const [file] = plannedFiles(approvedRelease().plan)
const of = (project: string, standing: StandingFile['standing']): StandingFile => ({
  file: file ?? assert.fail(),
  project,
  version: '1.0',
  standing,
})
const told = (status: ProjectStatus | undefined, ...files: StandingFile[]): string | undefined => {
  const listing = { files: [], deleted: [], ...(status === undefined ? {} : { status }) }
  return problemCode(() => refuseClosed(files, new Map([['spam', listing]]), 'the index'))
}

describe('refuseClosed', () => {
  for (const [status, code] of [
    [undefined, undefined],
    [{ status: 'active' }, undefined],
    [{ status: 'deprecated' }, undefined],
    [{ status: 'of a later day' }, undefined],
    [{ status: 'archived', reason: 'moved to eggs' }, 'REFUSED'],
    [{ status: 'quarantined' }, 'REFUSED'],
  ] as const)
    it(`${code === undefined ? 'lets pass' : 'refuses'} what is missing in a project that is ${JSON.stringify(status)}`, () =>
      assert.equal(told(status, of('spam', 'absent')), code))

  it('asks nothing of what is there already, nor of other projects', () =>
    assert.equal(told({ status: 'archived' }, of('spam', 'same'), of('eggs', 'absent')), undefined))

  it('names each project once, and why', () => {
    const listing = { files: [], deleted: [], status: { status: 'archived', reason: 'moved' } }
    assert.throws(() => refuseClosed([of('spam', 'absent'), of('spam', 'absent')], new Map([['spam', listing]]), 'the index'), {
      message: 'the index takes no files of spam, which is archived (moved).',
    })
  })
})
