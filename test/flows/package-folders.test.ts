import assert from 'node:assert/strict'
import type { Gathered } from '../../flows/gathered.ts'
import { lookForFolders, type WhereToLook } from '../../flows/package-folders.ts'

const workspace = '[tool.uv.workspace]\nmembers = ["packages/*"]\n[tool.uv.sources]\ncore = { workspace = true }\n'
const tracked = ['packages/a/pyproject.toml', 'packages/a/setup.py', 'packages/b/setup.cfg', 'tools/c/setup.py', 'README.md']

describe('where packages may lie', () => {
  async function look(how: Partial<WhereToLook>, texts: Readonly<Record<string, string>> = {}): Promise<[folders: string[], Gathered]> {
    const gathered: Gathered = { problems: [], notes: [] }
    const read = { text: (path: string) => Promise.resolve(texts[path]), place: () => Promise.resolve(undefined) }
    const files = { find: () => Promise.resolve(tracked) }
    const { folders } = await lookForFolders({ top: '/', globs: [], tracked, ...how }, read, files, gathered)
    return [[...folders.keys()].sort(), gathered]
  }

  const all = ['packages/a', 'packages/b', 'tools/c']
  const cases: [why: string, how: Partial<WhereToLook>, texts: Readonly<Record<string, string>>, folders: readonly string[]][] = [
    ['every folder with a package file that git tracks', {}, {}, all],
    ['every one that is there, where git tells nothing', { tracked: undefined }, {}, all],
    ['the members of the workspace at the top', {}, { 'pyproject.toml': workspace }, ['packages/a', 'packages/b']],
    ['what globs name, whatever a workspace says', { globs: ['tools/*'] }, { 'pyproject.toml': workspace }, ['tools/c']],
    ['what is not left out', { globs: ['!tools/*'] }, {}, ['packages/a', 'packages/b']],
    ['just what is named', { folders: ['x'] }, {}, ['x']],
  ]
  for (const [why, how, texts, folders] of cases)
    it(`is ${why}`, async () => {
      const [found, { problems }] = await look(how, texts)
      assert.deepEqual([found, problems], [folders, []])
    })

  it('tells how many are not of the workspace', async () =>
    assert.deepEqual((await look({}, { 'pyproject.toml': workspace }))[1].notes, [
      'Folders with package files that are not of the uv workspace: 1.',
    ]))

  it('gathers a glob that names none, and a workspace that cannot be read', async () => {
    const [, { problems }] = await look({ globs: ['libs/*', 'tools/*'] }, { 'pyproject.toml': '[tool' })
    assert.deepEqual(problems.map(({ code }) => code).sort(), ['FILE_INVALID', 'FILE_MISSING'])
  })
})
