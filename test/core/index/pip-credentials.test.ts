import assert from 'node:assert/strict'
import { pipIndexes, withCredentials } from '../../../core/index/pip-credentials.ts'

describe('pipIndexes', () => {
  it('are those of both variables', () =>
    assert.deepEqual(pipIndexes({ PIP_INDEX_URL: 'https://a/simple', PIP_EXTRA_INDEX_URL: ' https://b/simple\nhttps://c/simple ' }), [
      'https://a/simple',
      'https://b/simple',
      'https://c/simple',
    ]))
  it('are none where nothing was told, or no address', () => {
    assert.deepEqual(pipIndexes({}), [])
    assert.deepEqual(pipIndexes({ PIP_INDEX_URL: '$(feed)', PIP_EXTRA_INDEX_URL: '' }), [])
  })
})

describe('withCredentials', () => {
  const indexes = ['https://open.test/simple', 'https://build:t%40ken@feed.test/simple', 'https://other:other@feed.test:8443/simple']
  const cases: [url: string, expected: string][] = [
    ['https://feed.test/files/a-1.tar.gz?x=1', 'https://build:t%40ken@feed.test/files/a-1.tar.gz?x=1'],
    ['https://feed.test:8443/a-1.tar.gz', 'https://other:other@feed.test:8443/a-1.tar.gz'],
    ['https://me:mine@feed.test/a-1.tar.gz', 'https://me:mine@feed.test/a-1.tar.gz'],
    ['https://open.test/a-1.tar.gz', 'https://open.test/a-1.tar.gz'],
    ['https://feed.test.evil.test/a-1.tar.gz', 'https://feed.test.evil.test/a-1.tar.gz'],
    ['https://sub.feed.test/a-1.tar.gz', 'https://sub.feed.test/a-1.tar.gz'],
    ['http://feed.test/a-1.tar.gz', 'http://feed.test/a-1.tar.gz'],
    ['file:///feed.test/a-1.tar.gz', 'file:///feed.test/a-1.tar.gz'],
    ['a-1.tar.gz', 'a-1.tar.gz'],
  ]
  for (const [url, expected] of cases) it(`${url} is asked as ${expected}`, () => assert.equal(withCredentials(url, indexes), expected))
})
