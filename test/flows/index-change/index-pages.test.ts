import assert from 'node:assert/strict'
import { emptyProject, formatProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { formatRoot, parseRoot } from '../../../core/index/root-document.ts'
import type { Serving } from '../../../core/index/layout.ts'
import { keysOf, keysToAnnounce, projectAt, projectPages, rootAt, rootPages } from '../../../flows/index-change/index-pages.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { spam } from './indexed.ts'

const html = 'simple/spam/index.html'
const slash = 'simple/spam/'
const legacy = 'pypi/spam/json'
const serving = (layout: Serving['layout'], legacyJson = false): Serving => ({ layout, legacyJson })
const shown = (pages: Record<string, string>): ProjectDocument => ({
  ...emptyProject(spam),
  serial: 3,
  shown: { serial: 3, pages: new Map(Object.entries(pages)) },
})

describe('the pages of a project', () => {
  for (const [how, expected, announced] of [
    [serving('website'), [html], []],
    [serving('folder'), [html], []],
    [serving('rest'), [html, slash], [slash]],
    [serving('both'), [html, slash], [slash]],
    [serving('both', true), [html, slash, legacy], [slash, legacy]],
    [serving('folder', true), [html, legacy], [legacy]],
  ] as const)
    it(`of layout ${how.layout}${how.legacyJson ? ' with the older JSON' : ''}: ${expected.join(', ')}`, () => {
      assert.deepEqual(keysOf(projectPages(emptyProject(spam), how)), expected)
      assert.deepEqual(keysToAnnounce(spam, how), announced)
    })

  it('are also those that another setting has put; one that it only announced yields to whoever put it', () => {
    const pages = projectPages(shown({ [html]: 'a', [slash]: 'b', [legacy]: '' }), serving('website'))
    assert.deepEqual(
      pages.map(({ key, yields }) => [key, yields]),
      [
        [html, false],
        [slash, false],
        [legacy, true],
      ],
    )
  })

  it('each show the document in their form', () => {
    const bodies = projectPages(shown({}), serving('both', true)).map((page) => page.render(shown({})))
    assert.match(bodies[0] ?? '', /^<!DOCTYPE html>/i)
    assert.deepEqual(
      bodies.slice(1).map((body) => Object.keys(JSON.parse(body) as object).includes('files') || body.includes('"releases"')),
      [true, true],
    )
  })
})

describe('documents, as stores hold them', () => {
  it('are read as what they were written as', () => {
    const at = projectAt(spam)
    assert.equal(at.key, 'simple/spam/index.json')
    const text = at.format(shown({ [html]: 'a' }))
    assert.equal(formatProject(at.parse(text, 'test')), text)
    assert.equal(rootAt.key, 'simple/index.json')
    const root = formatRoot(parseRoot('{"meta":{"api-version":"1.1"},"projects":[{"name":"spam"}]}', 'test'))
    assert.equal(rootAt.format(rootAt.parse(root, 'test')), root)
    assert.deepEqual(keysOf(rootPages), ['simple/index.html'])
  })
  it('are refused where they are of another project', () =>
    assert.equal(
      problemCode(() => projectAt(spam).parse(formatProject({ ...emptyProject(spam), name: normalizeName('eggs') }), 'test')),
      'INDEX_INVALID',
    ))
})
