import assert from 'node:assert/strict'
import { Script } from 'node:vm'
import { Parser } from 'htmlparser2'
import { isOwnShell, shell, shellName } from '../../../core/index/shell.ts'
import { shellScript } from '../../../core/index/shell-script.ts'

describe("the people's page", () => {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  before(() => new Parser({ onopentag: (name, attributes) => void elements.push({ name, attributes: { ...attributes } }) }).end(shell))

  it('takes nothing from elsewhere, and its policy sees to it', () => {
    for (const { attributes } of elements) {
      for (const key of ['src', 'href', 'action', 'data']) assert.doesNotMatch(attributes[key] ?? '', /^(?:[a-z]+:|\/\/)/i)
    }
    const policy = elements.find(({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy')?.attributes['content'] ?? ''
    assert.match(policy, /default-src 'none'; connect-src 'self'/)
  })

  it('sets what it reads as text only', () => {
    assert.doesNotMatch(shellScript, /innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/)
  })

  it('holds a script that is one', () => assert.doesNotThrow(() => new Script(shellScript)))

  it('knows itself', () => {
    assert.ok(isOwnShell(shell))
    assert.equal(isOwnShell('<h1>Welcome</h1>'), false)
    assert.match(shellName, /^[0-9a-f]{16}$/)
  })

  it('has a label for its field, a language and both colour schemes', () => {
    assert.ok(elements.some(({ name, attributes }) => name === 'label' && attributes['for'] === 'search'))
    assert.ok(elements.some(({ name, attributes }) => name === 'html' && attributes['lang'] === 'en'))
    assert.match(shell, /prefers-color-scheme: dark/)
  })
})
