import assert from 'node:assert/strict'
import { Ask } from '../../core/ask.ts'
import { readStoreAccess, storeName } from '../../core/store-access.ts'
import { problemCode } from '../fakes/problem-code.ts'

const ask = (inputs: Readonly<Record<string, string>>): Ask =>
  new Ask({ input: (name) => inputs[name], variable: () => undefined, inputs: Object.keys(inputs) })

describe('readStoreAccess', () => {
  for (const [inputs, expected] of [
    [{}, undefined],
    [{ store: '$(store)' }, undefined],
    [{ region: 'eu-west-1' }, undefined],
    [{ store: 'index' }, { location: { kind: 'folder', path: 'index' } }],
    [{ store: 's3://bucket/p/q/' }, { location: { kind: 's3', bucket: 'bucket', prefix: 'p/q' } }],
    [{ store: 'https://host/simple/' }, { location: { kind: 'https', url: 'https://host/simple' } }],
    [
      { store: 's3://bucket', region: 'eu-west-1', endpointUrl: 'http://127.0.0.1:9000', awsConnection: 'an-id' },
      {
        location: { kind: 's3', bucket: 'bucket', prefix: '' },
        region: 'eu-west-1',
        endpointUrl: 'http://127.0.0.1:9000',
        connection: 'awsConnection',
      },
    ],
  ] as const) {
    it(`reads ${JSON.stringify(inputs)}`, () => assert.deepEqual(readStoreAccess(ask(inputs)), expected))
  }

  it('reads another input by its name', () => {
    assert.deepEqual(readStoreAccess(ask({ cache: 'c', store: 's' }), 'cache'), { location: { kind: 'folder', path: 'c' } })
  })

  for (const inputs of [
    { store: 'ftp://host/x' },
    { store: 's3://' },
    { store: 's3://b', endpointUrl: 'minio:9000' },
    { store: 's3://bucket', endpointUrl: 'not a url' },
    { store: 's3://bucket', endpointUrl: 'https://key:secret@minio:9000' },
  ]) {
    it(`refuses ${JSON.stringify(inputs)}`, () =>
      assert.equal(
        problemCode(() => readStoreAccess(ask(inputs))),
        'INPUT_INVALID',
      ))
  }

  it('asks for all of its inputs, so that none of them is unknown', () => {
    const given = ask({ store: 'x', region: 'r', endpointUrl: 'http://h', awsConnection: 'c' })
    readStoreAccess(given)
    assert.doesNotThrow(() => given.nothingElse())
  })
})

describe('storeName', () => {
  for (const [inputs, expected] of [
    [{ store: 'https://user:secret@host/simple' }, 'https://host/simple'],
    [{ store: 'some/folder' }, 'some/folder'],
    [{ store: 'https://host/simple' }, 'https://host/simple'],
    [{ store: 's3://bucket' }, 's3://bucket'],
    [{ store: 's3://bucket/p', endpointUrl: 'http://h:1' }, 's3://bucket/p (http://h:1)'],
  ] as const) {
    it(`says ${expected}`, () => {
      const access = readStoreAccess(ask(inputs))
      assert.equal(access && storeName(access), expected)
    })
  }
})
