import assert from 'node:assert/strict'
import fc from 'fast-check'
import { canonical } from '../../../core/canonical.ts'
import { Field, parseJson } from '../../../core/json.ts'
import { type FolderLeg, folderLegJson, isFolderLeg, parseFolderLeg } from '../../../core/pipeline/folder-leg.ts'
import { formatJobData, legJson, parseJobData } from '../../../core/pipeline/job-data.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { anyFolderLeg, folderLeg, localFolder } from './folders.ts'
import { planLeg } from './packages.ts'

const field = (value: unknown): Field => new Field(value, 'plan.json', 'PLAN_INVALID')
const read = (leg: FolderLeg): FolderLeg => parseFolderLeg(parseJson(canonical(folderLegJson(leg)), 'plan.json', 'PLAN_INVALID'))

describe('a leg of folders in plan.json', () => {
  it('has its kind and all that it holds', () =>
    assert.deepEqual(folderLegJson(folderLeg()), {
      kind: 'folders',
      leg: 'linux_b1',
      commit: 'cd'.repeat(20),
      time: 1_700_000_000,
      packages: [{ name: 'spam', folder: 'packages/spam', local: ['eggs'] }],
      dependencies: [{ name: 'eggs', folder: 'packages/eggs', local: [] }],
    }))

  it('is read as it was written', () => {
    fc.assert(fc.property(anyFolderLeg, (leg) => assert.deepEqual(read(leg), leg)))
  })

  it('is the same bytes for the same leg, and others where the order of its packages is another', () => {
    const text = (leg: FolderLeg): string => canonical(folderLegJson(leg))
    const [a, b] = [localFolder('a'), localFolder('b')]
    assert.equal(text(folderLeg({ packages: [a, b] })), text(folderLeg({ packages: [{ ...a }, { ...b }] })))
    assert.notEqual(text(folderLeg({ packages: [a, b] })), text(folderLeg({ packages: [b, a] })))
  })

  it('is told apart from a leg of wheels', () => {
    assert.equal(isFolderLeg(field(folderLegJson(folderLeg()))), true)
    assert.equal(isFolderLeg(field(legJson(planLeg()))), false)
    for (const kind of [undefined, null, 'wheels', 'Folders', ['folders']]) assert.equal(isFolderLeg(field({ kind })), false)
  })

  it('may hold what it does not know', () =>
    assert.deepEqual(parseFolderLeg(field({ ...folderLegJson(folderLeg()), cells: { a: 'b' } })), folderLeg()))

  const whole = folderLegJson(folderLeg())
  const broken: [says: string, value: unknown][] = [
    ['no map', []],
    ['no text', 'folders'],
    ...['leg', 'commit', 'time', 'packages', 'dependencies'].flatMap((key): [string, unknown][] => [
      [`no ${key}`, { ...whole, [key]: undefined }],
      [`${key} that is a map`, { ...whole, [key]: {} }],
    ]),
    ['a time that is a text', { ...whole, time: '1' }],
    ['a package that is a text', { ...whole, packages: ['spam'] }],
    ...['name', 'folder', 'local'].map((key): [string, unknown] => [
      `a package without ${key}`,
      { ...whole, packages: [{ name: 'spam', folder: '.', local: [], [key]: undefined }] },
    ]),
    ...['', '..', '../x', 'a/../../b', '/etc', 'C:/x', 'C:\\x', '..\\x', './a', 'a//b', 'a\nb'].map((folder): [string, unknown] => [
      `a folder '${folder}'`,
      { ...whole, packages: [{ name: 'spam', folder, local: [] }] },
    ]),
    ['a local need that is no text', { ...whole, dependencies: [{ name: 'spam', folder: '.', local: [1] }] }],
  ]
  for (const [says, value] of broken)
    it(`is refused with ${says}`, () =>
      assert.equal(
        problemCode(() => parseFolderLeg(field(value))),
        'PLAN_INVALID',
      ))
})

describe('job_data of folders', () => {
  const planDigest = 'ef'.repeat(32)

  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyFolderLeg, (leg) => {
        const work = { ...leg, planDigest }
        assert.deepEqual(parseJobData(formatJobData({ kind: 'folders', work }), 'job_data'), { kind: 'folders', work })
      }),
    )
  })

  it('is one line that holds nothing that an agent would replace', () => {
    fc.assert(
      fc.property(anyFolderLeg, (leg) =>
        assert.doesNotMatch(formatJobData({ kind: 'folders', work: { ...leg, planDigest } }), /[\r\n]|\$\(/),
      ),
    )
  })

  const data = JSON.parse(formatJobData({ kind: 'folders', work: { ...folderLeg(), planDigest } })) as Record<string, unknown>
  const broken: [says: string, value: unknown][] = [
    ['no digest of the plan', { ...data, planDigest: undefined }],
    ['a newer version', { ...data, version: 2 }],
    ['no packages', { ...data, packages: undefined }],
  ]
  for (const [says, value] of broken)
    it(`is refused with ${says}`, () =>
      assert.equal(
        problemCode(() => parseJobData(JSON.stringify(value), 'job_data')),
        'PLAN_INVALID',
      ))
})
