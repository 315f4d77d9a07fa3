import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Parser } from 'htmlparser2'
import { isOwnShell, shell, shellName } from '../../../core/index/shell.ts'

describe("the people's page", () => {
  const elements: { name: string; attributes: Record<string, string>; text: string }[] = []
  let closed = false
  before(() =>
    new Parser({
      onopentag: (name, attributes) => {
        elements.push({ name, attributes: { ...attributes }, text: '' })
        closed = false
      },
      ontext: (text) => {
        const last = elements.at(-1)
        if (last !== undefined && !closed) last.text += text
      },
      onclosetag: () => void (closed = true),
    }).end(shell),
  )
  const policy = (): string =>
    elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes['content'] ?? ''

  it('takes nothing from elsewhere, and its policy sees to it', () => {
    for (const { attributes } of elements) {
      for (const key of ['src', 'href', 'action', 'data'])
        assert.doesNotMatch(attributes[key] ?? '', /^(?:(?!data:image\/svg)[a-z]+:|\/\/)/i)
    }
    assert.match(policy(), /^default-src 'none'; connect-src 'self'; img-src data:; /)
  })

  it('lets run only the scripts and the style that it holds', () => {
    assert.doesNotMatch(policy(), /unsafe/)
    for (const [name, count] of [
      ['script', 2],
      ['style', 1],
    ] as const) {
      const held = elements.filter((element) => element.name === name)
      assert.equal(held.length, count)
      const listed = new RegExp(`${name}-src ([^;]*)`).exec(policy())?.[1]?.split(' ')
      assert.deepEqual(
        listed,
        held.map(({ text }) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`),
      )
    }
    assert.ok(elements.every(({ attributes }) => !Object.keys(attributes).some((key) => key === 'style' || key.startsWith('on'))))
  })

  it('knows itself', () => {
    assert.ok(isOwnShell(shell))
    assert.equal(isOwnShell('<h1>Welcome</h1>'), false)
    assert.match(shellName, /^[0-9a-f]{16}$/)
  })

  it('has a label for its field, a language, both colour schemes, and a place to speak to who listens', () => {
    assert.ok(elements.some(({ name, attributes }) => name === 'label' && attributes['for'] === 'search'))
    assert.ok(elements.some(({ name, attributes }) => name === 'html' && attributes['lang'] === 'en'))
    assert.ok(elements.some(({ attributes }) => attributes['role'] === 'status'))
    assert.match(shell, /prefers-color-scheme: dark/)
  })

  it('stays small', () => assert.ok(Buffer.byteLength(shell) <= 40 * 1024, String(Buffer.byteLength(shell))))
})
