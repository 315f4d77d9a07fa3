import assert from 'node:assert/strict'
import { withoutManifest } from '../../../core/collect/without-manifest.ts'

describe('withoutManifest', () => {
  for (const [what, names, holders, expected] of [
    ['all attempts have theirs', ['w.a.1', 'w.a.2'], ['w.a.1 1', 'w.a.2 2'], []],
    ['the last attempt has none', ['w.a.1', 'w.a.2', 'w.b.1'], ['w.a.1 1', 'w.b.1 1'], ['w.a.2']],
    ['an attempt between has none', ['w.a.1', 'w.a.2', 'w.a.3'], ['w.a.1 1', 'w.a.3 3'], []],
    ['the tenth comes after the ninth', ['w.a.9', 'w.a.10'], ['w.a.9 9'], ['w.a.10']],
    ['no attempt has any', ['docs.1', 'docs.2'], [], []],
    ['the first attempt has none, as what is no leg', ['docs.1', 'w.a.1'], ['w.a.1 1'], []],
    ['another name is like it', ['w.a.1', 'w.ab.2'], ['w.a.1 1'], []],
    ['people have named them by versions', ['w-3.10', 'w-3.11'], ['w-3.10 1'], []],
    ['names have no number, or an odd one', ['w', 'w.01', 'w.x'], ['w 1', 'w.01 1'], []],
  ] as const)
    it(what, () =>
      assert.deepEqual(
        withoutManifest(
          names,
          holders.map((text) => ({ name: text.split(' ')[0] ?? '', attempt: Number(text.split(' ')[1]) })),
        ),
        expected,
      ),
    )
})
