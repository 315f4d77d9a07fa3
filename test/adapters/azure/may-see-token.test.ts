import assert from 'node:assert/strict'
import { maySeeToken } from '../../../adapters/azure/may-see-token.ts'

describe('maySeeToken', () => {
  const collection = 'https://dev.azure.com/org/'
  for (const [address, expected] of [
    ['https://dev.azure.com/org/p/_apis/build/builds/1/artifacts', true],
    ['https://artprodcus3.artifacts.visualstudio.com/x', true],
    ['https://org.visualstudio.com/x', true],
    ['https://artifacts.dev.azure.com/org/x', true],
    ['https://pkgs.dev.azure.com/org/', true],
    ['https://vsrm.dev.azure.com/org/', true],
    ['https://org.pkgs.visualstudio.com/', true],
    ['https://org.vsrm.visualstudio.com/', true],
    ['https://org.pkgs.evil.visualstudio.com/', false],
    ['https://x-8080.app.online.visualstudio.com/x', false],
    ['http://artprodcus3.artifacts.visualstudio.com/x', false],
    ['http://dev.azure.com/org', false],
    ['https://dev.azure.com.evil.example/x', false],
    ['https://evilvisualstudio.com/x', false],
    ['https://blob.core.windows.net/x', false],
    ['https://dev.azure.com@evil.example/x', false],
    ['', false],
  ] as const)
    it(`${address || 'nothing'}: ${expected}`, () => assert.equal(maySeeToken(address, collection), expected))

  it("knows a server of one's own by its origin, port included", () => {
    assert.ok(maySeeToken('http://tfs:8080/tfs/x', 'http://tfs:8080/tfs/Default/'))
    assert.ok(!maySeeToken('http://tfs:8081/tfs/x', 'http://tfs:8080/tfs/Default/'))
  })
  it("sends the token of a server of one's own to no other, be it the hosted service", () => {
    assert.ok(!maySeeToken('https://dev.azure.com/org/x', 'https://tfs.example.org/Default/'))
    assert.ok(!maySeeToken('https://a.artifacts.visualstudio.com/x', 'https://tfs.example.org/Default/'))
  })
  it('knows the hosted service by its older name', () => {
    assert.ok(maySeeToken('https://a.artifacts.visualstudio.com/x', 'https://org.visualstudio.com/'))
    assert.ok(maySeeToken('https://dev.azure.com/org/x', 'https://org.visualstudio.com/'))
  })
})
