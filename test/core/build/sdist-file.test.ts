import assert from 'node:assert/strict'
import { noRecipe } from '../../../core/build/recipe.ts'
import { type Row, plainRow, rowsOf } from '../../../core/build/row.ts'
import { parseAskedPython } from '../../../core/build/interpreter.ts'
import { type DistributionKind, makesSdist, requireOfSdist, requirePlanned, sdistFile, sdistKey } from '../../../core/build/sdist-file.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import { parseSdistName } from '../../../core/python/sdist-name.ts'
import { parseMetadata } from '../../../core/python/metadata.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { SdistFacts } from '../../../core/sdist/inspect.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import { jobPackage } from '../../tasks/BuildWheels/try-run.ts'
import { pkgInfo } from '../../fakes/sdist-bytes.ts'

function facts(file: string, more = ''): SdistFacts {
  const name = parseSdistName(file)
  const metadata = parseMetadata(pkgInfo(name?.project ?? '', name?.version.text ?? '', more))
  assert.ok(name !== undefined && metadata !== undefined)
  return { ...name, size: 7, sha256: sha256Of(file), metadata }
}

function planned(is: Partial<JobPackage> = {}): Row {
  const [row] = rowsOf({ version: 1, leg: '', planDigest: '', instance: '', arch: '', platform_tag: 'any', packages: [jobPackage(is)] })
  assert.ok(row)
  return row
}
const python = parseAskedPython('3.11') ?? assert.fail()
const folder = { kind: 'folder', path: 'lib', time: 0 } as const
const git = { kind: 'git', url: 'https://x.example/r', commit: 'c', subdirectory: '' } as const

describe('an sdist of a row', () => {
  const asked: [source: Row['source'], origin: Row['origin'], asked: DistributionKind, made: boolean][] = [
    [folder, 'built', 'both', true],
    [folder, 'built', 'sdist', true],
    [git, 'built', 'both', true],
    [folder, 'built', 'wheel', false],
    [folder, 'built', 'none', false],
    [folder, 'dependency', 'both', false],
    [{ kind: 'archive', path: 'a.tar.gz' }, 'built', 'both', false],
    [{ kind: 'sdist', url: 'https://x.example/a.tar.gz', sha256: undefined }, 'built', 'sdist', false],
  ]
  for (const [source, origin, kind, made] of asked)
    it(`is ${made ? '' : 'not '}made of a ${source.kind} (${origin}) for distributions: ${kind}`, () =>
      assert.equal(makesSdist({ source, origin }, kind), made))

  const row = plainRow('lib', folder, python)
  const patch = { path: 'a.patch', sha256: sha256Of('a') }
  const rows: [what: string, other: Row, same: boolean][] = [
    ['another python', { ...row, python: parseAskedPython('3.12') ?? python }, true],
    ['another environment', { ...row, recipe: { ...noRecipe, environment: { A: '1' } } }, true],
    ['another folder', { ...row, source: { ...folder, path: 'other' } }, false],
    ['a patch', { ...row, recipe: { ...noRecipe, patches: [patch] } }, false],
  ]
  for (const [what, other, same] of rows)
    it(`is ${same ? 'that of' : 'another than that of'} a row with ${what}`, () => assert.equal(sdistKey(other) === sdistKey(row), same))

  it('stands in manifests without tags, with what it requires of python', () => {
    const told = { source: 'lib', seconds: 2, recipe: 'r' } as const
    assert.deepEqual(sdistFile('spam-1.0.tar.gz', facts('spam-1.0.tar.gz', 'Requires-Python: >=3.8\n'), told, false), {
      name: 'spam-1.0.tar.gz',
      size: 7,
      sha256: sha256Of('spam-1.0.tar.gz'),
      project: 'spam',
      version: '1.0',
      tags: [],
      requires_python: '>=3.8',
      source: 'lib',
      seconds: 2,
      recipe: 'r',
      origin: 'built',
      release: false,
    })
    assert.ok(!('requires_python' in sdistFile('spam-1.0.tar.gz', facts('spam-1.0.tar.gz'), told, true)))
  })

  const plans: [sdist: string, row: Row, good: boolean][] = [
    ['spam-1.0.tar.gz', planned(), true],
    ['spam-1.0.0.tar.gz', planned({ name: 'Spam' }), true],
    ['spam-1.1.tar.gz', planned(), false],
    ['eggs-1.0.tar.gz', planned(), false],
    ['eggs-1.0.tar.gz', row, true],
  ]
  for (const [sdist, one, good] of plans)
    it(`${good ? 'is' : 'is not'} what was planned: ${sdist} for ${one.name} ${one.version}`, () => {
      if (good) requirePlanned(facts(sdist), one)
      else assert.throws(() => requirePlanned(facts(sdist), one), { code: 'BUILD_FAILED' })
    })

  const wheels: [wheel: string, good: boolean][] = [
    ['spam-1.0-py3-none-any.whl', true],
    ['Spam-1.0.0-py3-none-any.whl', true],
    ['spam-1.0+local-py3-none-any.whl', false],
    ['spam-1.1-py3-none-any.whl', false],
    ['spam-0.0.0-py3-none-any.whl', false],
    ['eggs-1.0-py3-none-any.whl', false],
  ]
  for (const [wheel, good] of wheels)
    it(`${good ? 'is' : 'is not'} what ${wheel} may come of`, () => {
      const check = (): void =>
        requireOfSdist({ name: parseWheelName(wheel) ?? assert.fail() }, { facts: facts('spam-1.0.tar.gz'), name: 'spam-1.0.tar.gz' })
      if (good) check()
      else assert.throws(check, { code: 'BUILD_FAILED', message: /spam-1\.0\.tar\.gz/ })
    })
})
