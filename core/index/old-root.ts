import { Parser } from 'htmlparser2'
import { parseName, type ProjectName } from '../python/name.ts'
import { unescaped } from '../unescaped.ts'

/** A project that another tool's root page links, and the key of its page. */
export interface OldProject {
  readonly project: ProjectName
  readonly key: string
}

/** The projects of a root page at `simple/index.html`: its links to `spam/` or `spam/index.html`. Links that lead elsewhere are no projects of this index. */
export function readOldRoot(html: string): OldProject[] {
  const found = new Map<string, OldProject>()
  const parser = new Parser({
    onopentag(name, { href }) {
      const [, link] = name === 'a' ? (/^(?:\.\/)?([^/?#:]+)\/(?:index\.html)?$/.exec(href?.trim() ?? '') ?? []) : []
      const folder = link === undefined ? '' : unescaped(link)
      const project = parseName(folder)
      if (project !== undefined) found.set(folder, { project, key: `simple/${folder}/index.html` })
    },
  })
  parser.write(html)
  parser.end()
  return [...found.values()]
}
