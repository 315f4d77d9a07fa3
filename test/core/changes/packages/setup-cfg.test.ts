import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { parseSetupCfg } from '../../../../core/changes/packages/setup-cfg.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { findPython } from '../../../servers/python.ts'

/** Sections, keys and values of a setup.cfg. */
const read = (text: string): Record<string, Record<string, string>> =>
  Object.fromEntries(
    [...parseSetupCfg(text, 'setup.cfg')].map(([section, values]) => [
      section,
      Object.fromEntries([...values].map(([key, value]) => [key, value.text])),
    ]),
  )

describe('a setup.cfg', () => {
  const cases: [why: string, text: string, expected: object][] = [
    ['nothing', '', {}],
    ['a value', '[metadata]\nname = spam', { metadata: { name: 'spam' } }],
    ['both signs, with and without blanks', '[a]\nx=1\ny : 2\nz:http://h', { a: { x: '1', y: '2', z: 'http://h' } }],
    ['keys in any case, with dashes', '[options]\nInstall-Requires = a', { options: { install_requires: 'a' } }],
    ['lines that go on', '[o]\nx =\n  a\n\tb\n\n  c\ny = 1', { o: { x: '\na\nb\n\nc', y: '1' } }],
    ['a value that goes on', '[o]\nx = a\n  b', { o: { x: 'a\nb' } }],
    ['comments', '# c\n[o]\n; c\nx =\n  a\n# c\n  ; c\n  b # stays\n', { o: { x: '\na\nb # stays' } }],
    ['values that are empty', '[o]\nx =\ny =', { o: { x: '', y: '' } }],
    ['lines of Windows', '[o]\r\nx =\r\n  a\r\n  b\r\n', { o: { x: '\na\nb' } }],
    [
      'sections with marks',
      '[options.extras_require]\nx = a\n[tool:pytest]\ny = b',
      { 'options.extras_require': { x: 'a' }, 'tool:pytest': { y: 'b' } },
    ],
    ['a section that is indented as what went before', '  [o]\n  x = 1\n  [p]\n  y = 2', { o: { x: '1' }, p: { y: '2' } }],
    ['keys that every object has', '[__proto__]\nconstructor = 1', { ['__proto__']: { constructor: '1' } }],
  ]
  for (const [why, text, expected] of cases) it(`has ${why}`, () => assert.deepEqual(Object.entries(read(text)), Object.entries(expected)))

  it('tells where a value begins', () => assert.equal(parseSetupCfg('[o]\n\nx =\n  a', 's').get('o')?.get('x')?.line, 3))

  const broken: [why: string, text: string, line: number][] = [
    ['a line before its first section', '\nname = spam', 2],
    ['a line that is no key', '[a]\nname', 2],
    ['a value without a key', '[a]\n= 1', 2],
    ['a section twice', '[a]\n[b]\n[a]', 3],
    ['a key twice', '[a]\nx = 1\nX = 2', 3],
    ['bytes of something else', '\u0000\u0001', 1],
  ]
  for (const [why, text, line] of broken)
    it(`is refused with ${why}, and the line told`, () =>
      assert.throws(() => parseSetupCfg(text, 'p/setup.cfg'), { code: 'FILE_INVALID', message: new RegExp(`^p/setup\\.cfg:${line} `) }))

  it('is read as Python reads it', function () {
    const python = findPython(this)
    const script =
      'import configparser, json, sys\n' +
      'answers = []\n' +
      'for text in json.load(sys.stdin):\n' +
      '  parser = configparser.RawConfigParser()\n' +
      '  try:\n' +
      '    parser.read_string(text)\n' +
      '    answers.append({s: dict(parser.items(s)) for s in parser.sections()})\n' +
      '  except configparser.Error:\n' +
      '    answers.append(None)\n' +
      'print(json.dumps(answers))'
    const line = fc.constantFrom(
      '[a]',
      '[b]',
      'x = 1',
      'y: 2',
      '  more',
      '    deep',
      '',
      '# c',
      '  # c',
      'z',
      ' [c]',
      '  w = 3',
      'v =',
      ';',
      '=',
      ' [d] tail',
    )
    const texts = fc.sample(
      fc.array(line, { maxLength: 9 }).map((lines) => lines.join('\n')),
      { numRuns: 1500, seed: 7 },
    )
    const expected: unknown = JSON.parse(execFileSync(python, ['-I', '-c', script], { input: JSON.stringify(texts), encoding: 'utf8' }))
    const own = texts.map((text) => (problemCode(() => read(text)) === undefined ? read(text) : null))
    assert.ok(Array.isArray(expected))
    for (const [at, text] of texts.entries()) assert.deepEqual(own[at], expected[at], JSON.stringify(text))
  })

  it('never throws but Problems', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const code = problemCode(() => parseSetupCfg(text, 's'))
        assert.ok(code === undefined || code === 'FILE_INVALID')
      }),
    ))
})
