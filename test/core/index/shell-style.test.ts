import assert from 'node:assert/strict'
import { palette, shellStyle } from '../../../core/index/shell-style.ts'

/** https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

describe("the style of the people's page", () => {
  it('is measured rightly', () => {
    assert.equal(contrast('#000000', '#ffffff'), 21)
    assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48')
  })

  for (const [scheme, colours] of Object.entries(palette)) {
    for (const [text, ground, least] of [
      ['ink', 'paper', 7],
      ['ink', 'field', 7],
      ['ink', 'blush', 7],
      ['ink', 'note', 7],
      ['soft', 'paper', 4.5],
      ['soft', 'field', 4.5],
      ['accent', 'paper', 4.5],
      ['accent', 'field', 4.5],
      ['accent', 'blush', 4.5],
      ['paper', 'accent', 4.5],
      ['bad', 'paper', 4.5],
      ['edge', 'paper', 3],
      ['edge', 'field', 3],
    ] as const) {
      it(`${scheme}: ${text} on ${ground} has a contrast of at least ${least}`, () =>
        assert.ok(contrast(colours[text], colours[ground]) >= least, String(contrast(colours[text], colours[ground]))))
    }
  }

  it('uses no colour beside the palette, and each of it', () => {
    const rules = shellStyle.split('\n').slice(4).join('\n')
    assert.doesNotMatch(rules.replaceAll(/h2#count|#(?:colours|found)\b/g, ''), /#[0-9a-f]{3}|rgb|hsl/i)
    for (const name of Object.keys(palette.light)) assert.ok(rules.includes(`var(--${name})`), name)
  })

  it('takes nothing from elsewhere', () => assert.doesNotMatch(shellStyle, /url\(|@import|@font-face/))

  it('moves nothing where no motion is wanted', () => {
    const moving = shellStyle.split('\n').filter((line) => /transition|animation|scroll-behavior/.test(line))
    assert.ok(moving.every((line) => line.startsWith('@media (prefers-reduced-motion: no-preference)')))
  })
})
