import assert from 'node:assert/strict'
import { indexUrlOf } from '../../../core/index/index-url.ts'
import type { StoreLocation } from '../../../core/store-location.ts'

describe('indexUrlOf', () => {
  const s3 = (prefix = ''): StoreLocation => ({ kind: 's3', bucket: 'wheels', prefix })
  for (const [access, folder, expected] of [
    [{ location: s3() }, '', 'https://wheels.s3.amazonaws.com/simple'],
    [{ location: s3('a/b'), region: 'eu-west-1' }, '', 'https://wheels.s3.eu-west-1.amazonaws.com/a/b/simple'],
    [{ location: s3('a b+c/d') }, '', 'https://wheels.s3.amazonaws.com/a%20b%2Bc/d/simple'],
    [{ location: s3('a'), endpointUrl: 'http://h:9000/' }, '', 'http://h:9000/wheels/a/simple'],
    [{ location: { kind: 'https', url: 'https://h/simple' } }, '', 'https://h/simple'],
    [{ location: { kind: 'folder', path: 'x' } }, '/srv/my index', 'file:///srv/my%20index/simple'],
    [{ location: { kind: 'folder', path: 'x' } }, 'C:\\agent\\index', 'file:///C:/agent/index/simple'],
  ] as const) {
    it(`is ${expected}`, () => assert.equal(indexUrlOf(access, folder), expected))
  }
})
