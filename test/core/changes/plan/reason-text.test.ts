import assert from 'node:assert/strict'
import { reasonText } from '../../../../core/changes/plan/reason-text.ts'
import type { Reason } from '../../../../core/changes/select/selection.ts'
import { local } from '../local.ts'

describe('reasonText', () => {
  const table: [reason: Reason | undefined, expected: string][] = [
    [{ kind: 'path', path: 'packages/a/x.py' }, 'packages/a/x.py changed'],
    [{ kind: 'trigger', path: 'eng/x.yml', trigger: 'eng/x.yml' }, 'eng/x.yml changed, one of its triggering paths'],
    [{ kind: 'trigger', path: 'eng/a/x.yml', trigger: 'eng' }, 'eng/a/x.yml changed, below its triggering path eng'],
    [{ kind: 'service', path: 'sdk/core/t.yml' }, 'sdk/core/t.yml changed, beside the only ci.yml of its service'],
    [{ kind: 'additional', by: 'core' }, 'core names it to be tested along'],
    [{ kind: 'rule', at: 'eng/rules.yml, line 3', path: 'eng/x' }, 'eng/x changed, for which the rule in eng/rules.yml, line 3, names it'],
    [{ kind: 'hook' }, 'the hook added it'],
    [{ kind: 'needs', chain: ['core'] }, 'it needs core, which changed'],
    [{ kind: 'needs', chain: ['core', 'http', 'client'] }, 'it needs client, which needs http, which needs core, which changed'],
    [{ kind: 'needs', chain: ['core'], gone: true }, 'it needs core, which is gone from the repository'],
    [{ kind: 'needs', chain: ['core', 'http'], gone: true }, 'it needs http, which needs core, which is gone from the repository'],
    [{ kind: 'common', path: 'conftest.py', what: 'settings' }, 'conftest.py changed, which its build or its tests may read'],
    [{ kind: 'common', path: 'eng/m.yml', what: 'matrix' }, 'eng/m.yml changed, which says what jobs it has'],
    [{ kind: 'common', path: 'eng/r.yml', what: 'rules' }, 'eng/r.yml changed, which says what is planned'],
    [{ kind: 'locked', path: 'uv.lock', projects: ['numpy', 'scipy'] }, 'uv.lock says another version of numpy, scipy'],
    [
      { kind: 'locked', path: 'uv.lock', projects: Array.from({ length: 12 }, (_, at) => `p${at}`) },
      'uv.lock says another version of p0, p1, p2, p3, p4, p5, p6, p7, p8, p9 and 2 more',
    ],
    [{ kind: 'locked', path: 'uv.lock', projects: [] }, 'uv.lock changed in a way that may concern any package'],
    [
      { kind: 'along', at: "the input 'rules', line 1", by: 'core' },
      "core changed, for which the rule in the input 'rules', line 1, names it",
    ],
    [{ kind: 'shared', path: 'tox.ini' }, 'tox.ini changed, which all packages are made with'],
    [{ kind: 'fallback' }, 'nothing else was selected, and it is the fallback'],
    [{ kind: 'everything', says: 'the base is not known' }, 'the base is not known'],
    [undefined, 'nothing in packages/a changed, nothing that it needs did, and no rule says otherwise'],
  ]
  for (const [reason, expected] of table) it(expected, () => assert.equal(reasonText({ package: local('a'), reason }), expected))

  it('does not call the top of the repository a dot', () =>
    assert.match(reasonText({ package: local('a', { folder: '.' }), reason: undefined }), /^nothing in it changed/))
})
