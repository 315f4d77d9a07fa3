import assert from 'node:assert/strict'
import fc from 'fast-check'
import { contentsOf } from '../../core/cache/content.ts'
import type { LocalPackage } from '../../core/changes/local-package.ts'
import { lockChange } from '../../core/changes/locks/locks.ts'
import { selectChanged, sharedLocks, targeted } from '../../core/changes/select/affected.ts'
import { isOtherWorkspace, settingsFiles } from '../../core/changes/select/around-packages.ts'
import { packageGraph } from '../../core/changes/select/package-graph.ts'
import { parseRules, type Rules } from '../../core/changes/select/rules.ts'
import { sha256Of } from '../../core/sha256.ts'
import { local, need } from '../core/changes/local.ts'
import { question } from '../core/changes/select/question.ts'

type Tree = Readonly<Record<string, string>>

const folders = ['.', 'sdk/a/one', 'sdk/a/one/inner', 'sdk/a/two', 'sdk/b/three', 'pkg/four', 'Pkg/Five']
const nameOf = (folder: string): string => (folder === '.' ? 'top' : folder.replaceAll('/', '-').toLowerCase())
const settings = ['pyproject.toml', 'sdk/pyproject.toml', 'conftest.py', 'sdk/a/tox.ini', 'sdk/conftest.py']
const locks = ['requirements.txt', 'sdk/constraints/a.txt', 'uv.lock', 'pkg/uv.lock']
const plain = [
  'sdk/a/ci.yml',
  'sdk/a/x.md',
  'sdk/a/ONE/m.py',
  'sdk/A/two/x',
  'eng/x.py',
  'eng/tools/y',
  'x.py',
  'pkg/four/x.py',
  'pkg/four/uv.lock',
]
const paths = [...settings, ...locks, ...plain, ...folders.map((folder) => (folder === '.' ? 'setup.py' : `${folder}/src/m.py`))]

const flat = fc.subarray(['attrs==1', 'attrs==2', 'wheel==3', 'pkg-four==1', '--no-binary :all:', 'nobody==1'])
const entry = fc.tuple(
  fc.constantFrom('attrs', 'wheel', 'pkg-four', 'top', 'nobody'),
  fc.constantFrom('1', '2'),
  fc.constantFrom('attrs', 'wheel', 'sdk-a-two'),
)
const graphLock = fc
  .uniqueArray(entry, { selector: ([name]) => name, maxLength: 4 })
  .map((all) =>
    all
      .map(([name, version, of]) => `[[package]]\nname = "${name}"\nversion = "${version}"\ndependencies = [{ name = "${of}" }]\n`)
      .join(''),
  )
const workspace = fc.constantFrom(
  '',
  '[tool.uv]\nx = 1\n',
  '[tool.uv.workspace]\nmembers = ["a"]\n',
  '[tool.uv.workspace]\nmembers = ["b"]\n',
  'a = \n',
)

/** What a file may hold, so that both sides read what they know of it. */
function textFor(path: string): fc.Arbitrary<string> {
  if (path.endsWith('.txt')) return flat.map((lines) => lines.map((line) => `${line}\n`).join(''))
  if (path.endsWith('uv.lock')) return graphLock
  return path === 'pyproject.toml' ? workspace : fc.constantFrom('1', '2')
}

const needs = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.constantFrom('run', 'group', 'build', 'optional'), fc.constantFrom('', '<1')), {
  maxLength: 7,
})
const outer = fc.array(fc.tuple(fc.nat(6), fc.constantFrom('attrs', 'wheel')), { maxLength: 3 })
const about = fc.record({
  triggers: fc.subarray(['eng', '/sdk/a/ci.yml', 'x.py', 'uv.lock']),
  along: fc.constantFrom('', '', ...folders),
  sole: fc.boolean(),
})
const repository = fc
  .tuple(fc.subarray(folders, { minLength: 1 }), fc.array(about, { minLength: 7, maxLength: 7 }), needs, outer)
  .map(([some, more, edges, others]) =>
    some.map((folder, at): LocalPackage => {
      const inner = edges.flatMap(([from, to, kind, specifier]) => {
        const target = some[to]
        return from === at && target !== undefined && to !== at ? [need(`${nameOf(target)}${specifier}`, kind)] : []
      })
      return local(nameOf(folder), {
        folder,
        needs: [...inner, ...others.flatMap(([from, name]) => (from === at ? [need(name)] : []))],
        triggers: more[at]?.triggers ?? [],
        ciFile: folder.startsWith('sdk/a') ? { path: 'sdk/a/ci.yml', sole: more[at]?.sole ?? false } : undefined,
        additional: [more[at]?.along ?? ''],
      })
    }),
  )
