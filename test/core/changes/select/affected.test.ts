import assert from 'node:assert/strict'
import { type Question, selectChanged, selectEverything, sharedLocks } from '../../../../core/changes/select/affected.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { parseRules } from '../../../../core/changes/select/rules.ts'
import { normalizeName } from '../../../../core/python/name.ts'
import { local, need } from '../local.ts'
import { question, ruled, selected } from './question.ts'

const a = local('a')
const b = local('b')
const c = local('c')
const top = local('top', { folder: '.' })
const sole = { path: 'sdk/storage/ci.yml', sole: true }
const blob = local('blob', { folder: 'sdk/storage/blob', service: 'storage', triggers: ['sdk/storage/ci.yml'], ciFile: sole })
const queue = local('queue', { folder: 'sdk/storage/queue', service: 'storage', triggers: ['sdk/storage/ci.yml'], ciFile: sole })
const template = local('template', { folder: 'sdk/template/template', service: 'template' })

describe('selectChanged, step by step', () => {
  const table: [why: string, packages: LocalPackage[], changed: string[], expected: Record<string, string>, more?: Partial<Question>][] = [
    ['a file of a package is its own', [a, b], ['packages/a/src/x.py'], { a: 'direct path packages/a/src/x.py' }],
    ['a folder whose name only begins alike is not', [a], ['packages/ab/x.py', 'packages/a.txt', 'packages'], {}],
    ['a path that is the folder, as of a submodule, is', [a], ['packages/a'], { a: 'direct path packages/a' }],
    ['case is ignored in folders', [local('x', { folder: 'Packages/X' })], ['packages/x/y.py'], { x: 'direct path packages/x/y.py' }],
    ['deleted files count as changed ones', [a], [], { a: 'direct path packages/a/x' }, { diff: diff([], ['packages/a/x']) }],
    ['the deepest path is the reason', [a], ['packages/a/z', 'packages/a/b/c/d', 'packages/a/b/c'], { a: 'direct path packages/a/b/c/d' }],
    ['of equally deep ones the first by name', [a], ['packages/a/z', 'packages/a/b'], { a: 'direct path packages/a/b' }],
    ['what begins with an exclude does not count, ignoring case', [a, b], [], { b: 'direct path packages/b/x' }, excluding('PACKAGES/A')],
    ['an empty exclude excludes nothing', [b], [], { b: 'direct path packages/b/x' }, excluding('')],
    ['an exclude is the beginning of a path, not a part', [b], [], { b: 'direct path packages/b/x' }, excluding('b/x')],
    [
      'only what is below the target counts',
      [a, b],
      ['packages/a/x', 'packages/b/x'],
      { b: 'direct path packages/b/x' },
      target('packages/b'),
    ],
    [
      'the target itself counts, a name that begins like it does not',
      [a, b],
      ['packages/b', 'packages/bb/x'],
      { b: 'direct path packages/b' },
      target('packages/b'),
    ],

    [
      'a trigger that is a file',
      [triggered('eng/setup.props')],
      ['eng/setup.props', 'eng/x'],
      { t: 'direct trigger eng/setup.props eng/setup.props' },
    ],
    ['a trigger that is a folder', [triggered('eng/shared')], ['eng/shared/a/b'], { t: 'direct trigger eng/shared/a/b eng/shared' }],
    ['a trigger that is a file without an extension', [triggered('Makefile')], ['Makefile'], { t: 'direct trigger Makefile Makefile' }],
    [
      'a trigger as azure-sdk writes it, from the top',
      [triggered('/eng/Shared/')],
      ['eng/shared/x'],
      { t: 'direct trigger eng/shared/x /eng/Shared/' },
    ],
    ['a trigger is no beginning of a name', [triggered('eng/shared')], ['eng/shared.txt'], {}],
    [
      'one trigger for several packages',
      [
        { ...a, triggers: ['x.toml'] },
        { ...b, triggers: ['x.toml'] },
      ],
      ['x.toml'],
      { a: 'direct trigger x.toml x.toml', b: 'direct trigger x.toml x.toml' },
    ],
    [
      'a file of its own is before a trigger, on one path',
      [{ ...a, triggers: ['packages'] }],
      ['packages/a/x'],
      { a: 'direct path packages/a/x' },
    ],
    [
      'a deeper trigger is before a file of its own',
      [{ ...a, triggers: ['eng'] }],
      ['packages/a/x', 'eng/1/2/3'],
      { a: 'direct trigger eng/1/2/3 eng' },
    ],
    [
      'a trigger in another package is both',
      [{ ...a, triggers: ['packages/b/data'] }, b],
      ['packages/b/data/x'],
      { a: 'direct trigger packages/b/data/x packages/b/data', b: 'direct path packages/b/data/x' },
    ],

    [
      'a file beside the only ci.yml is of all its packages',
      [blob, queue],
      ['sdk/storage/README.md'],
      { blob: 'direct service sdk/storage/README.md', queue: 'direct service sdk/storage/README.md' },
    ],
    ['not beside one of two', [{ ...blob, ciFile: { ...sole, sole: false } }], ['sdk/storage/README.md'], {}],
    ['not a file without an extension, which may be a folder', [blob], ['sdk/storage/README'], {}],
    ['not a file deeper than the ci.yml', [blob], ['sdk/storage/docs/README.md'], {}],
    ['the ci.yml itself is a trigger', [blob], ['sdk/storage/ci.yml'], { blob: 'direct trigger sdk/storage/ci.yml sdk/storage/ci.yml' }],
    [
      'every ci.yml counts, not only the first',
      [blob, { ...a, triggers: ['sdk/other/ci.yml', 'sdk/storage/ci.yml'] }],
      ['sdk/storage/x.md'],
      { a: 'direct service sdk/storage/x.md', blob: 'direct service sdk/storage/x.md' },
    ],
    [
      'one package changed, the others of the service did not',
      [blob, queue],
      ['sdk/storage/blob/x'],
      { blob: 'direct path sdk/storage/blob/x' },
    ],

    [
      'what is tested along, by its folder',
      [along('/packages/b'), b],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect additional a' },
    ],
    ['by its name', [along('B'), b], ['packages/a/x'], { a: 'direct path packages/a/x', b: 'indirect additional a' }],
    [
      'by its artifact',
      [along('art'), { ...b, artifact: 'Art' }],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect additional a' },
    ],
    [
      'one level only',
      [along('b'), { ...b, additional: ['c'] }, c],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect additional a' },
    ],
    ['none of who did not change', [along('b'), b, c], ['packages/c/x'], { c: 'direct path packages/c/x' }],
    [
      'who changed itself stays direct',
      [along('b'), b],
      ['packages/a/x', 'packages/b/x'],
      { a: 'direct path packages/a/x', b: 'direct path packages/b/x' },
    ],
    ['an empty one is none', [along('')], ['packages/a/x'], { a: 'direct path packages/a/x' }],

    ['nothing at all is the template, indirectly', [a, template], ['README.md'], { template: 'indirect fallback' }],
    ['so is no diff', [a, template], [], { template: 'indirect fallback' }],
    [
      'or one that is excluded whole',
      [a, template],
      [],
      { template: 'indirect fallback' },
      { diff: { ...diff(['packages/a/x'], []), excludePaths: ['packages'] } },
    ],
    ['a template of Go`s way', [{ ...a, service: 'template/aztemplate' }], ['x'], { a: 'indirect fallback' }],
    ['the template is not needed where something is selected', [a, template], ['packages/a/x'], { a: 'direct path packages/a/x' }],
    ['without a template nothing', [a], ['README.md'], {}],

    [
      'nested packages both have it',
      [a, local('in', { folder: 'packages/a/in' })],
      ['packages/a/in/x'],
      { a: 'direct path packages/a/in/x', in: 'direct path packages/a/in/x' },
    ],
    [
      'the top has what no other has',
      [a, top],
      ['packages/a/x', 'src/y.py'],
      { a: 'direct path packages/a/x', top: 'direct path src/y.py' },
    ],
    ['and nothing else', [a, top], ['packages/a/x'], { a: 'direct path packages/a/x' }],
    [
      'the top has also what triggers others',
      [{ ...a, triggers: ['x.toml'] }, top],
      ['x.toml'],
      { a: 'direct trigger x.toml x.toml', top: 'direct path x.toml' },
    ],
  ]
  for (const [why, packages, changed, expected, more] of table)
    it(why, () => assert.deepEqual(selected(selectChanged(question(packages, changed, more))), expected))

  it('tells of a package to test along that is none', () => {
    const { notes } = selectChanged(question([along('nowhere')], ['packages/a/x']))
    assert.equal(notes.length, 1)
    assert.match(notes[0] ?? '', /nowhere/)
  })

  it('tells which paths nobody claims', () => {
    const packages = [triggered('eng/t.txt'), a, blob]
    const changed = ['z.txt', 'packages/a/x', 'eng/t.txt', 'eng/u.txt', 'sdk/storage/x.md', 'docs/x', 'requirements.txt', 'conf/x']
    const rules = parseRules("{rules: [{paths: 'docs/**', packages: nobody}], shared: conf/*}", 'r')
    const locks = [{ path: 'requirements.txt', kind: 'projects', projects: [], tops: [] }] as const
    assert.deepEqual(selectChanged(question(packages, changed, { rules, locks })).unclaimed, ['docs/x', 'eng/u.txt', 'z.txt'])
  })

  it('holds every package once, by name', () => {
    const { choices } = selectChanged(question([c, a, top, b], ['packages/b/x']))
    assert.deepEqual(
      choices.map((one) => [one.package.name, one.as]),
      [
        ['a', 'not-selected'],
        ['b', 'direct'],
        ['c', 'not-selected'],
        ['top', 'not-selected'],
      ],
    )
  })
})

