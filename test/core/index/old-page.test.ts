import assert from 'node:assert/strict'
import { oldPagesAt, readOldPage } from '../../../core/index/old-page.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const keys = (href: string, at: string): (string | undefined)[] => readOldPage(`<a href="${href}">x</a>`, at).map(({ key }) => key)

describe('an old page', () => {
  const links: [href: string, at: string, key: string | undefined][] = [
    ['../../packages/a-1.0.tar.gz', 'simple/a/index.html', 'packages/a-1.0.tar.gz'],
    ['../../packages/a-1.0%2Bx.tar.gz', 'simple/a/index.html', 'packages/a-1.0+x.tar.gz'],
    ['/packages/a-1.0.tar.gz', 'simple/a/index.html', 'packages/a-1.0.tar.gz'],
    ['/prefix/packages/a-1.0.tar.gz', 'simple/a/index.html', 'packages/a-1.0.tar.gz'],
    ['https://cdn.example/packages/a-1.0.tar.gz', 'simple/a/index.html', 'packages/a-1.0.tar.gz'],
    ['https://cdn.example/a-1.0.tar.gz', 'simple/a/index.html', undefined],
    ['a-1.0.tar.gz#sha256=0', 'a/', 'a/a-1.0.tar.gz'],
    ['a-1.0.tar.gz', 'a/index.html', 'a/a-1.0.tar.gz'],
    ['a-1.0.tar.gz', 'simple/a/', 'simple/a/a-1.0.tar.gz'],
    ['../../packages/old/a-1.0.tar.gz', 'simple/a/index.html', 'packages/old/a-1.0.tar.gz'],
  ]
  for (const [href, at, key] of links) it(`at ${at} links ${href}: ${key ?? 'elsewhere'}`, () => assert.deepEqual(keys(href, at), [key]))

  it('keeps what its links tell', () => {
    const page = `<a href="a-1.0.tar.gz#sha256=${'a'.repeat(64)}" data-yanked="bad" data-requires-python="&gt;=3">a</a>`
    const [file] = readOldPage(page, 'a/')
    assert.deepEqual([file?.sha256, file?.yanked, file?.requiresPython], ['a'.repeat(64), 'bad', '>=3'])
  })
  it('may be JSON', () => {
    const file = { filename: 'a-1.0.tar.gz', url: '../../packages/a-1.0.tar.gz', hashes: {}, yanked: 'bad' }
    const [told] = readOldPage(JSON.stringify({ meta: { 'api-version': '1.0' }, name: 'a', files: [file] }), 'simple/a/')
    assert.deepEqual([told?.key, told?.yanked], ['packages/a-1.0.tar.gz', 'bad'])
    assert.equal(
      problemCode(() => readOldPage('{', 'simple/a/')),
      'INDEX_INVALID',
    )
  })
  it('of another major version is refused', () =>
    assert.equal(
      problemCode(() => readOldPage('<meta name="pypi:repository-version" content="2.0">', 'a/')),
      'INDEX_INVALID',
    ))

  const places: [key: string, project: string | undefined][] = [
    ['simple/six/index.html', 'six'],
    ['simple/Zope.Interface/', 'zope-interface'],
    ['simple/six/index.json', undefined],
    ['simple/six/six-1.0.tar.gz', undefined],
    ['simple/index.html', undefined],
    ['index.html', undefined],
    ['held/', 'held'],
    ['held/index.html', 'held'],
    ['changelog/index.html', undefined],
    ['pypi/six/json', undefined],
    ['simple/_/index.html', undefined],
  ]
  for (const [key, project] of places)
    it(`${project === undefined ? 'is not' : `of ${project} is`} at ${key}`, () =>
      assert.deepEqual(
        oldPagesAt([key], new Set(['held'])).map((one) => one.project),
        project === undefined ? [] : [project],
      ))
})
