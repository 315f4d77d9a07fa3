import assert from 'node:assert/strict'
import { certificateRemedy, isLasting } from '../../adapters/connection-failure.ts'

const failed = (code: string): Error => Object.assign(new Error('no connection'), { code })

describe('a connection that failed', () => {
  for (const [code, lasting, remedy] of [
    ['SELF_SIGNED_CERT_IN_CHAIN', true, /--sslcacert/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', true, /--sslcacert/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', true, /--sslcacert/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', true, /--sslcacert/],
    ['CERT_HAS_EXPIRED', true, /renewed/],
    ['CERT_NOT_YET_VALID', true, /clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', true, /other hosts/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', true, /--sslclientcert/],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', true, /--sslclientcert/],
    ['ERR_INVALID_PROXY_ANSWER', true, undefined],
    ['ABORT_ERR', true, undefined],
    ['ECONNREFUSED', false, undefined],
    ['ECONNRESET', false, undefined],
    ['ETIMEDOUT', false, undefined],
    ['ENOTFOUND', false, undefined],
    ['ERR_PROXY', false, undefined],
  ] as const)
    it(`with ${code} ${lasting ? 'would fail again' : 'may come about'}`, () => {
      assert.equal(isLasting(failed(code)), lasting)
      if (remedy === undefined) assert.equal(certificateRemedy(failed(code)), undefined)
      else assert.match(certificateRemedy(failed(code)) ?? '', remedy)
    })

  for (const other of [undefined, 'CERT', new Error('CERT_HAS_EXPIRED')])
    it(`is told by its code alone: ${String(other)}`, () =>
      assert.deepEqual([isLasting(other), certificateRemedy(other)], [false, undefined]))
})
