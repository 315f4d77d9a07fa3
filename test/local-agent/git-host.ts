import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { dirname, join } from 'node:path'

const WHO = { NAME: 'Tester', EMAIL: 'tester@example.com', DATE: '2026-11-01T12:00:00Z' }

/** Runs git for a test, heedless of this machine's configuration; answers what it printed. */
export function git(folder: string, ...args: readonly string[]): string {
  const who = Object.entries(WHO).flatMap(([what, text]) => ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${what}`, text]))
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(who) }
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] }).trim()
}

/** A repository as a host has it, with commits that a test asks for. */
export interface GitHost {
  /** Bare. */
  readonly folder: string
  /** A work tree of it, on main. */
  readonly tree: string
  readonly main: string
  /** The end of the branch `change`, two commits after the first. */
  readonly change: string
  /** `refs/pull/7/merge`, of main and change. */
  readonly merge: string
}

interface Content {
  readonly files?: Readonly<Record<string, string>>
  /** The one file of the pull request. */
  readonly changes?: string
}

/** Makes a repository of five commits below a folder: main has two, the first of them, with `files`, tagged v1.0; a pull request 7 changes one file. */
export function gitHost(below: string, { files = {}, changes = 'change.txt' }: Content = {}): GitHost {
  const [tree, folder] = [join(below, 'tree'), join(below, 'with space', 'host.git')]
  git(below, 'init', '--quiet', '--initial-branch=main', tree)
  for (const [path, text] of Object.entries(files)) write(tree, path, text)
  commit(tree, 'main.txt', 'one')
  git(tree, 'tag', 'v1.0')
  git(tree, 'switch', '--quiet', '--create', 'change')
  commit(tree, changes, 'one')
  const change = commit(tree, changes, 'two')
  git(tree, 'switch', '--quiet', 'main')
  const main = commit(tree, 'main.txt', 'two')
  git(tree, 'merge', '--quiet', '--no-ff', '--message=Merge', 'change')
  const merge = git(tree, 'rev-parse', 'HEAD')
  git(tree, 'update-ref', 'refs/pull/7/merge', merge)
  git(tree, 'reset', '--quiet', '--hard', main)
  git(below, 'clone', '--quiet', '--mirror', tree, folder)
  return { folder, tree, main, change, merge }
}

function commit(tree: string, file: string, text: string): string {
  write(tree, file, `${text}\n`)
  git(tree, 'add', '--all')
  git(tree, 'commit', '--quiet', `--message=${file} ${text}`)
  return git(tree, 'rev-parse', 'HEAD')
}

function write(tree: string, path: string, text: string): void {
  const file = join(tree, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
