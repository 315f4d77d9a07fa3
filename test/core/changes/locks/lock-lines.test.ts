import assert from 'node:assert/strict'
import { flatChange } from '../../../../core/changes/locks/lock-lines.ts'

const before = `
# This file is made by a tool
--index-url https://index.example/simple
attrs==23.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via pytest
Urllib3[socks]>=2 ; python_version >= "3.9"   # ours
zope.interface
-e ./packages/a
`

describe('flatChange of requirements and constraints', () => {
  const table: [why: string, after: string, expected: string[] | undefined][] = [
    ['nothing', before, []],
    ['comments, blanks and line ends', before.replaceAll('\n', '\r\n').replace('# via pytest', '# via tox\n\n\n'), []],
    ['a version', before.replace('23.1', '23.2'), ['attrs']],
    ['a hash', before.replace('sha256:bb', 'sha256:cc'), ['attrs']],
    ['a marker', before.replace('3.9', '3.10'), ['urllib3']],
    ['a new line', `${before}Six\n`, ['six']],
    ['a line that goes', before.replace('zope.interface', ''), ['zope-interface']],
    ['a name that is spelled otherwise', before.replace('zope.interface', 'zope_interface'), ['zope-interface']],
    ['several', before.replace('23.1', '23.2').replace('>=2', '>=3'), ['attrs', 'urllib3']],
    ['lines in another order', before.replace('zope.interface\n', '').replace('attrs', 'zope.interface\nattrs'), []],
    ['two lines of one project', `${before}zope.interface<6; sys_platform == 'win32'\n`, ['zope-interface']],
    ['an option', before.replace('index.example', 'other.example'), undefined],
    ['another file', `${before}-r other.txt\n`, undefined],
    ['a path', before.replace('./packages/a', './packages/b'), undefined],
    ['a URL without a name', `${before}git+https://host.example/x\n`, undefined],
    ['a URL with a name', `${before}x @ git+https://host.example/x\n`, ['x']],
    ['something that is none', `${before}<<<<<<< HEAD\n`, undefined],
  ]
  for (const [why, after, expected] of table)
    it(why, () => {
      const change = flatChange('requirements.txt', before, after)
      assert.deepEqual(typeof change === 'string' ? undefined : change.projects, expected)
      if (typeof change !== 'string') assert.deepEqual(change.tops, change.projects)
    })
})

it('a project of thousands of lines is read in no time', () => {
  const lines = Array.from({ length: 20_000 }, (_, at) => `same==${at % 10}.0 ; python_version < '3'`)
  const before = lines.join('\n')
  assert.deepEqual(flatChange('requirements.txt', before, lines.toReversed().join('\n')), { projects: [], tops: [] })
  assert.deepEqual(flatChange('requirements.txt', before, `${before}\nsame==11`), { projects: ['same'], tops: ['same'] })
})

it('lines of one project may stand in any order', () =>
  assert.deepEqual(flatChange('constraints.txt', "b==1; python_version < '3'\nb==2\n", "b==2\nb==1; python_version < '3'\n"), {
    projects: [],
    tops: [],
  }))

describe('flatChange of a Pipfile.lock', () => {
  const lock = (more: object = {}, meta: object = {}): string =>
    JSON.stringify({
      _meta: { hash: { sha256: 'x' }, requires: { python_version: '3.11' }, ...meta },
      default: { attrs: { version: '==1' } },
      develop: { Attrs: { version: '==1' }, six: {} },
      ...more,
    })
  const table: [why: string, after: string, expected: string[] | undefined][] = [
    ['the hash of Pipfile', lock({}, { hash: { sha256: 'y' } }), []],
    ['a version', lock({ default: { attrs: { version: '==2' } } }), ['attrs']],
    ['a version of one that is in two sections', lock({ develop: { attrs: { version: '==2' }, six: {} } }), ['attrs']],
    ['one that goes', lock({ develop: { attrs: { version: '==1' } } }), ['six']],
    ['a section of its own', lock({ docs: { sphinx: {} } }), ['sphinx']],
    ['another python', lock({}, { requires: { python_version: '3.12' } }), undefined],
  ]
  for (const [why, after, expected] of table)
    it(why, () => {
      const change = flatChange('Pipfile.lock', lock(), after)
      assert.deepEqual(typeof change === 'string' ? undefined : change.projects, expected)
    })
})
