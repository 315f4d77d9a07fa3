import assert from 'node:assert/strict'
import { type Earlier, keepable, runsOn, whereMade, whereTried, withExtras } from '../../../core/build/earlier.ts'
import { type ExtraFile, parseExtraFile } from '../../../core/build/extra-files.ts'
import type { BuildFailure, BuiltFile } from '../../../core/build/manifest.ts'
import { noRecipe, recipeDigest } from '../../../core/build/recipe.ts'
import { type Row, rowsOf, rowsOfPackages } from '../../../core/build/row.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { jobPackage } from '../../tasks/BuildWheels/try-run.ts'
import { suiteRun } from '../suites/suite-runs.ts'
import { builtFile } from '../../tasks/PublishIndex/publishing.ts'

const hash = sha256Of('sdist')
const url = 'https://index.example/spam-1.0.tar.gz'
const wheel = 'spam-1.0-cp314-cp314-linux_x86_64.whl'
const slow = { ...noRecipe, environment: { SLOW: '1' } }

function row(is: Partial<JobPackage> = {}): Row {
  const one = jobPackage({ python: 'python3.14', python_tag: 'cp314', abi: '', sdist_url: url, sdist_sha256: hash, pure: false, ...is })
  const [found] = rowsOf({ version: 1, leg: 'l', planDigest: '', instance: '', arch: '', platform_tag: 'linux_x86_64', packages: [one] })
  assert.ok(found)
  return found
}

function earlier(name: string, is: Partial<BuiltFile> = {}, attempt = 1): Earlier {
  const file = builtFile(name, new Uint8Array(), { source: `${url}#sha256=${hash}`, recipe: recipeDigest(noRecipe), ...is })
  return { file, path: `/${attempt}/${name}`, attempt }
}

const failure: BuildFailure = { package: 'spam', version: '1.0', python: '3.14', code: 'BUILD_FAILED', message: '', log: '' }

