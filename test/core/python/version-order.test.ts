import assert from 'node:assert/strict'
import { orderKey, type VersionParts } from '../../../core/python/version-order.ts'

const plain: VersionParts = { epoch: '0', release: ['1'], pre: undefined, post: undefined, dev: undefined, local: [] }

describe('the order key of versions', () => {
  /** Each is newer than the one before it. */
  const ascending: readonly (readonly [why: string, change: Partial<VersionParts>])[] = [
    ['a development release of a plain version', { dev: '0' }],
    ['a later one', { dev: '3' }],
    ['a development release of its alpha', { pre: { label: 'a', number: '1' }, dev: '9' }],
    ['the alpha', { pre: { label: 'a', number: '1' } }],
    ["the alpha's post-release under development", { pre: { label: 'a', number: '1' }, post: '0', dev: '0' }],
    ["the alpha's post-release", { pre: { label: 'a', number: '1' }, post: '0' }],
    ['the next alpha', { pre: { label: 'a', number: '2' } }],
    ['an alpha of two digits', { pre: { label: 'a', number: '10' } }],
    ['a beta', { pre: { label: 'b', number: '0' } }],
    ['a candidate', { pre: { label: 'rc', number: '0' } }],
    ['the release', {}],
    ['the release with a word', { local: ['abc'] }],
    ['the release with a longer word', { local: ['abcd'] }],
    ['the release with a later word', { local: ['b'] }],
    ['the release with a number', { local: ['0'] }],
    ['the release with a number and a word', { local: ['0', 'z'] }],
    ['the release with two numbers', { local: ['0', '0'] }],
    ['the release with a larger number', { local: ['2'] }],
    ['the release with a number of two digits', { local: ['10'] }],
    ['a post-release under development', { post: '0', dev: '0' }],
    ['a post-release', { post: '0' }],
    ['a micro release under development', { release: ['1', '0', '1'], dev: '0' }],
    ['a micro release', { release: ['1', '0', '1'] }],
    ['a minor release', { release: ['1', '1'] }],
    ['one of two digits', { release: ['1', '10'] }],
    ['one of twenty digits', { release: ['1', '20260131235959123456'] }],
    ['the next of twenty digits', { release: ['1', '20260131235959123457'] }],
    ['a major release', { release: ['2'] }],
    ['an epoch', { epoch: '1', release: ['0'] }],
    ['an epoch of two digits', { epoch: '10', release: ['0'] }],
  ]

  for (const [at, [why, change]] of ascending.entries()) {
    it(`${why} comes after all that stand before it`, () => {
      const key = orderKey({ ...plain, ...change })
      for (const [, older] of ascending.slice(0, at)) assert.ok(orderKey({ ...plain, ...older }) < key)
    })
  }

  it('leaves trailing zeros out', () => {
    assert.equal(orderKey({ ...plain, release: ['1', '0', '0'] }), orderKey(plain))
    assert.equal(orderKey({ ...plain, release: ['0', '0'] }), orderKey({ ...plain, release: ['0'] }))
    assert.notEqual(orderKey({ ...plain, release: ['1', '0', '1'] }), orderKey({ ...plain, release: ['1', '1'] }))
  })
})
