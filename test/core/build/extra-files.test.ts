import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type ExtraFile, findExtras, isMade, nameFault, parseExtraFile } from '../../../core/build/extra-files.ts'
import { Problem } from '../../../core/problem.ts'
import { isSafeMemberPath } from '../../../core/safe-path.ts'
import { problemCode } from '../../fakes/problem-code.ts'

describe('a line of extraFiles', () => {
  const lines: [line: string, glob: string, name?: string][] = [
    ['dist/tool.exe => tool-x64.exe', 'dist/tool.exe', 'tool-x64.exe'],
    ['dist/*.exe', 'dist/*.exe'],
    ['dist/tool.exe=>tool-x64.exe', 'dist/tool.exe', 'tool-x64.exe'],
    [String.raw`.\dist\tool.exe => tool.exe`, 'dist/tool.exe', 'tool.exe'],
    ['././dist/a b.exe', 'dist/a b.exe'],
    ['**/{a,b}.zip', '**/{a,b}.zip'],
    ['.hidden/x', '.hidden/x'],
    ['docs/manual.pdf => Manual 1.0.pdf', 'docs/manual.pdf', 'Manual 1.0.pdf'],
  ]
  for (const [line, glob, name = ''] of lines)
    it(`is read of ${JSON.stringify(line)}`, () => assert.deepEqual(parseExtraFile(line), { glob, name }))

  const refused: [what: string, line: string][] = [
    ['no glob', '=> tool.exe'],
    ['no name after the arrow', 'dist/tool.exe =>'],
    ['two arrows', 'a => b => c'],
    ['a path that leaves the project', '../dist/tool.exe'],
    ['one that leaves it in the middle', 'dist/../../tool.exe'],
    ['one that leaves it on Windows', String.raw`dist\..\..\tool.exe`],
    ['an absolute path', '/dist/tool.exe'],
    ['a drive', String.raw`C:\dist\tool.exe`],
    ['a folder', 'dist/'],
    ['what is to be left out', '!dist/tool.exe'],
    ['a brace alone', 'dist/{tool.exe'],
    ['stars without end', 'dist/*a*b*c*d*e*f.exe'],
    ['a name of a variable that nobody set', 'dist/tool.exe => tool-$(architecture).exe'],
    ['a glob of one', '$(dist)/tool.exe'],
    ['an equals sign for the arrow', 'dist/tool.exe = tool-x64.exe'],
    ['another arrow', 'dist/tool.exe -> tool-x64.exe'],
    ['a name with a folder', 'dist/tool.exe => bin/tool.exe'],
    ['a name that climbs', 'dist/tool.exe => ..'],
    ['the name of a wheel', 'dist/tool => tool-1.0-py3-none-any.whl'],
    ['the name of a manifest', 'dist/tool => Manifest.json'],
    ['that of a second one', 'dist/tool => manifest.2.json'],
    ['that of a sidecar', 'dist/tool => tool.exe.extra.json'],
    ["that of an sdist's sidecar", 'dist/tool => tool-1.0.tar.gz.json'],
    ['that of a folder of ours', 'dist/tool => logs'],
    ['that of the list of hashes', 'dist/tool => SHA256SUMS'],
    ['that of a report', 'dist/tool => unit.junit.xml'],
  ]
  for (const [what, line] of refused)
    it(`is refused with ${what}`, () =>
      assert.throws(
        () => parseExtraFile(line),
        (error) => error instanceof Problem && error.code === 'INPUT_INVALID' && error.message.includes('extraFiles'),
      ))
})

describe('any line of extraFiles', () => {
  it('is a path below the project and a name that takes no place of ours, or is refused', () => {
    const part = fc.constantFrom(
      'dist',
      'tool.exe',
      '*',
      '**',
      '..',
      '.',
      '/',
      '\\',
      ' => ',
      'C:',
      '$(x)',
      '{',
      '}',
      '!',
      'manifest.json',
      ' ',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (line_) => {
        try {
          const { glob, name } = parseExtraFile(line_)
          assert.ok(isSafeMemberPath(glob) && (name === '' || nameFault(name) === undefined))
        } catch (error) {
          assert.ok(error instanceof Problem && error.code === 'INPUT_INVALID' && error.remedy !== '')
        }
      }),
    )
  })
})

describe('the name of an extra file', () => {
  for (const name of [
    'tool.exe',
    'tool',
    'docs.tar.gz',
    'src.zip',
    'data.json',
    'tool.json',
    'report.xml',
    'manifest.txt',
    'extra.json.gz',
  ])
    it(`may be ${name}`, () => assert.equal(nameFault(name), undefined))

  // Folders and files that lie in the output directory beside it.
  for (const name of [
    'logs',
    'dependencies',
    'Results',
    'SHA256SUMS',
    'coverage.xml',
    'manifest.2.json',
    'x.junit.xml',
    'x.whl',
    'a.extra.json',
  ])
    it(`may not be ${name}`, () => assert.notEqual(nameFault(name), undefined))
})

const line = (text: string): ExtraFile => parseExtraFile(text)
const found = (lines: readonly string[], there: readonly string[], before: readonly string[] = []): string[] =>
  findExtras(lines.map(line), there, before).map(({ path, name }) => `${path} => ${name}`)

