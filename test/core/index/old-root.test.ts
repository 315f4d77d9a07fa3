import assert from 'node:assert/strict'
import { readOldRoot } from '../../../core/index/old-root.ts'

describe('the root page of another tool', () => {
  const links: [href: string, project: string | undefined, key?: string][] = [
    ['six/', 'six', 'simple/six/index.html'],
    ['six/index.html', 'six', 'simple/six/index.html'],
    ['./six/', 'six', 'simple/six/index.html'],
    ['Zope.Interface/', 'zope-interface', 'simple/Zope.Interface/index.html'],
    ['a%2Eb/', 'a-b', 'simple/a.b/index.html'],
    ['../six/', undefined],
    ['/simple/six/', undefined],
    ['https://elsewhere.example/six/', undefined],
    ['six', undefined],
    ['?p=six', undefined],
    ['-/', undefined],
  ]
  for (const [href, project, key] of links)
    it(`${project === undefined ? 'links no project by' : `links ${project} by`} ${href}`, () => {
      const found = readOldRoot(`<html><body><a class=x href="${href}">text</a><p></body>`)
      assert.deepEqual(found, project === undefined ? [] : [{ project, key }])
    })
  it('links a project once', () => assert.equal(readOldRoot('<a href="six/">six</a><a href="six/index.html">six</a>').length, 1))
  it('may be anything', () => assert.deepEqual(readOldRoot('{"projects":[]}'), []))
})
