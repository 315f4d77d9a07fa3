import assert from 'node:assert/strict'
import fc from 'fast-check'
import { pinsOf, standIns } from '../../../core/build/pins.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseRequirement, type Requirement } from '../../../core/python/requirement.ts'

const wheel = (name: string, path: string): { project: ReturnType<typeof normalizeName>; path: string } => ({
  project: normalizeName(name),
  path,
})

const asked = (...lines: readonly string[]): Requirement[] => lines.flatMap((line) => parseRequirement(line) ?? [])

describe('standIns', () => {
  const core = wheel('azure-core', '/links/azure_core-1.0-py3-none-any.whl')
  it('are what nobody constrains', () => assert.deepEqual(standIns([core], ['other==1', '-c more.txt']), [core]))
  for (const line of ['azure-core==1.0', 'Azure_Core>1', 'azure.core'])
    it(`leave '${line}' to the user`, () => assert.deepEqual(standIns([core], [line]), []))
  it('are one of each project, the one that was made last', () =>
    assert.deepEqual(standIns([wheel('x', '/1.whl'), core, wheel('x', '/2.whl')], []), [wheel('x', '/2.whl'), core]))
})

describe('pinsOf', () => {
  const core = wheel('azure-core', '/links/azure_core-1.0.dev1+g1-py3-none-any.whl')
  const pin = 'azure-core @ file:///links/azure_core-1.0.dev1+g1-py3-none-any.whl'

  const pips: [pip: string, pins: string[]][] = [
    ['20.3.4', []],
    ['21.0.1', []],
    ['21.1', [pin]],
    ['25.3', [pin]],
    // uv and build bring an installer of their own.
    ['', [pin]],
  ]
  for (const [pip, pins] of pips)
    it(`are ${pins.length} by pip '${pip}'`, () => assert.deepEqual(pinsOf([core], asked('azure-core>=1', 'other[x]'), pip), pins))

  it('are versions where somebody asks for extras', () =>
    assert.deepEqual(pinsOf([core], asked('Azure.Core[aio]>=1', 'azure-core'), '24.0'), ['azure-core == 1.0.dev1+g1']))

  const paths: [path: string, url: string][] = [
    ['/a b/x-1.0+cpu.whl', 'file:///a%20b/x-1.0+cpu.whl'],
    ['C:\\links\\x.whl', 'file:///C:/links/x.whl'],
    ['/50%#1?/x.whl', 'file:///50%25%231%3F/x.whl'],
    ['/ü/x.whl', 'file:///%C3%BC/x.whl'],
  ]
  for (const [path, url] of paths)
    it(`name ${path} as pip reads it`, () => assert.deepEqual(pinsOf([wheel('x', path)], [], '24.0'), [`x @ ${url}`]))

  it('are requirements, whatever the path', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (path) => {
        const [line = ''] = pinsOf([wheel('x', `/${path}.whl`)], [], '24.0')
        assert.equal(parseRequirement(line)?.url, line.slice('x @ '.length))
      }),
    ))
})