describe('selectChanged, beyond those steps', () => {
  const needsA = local('b', { needs: [need('a')] })
  const needsB = local('c', { needs: [need('b')] })
  const uses = { path: 'uv.lock', kind: 'projects', projects: [normalizeName('attrs')], tops: [normalizeName('attrs')] } as const
  const locked = local('l', { needs: [need('attrs')] })
  const table: [why: string, packages: LocalPackage[], changed: string[], expected: Record<string, string>, more?: Partial<Question>][] = [
    [
      'who needs what changed',
      [a, needsA, needsB],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect needs a', c: 'indirect needs a b' },
    ],
    ['as far as is asked', [a, needsA, needsB], ['packages/a/x'], { a: 'direct path packages/a/x', b: 'indirect needs a' }, { depth: 1 }],
    ['or not at all', [a, needsA], ['packages/a/x'], { a: 'direct path packages/a/x' }, { depth: 0 }],
    [
      'who needs what is gone',
      [needsA, needsB],
      ['packages/a/x'],
      { b: 'indirect needs a true', c: 'indirect needs a b true' },
      { gone: [normalizeName('a')] },
    ],
    [
      'who needs what changed and is not planned',
      [needsA],
      ['packages/a/x'],
      { b: 'indirect needs a' },
      { gone: [normalizeName('a')], unplanned: new Set([normalizeName('a')]) },
    ],
    [
      'nobody follows what is only tested along',
      [along('b'), local('b'), local('c', { needs: [need('b')] })],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect additional a' },
    ],
    [
      'the first indirect reason stays',
      [along('b'), needsA],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect additional a' },
    ],
    ['a lock', [a, locked], ['uv.lock'], { l: 'indirect locked uv.lock attrs' }, { locks: [uses] }],
    ['a lock is not a file of the top', [locked, top], ['uv.lock'], { l: 'indirect locked uv.lock attrs' }, { locks: [uses] }],
    [
      'nobody follows what a lock selects',
      [locked, local('m', { needs: [need('l')] })],
      ['uv.lock'],
      { l: 'indirect locked uv.lock attrs' },
      { locks: [uses] },
    ],
    [
      'a hook`s direct one is followed',
      [a, needsA],
      ['docs/x'],
      { a: 'direct hook', b: 'indirect needs a' },
      { added: [{ project: normalizeName('a'), as: 'direct' }] },
    ],
    [
      'a hook`s indirect one is not',
      [a, needsA],
      ['docs/x'],
      { a: 'indirect hook' },
      { added: [{ project: normalizeName('a'), as: 'indirect' }] },
    ],
    [
      'a hook makes none less direct, and gives no other reason',
      [a, needsA],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'indirect needs a' },
      { added: [a, needsA].map(({ project }) => ({ project, as: 'indirect' })) },
    ],
    [
      'a hook makes an indirect one direct',
      [a, needsA],
      ['packages/a/x'],
      { a: 'direct path packages/a/x', b: 'direct hook' },
      { added: [{ project: normalizeName('b'), as: 'direct' }] },
    ],
    [
      'with a hook`s there is no fallback',
      [a, template],
      ['docs/x'],
      { a: 'indirect hook' },
      { added: [{ project: normalizeName('a'), as: 'indirect' }] },
    ],
  ]
  for (const [why, packages, changed, expected, more] of table)
    it(why, () => assert.deepEqual(selected(selectChanged(question(packages, changed, more))), expected))

  it('tells of a need that does not hold, where what it needs changed', () => {
    const packages = [a, local('old', { needs: [need('a<1')] }), local('x')]
    assert.deepEqual(selectChanged(question(packages, ['packages/x/y'])).notes, [])
    const { notes, choices } = selectChanged(question(packages, ['packages/a/y']))
    assert.match(notes.join('\n'), /^old needs a <1, but that is 1\.0 here/)
    assert.deepEqual(
      choices.map(({ as }) => as),
      ['direct', 'not-selected', 'not-selected'],
    )
  })

  it('tells nothing of needs where none are followed, and nothing twice', () => {
    const old = local('old', { needs: [need('a<1')], additional: ['nowhere', '/nowhere'] })
    assert.deepEqual(selectChanged(question([a, old], ['packages/a/y'], { depth: 0 })).notes, [])
    assert.equal(selectChanged(question([a, old], ['packages/old/y'])).notes.length, 1)
  })

  it('tells what is gone by name', () => {
    const packages = [local('b', { needs: [need('z'), need('y')] })]
    const { notes } = selectChanged(question(packages, [], { gone: [normalizeName('z'), normalizeName('y')] }))
    assert.deepEqual(
      notes.map((note) => note[0]),
      ['y', 'z'],
    )
  })

  it('tells of a package that is gone, and who still needs it', () => {
    const { notes } = selectChanged(question([needsA, local('x')], [], { gone: [normalizeName('a'), normalizeName('nobody')] }))
    assert.deepEqual(notes, [
      'a is no package of this repository any more, and needed by b.',
      'nobody is no package of this repository any more.',
    ])
  })

  it('ignored paths count for nothing, shared ones for every package', () => {
    const rules = "{ignore: ['docs/**', '*.md'], shared: [pyproject.toml, 'ci/**']}"
    assert.deepEqual(ruled([a, top], ['docs/x', 'README.md'], rules), {})
    const all = { a: 'indirect shared pyproject.toml', top: 'indirect shared pyproject.toml' }
    assert.deepEqual(ruled([a, top], ['pyproject.toml'], rules), all)
    assert.deepEqual(ruled([a, top], ['pyproject.toml', 'packages/a/x'], rules), { ...all, a: 'direct path packages/a/x' })
  })
})

