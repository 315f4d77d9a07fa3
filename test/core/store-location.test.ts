import assert from 'node:assert/strict'
import { Problem } from '../../core/problem.ts'
import { parseStoreLocation, type StoreLocation } from '../../core/store-location.ts'

const table: [string, StoreLocation][] = [
  ['s3://bucket', { kind: 's3', bucket: 'bucket', prefix: '' }],
  ['s3://bucket/a/b/', { kind: 's3', bucket: 'bucket', prefix: 'a/b' }],
  ['file:out/index', { kind: 'folder', path: 'out/index' }],
  ['file:///srv/a%20b', { kind: 'folder', path: '/srv/a b' }],
  ['file:///', { kind: 'folder', path: '/' }],
  ['file://LOCALHOST/srv', { kind: 'folder', path: '/srv' }],
  ['file:/srv/100%', { kind: 'folder', path: '/srv/100%' }],
  ['file:100%', { kind: 'folder', path: '100%' }],
  ['file://localhost/srv', { kind: 'folder', path: '/srv' }],
  ['file:///C:/wheels', { kind: 'folder', path: 'C:/wheels' }],
  ['/srv/index', { kind: 'folder', path: '/srv/index' }],
  ['C:\\wheels', { kind: 'folder', path: 'C:\\wheels' }],
  ['https://host/simple/', { kind: 'https', url: 'https://host/simple' }],
]

describe('parseStoreLocation', () => {
  for (const [text, expected] of table) it(text, () => assert.deepEqual(parseStoreLocation(text, 'store'), expected))
  for (const text of [
    's3://',
    's3:///prefix',
    's3://bucket/../x',
    's3://bucket/a/./b',
    'gs://bucket',
    'az://container',
    'file:',
    'file://',
    'file:///srv/100%',
    'file://server/share',
    'file:$(dir)',
    '$(Agent.Home)/index',
    's3://bucket/$(prefix)',
  ])
    it(`refuses ${text} and names the input`, () =>
      assert.throws(
        () => parseStoreLocation(text, 'store'),
        (error) => error instanceof Problem && error.code === 'INPUT_INVALID' && error.message.includes("'store'"),
      ))
})
