import assert from 'node:assert/strict'
import { resolveEnvironment, variableOf } from '../../../core/matrix/environment.ts'
import type { Combination } from '../../../core/matrix/matrix-file.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const combination = (...values: string[]): Combination =>
  values.map((value, at) => ({ name: `p${at}`, isSet: false, values: [[`p${at}`, value]] }))
const resolve = (combinations: readonly Combination[], environment: Record<string, string>): string[][] =>
  resolveEnvironment(combinations, (name) => environment[name]).map((one) => one.flatMap(({ values }) => values.map(([, value]) => value)))

describe('resolveEnvironment', () => {
  const known = { IMAGE: 'ubuntu-24.04', NESTED: 'env:IMAGE', 'a b': 'blank' }
  const cases: [value: string, resolved: string][] = [
    ['env:IMAGE', 'ubuntu-24.04'],
    ['env:a b', 'blank'],
    ['env:NESTED', 'env:IMAGE'],
    ['ENV:IMAGE', 'ENV:IMAGE'],
    [' env:IMAGE', ' env:IMAGE'],
    ['x env:IMAGE', 'x env:IMAGE'],
    ['noref', 'noref'],
    ['', ''],
  ]
  for (const [value, resolved] of cases)
    it(`of '${value}' makes '${resolved}'`, () => assert.deepEqual(resolve([combination(value)], known), [[resolved]]))

  it('resolves what sets set', () =>
    assert.deepEqual(
      resolveEnvironment(
        [
          [
            {
              name: 's',
              isSet: true,
              values: [
                ['a', 'env:A'],
                ['b', 'x'],
              ],
            },
          ],
        ],
        () => 'yes',
      ),
      [
        [
          {
            name: 's',
            isSet: true,
            values: [
              ['a', 'yes'],
              ['b', 'x'],
            ],
          },
        ],
      ],
    ))

  it('asks once for each name', () => {
    const asked: string[] = []
    resolveEnvironment([combination('env:A', 'env:B'), combination('env:A', 'env:A')], (name) => {
      asked.push(name)
      return 'x'
    })
    assert.deepEqual(asked, ['A', 'B'])
  })

  it('changes nothing of what was given', () => {
    const given = [combination('env:IMAGE')]
    resolve(given, known)
    assert.deepEqual(given, [combination('env:IMAGE')])
  })

  const missing: [what: string, values: string[], says: RegExp][] = [
    ['one that is not there', ['env:GONE'], /not there: GONE\./],
    ['one that is empty', ['env:EMPTY'], /: EMPTY\./],
    ['one without a name', ['env:'], /: \./],
    ['all in one', ['env:GONE', 'x', 'env:IMAGE', 'env:EMPTY', 'env:GONE'], /: GONE, EMPTY\./],
  ]
  for (const [what, values, says] of missing)
    it(`refuses ${what}`, () => {
      const work = (): unknown => resolve([combination(...values)], { ...known, EMPTY: '' })
      assert.equal(problemCode(work), 'UNRESOLVED')
      assert.throws(work, says)
    })
})

describe('variableOf', () => {
  const environment = {
    LINUXVMIMAGE: 'ubuntu',
    Mixed: 'as it is',
    MIXED: 'capitals',
    BUILD_REASON: 'Manual',
    MY_NAME: 'x',
    none: undefined,
  }
  const cases: [name: string, value: string | undefined][] = [
    ['LINUXVMIMAGE', 'ubuntu'],
    ['LinuxVMImage', 'ubuntu'],
    ['Mixed', 'as it is'],
    ['mixed', 'capitals'],
    ['Build.Reason', 'Manual'],
    ['my name', 'x'],
    ['none', undefined],
    ['gone', undefined],
    ['constructor', undefined],
    ['', undefined],
  ]
  for (const [name, value] of cases)
    it(`finds ${name || 'nothing'}: ${value ?? 'not there'}`, () => assert.equal(variableOf(environment)(name), value))

  const open = {
    SYSTEM_ACCESSTOKEN: 't',
    MY_TOKEN: 'swordfish-1',
    SHORT: 's3',
    PIN: '3',
    KEYED: '-n swordfish-1 -q',
    INDEX: 'https://u:p@a.b/simple',
    NEXT: '3.14',
  }
  const secrets = ['swordfish-1', 's3', '']
  const refused =
    'SYSTEM_ACCESSTOKEN System.AccessToken system.accesstoken ENDPOINT_URL_x endpoint.auth SECRET_A secret.a INPUT_X SECUREFILE_X AWS_SECRET_ACCESS_KEY aws.x TWINE_PASSWORD PYPI_LOGIN'
  for (const name of [...refused.split(' '), 'MY_TOKEN', 'my.token', 'SHORT', 'KEYED', 'INDEX'])
    it(`refuses ${name}, which no matrix may see, whether it is there or not`, () =>
      assert.equal(
        problemCode(() => variableOf(open, secrets)(name)),
        'REFUSED',
      ))
  it('shows no value of what it refuses', () =>
    assert.throws(
      () => variableOf(open, secrets)('KEYED'),
      (error: Error) => !/swordfish/.test(String(error)),
    ))
  it('gives what is no secret, though it holds a short one', () => {
    assert.equal(variableOf(open, secrets)('NEXT'), '3.14')
    assert.equal(variableOf({ ...open, NEXT: '' }, secrets)('NEXT'), '')
    assert.equal(variableOf({ ...open, NEXT: 's3.14' }, secrets)('NEXT'), 's3.14')
  })
})