describe('selectEverything', () => {
  it('is every package directly, sorted, and why', () => {
    const { choices, unclaimed, notes } = selectEverything([b, a], 'no history')
    assert.deepEqual(
      choices.map((one) => [one.package.name, one.as]),
      [
        ['a', 'direct'],
        ['b', 'direct'],
      ],
    )
    assert.deepEqual(choices[0]?.reason, { kind: 'everything', says: 'no history' })
    assert.deepEqual([unclaimed, notes], [[], []])
  })
})

describe('sharedLocks', () => {
  const packages = [local('a', { folder: 'python/libs/a' }), top]
  const table: [path: string, isShared: boolean, why: string][] = [
    ['uv.lock', true, 'at the top, whatever lies there'],
    ['requirements/dev.txt', true, 'a folder for requirements at the top'],
    ['python/uv.lock', true, 'above a package'],
    ['python/requirements.txt', true, 'above a package'],
    ['python/libs/a/uv.lock', false, 'a package`s own'],
    ['python/libs/a/requirements/dev.txt', false, 'a package`s own'],
    ['docs/requirements.txt', false, 'above no package'],
    ['python/libs/b/requirements.txt', false, 'beside a package'],
    ['python/setup.py', false, 'no lock'],
  ]
  for (const [path, isShared, why] of table)
    it(`${path}: ${why}`, () => assert.deepEqual(sharedLocks([path], packages), isShared ? [path] : []))
})

function diff(changed: string[], deleted: string[]): Question['diff'] {
  return { changed, deleted, excludePaths: [], pullRequest: '-1' }
}

function excluding(text: string): Partial<Question> {
  return { diff: { ...diff(['packages/a/x', 'packages/b/x'], []), excludePaths: [text] } }
}

function target(targetPath: string): Partial<Question> {
  return { targetPath }
}

function triggered(trigger: string): LocalPackage {
  return local('t', { triggers: [trigger] })
}

function along(text: string): LocalPackage {
  return local('a', { additional: [text] })
}
