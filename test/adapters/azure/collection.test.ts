import assert from 'node:assert/strict'
import { collectionOf } from '../../../adapters/azure/collection.ts'

describe('the collection of a job', () => {
  const hosted = 'https://dev.azure.com/fabrikam/'
  const releases = 'https://vsrm.dev.azure.com/fabrikam/'
  const older = 'https://fabrikam.visualstudio.com/'
  const id = '01234567-89ab-cdef-0123-456789abcdef'
  const server = 'https://tfs.example.org/tfs/Default/'

  for (const [what, told, own, expected] of [
    ['is what variables and connection say', [hosted, hosted], hosted, hosted],
    ['is that of its variables in a classic release, whose connection is at the host of releases', [undefined, hosted], releases, hosted],
    ['may go by its older name', [older], releases, older],
    ['is what the first variable says', [older, hosted], hosted, older],
    ['is where the connection is without variables', [undefined, ''], server, server],
    ['is what variables say without a connection', [undefined, hosted], undefined, hosted],
    ['is none without either', [undefined], undefined, undefined],
    ['may be another folder of one server', ['https://tfs.example.org/tfs/Other/'], server, 'https://tfs.example.org/tfs/Other/'],
    ['is nowhere that a step has made up', ['https://evil.example.com/fabrikam/'], hosted, hosted],
    ["is nowhere that a step has made up, of a server of one's own either", ['https://dev.azure.com/evil/'], server, server],
    ['is no other organisation that a step has made up', ['https://dev.azure.com/evil/'], hosted, hosted],
    ['is no other organisation by its older name', ['https://evil.visualstudio.com/'], hosted, hosted],
    ['is no other organisation by its id', [`https://dev.azure.com/A${id}/`], hosted, hosted],
    ['is no other organisation of a classic release', ['https://dev.azure.com/evil/'], releases, releases],
    ['is no other organisation where the connection goes by its older name', ['https://dev.azure.com/evil/'], older, older],
    ['is its organisation however that is written', ['https://dev.azure.com/Fabrikam'], releases, 'https://dev.azure.com/Fabrikam'],
    ['is what variables say where the connection goes by an id', [hosted], `https://vsrm.dev.azure.com/A${id}/`, hosted],
    ['is at no other port', ['https://tfs.example.org:8443/tfs/Default/'], server, server],
    ['is read over nothing weaker', ['http://dev.azure.com/fabrikam/'], hosted, hosted],
    ['is no text that is no address', ['fabrikam'], hosted, hosted],
  ] as const)
    it(what, () => assert.equal(collectionOf(told, own), expected))
})
