import assert from 'node:assert/strict'
import { Problem } from '../../../../core/problem.ts'
import { isRequirementsText, lockedRequirements } from '../../../../core/release/upload/locked-requirements.ts'

const hash = (digit: string): string => `--hash=sha256:${digit.repeat(64)}`
const twine = `twine==6.1.0 ${hash('a')}`

describe('lockedRequirements', () => {
  for (const [what, text, expected] of [
    ['one line', twine, `${twine}\n`],
    ['several hashes', `${twine} ${hash('b')}`, `${twine} ${hash('b')}\n`],
    [
      'what pip-compile writes',
      `#\n# by pip-compile\n#\ntwine==6.1.0 \\\n    ${hash('a')} \\\n    ${hash('b')}\n    # via -r twine.in\nidna==3.1 \\\n    ${hash('c')}\n`,
      `${twine} ${hash('b')}\nidna==3.1 ${hash('c')}\n`,
    ],
    ['returns of Windows', `${twine}\r\nidna==3 ${hash('c')}\r\n`, `${twine}\nidna==3 ${hash('c')}\n`],
    [
      'markers and extras',
      `${twine}\nkeyring[x]==25.6.0 ; python_version >= "3.9" ${hash('c')}`,
      `${twine}\nkeyring[x]==25.6.0 ; python_version >= "3.9" ${hash('c')}\n`,
    ],
    ['a comment after a requirement', `${twine}  # why`, `${twine}\n`],
    ['a name in other letters', `Twine == 6.1.0 ${hash('a')}`, `Twine == 6.1.0 ${hash('a')}\n`],
  ] as const)
    it(`takes ${what}`, () => assert.equal(lockedRequirements(text), expected))

  for (const [what, text, says] of [
    ['nothing', '', /names no twine/],
    ['no twine', `idna==3.1 ${hash('a')}`, /names no twine/],
    ['twine without a hash', 'twine==6.1.0', /no SHA-256.*twine in its line 1/],
    ['another project without a hash', `${twine}\nidna==3.1`, /idna in its line 2/],
    ['a hash that is too short', 'twine==6.1.0 --hash=sha256:abc', /SHA-256/],
    ['a weak hash', `twine==6.1.0 --hash=md5:${'a'.repeat(32)}`, /SHA-256/],
    ['a version that is open', `twine>=6 ${hash('a')}`, /does not pin twine/],
    ['a version of many', `twine==6.* ${hash('a')}`, /does not pin twine/],
    ['two versions', `twine==6.1.0,!=6.2 ${hash('a')}`, /does not pin twine/],
    ['an arbitrary version', `twine===6.1.0 ${hash('a')}`, /does not pin twine/],
    ['no version', `twine ${hash('a')}`, /does not pin twine/],
    ['an address', `twine @ https://evil.example/twine.whl ${hash('a')}`, /no requirement of an index/],
    ['a path', `./twine-6.whl ${hash('a')}`, /no requirement of an index/],
    ['another index', `--index-url https://evil.example/simple\n${twine}`, /option '--index-url'/],
    ['another file', `-r other.txt\n${twine}`, /option '-r'/],
    ['an editable tree', `-e .\n${twine}`, /option '-e'/],
    ['a trusted host', `--trusted-host=evil.example\n${twine}`, /option '--trusted-host'/],
    ['an option beside a requirement', `${twine} --global-option=x`, /something else beside it/],
    ['settings for a build', `${twine} --config-settings x=y`, /something else beside it/],
    ['an option that a backslash hides', `${twine}\\\n --index-url https://evil.example/`, /something else beside it/],
    ['an option behind what looks like a comment', `${twine}\n#\\\n--index-url x`, /option|no requirement/],
  ] as const)
    it(`refuses ${what}`, () =>
      assert.throws(
        () => lockedRequirements(text),
        (error: unknown) => error instanceof Problem && error.code === 'INPUT_INVALID' && says.test(error.message),
      ))
})

describe('isRequirementsText', () => {
  for (const [input, expected] of [
    ['build/twine.txt', false],
    ['requirements twine.txt', false],
    [twine, true],
    ['a\nb', true],
    ['twine==6', true],
  ] as const)
    it(`says ${expected} of ${input.slice(0, 20)}`, () => assert.equal(isRequirementsText(input), expected))
})