describe('what an earlier attempt has made', () => {
  const cases: [what: string, kept: boolean, row: Row, earlier: Earlier, failures?: BuildFailure[]][] = [
    ['serves the row that it was made for', true, row(), earlier(wheel)],
    ['serves it in another spelling', true, row({ name: 'Spam' }), earlier('Spam-1.0.0-cp314-cp314-linux_x86_64.whl')],
    ['serves it by a stable ABI', true, row(), earlier('spam-1.0-cp312-abi3-linux_x86_64.whl')],
    ['is for another python', false, row({ python: 'python3.13', python_tag: 'cp313' }), earlier(wheel)],
    ['is for another platform', false, row(), earlier('spam-1.0-cp314-cp314-win_amd64.whl')],
    ['wants another python', false, row(), earlier(wheel, { requires_python: '<3.14' })],
    ['is of another version', false, row({ version: '1.1' }), earlier(wheel)],
    ['has too low a build tag', false, row({ build: 2 }), earlier('spam-1.0-1-cp314-cp314-linux_x86_64.whl')],
    ['is of another sdist', false, row(), earlier(wheel, { source: `${url}#sha256=${sha256Of('other')}` })],
    ['is of the same sdist elsewhere', true, row({ sdist_url: 'https://mirror.example/spam-1.0.tar.gz' }), earlier(wheel)],
    [
      'is of an sdist without a hash, at that address',
      true,
      row({ sdist_sha256: '', sdist_url: 'https://me:pw@index.example/spam-1.0.tar.gz#x' }),
      earlier(wheel),
    ],
    [
      'is of an sdist without a hash, elsewhere',
      false,
      row({ sdist_sha256: '', sdist_url: 'https://mirror.example/a.zip' }),
      earlier(wheel),
    ],
    ['is of another recipe', false, row({ recipe: slow }), earlier(wheel)],
    ['is of that recipe', true, row({ recipe: slow }), earlier(wheel, { recipe: recipeDigest(slow) })],
    ['is of a folder', true, row({ source: { kind: 'folder', path: 'spam', commit: 'c', time: 0 } }), earlier(wheel, { source: 'spam' })],
    [
      'is of another folder',
      false,
      row({ source: { kind: 'folder', path: 'spam', commit: 'c', time: 0 } }),
      earlier(wheel, { source: 'eggs' }),
    ],
    [
      'is of a commit',
      true,
      row({ source: { kind: 'git', url: 'https://g/x', commit: 'a'.repeat(40), subdirectory: '' } }),
      earlier(wheel, { source: `git+https://g/x@${'a'.repeat(40)}` }),
    ],
    [
      'is of another commit',
      false,
      row({ source: { kind: 'git', url: 'https://g/x', commit: 'b'.repeat(40), subdirectory: '' } }),
      earlier(wheel, { source: `git+https://g/x@${'a'.repeat(40)}` }),
    ],
    ['is no wheel', false, row(), earlier('spam-1.0.tar.gz')],
    ['does not stand for a row that failed', false, row(), earlier(wheel), [failure]],
    ['stands, whatever other rows came to', true, row(), earlier(wheel), [{ ...failure, python: '3.13' }]],
  ]
  for (const [what, kept, wished, file, failures = []] of cases)
    it(`${what}: ${kept ? 'kept' : 'built again'}`, () => {
      assert.deepEqual([...keepable([wished], [file], failures).values()], kept ? [file] : [])
    })

  it('is taken of the last attempt that made it', () => {
    const [first, second] = [earlier(wheel), earlier(wheel, {}, 2)]
    assert.deepEqual([...keepable([row()], [first, second], []).values()], [second])
  })

  const told = (recipe?: string): Earlier => {
    const { recipe: _none, ...file } = builtFile(wheel, new Uint8Array(), { source: `${url}#sha256=${hash}` })
    return { file: { ...file, ...(recipe === undefined ? {} : { recipe }) }, path: '', attempt: 1 }
  }
  it('was made without a recipe, where a shipped manifest tells of none', () => {
    assert.equal(keepable([row()], [told()], []).size, 1)
    assert.equal(keepable([row({ recipe: slow })], [told()], []).size, 0)
  })

  const python = (label: string): Row => {
    const asked = parseAskedPython(label)
    assert.ok(asked)
    const [found] = rowsOfPackages([{ path: 'libs/spam', kind: 'folder' }], [asked])
    assert.ok(found)
    return found
  }
  for (const [label, name, kept] of [
    ['3.14', wheel, true],
    ['3.13', wheel, false],
    ['3.14t', wheel, false],
    ['3', wheel, true],
    ['3.13', 'spam-1.0-py3-none-any.whl', true],
    ['pypy3.11', 'spam-1.0-pp311-pypy311_pp73-linux_x86_64.whl', true],
  ] as const)
    it(`${kept ? 'serves' : 'does not serve'} a package of this python without a plan: ${label}, ${name}`, () => {
      assert.equal(keepable([python(label)], [earlier(name, { source: 'libs/spam' })], []).size, kept ? 1 : 0)
    })
})

describe('the extra files of an earlier attempt', () => {
  const extra = (name: string, is: Partial<BuiltFile> = {}, attempt = 1): Earlier =>
    earlier(name, { origin: 'extra', made_with: wheel, tags: [], ...is }, attempt)
  const lines = (...texts: string[]): ExtraFile[] => texts.map((text) => parseExtraFile(text))
  const keep = (files: readonly Earlier[], asked: readonly ExtraFile[], of = row()): string[] | undefined => {
    const [kept] = withExtras(keepable([of], files, []), files, asked).values()
    return kept?.besides.map(({ file }) => file.name)
  }
  const made = earlier(wheel)

  const cases: [what: string, kept: string[] | undefined, files: Earlier[], asked: string[]][] = [
    ['stay with their wheel', ['tool.exe'], [made, extra('tool.exe')], ['dist/tool.exe']],
    ['stay with it though nobody asks for them any more', ['tool.exe'], [made, extra('tool.exe')], []],
    ['are none where none was asked for', [], [made], []],
    ['are made again, with the wheel, where they are not there', undefined, [made], ['dist/tool.exe']],
    ['are made again where one of two is there', undefined, [made, extra('a.exe')], ['dist/a.exe', 'dist/b.exe']],
    ['are made again where they bear another name', undefined, [made, extra('a.exe')], ['dist/a.exe => b.exe']],
    ['are not those of another wheel', undefined, [made, extra('a.exe', { made_with: 'other' })], ['dist/a.exe']],
    ['are not those of an attempt that made another such wheel', undefined, [made, extra('a.exe', {}, 2)], ['dist/a.exe']],
  ]
  for (const [what, kept, files, asked] of cases) it(what, () => assert.deepEqual(keep(files, lines(...asked)), kept))

  it('are asked of no dependency', () => {
    const along: Row = { ...row(), origin: 'dependency' }
    assert.deepEqual(keep([made], lines('dist/tool.exe'), along), [])
  })
})

