import { join } from 'node:path'
import { Repository } from '../servers/git-repository.ts'

/** A repository as a host has it, with commits that a test asks for. */
export interface GitHost {
  /** Bare. */
  readonly folder: string
  /** What it is a mirror of, with a work tree, on main. */
  readonly tree: Repository
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
  const tree = new Repository(join(below, 'tree'))
  tree.commit({ ...files, 'main.txt': 'one\n' })
  tree.git('tag', 'v1.0')
  tree.git('switch', '--quiet', '--create', 'change')
  tree.commit({ [changes]: 'one\n' })
  const change = tree.commit({ [changes]: 'two\n' })
  tree.git('switch', '--quiet', 'main')
  const main = tree.commit({ 'main.txt': 'two\n' })
  const merge = tree.mergePullRequest(7, 'main', 'change')
  const folder = join(below, 'with space', 'host.git')
  tree.git('clone', '--quiet', '--mirror', tree.folder, folder)
  return { folder, tree, main, change, merge }
}
