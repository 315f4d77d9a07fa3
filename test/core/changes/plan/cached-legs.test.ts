import assert from 'node:assert/strict'
import { cachedLegs } from '../../../../core/changes/plan/cached-legs.ts'
import { normalizeName } from '../../../../core/python/name.ts'

const [core, client] = [normalizeName('core'), normalizeName('client')]

describe('cachedLegs', () => {
  it('tells by package what a cache has on each leg, in the order given', () => {
    const told = cachedLegs([
      { project: core, leg: 'linux_b1', isJob: true, warmth: { kind: 'cold', because: 'a.py changed', seconds: 41 } },
      { project: client, leg: 'linux_b1', isJob: true, warmth: { kind: 'warm', seconds: undefined } },
      { project: core, leg: 'windows', isJob: false, warmth: { kind: 'warm', seconds: 7 } },
      { project: core, leg: 'macos', isJob: false, warmth: { kind: 'failed', seconds: 3 } },
    ])
    assert.deepEqual(
      told,
      new Map([
        [
          core,
          [
            { leg: 'linux_b1', state: 'cold', because: 'a.py changed', seconds: 41 },
            { leg: 'windows', state: 'warm', because: '', seconds: 7 },
            { leg: 'macos', state: 'failed', because: '', seconds: 3 },
          ],
        ],
        [client, [{ leg: 'linux_b1', state: 'look', because: '', seconds: undefined }]],
      ]),
    )
  })

  it('tells nothing of what was not asked about', () =>
    assert.deepEqual(cachedLegs([{ project: core, leg: 'linux', isJob: true, warmth: undefined }]), new Map()))
})