describe('a wheel that would do for several rows', () => {
  const of = (path: string, ...labels: string[]): Row[] =>
    rowsOfPackages(
      [{ path, kind: 'folder' }],
      labels.map((label) => parseAskedPython(label) ?? assert.fail()),
    )
  const pure = 'spam-1.0-py3-none-any.whl'
  const table: [what: string, kept: string[], wheel: string, last: number, run?: Parameters<typeof suiteRun>[0]][] = [
    ['is kept for all of which the manifest of its attempt tells no failure', ['3.10', '3.11'], pure, 1],
    ['is kept for all of which a later manifest tells none', ['3.10', '3.11'], pure, 2],
    ['is kept for none where nothing tells for which it was made', [], pure, 0],
    ['is kept where it was tried', ['3.11'], pure, 0, { python: '3.11' }],
    ['by its stable ABI alike', [], 'spam-1.0-cp39-abi3-linux_x86_64.whl', 0],
    ['but for one that only one can have is kept', ['3.11'], 'spam-1.0-cp311-cp311-linux_x86_64.whl', 0],
  ]
  for (const [what, expected, name, last, run] of table)
    it(what, () => {
      const rows = [...of('lib', '3.10', '3.11'), ...of('other', '3.10')]
      const kept = keepable(rows, [earlier(name, { source: 'lib' })], [])
      const runs = run === undefined ? [] : [suiteRun({ wheel: name, ...run })]
      assert.deepEqual(
        [...whereMade(kept, rows, { runs, last }).keys()].map(({ python }) => python.label),
        expected,
      )
    })

  it('is kept where only one of the rows is of its source, and for dependencies', () => {
    const rows = [...of('lib', '3.10'), ...of('other', '3.11')]
    const along = of('along', '3.10', '3.11').map((one): Row => ({ ...one, origin: 'dependency' }))
    const all = [...rows, ...along]
    const kept = keepable(
      all,
      ['lib', 'other', 'along'].map((source) => earlier(pure, { source })),
      [],
    )
    assert.deepEqual([...whereMade(kept, all, { runs: [], last: 0 }).keys()], all)
  })
})

describe('what is kept of a job with suites', () => {
  const pure = 'spam-1.0-py3-none-any.whl'
  const found = earlier(pure)
  const of = (python: string, is: Partial<Row> = {}): Row => {
    const asked = parseAskedPython(python)
    assert.ok(asked)
    return { ...row(), python: asked, ...is }
  }
  const table: [what: string, isKept: boolean, row: Row, run: Parameters<typeof suiteRun>[0]][] = [
    ['was tried on the python of the row', true, of('3.11'), {}],
    ['was tried on another', false, of('3.12'), {}],
    ['was tried on one that will do', true, of('3'), {}],
    ['was tried on PyPy alone', false, of('3.11'), { python: 'pypy3.11' }],
    ['was tried on any of PyPy', true, of('pypy3'), { python: 'pypy3.11' }],
    ['was tried without threads alone', false, of('3.14'), { python: '3.14t' }],
    ['was passed over there', true, of('3.11'), { result: 'skipped' }],
    ['was tried by a check of its sources', true, of('3.11'), { wheel: '' }],
    ['is another wheel of it', false, of('3.11'), { wheel: 'spam-1.0-py2.py3-none-any.whl' }],
    ['is of another version', false, of('3.11'), { version: '1.1' }],
    ['is of another project', false, of('3.11'), { project: 'eggs' }],
    ['was tried nowhere, as a dependency', true, of('3.11', { origin: 'dependency' }), { project: 'eggs' }],
  ]
  for (const [what, isKept, one, run] of table)
    it(`is ${isKept ? '' : 'nothing that '}${what}`, () =>
      assert.deepEqual([...whereTried(new Map([[one, found]]), [suiteRun({ wheel: pure, ...run })]).keys()], isKept ? [one] : []))

  it('has run what names it, and what ran on its sources', () => {
    const runs = [suiteRun(), suiteRun({ wheel: '', suite: 'lint' }), suiteRun({ wheel: 'other.whl' }), suiteRun({ version: '2' })]
    assert.deepEqual(runsOn(found.file, runs), runs.slice(0, 2))
  })
})
