import assert from 'node:assert/strict'
import type { Earlier } from '../../../core/build/earlier.ts'
import type { BuildFailure, BuiltFile } from '../../../core/build/manifest.ts'
import { noRecipe, recipeDigest } from '../../../core/build/recipe.ts'
import { plainRow, type Row } from '../../../core/build/row.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import { isBuiltSdist, keepableOf, withSdists } from '../../../core/build/sdist-earlier.ts'
import type { DistributionKind } from '../../../core/build/sdist-file.ts'
import { builtFile } from '../../tasks/PublishIndex/publishing.ts'

const folder = { kind: 'folder', path: 'lib', time: 0 } as const
const row = (python: string, is: Partial<Row> = {}): Row => ({
  ...plainRow('lib', folder, parseAskedPython(python) ?? assert.fail()),
  ...is,
})
const file = (name: string, is: Partial<BuiltFile> = {}): BuiltFile =>
  builtFile(name, Buffer.from(name), {
    source: 'lib',
    recipe: recipeDigest(noRecipe),
    ...(name.endsWith('.whl') ? {} : { tags: [] }),
    ...is,
  })
const made = (name: string, attempt = 1, is: Partial<BuiltFile> = {}): Earlier => ({
  file: file(name, is),
  path: `/${attempt}/${name}`,
  attempt,
})
const failure = (python: string): BuildFailure => ({ package: 'lib', version: '', python, code: 'TESTS_FAILED', message: '', log: '' })

const rows = [row('3.11'), row('3.12')]
const wheels = [made('spam-1.0-cp311-cp311-linux_x86_64.whl'), made('spam-1.0-cp312-cp312-linux_x86_64.whl')]
const sdist = made('spam-1.0.tar.gz')

function kept(
  asked: DistributionKind,
  earlier: readonly Earlier[],
  failures: readonly BuildFailure[] = [],
  all: readonly Row[] = rows,
): string[] {
  const whole = new Map([...keepableOf(asked, all, earlier, failures)].map(([one, found]) => [one, { ...found, besides: [] }]))
  return [...withSdists(asked, all, whole, earlier)].map(([{ python }, found]) =>
    [python.label, ...[found, ...found.besides].map((one) => `${one.file.name}@${one.attempt}`)].join(' '),
  )
}

describe('sdists of earlier attempts', () => {
  const cases: [what: string, asked: DistributionKind, earlier: Earlier[], kept: string[], failures?: BuildFailure[], rows?: Row[]][] = [
    [
      'stay beside the wheels that were built from them',
      'both',
      [...wheels, sdist],
      ['3.11 spam-1.0-cp311-cp311-linux_x86_64.whl@1 spam-1.0.tar.gz@1', '3.12 spam-1.0-cp312-cp312-linux_x86_64.whl@1 spam-1.0.tar.gz@1'],
    ],
    [
      'stay for the rows that failed',
      'both',
      [...wheels.slice(0, 1), sdist],
      ['3.11 spam-1.0-cp311-cp311-linux_x86_64.whl@1 spam-1.0.tar.gz@1'],
      [failure('3.12')],
    ],
    ['take the wheels with them where they are lost', 'both', wheels, []],
    ['of another source are none', 'both', [...wheels, made('spam-1.0.tar.gz', 1, { source: 'other' })], []],
    ['of another recipe are none', 'both', [...wheels, made('spam-1.0.tar.gz', 1, { recipe: 'other' })], []],
    ['named so by an extra file are none', 'both', [...wheels, made('spam-1.0.tar.gz', 1, { origin: 'extra' })], []],
    [
      'count as the last attempt has made them',
      'both',
      [...wheels.slice(0, 1), sdist, made('spam-1.0.tar.gz', 2)],
      ['3.11 spam-1.0-cp311-cp311-linux_x86_64.whl@1 spam-1.0.tar.gz@2'],
    ],
    ['are not asked where only wheels are', 'wheel', wheels.slice(0, 1), ['3.11 spam-1.0-cp311-cp311-linux_x86_64.whl@1']],
    ['are all there is where nothing else is asked for', 'sdist', [sdist], ['3.11 spam-1.0.tar.gz@1', '3.12 spam-1.0.tar.gz@1']],
    ['are made again where they failed', 'sdist', [sdist], ['3.12 spam-1.0.tar.gz@1'], [failure('3.11')]],
    ['are not there though wheels are', 'sdist', wheels, []],
    [
      'are not asked of what is one already, nor of dependencies',
      'both',
      wheels,
      ['3.11 spam-1.0-cp311-cp311-linux_x86_64.whl@1', '3.12 spam-1.0-cp312-cp312-linux_x86_64.whl@1'],
      [],
      [row('3.11', { source: { kind: 'archive', path: 'lib' } }), row('3.12', { origin: 'dependency' })],
    ],
    [
      'of dependencies are their wheels',
      'sdist',
      [...wheels, sdist],
      ['3.12 spam-1.0-cp312-cp312-linux_x86_64.whl@1'],
      [],
      [row('3.12', { origin: 'dependency' })],
    ],
    ['spare no check', 'none', [...wheels, sdist], []],
  ]
  for (const [what, asked, earlier, expected, failures, all] of cases)
    it(what, () => assert.deepEqual(kept(asked, earlier, failures, all), expected))

  it('serve rows of one source, by whichever recipe of theirs they were made', () => {
    const slow = { ...noRecipe, environment: { SLOW: '1' } }
    const own = [row('3.11'), row('3.12', { recipe: slow })]
    assert.deepEqual(kept('sdist', [sdist], [], own), ['3.11 spam-1.0.tar.gz@1', '3.12 spam-1.0.tar.gz@1'])
  })

  it('of one folder of a repository are none of its other folders', () => {
    const git = { kind: 'git', url: 'https://g/x', commit: 'a'.repeat(40) } as const
    const told = `https://g/x@${git.commit}`
    const own = ['one', 'two', ''].map((subdirectory) => row('3', { name: subdirectory, source: { ...git, subdirectory } }))
    const one = made('one-1.0.tar.gz', 1, { source: `${told}#subdirectory=one` })
    assert.deepEqual([...keepableOf('sdist', own, [one], []).keys()], own.slice(0, 1))
    assert.deepEqual([...keepableOf('sdist', own, [made('top-1.0.tar.gz', 1, { source: told })], []).keys()], own.slice(2))
  })

  const names: [name: string, is: Partial<BuiltFile>, sdist: boolean][] = [
    ['spam-1.0.tar.gz', {}, true],
    ['spam-1.0.zip', {}, true],
    ['spam.tar.gz', {}, false],
    ['spam-1.0.tar.gz', { origin: 'extra' }, false],
    ['spam-1.0-py3-none-any.whl', {}, false],
  ]
  for (const [name, is, expected] of names)
    it(`are told by name and origin: ${name} ${JSON.stringify(is)}`, () => assert.equal(isBuiltSdist(file(name, is)), expected))
})
