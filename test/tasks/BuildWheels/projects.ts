import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import { root } from '../../root.ts'

/** What the fixture's backend (test/fixtures/project/fixture_backend.py) makes of a project. */
export interface Project {
  readonly name: string
  readonly version: string
  /** Wheel member to text. */
  readonly modules: Readonly<Record<string, string>>
  readonly tag?: string
  /** Further lines of the metadata. */
  readonly metadata?: readonly string[]
  /** A C source that is compiled to an extension module of that name; `files` holds it. */
  readonly c?: string
  readonly prints?: readonly string[]
  /** Prints its environment, config settings and constraints. */
  readonly tells?: boolean
  readonly fault?: 'raises' | 'none' | 'record'
  /** Files that its sdist leaves out, and what that is called where not as PEP 625 has it. */
  readonly leaves?: readonly string[]
  readonly sdist?: string
  /** Further files of the source tree. */
  readonly files?: Readonly<Record<string, string>>
}

/** A project of one module that imports; a test says what is different. */
export function project(is: Partial<Project> = {}): Project {
  const { name = 'spam', version = '1.0' } = is
  return { name, version, modules: { [`${name.replaceAll('-', '_')}.py`]: `version = '${version}'\n` }, ...is }
}

/** A folder of its own for one test, and its removal. */
export class Yard {
  readonly folder: string

  constructor(folder = mkdtempSync(join(tmpdir(), 'build-wheels-'))) {
    this.folder = folder
  }

  /** A path below it, `/`-separated. */
  path(name: string): string {
    return join(this.folder, ...name.split('/'))
  }

  write(name: string, text: string): string {
    const path = this.path(name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  /** Writes a project's source tree. */
  tree(name: string, { files = {}, ...told }: Project): string {
    const requires = '[build-system]\nrequires = []\nbuild-backend = "fixture_backend"\nbackend-path = ["."]\n'
    this.write(`${name}/pyproject.toml`, requires)
    this.write(`${name}/project.json`, JSON.stringify(told))
    for (const [path, text] of Object.entries(files)) this.write(`${name}/${path}`, text)
    copyFileSync(join(root, 'test/fixtures/project/fixture_backend.py'), this.path(`${name}/fixture_backend.py`))
    return this.path(name)
  }

  /** Makes an sdist of a project, its members of one time. */
  sdist(told: Project, time = '2020-02-03T04:05:06Z'): { url: string; sha256: Sha256; path: string } {
    const stem = `${told.name.replaceAll('-', '_')}-${told.version}`
    const tree = this.tree(`trees/${stem}`, told)
    const path = this.path(`${stem}.tar.gz`)
    execFileSync('tar', ['-czf', path, `--mtime=${time}`, '-C', dirname(tree), basename(tree)])
    return { path, url: pathToFileURL(path).href, sha256: sha256Of(readFileSync(path)) }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