const rules = fc
  .tuple(
    fc.subarray([
      "{ paths: 'eng/**', packages: pkg-four, as: direct }",
      "{ paths: 'sdk/<s>/*', folders: 'sdk/<s>/*' }",
      "{ paths: ['*', '!x.py'], folders: '**', as: indirect }",
      "{ paths: 'sdk/conftest.py', packages: nothing }",
      "{ changed: 'sdk-*', packages: pkg-four, as: direct }",
      "{ changed: top, packages: ['pkg-*'] }",
    ]),
    fc.subarray(["'eng/tools/'", "'*.txt'", 'sdk/b/three/src/m.py']),
    fc.subarray(["'**/*.md'", 'x.py', "'pkg/four/'"]),
  )
  .map(([list, shared, ignored]) =>
    parseRules(`rules: [${list.join(', ')}]\nshared: [${shared.join(', ')}]\nignore: [${ignored.join(', ')}]\n`, 'rules.yml'),
  )

/** One repository before and after one of its files has become another, has come, or has gone. */
const change = fc
  .constantFrom(...paths)
  .chain((path) =>
    fc
      .tuple(
        fc.subarray(paths.filter((one) => one !== path)),
        fc.option(textFor(path)),
        fc.option(textFor(path)),
        fc.array(fc.tuple(fc.constantFrom(...paths))),
      )
      .chain(([there, before, after]) =>
        fc
          .tuple(...there.map((one) => textFor(one).map((text) => [one, text] as const)))
          .map((others) => ({ path, others, before, after })),
      ),
  )

function treeOf(others: readonly (readonly [string, string])[], path: string, text: string | null): Tree {
  return Object.fromEntries([...others, ...(text === null ? [] : [[path, text] as const])])
}

function contents(packages: readonly LocalPackage[], of: Rules, excludePaths: readonly string[], tree: Tree): Map<string, string> {
  const objects = Object.entries(tree).map(([path, text]) => ({ path, mode: '100644', id: sha256Of(text) }))
  const facts = { objects, rules: of, excludePaths, texts: new Map(Object.entries(tree)), version: '', isolated: false, added: [] }
  return new Map([...contentsOf(packages, packageGraph(packages), facts)].map(([project, { digest }]) => [project, digest]))
}

/** What a diff of that one path selects, at any depth. */
function selected(
  packages: readonly LocalPackage[],
  of: Rules,
  excludePaths: readonly string[],
  path: string,
  before: string | null,
  after: string | null,
): string[] {
  const diff = { changed: after === null ? [] : [path], deleted: after === null ? [path] : [], excludePaths, pullRequest: '-1' }
  const counted = targeted({ diff, targetPath: '', rules: of })
  const lockChanges = sharedLocks(counted, packages).map((one) => lockChange(one, before ?? undefined, after ?? undefined))
  const common = settingsFiles(counted, packages, path === 'pyproject.toml' && isOtherWorkspace(before ?? undefined, after ?? undefined))
  const { choices } = selectChanged(question(packages, [], { diff, rules: of, locks: lockChanges, common }))
  return choices.flatMap(({ package: one, reason }) => (reason === undefined || reason.kind === 'fallback' ? [] : [one.project])).sort()
}

describe('laws of contents', () => {
  it('what a change selects is what has another content', () =>
    fc.assert(
      fc.property(repository, rules, fc.subarray(['pkg/fo', 'X']), change, (packages, of, excludes, { path, others, before, after }) => {
        fc.pre(before !== after)
        const [was, is] = [before, after].map((text) => contents(packages, of, excludes, treeOf(others, path, text)))
        const changed = packages.map(({ project }) => project).filter((project) => was?.get(project) !== is?.get(project))
        const wanted = selected(packages, of, excludes, path, before, after)
        // Several changes of one lock hide from a diff whom nobody names; a content cannot know what else has changed.
        const exact = sharedLocks([path], packages).length === 0
        assert.deepEqual(exact ? changed.sort() : changed.filter((one) => wanted.includes(one)).sort(), wanted)
      }),
      { numRuns: 300 },
    ))
})
