import { Problem } from '../../problem.ts'
import { parseRequirement, type Requirement } from '../../python/requirement.ts'
import type { Need } from '../local-package.ts'
import { type Wanted, wanted } from './project-needs.ts'
import type { CfgValue, SetupCfg } from './setup-cfg.ts'

/** A file beside a package's own whose lines are requirements; its path is relative to the package's folder. */
export interface NeedsFile {
  readonly kind: Need['kind']
  readonly of: string
  readonly path: string
}

/** What a place says its package needs: itself, and in files that it names. */
export interface NeedsTold {
  readonly needs: readonly Wanted[]
  readonly files: readonly NeedsFile[]
}

/** What the `[options]` of a setup.cfg say its package needs (https://setuptools.pypa.io/en/latest/userguide/declarative_config.html). */
export function setupCfgNeeds(cfg: SetupCfg, source: string): NeedsTold {
  const options = cfg.get('options')
  const extras = [...(cfg.get('options.extras_require') ?? [])]
  const told = [
    listed('run', '', options?.get('install_requires'), source),
    listed('build', '', options?.get('setup_requires'), source),
    ...extras.map(([extra, value]) => listed('optional', extra, value, source)),
  ]
  return { needs: told.flatMap(({ needs }) => needs), files: told.flatMap(({ files }) => files) }
}

/** Requirements of texts as setuptools takes them: several lines each, with comments and lines that go on; what is none is a Problem `FILE_INVALID`. */
export function needsOf(kind: Need['kind'], of: string, texts: readonly string[], place: string): Wanted[] {
  return texts.flatMap(requirementLines).map((line) => wanted(kind, of, required(line, place)))
}

/** The lines of a file of requirements, without comments and without options of pip. */
export function requirementLines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, '')
    .split(/[\r\n]+/)
    .map((line) =>
      line
        .replace(/(?:^|\s)#.*$/, '')
        .replace(/\s--hash=.*$/, '')
        .trim(),
    )
    .filter((line) => line !== '' && !line.startsWith('-'))
}

function listed(kind: Need['kind'], of: string, value: CfgValue | undefined, source: string): NeedsTold {
  if (value === undefined) return { needs: [], files: [] }
  const { text, line } = value
  if (text.trim().startsWith('file:')) {
    const paths = text
      .trim()
      .slice('file:'.length)
      .split(/[\n,]/)
      .map((path) => path.trim())
    return { needs: [], files: paths.filter((path) => path !== '').map((path) => ({ kind, of, path })) }
  }
  const lines = text.includes('\n') ? text.split('\n') : text.split(';')
  return { needs: needsOf(kind, of, lines, `${source}:${line}`), files: [] }
}

function required(line: string, place: string): Requirement {
  const read = parseRequirement(line)
  if (read !== undefined) return read
  throw new Problem(
    'FILE_INVALID',
    `${place} requires ${JSON.stringify(line.slice(0, 200))}, which is no requirement (PEP 508).`,
    'Correct it there.',
  )
}
