import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command, Exit, Processes } from '../../../core/ports.ts'
import { Yard } from './projects.ts'
import { type Programs, scriptedHost } from './scripted-host.ts'

/** What a script of a suite does: it ends well and says nothing, but for what is told here. */
export interface Done {
  readonly exit?: Exit
  readonly prints?: readonly string[]
  /** Files below the suite's results. */
  readonly leaves?: Readonly<Record<string, string>>
}

/** Something that a suite had the host run. */
export interface Ran {
  /** `venv`, `pip`, `origin`, or the text of the script. */
  readonly what: string
  readonly command: Command
}

/** A machine that builds version 1.0 of anything, and plays virtual environments, pip and the scripts of suites; it keeps what suites had it run, in order. */
export interface SuiteHost extends Processes {
  readonly ran: Ran[]
  /** The same in words, for one suite or all: `venv`, `pip`, `origin`, then its scripts. */
  words(): string[]
}

/** `does` answers a script by its text, `pip` is how that ends, `stray` and `copy` are what `origin` prints. */
export function suiteHost(
  does: (text: string, command: Command) => Done | Promise<Done> = () => ({}),
  more: {
    readonly programs?: Programs
    readonly stray?: string
    readonly copy?: string
    readonly pip?: Done
    readonly requires?: readonly string[]
  } = {},
): SuiteHost {
  const lines = (more.requires ?? []).map((one) => `Requires-Dist: ${one}\n`).join('')
  const nameOf = (label: string): string => label.split('-')[0] ?? ''
  const build = scriptedHost({
    programs: more.programs ?? { python3: {} },
    wheels: (label) => [`${nameOf(label)}-1.0-py3-none-any.whl`],
    holds: (label) => ({ METADATA: `Metadata-Version: 2.1\nName: ${nameOf(label)}\nVersion: 1.0\n${lines}` }),
  })
  const ran: Ran[] = []
  return {
    ran,
    words: () => ran.map(({ what }) => what),
    run: async (command, on) => {
      const what = describeCommand(command)
      if (what === undefined) return await build.run(command, on)
      ran.push({ what, command })
      if (what === 'origin' && more.stray !== undefined) on(`wheelworks-origin ${more.stray}`)
      if (what === 'origin' && more.copy !== undefined) on(`wheelworks-copy ${more.copy}`)
      const {
        exit,
        prints = [],
        leaves = {},
      } = what === 'pip' ? (more.pip ?? {}) : ['venv', 'origin'].includes(what) ? {} : await does(what, command)
      prints.forEach(on)
      for (const [name, text] of Object.entries(leaves)) leave(join(command.env['WHEELWORKS_RESULTS'] ?? '', name), text)
      return exit ?? { kind: 'exited', code: 0 }
    },
  }
}

function describeCommand({ program, args, env }: Command): string | undefined {
  if (args.includes('venv')) return 'venv'
  if (args.includes('pip') && args.includes('install') && !args.includes('--target')) return 'pip'
  if (args.some((arg) => arg.includes('wheelworks-origin'))) return 'origin'
  return env['WHEELWORKS_SUITE'] !== undefined && ['sh', 'cmd.exe'].includes(program) ? (args.at(-1) ?? '') : undefined
}

function leave(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** Sources of a package `spam`, with the test file that such reports tell of. */
export function testedYard(): Yard {
  const yard = new Yard()
  yard.write('sources/spam/pyproject.toml', '')
  yard.write('sources/spam/tests/test_spam.py', '# one\n# two\n# three\n')
  return yard
}

/** A report as pytest writes it; those that fail are at line 3 of `tests/test_spam.py`. */
export function junit(names: readonly string[], failing: readonly string[] = []): string {
  const tests = names.map((name) =>
    failing.includes(name)
      ? `<testcase classname="tests.test_spam" name="${name}"><failure message="assert 1 == 2">tests/test_spam.py:3: AssertionError</failure></testcase>`
      : `<testcase classname="tests.test_spam" name="${name}"/>`,
  )
  return `<testsuites><testsuite name="pytest" tests="${names.length}" failures="${failing.length}" errors="0">${tests.join('')}</testsuite></testsuites>`
}
