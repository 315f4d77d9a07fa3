import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import { themeStart } from '../../../core/index/shell-theme.ts'
import { openPage } from './page-script.ts'

const base = 'https://wheels.example.com/'

describe("the colours of the people's page", () => {
  for (const dark of [true, false]) {
    const [own, other] = dark ? ['dark', 'light'] : ['light', 'dark']
    it(`are the system's ${own} ones, the others when asked, and the system's again, which is nothing to remember`, async () => {
      const { colours, dataset, stored } = await openPage(base, {}, { dark })
      assert.deepEqual([colours.attributes['aria-label'], dataset['colours']], [`Use ${other} colours`, undefined])
      colours.on['click']?.()
      assert.deepEqual([colours.attributes['aria-label'], dataset['colours']], [`Use ${own} colours`, other])
      assert.deepEqual([...stored.values()], [other])
      colours.on['click']?.()
      assert.deepEqual([dataset['colours'], stored.size], [undefined, 0])
    })
  }

  it('change in a browser that remembers nothing, too', async () => {
    const { colours, dataset } = await openPage(base, {}, { noMemory: true })
    colours.on['click']?.()
    assert.equal(dataset['colours'], 'dark')
  })

  const begin = (localStorage: object): unknown => {
    const dataset: Record<string, unknown> = {}
    runInNewContext(themeStart, { localStorage, document: { documentElement: { dataset } } })
    return dataset['colours']
  }

  for (const [kept, colours] of [
    ['dark', 'dark'],
    ['light', 'light'],
    [null, undefined],
    ['"><script>', undefined],
  ] as const) {
    it(`begin as ${String(colours)} where ${kept} is remembered`, () => assert.equal(begin({ getItem: () => kept }), colours))
  }

  it("begin as the system's where the memory is forbidden", () =>
    assert.equal(
      begin({
        getItem() {
          throw new Error('forbidden')
        },
      }),
      undefined,
    ))
})
