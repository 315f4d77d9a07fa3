import assert from 'node:assert/strict'
import { isInstalled, isLeftByTools } from '../../../../core/changes/packages/left-by-tools.ts'

describe('isLeftByTools', () => {
  const left = [
    '.venv/lib/x.py',
    'a/venv/x',
    'a/node_modules/b/c',
    'a/__pycache__/x',
    'x.pyc',
    'src/a.egg-info/PKG-INFO',
    '.pytest_cache/v/x',
    'a/.tox/x',
    'a/node_modules/',
  ]
  for (const path of left) it(`takes ${path} for theirs`, () => assert.ok(isLeftByTools(path)))
  const kept = [
    'venv',
    'venv.py',
    'a/my-venv/x',
    'a.egg-info',
    '__pycache__',
    'x.pyx',
    'build/lib/x.py',
    'packages/hypothesis/x.py',
    'nested/',
  ]
  for (const path of kept) it(`leaves ${path} to people`, () => assert.ok(!isLeftByTools(path)))
})

describe('isInstalled', () => {
  it('is of folders and of all below them', () => {
    assert.deepEqual(['.venv', 'a/.venv', 'a/.venv/lib', 'a/.venvs', ''].map(isInstalled), [true, true, true, false, false])
  })
})
