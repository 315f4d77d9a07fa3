import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chosen, parseChoice } from '../../../core/index/choice.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { documentFile, documentOf } from './documents.ts'

const names = [
  'demo-1.0-py3-none-any.whl',
  'demo-1.2-1-py3-none-any.whl',
  'demo-1.2-cp311-cp311-manylinux_2_17_x86_64.whl',
  'demo-1.2+cpu-py3-none-any.whl',
  'demo-1.2.1-py3-none-any.whl',
  'demo-1.2rc1-py3-none-any.whl',
  'demo-1.2.tar.gz',
  'demo-1.3.dev1+gabc-py3-none-any.whl',
  'demo-2!1.2-py3-none-any.whl',
  'demo_README.txt',
]
const document = documentOf(names.map((name) => documentFile(name)))
const of = (line: string): string[] => chosen(parseChoice(line), document).map((file) => file.filename)
const version = (text: string): string[] => names.filter((name) => new RegExp(`^demo-${text}(?:-|\\.tar)`).test(name))

describe('a choice of files', () => {
  for (const [line, expected] of [
    ['demo==1.2', [...version('1\\.2'), ...version('1\\.2\\+cpu')]],
    ['Demo == 1.2.0', [...version('1\\.2'), ...version('1\\.2\\+cpu')]],
    ['demo==1.2+cpu', version('1\\.2\\+cpu')],
    ['demo===1.2', version('1\\.2')],
    ['demo==1.2.*', names.filter((name) => name.startsWith('demo-1.2'))],
    ['demo==2!1.2', version('2!1\\.2')],
    ['demo<1.2', version('1\\.0')],
    ['demo>=1.2.1,<1.3', version('1\\.2\\.1')],
    ['demo>=1.2.1,<2', [...version('1\\.2\\.1'), ...version('1\\.3\\.dev1\\+gabc')]],
    ['demo~=1.2', names.filter((name) => /^demo-1\.(?:2|3)/.test(name) && !name.includes('rc'))],
    ['demo>=0.dev0', names.filter((name) => name.includes('-'))],
    ['demo==9', []],
    ['demo-1.2.tar.gz', ['demo-1.2.tar.gz']],
    ['Demo-1.2.0.tar.gz', ['demo-1.2.tar.gz']],
    ['demo-1.2.zip', []],
    ['demo-1.2.0-01-py3-none-any.whl', ['demo-1.2-1-py3-none-any.whl']],
    ['DEMO-1.0-PY3-none-any.whl', ['demo-1.0-py3-none-any.whl']],
    ['demo-1.0-py2-none-any.whl', []],
  ] as const)
    it(`takes '${line}' for ${expected.length} files`, () => assert.deepEqual(of(line).sort(), [...expected].sort()))

  it('takes the very name where an index lists two spellings', () => {
    const two = documentOf(['demo-1.0-py2.py3-none-any.whl', 'demo-1.0-py3.py2-none-any.whl'].map((name) => documentFile(name)))
    const line = 'demo-1.0-py3.py2-none-any.whl'
    assert.deepEqual(
      chosen(parseChoice(line), two).map((file) => file.filename),
      [line],
    )
  })

  it("asks every project that an sdist's old name may be of", () => {
    assert.deepEqual(parseChoice('foo-bar-1.0-1.tar.gz').projects, ['foo-bar-1-0', 'foo-bar'])
    assert.deepEqual(parseChoice('foo_bar-1.0.tar.gz').projects, ['foo-bar'])
  })

  for (const line of [
    'demo',
    'demo[x]==1',
    "demo==1; python_version < '3'",
    'demo @ https://x/y',
    '==1',
    'demo==',
    '-.whl',
    'x.tar.gz',
    'demo-1.whl',
    '*',
    '',
  ])
    it(`refuses '${line}'`, () =>
      assert.equal(
        problemCode(() => parseChoice(line)),
        'INPUT_INVALID',
      ))

  it('names what to write in place of a bare project', () => {
    assert.throws(() => parseChoice('Demo'), { remedy: /demo==1\.2.*demo>=0\.dev0.*status/ })
  })

  it('never chooses what the document does not list, whatever is written', () => {
    const lawful = fc.oneof(fc.string(), fc.stringMatching(/^demo(==|>=|<|~=|!=)[0-9.]{1,4}(\.\*)?$/))
    fc.assert(
      fc.property(lawful, (line) => {
        try {
          assert.ok(chosen(parseChoice(line), document).every((file) => document.files.includes(file)))
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'INPUT_INVALID')
        }
      }),
    )
  })
})
