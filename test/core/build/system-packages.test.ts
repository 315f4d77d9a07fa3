import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { findManager, installCommands, parseManager, requirePackageNames } from '../../../core/build/system-packages.ts'

describe('the package manager of a host', () => {
  const told: [output: string[], is: ReturnType<typeof parseManager>][] = [
    [['wheelworks-packages pkg 0'], { name: 'pkg', root: true }],
    [['motd', 'wheelworks-packages apt-get 1000'], { name: 'apt-get', root: false }],
    [['wheelworks-packages none 0'], undefined],
    [[], undefined],
  ]
  for (const [output, is] of told)
    it(`is ${is?.name ?? 'none'} for ${JSON.stringify(output)}`, () => assert.deepEqual(parseManager(output), is))

  it('is found by sh', () => {
    const output = execFileSync('sh', ['-c', findManager], { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } })
    assert.match(output, /^wheelworks-packages [a-z_-]+ \d+\n$/)
  })

  const commands: [name: string, root: boolean, is: string[]][] = [
    ['pkg', true, ['env ASSUME_ALWAYS_YES=yes pkg install -y lang/rust gmake']],
    ['pkg', false, ['sudo -n env ASSUME_ALWAYS_YES=yes pkg install -y lang/rust gmake']],
    [
      'apt-get',
      false,
      [
        'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update -qq',
        'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends lang/rust gmake',
      ],
    ],
    ['dnf', true, ['dnf install -y lang/rust gmake']],
    ['apk', true, ['apk add --no-cache lang/rust gmake']],
    ['zypper', true, ['zypper --non-interactive install lang/rust gmake']],
    ['brew', false, ['env HOMEBREW_NO_AUTO_UPDATE=1 brew install lang/rust gmake']],
    ['choco', true, ['choco install -y --no-progress lang/rust gmake']],
  ]
  for (const [name, root, is] of commands)
    it(`installs by ${name}${root ? '' : ' for who is not root'}`, () =>
      assert.deepEqual(
        installCommands({ name, root }, ['lang/rust', 'gmake']).map((line) => line.join(' ')),
        is,
      ))

  for (const name of ['lang/rust', 'g++', 'libssl-dev:arm64', 'python3=3.11.*', 'libyaml', '@development', 'py311-setuptools'])
    it(`takes ${name} for a package`, () => assert.doesNotThrow(() => requirePackageNames([name])))
  for (const name of ['--root=/', '-y', '', 'a b', 'a;b', '$(x)'])
    it(`refuses '${name}'`, () => assert.throws(() => requirePackageNames(['gmake', name]), { code: 'HOST_FAILED' }))
})
