import assert from 'node:assert/strict'
import { formatRoot, mergeRoot, parseRoot, renderRoot, type RootDocument } from '../../../core/index/root-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const names = (...all: string[]): ReturnType<typeof normalizeName>[] => all.map((name) => normalizeName(name))
const merge = (now: RootDocument | undefined, change: Parameters<typeof mergeRoot>[1]): RootDocument => {
  const next = mergeRoot(now, change)
  return next === 'unchanged' ? assert.fail('unchanged') : next
}

describe('the root of an index', () => {
  const first = merge(undefined, { projects: names('b', 'a', 'b') })

  it('begins with serial 1 and a plain title, projects sorted and once', () => {
    assert.deepEqual([first.serial, first.title, first.projects], [1, 'Simple index', ['a', 'b']])
  })

  it('says when nothing is new', () => {
    assert.equal(mergeRoot(first, { projects: names('a') }), 'unchanged')
    assert.equal(mergeRoot(first, { projects: [], title: 'Simple index', checked: '', shell: '' }), 'unchanged')
  })

  it('counts what readers see, and not what only writers note', () => {
    assert.equal(merge(first, { projects: names('c') }).serial, 2)
    assert.equal(merge(first, { projects: [], title: 'Another' }).serial, 2)
    const noted = merge(first, { projects: [], checked: 's3://bucket', shell: 'abc' })
    assert.deepEqual([noted.serial, noted.checked, noted.shell], [1, 's3://bucket', 'abc'])
  })

  it('keeps title and notes that nobody changes', () => {
    const titled = merge(undefined, { projects: [], title: 'T', checked: 'c', shell: 's' })
    const next = merge(titled, { projects: names('a'), title: undefined })
    assert.deepEqual([next.title, next.checked, next.shell], ['T', 'c', 's'])
  })

  it('is read back as it was written, with what others have noted', () => {
    const root = { ...first, shown: { serial: 1, pages: new Map([['simple/index.html', 'e']]) }, kept: { 'x-note': [1] } }
    assert.deepEqual(parseRoot(formatRoot(root), 'test'), root)
  })

  it('reads a list that another tool wrote', () => {
    const root = parseRoot('{"meta":{"api-version":"1.0"},"projects":[{"name":"Foo.Bar"}]}', 'test')
    assert.deepEqual([root.serial, root.projects, root.shown], [0, ['foo-bar'], undefined])
  })

  for (const text of ['', '[]', '{"projects":[]}', '{"meta":{"api-version":"2.0"},"projects":[]}', '{"meta":{"api-version":"1.0"}}']) {
    it(`is not ${JSON.stringify(text)}`, () =>
      assert.equal(
        problemCode(() => parseRoot(text, 'test')),
        'INDEX_INVALID',
      ))
  }

  it('links each project to an address that ends in a slash, and escapes its title', () => {
    const html = renderRoot({ ...first, title: '<b>&' })
    assert.deepEqual(
      [...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, href, text]) => [href, text]),
      [
        ['a/', 'a'],
        ['b/', 'b'],
      ],
    )
    assert.ok(html.includes('<title>&#60;b&#62;&#38;</title>'))
  })
})