describe('what the lines of extraFiles find', () => {
  const there = ['README.md', 'build/tool/tool.exe', 'dist/tool.exe', 'dist/tool.txt', 'dist/lib/a.dll', 'dist/lib/b.dll']
  const finds: [what: string, lines: string[], found: string[]][] = [
    ['a path', ['dist/tool.exe'], ['dist/tool.exe => tool.exe']],
    ['a path, under another name', ['dist/tool.exe => t.exe'], ['dist/tool.exe => t.exe']],
    ['a glob that means one, under another name', ['dist/*.exe => t.exe'], ['dist/tool.exe => t.exe']],
    ['a glob that means several', ['dist/lib/*.dll'], ['dist/lib/a.dll => a.dll', 'dist/lib/b.dll => b.dll']],
    ['folders of any depth', ['**/a.dll'], ['dist/lib/a.dll => a.dll']],
    ['one file by two lines, once', ['dist/*.exe', 'dist/tool.exe'], ['dist/tool.exe => tool.exe']],
    ['one file under two names', ['dist/tool.exe', 'dist/tool.exe => t.exe'], ['dist/tool.exe => tool.exe', 'dist/tool.exe => t.exe']],
    ['what the sources hold already', ['README.md'], ['README.md => README.md']],
    ['nothing where nothing is asked', [], []],
  ]
  for (const [what, lines, is] of finds) it(`is ${what}`, () => assert.deepEqual(found(lines, there, ['README.md']), is))

  const refused: [what: string, code: string, lines: string[], there?: string[]][] = [
    ['nothing at all', 'EXTRA_MISSING', ['dist/*.exe'], []],
    ['nothing for one line of two', 'EXTRA_MISSING', ['dist/tool.exe', 'dist/*.msi']],
    ['another case of letters', 'EXTRA_MISSING', ['dist/Tool.exe']],
    ['several for one name', 'CONFLICT', ['dist/lib/*.dll => lib.dll']],
    ['two files of one name', 'CONFLICT', ['**/tool.exe']],
    ['two files under one name', 'CONFLICT', ['dist/lib/a.dll => x', 'dist/lib/b.dll => x']],
    ['two names that differ by case', 'CONFLICT', ['dist/lib/a.dll => x', 'dist/lib/b.dll => X']],
    ['what is named as a wheel', 'NAME_INVALID', ['dist/*.whl'], ['dist/spam-1.0-py3-none-any.whl']],
    ['what is named as a manifest', 'NAME_INVALID', ['dist/*'], ['dist/manifest.json']],
  ]
  for (const [what, code, lines, files = there] of refused)
    it(`is ${code} for ${what}`, () =>
      assert.equal(
        problemCode(() => found(lines, files)),
        code,
      ))

  it('tells all that is missing at once, what is new there, and what was likely meant', () => {
    assert.throws(
      () => found(['dist/clkutil.exe => a.exe', 'bin/tool.exe', 'README.md'], there, ['README.md']),
      ({ message }: Problem) => {
        assert.match(message, /'dist\/clkutil\.exe' and 'bin\/tool\.exe' \(did you mean build\/tool\/tool\.exe\?\), which match nothing/)
        assert.match(message, /What is new there: dist\/tool\.exe, dist\/tool\.txt, build\/tool\/tool\.exe,/)
        return !message.includes('README.md')
      },
    )
  })
  it('tells a path that is nearly right', () => assert.throws(() => found(['dist/tol.exe'], there), /did you mean dist\/tool\.exe\?/))
  it('tells where nothing came at all', () => assert.throws(() => found(['dist/*.exe'], ['a.py'], ['a.py']), /There is no new file at all/))
  it('tells no more names than anybody reads', () => {
    const many = Array.from({ length: 500 }, (_, at) => `build/${at}.o`)
    assert.throws(
      () => found(['dist/*.exe'], many),
      ({ message }: Problem) => message.length < 500 && message.includes('and 485 more'),
    )
  })

  it('is kept under names of which no two are alike, whatever is there', () => {
    const part = fc.constantFrom('a', 'b', 'A', 'tool.exe', 'lib.dll', 'manifest.json', 'x.whl')
    const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const asked = fc.tuple(fc.constantFrom('**/*', 'a/*', '*', '**/*.exe', 'b/**'), fc.constantFrom('', 'a', 'T.exe'))
    fc.assert(
      fc.property(fc.uniqueArray(path), fc.array(asked, { minLength: 1, maxLength: 3 }), (there_, lines) => {
        try {
          const files = findExtras(
            lines.map(([glob, name]) => ({ glob, name })),
            there_,
            [],
          )
          assert.equal(new Set(files.map(({ name }) => name.toLowerCase())).size, files.length)
          for (const { path: one, name } of files) assert.ok(there_.includes(one) && nameFault(name) === undefined)
        } catch (error) {
          assert.ok(error instanceof Problem && ['CONFLICT', 'EXTRA_MISSING', 'NAME_INVALID'].includes(error.code))
        }
      }),
    )
  })
})

describe('whether an earlier attempt made what a line asks for', () => {
  const cases: [line: string, kept: string[], made: boolean][] = [
    ['dist/tool.exe => tool-x64.exe', ['tool-x64.exe'], true],
    ['dist/tool.exe => tool-x64.exe', ['tool.exe'], false],
    ['dist/tool.exe', ['tool.exe', 'other'], true],
    ['dist/*.exe', ['other.exe'], true],
    ['dist/*.exe', ['other.txt'], false],
    ['dist/*.exe', [], false],
  ]
  for (const [text, kept, made] of cases)
    it(`is ${made} of ${text} with ${kept.join(', ') || 'nothing'}`, () => assert.equal(isMade(line(text), kept), made))
})
