import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { tokens } from '../../../local-agent/expression/lexer.ts'
import { type Node, parse } from '../../../local-agent/expression/parser.ts'
import { literal } from '../../../local-agent/expression/value.ts'

describe('lexer', () => {
  const rows: readonly (readonly [string, string])[] = [
    ["a.b['c']", "word a, sign ., word b, sign [, text 'c', sign ], end "],
    ['f(1, -2.5)', 'word f, sign (, number 1, sign ,, number -2.5, sign ), end '],
    ["''''", "text '''', end "],
    ['.5', 'number .5, end '],
    ['x[.5]', 'word x, sign [, number .5, sign ], end '],
    ['  ', 'end '],
  ]
  for (const [text, expected] of rows)
    it(text, () =>
      assert.equal(
        tokens(text)
          .map(({ kind, text: own }) => `${kind} ${own}`)
          .join(', '),
        expected,
      ),
    )

  it('knows where each token starts', () =>
    assert.deepEqual(
      tokens(' ab  (').map(({ at }) => at),
      [1, 5, 6],
    ))
})

/** A tree as one would write it; `spaces` between all tokens that allow it. */
function write(node: Node, spaces: string): string {
  if (node.kind === 'literal') return literal(node.value)
  if (node.kind === 'named') return node.name
  if (node.kind === 'call') return `${node.name}${spaces}(${node.args.map((arg) => `${spaces}${write(arg, spaces)}${spaces}`).join(',')})`
  return `${write(node.of, spaces)}${spaces}[${spaces}${write(node.key, spaces)}${spaces}]`
}

describe('parser: laws', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/).filter((word) => !['true', 'false', 'null'].includes(word))
  const value = fc.oneof(fc.string({ maxLength: 5 }), fc.integer({ min: -99, max: 99 }), fc.boolean(), fc.constant(null))
  const { node } = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      value.map((one): Node => ({ kind: 'literal', value: one })),
      name.map((one): Node => ({ kind: 'named', name: one })),
      fc.record({ kind: fc.constant('call' as const), name, args: fc.array(tie('node'), { maxLength: 3 }) }, { noNullPrototype: true }),
      fc.record(
        { kind: fc.constant('member' as const), of: name.map((one): Node => ({ kind: 'named', name: one })), key: tie('node') },
        { noNullPrototype: true },
      ),
    ),
  }))

  it('what is written is read, whatever blanks stand between', () =>
    fc.assert(fc.property(node, fc.constantFrom('', ' ', '\n  '), (tree, spaces) => assert.deepEqual(parse(write(tree, spaces)), tree))))

  it('a property and an index in quotes are the same', () => assert.deepEqual(parse('a.b.c'), parse("a['b']['c']")))
})
