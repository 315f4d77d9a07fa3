import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { onSources, type OnSources, type Scene } from '../../../core/coverage/source-paths.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import { root } from '../../root.ts'
import { coverageOf, shown } from './coverages.ts'

const scene: Scene = {
  files: new Set(['src/spam/__init__.py', 'src/spam/_fast.pyx', 'tests/test_a.py', 'tests/__init__.py', 'setup.py']),
  inside: '',
  cwd: '/w/suites/3.11-unit/work',
  project: '/w/spam-3.11/src',
  modules: ['spam'],
  windows: false,
}
const site = '/w/suites/3.11-unit/venv/lib/python3.11/site-packages'

function find(names: readonly string[], more: Partial<Scene> & { readonly sources?: readonly string[] } = {}): OnSources {
  const { sources = [], ...changes } = more
  const coverage = coverageOf(Object.fromEntries(names.map((name) => [name, '1:1'])))
  return onSources({ sources, coverage, time: 0 }, { ...scene, ...changes })
}

describe('a file of a report in the sources', () => {
  const found: [why: string, name: string, expected: string, more?: Parameters<typeof find>[1]][] = [
    ['installed', `${site}/spam/__init__.py`, 'src/spam/__init__.py'],
    ['a test that was copied to where it ran', '/w/suites/3.11-unit/work/tests/test_a.py', 'tests/test_a.py'],
    ['told relative to where it ran', 'tests/test_a.py', 'tests/test_a.py'],
    ['told relative to a folder that the report names', 'test_a.py', 'tests/test_a.py', { sources: ['/w/suites/3.11-unit/work/tests'] }],
    ['told relative to a relative one', 'test_a.py', 'tests/test_a.py', { sources: ['tests'] }],
    [
      'told relative to the second of two folders',
      '__init__.py',
      'src/spam/__init__.py',
      { sources: ['/w/suites/3.11-unit/work/docs', `${site}/spam`] },
    ],
    ['told relative beyond where it ran', '../venv/lib/python3.11/site-packages/spam/__init__.py', 'src/spam/__init__.py'],
    ['in the copy of the project', '/w/spam-3.11/src/setup.py', 'setup.py'],
    ['compiled from what is there', '/w/spam-3.11/src/src/spam/_fast.pyx', 'src/spam/_fast.pyx'],
    [
      'of a project that is not the top of the checkout',
      `${site}/spam/__init__.py`,
      'libs/spam/src/spam/__init__.py',
      { inside: 'libs/spam' },
    ],
    [
      'on Windows, in whatever case it is told',
      'd:\\W\\suites\\3.11-unit\\work\\tests\\test_a.py',
      'tests/test_a.py',
      { windows: true, cwd: 'D:\\w\\suites\\3.11-unit\\work' },
    ],
  ]
  for (const [why, name, expected, more] of found)
    it(why, () => {
      const { coverage, foreign } = find([name], more)
      assert.deepEqual([shown(coverage), foreign], [{ [expected]: '1:1' }, []])
    })

  it('is one, however many reports of it there are', () =>
    assert.deepEqual(shown(find(['tests/test_a.py', '/w/spam-3.11/src/tests/test_a.py']).coverage), { 'tests/test_a.py': '1:2' }))

  it('is kept apart where it is none of them', () => {
    const strange = [`${site}/attr/__init__.py`, `${site}/spam/_version.py`, '/tmp/made.py', 'tests/generated.py', '<string>']
    const { coverage, foreign } = find([...strange, 'tests/test_a.py'])
    assert.deepEqual([Object.keys(shown(coverage)), foreign], [['tests/test_a.py'], strange.toSorted()])
  })

  it('is not the one of the same path that no wheel was installed of', () =>
    assert.deepEqual(find([`${site}/spam/__init__.py`], { modules: [] }).foreign, [`${site}/spam/__init__.py`]))

  it('of a package installed and its tests, as pytest-cov told them (--cov=spam --cov=tests)', () => {
    const report = parseCobertura(readFileSync(join(root, 'test/fixtures/coverage/installed.xml'), 'utf8'), 'c.xml')
    const row = '/home/vsts/work/_temp/wheelworks/spam-3.11'
    const files = new Set(['src/spam/__init__.py', 'tests/test_spam.py'])
    const { coverage, foreign, uninstalled } = onSources(report, {
      ...scene,
      files,
      cwd: `${row}/suites/3.11-unit/work`,
      project: `${row}/src`,
    })
    assert.deepEqual([...coverage.keys()].sort(), [...files])
    assert.deepEqual(totalsOfAll(coverage).lines, { covered: 19, valid: 42 })
    assert.deepEqual([foreign.map((name) => name.split('/').at(-1)), uninstalled], [['_version.py'], []])
  })

  const uninstalled: [why: string, names: readonly string[], expected: readonly string[], more?: Parameters<typeof find>[1]][] = [
    ['the package in the copy of the project', ['/w/spam-3.11/src/src/spam/__init__.py'], ['src/spam/__init__.py']],
    ['the package where the suite ran', ['src/spam/__init__.py'], ['src/spam/__init__.py']],
    ['a flat package', ['spam/a.py', 'spam.py'], ['spam.py', 'spam/a.py'], { files: new Set(['spam/a.py', 'spam.py']) }],
    ['not the installed one', [`${site}/spam/__init__.py`], []],
    ['not tests', ['tests/test_a.py', 'tests/__init__.py', 'setup.py'], []],
    ['not without a wheel', ['src/spam/__init__.py'], [], { modules: [] }],
  ]
  for (const [why, names, expected, more] of uninstalled)
    it(`measured in the sources: ${why}`, () => assert.deepEqual(find(names, more).uninstalled, expected))
})
