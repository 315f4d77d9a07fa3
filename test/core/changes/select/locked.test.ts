import assert from 'node:assert/strict'
import { Choices } from '../../../../core/changes/select/choices.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { chooseLocked } from '../../../../core/changes/select/locked.ts'
import type { LockChange } from '../../../../core/changes/locks/locks.ts'
import { normalizeName } from '../../../../core/python/name.ts'
import { local, need } from '../local.ts'

const app = local('app', { needs: [need('lib'), need('attrs<1'), need('pytest', 'group')] })
const lib = local('lib', { folder: 'libs/lib', needs: [need('six', 'build')] })
const other = local('other')
const packages = [app, lib, other]

function lockOf(path: string, projects: string[], tops = projects): LockChange {
  return { path, kind: 'projects', projects: projects.map(normalizeName), tops: tops.map(normalizeName) }
}

describe('chooseLocked', () => {
  const table: [why: string, lock: LockChange, expected: Record<string, string[]>, isTold: boolean, of?: LocalPackage[]][] = [
    ['who needs it, whatever the specifier', lockOf('r.txt', ['attrs']), { app: ['attrs'] }, false],
    ['who builds with it', lockOf('r.txt', ['six']), { lib: ['six'] }, false],
    ['who is developed with it', lockOf('r.txt', ['pytest']), { app: ['pytest'] }, false],
    ['a package itself, and who needs it', lockOf('r.txt', ['lib']), { app: ['lib'], lib: ['lib'] }, false],
    ['several', lockOf('r.txt', ['attrs', 'pytest', 'six']), { app: ['attrs', 'pytest'], lib: ['six'] }, false],
    ['none', lockOf('r.txt', []), {}, false],
    ['all, where nobody needs it', lockOf('r.txt', ['urllib3']), { app: [], lib: [], other: [] }, true],
    ['all, where nobody needs one of them', lockOf('r.txt', ['attrs', 'urllib3']), { app: ['attrs'], lib: [], other: [] }, true],
    ['not where a graph leads from it to who is here', lockOf('uv.lock', ['urllib3', 'app'], ['app']), { app: ['app'] }, false],
    [
      'all, where a graph leads to somebody else too',
      lockOf('uv.lock', ['urllib3', 'app', 'tox'], ['app', 'tox']),
      { app: ['app'], lib: [], other: [] },
      true,
    ],
    ['all, where it leads nowhere', lockOf('uv.lock', ['x', 'y'], []), { app: [], lib: [], other: [] }, true],
    ['all, where nothing is told', { path: 'uv.lock', kind: 'all', says: 'is new' }, { app: [], lib: [], other: [] }, true],
    ['only below its folder', { path: 'libs/uv.lock', kind: 'all', says: 'is new' }, { lib: [] }, true],
    ['not below a folder that begins alike', { path: 'lib/uv.lock', kind: 'all', says: 'is new' }, {}, true],
    ['only below its folder, by need', lockOf('libs/requirements/x.txt', ['six', 'attrs']), { lib: ['six'] }, false],
  ]
  for (const [why, lock, expected, isTold] of table)
    it(why, () => {
      const choices = new Choices()
      const notes = chooseLocked(choices, lock, packages)
      const found = choices.of(packages).flatMap((one) => (one.reason?.kind === 'locked' ? [[one.package.name, one.reason.projects]] : []))
      assert.deepEqual(Object.fromEntries(found), expected)
      assert.equal(notes.length, isTold ? 1 : 0)
      assert.ok(choices.of(packages).every(({ as }) => as !== 'direct'))
    })
})
