import { counted } from '../counted.ts'
import { code, lines, type Markdown, md, table } from '../markdown.ts'
import { formatSize } from '../size.ts'
import type { BuiltFile } from './manifest.ts'
import type { RowResult } from './result.ts'

/** What rows have left besides their wheels: sdists, extra files; nothing where there is none. */
export function besidesTable(results: readonly RowResult[]): Markdown[] {
  const files = new Map(results.flatMap(besidesOf).map((file) => [file.name, file]))
  if (files.size === 0) return []
  const rows = [...files.values()].map((file) => [code(file.name), formatSize(file.size), code(file.sha256.slice(0, 12)), from(file)])
  return [lines(md`### Besides: ${counted(files.size, 'file')}`, md``, table(['File', 'Size', 'SHA-256', 'From'], rows))]
}

function besidesOf(result: RowResult): readonly BuiltFile[] {
  return result.kind === 'failed' ? [] : result.besides
}

function from({ origin, source, made_with: wheel }: BuiltFile): string {
  return origin === 'extra' && wheel !== undefined ? `after ${wheel}` : source
}
