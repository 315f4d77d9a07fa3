import { Problem } from '../problem.ts'

/** A package manager that was found on a host. */
export interface PackageManager {
  readonly name: string
  /** Whether the host's user is root. */
  readonly root: boolean
}

const mark = 'wheelworks-packages '
const order = ['apt-get', 'dnf', 'microdnf', 'yum', 'apk', 'zypper', 'pacman', 'brew', 'pkg', 'pkgin', 'pkg_add']

/** For the host's sh: prints which package manager is there, and who asks. */
export const findManager = `for manager in ${order.join(' ')}; do
  if command -v "$manager" >/dev/null 2>&1; then echo "${mark}$manager $(id -u)"; exit 0; fi
done
echo "${mark}none $(id -u)"`

/** What `findManager` printed; undefined when no manager is there. */
export function parseManager(output: readonly string[]): PackageManager | undefined {
  const [name = 'none', user = ''] = (output.findLast((line) => line.startsWith(mark)) ?? mark).slice(mark.length).split(' ')
  return name === 'none' || name === '' ? undefined : { name, root: user === '0' }
}

/** A command line without a shell. */
export type CommandLine = readonly [program: string, ...args: string[]]

const installs: Readonly<Record<string, readonly CommandLine[]>> = {
  'apt-get': [
    ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'update', '-qq'],
    ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '--no-install-recommends'],
  ],
  dnf: [['dnf', 'install', '-y']],
  microdnf: [['microdnf', 'install', '-y']],
  yum: [['yum', 'install', '-y']],
  apk: [['apk', 'add', '--no-cache']],
  zypper: [['zypper', '--non-interactive', 'install']],
  pacman: [['pacman', '-Sy', '--noconfirm', '--needed']],
  brew: [['env', 'HOMEBREW_NO_AUTO_UPDATE=1', 'brew', 'install']],
  pkg: [['env', 'ASSUME_ALWAYS_YES=yes', 'pkg', 'install', '-y']],
  pkgin: [['pkgin', '-y', 'install']],
  pkg_add: [['pkg_add', '-I']],
  choco: [['choco', 'install', '-y', '--no-progress']],
}

/** The commands that install packages, in order; who is not root asks sudo, which must not ask back. brew refuses root. */
export function installCommands(manager: PackageManager, packages: readonly string[]): CommandLine[] {
  const sudo = manager.root || ['brew', 'choco'].includes(manager.name) ? [] : ['sudo', '-n']
  const steps = installs[manager.name] ?? []
  return steps.map((step, at) => {
    const [program, ...args] = [...sudo, ...step, ...(at === steps.length - 1 ? packages : [])]
    return [program ?? '', ...args]
  })
}

/** Refuses what a package manager would take for an option. */
export function requirePackageNames(packages: readonly string[]): void {
  const odd = packages.find((name) => !/^[A-Za-z0-9@_][\w.+:@/=~*-]*$/.test(name))
  if (odd !== undefined)
    throw new Problem('HOST_FAILED', `'${odd}' is no name of a system package.`, 'Write the names of system_packages, one an item.')
}
