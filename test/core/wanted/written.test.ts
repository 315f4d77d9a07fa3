import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { Problem } from '../../../core/problem.ts'
import { isSaid, oneOrMore, readCell, readFlag, readWhole, readWord, unknown } from '../../../core/wanted/written.ts'

const field = (value: unknown): Field => new Field(value, 'm', 'MATRIX_INVALID', ['here'])
const refuses = (read: () => unknown, says: RegExp): void =>
  assert.throws(read, (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text))

describe('what a person wrote', () => {
  it('is said unless it is null', () =>
    assert.deepEqual(
      [undefined, null, '', 'x', []].map((one) => isSaid(field(one))),
      [false, false, true, true, true],
    ))

  it('is a list, or one of it', () => {
    assert.deepEqual(
      oneOrMore(field('a')).map((one) => [one.text(), one.path]),
      [['a', 'here']],
    )
    assert.deepEqual(
      oneOrMore(field(['a', 'b'])).map((one) => [one.text(), one.path]),
      [
        ['a', 'here[0]'],
        ['b', 'here[1]'],
      ],
    )
    refuses(() => oneOrMore(field({})), /must be a list/)
  })

  for (const [given, expected] of [
    ['true', true],
    ['True', true],
    ['FALSE', false],
    ['false', false],
  ] as const)
    it(`${given} is a flag`, () => assert.equal(readFlag(field(given)), expected))
  for (const given of ['yes', 'on', '1', '', null, []])
    it(`${JSON.stringify(given)} is none`, () => refuses(() => readFlag(field(given)), /true or false|must be a text/))

  for (const [given, least, expected] of [
    ['0', 0, 0],
    ['2', 1, 2],
    ['007', 0, 7],
    ['999999999', 0, 999_999_999],
  ] as const)
    it(`${given} is a whole number`, () => assert.equal(readWhole(field(given), least), expected))
  for (const [given, least] of [
    ['0', 1],
    ['-1', 0],
    ['1.5', 0],
    ['1e3', 0],
    ['', 0],
    ['9999999999', 0],
    ['two', 0],
  ] as const)
    it(`'${given}' is none from ${least} on`, () => refuses(() => readWhole(field(given), least), /whole number/))

  it('is one of the words, or the nearest is told', () => {
    assert.equal(readWord(field('ssh'), ['local', 'ssh']), 'ssh')
    refuses(() => readWord(field('locla'), ['local', 'ssh']), /Did you mean 'local'/)
    refuses(() => readWord(field('elsewhere'), ['local', 'ssh']), /Known here: local, ssh\./)
    refuses(() => unknown(field('x'), 'x', []), /There are none/)
    refuses(
      () =>
        unknown(
          field('x'),
          'zzzzzz',
          Array.from({ length: 30 }, (_, at) => `name${at}`),
        ),
      /name19, \.\.\.\./,
    )
  })

  it('is a cell that agents hand on as it is', () => assert.equal(readCell(field('freebsd/15.1')), 'freebsd/15.1'))
  for (const given of ['', ' x', 'x\n', 'a\tb', '$(x)', 'x'.repeat(501), null])
    it(`${JSON.stringify(given)?.slice(0, 10)} is no cell`, () => refuses(() => readCell(field(given)), /./))
})
