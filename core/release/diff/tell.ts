import { counted } from '../../counted.ts'
import { code, lines, type Markdown, md, raw } from '../../markdown.ts'
import { formatSize } from '../../size.ts'
import type { FilesDiff, Weight } from './files.ts'
import type { FieldDiff } from './metadata.ts'
import type { ReleaseDiff } from './release-diff.ts'

/** How many things of one kind are listed. */
const most = 12

/** What an approver should see of each release: what it changes, and loudly what is seldom meant. */
export function tellDiffs(diffs: readonly ReleaseDiff[], repository: string): Markdown {
  return lines(...diffs.map((diff) => tellDiff(diff, repository)))
}

function tellDiff(diff: ReleaseDiff, repository: string): Markdown {
  const { project, version, first, last, there, newer, files, fields, unread } = diff
  const against = last === undefined ? '' : `, compared with ${last}`
  return lines(
    md`### ${project} ${version}${against}`,
    md``,
    ...(first ? [md`- **The first release of ${project} at ${repository}:** from then on the name is taken. Check that it is meant.`] : []),
    ...(last === undefined && !first ? [md`- No other version is there to compare with.`] : []),
    ...(there > 0 ? [md`- ${counted(there, 'file')} of this version ${there === 1 ? 'is' : 'are'} there already.`] : []),
    ...(newer === undefined ? [] : [md`- **Not the newest:** ${newer} is there.`]),
    ...(files === undefined ? [] : tellFiles(files)),
    ...fields.map(tellField),
    ...tellUnread(last, unread, fields),
    md``,
  )
}

function tellFiles({ gained, lost, before, now, changed }: FilesDiff): Markdown[] {
  const sizes = changed.map(({ tag, before: was, now: is }) => `${tag} ${formatSize(was)} → ${formatSize(is)}`)
  return [
    ...(lost.length === 0 ? [] : [md`- **No longer there:** ${some(lost)}`]),
    ...(gained.length === 0 ? [] : [md`- New: ${some(gained)}`]),
    ...(lost.length + gained.length === 0 ? [md`- For the same platforms and pythons.`] : []),
    md`- ${weight(before)} → ${weight(now)}${percent(before, now)}`,
    ...(sizes.length === 0 ? [] : [md`- Sizes: ${some(sizes)}`]),
  ]
}

function tellField({ field, gone, added }: FieldDiff): Markdown {
  const [was, is] = [gone[0], added[0]]
  if (gone.length === 1 && added.length === 1 && was !== undefined && is !== undefined)
    return md`- ${field}: ${code(short(was))} → ${code(short(is))}`
  const parts = [...(added.length === 0 ? [] : [md`new ${some(added)}`]), ...(gone.length === 0 ? [] : [md`gone ${some(gone)}`])]
  return md`- ${field}: ${raw(parts.reduce((all, part) => md`${raw(all)}; ${raw(part)}`))}`
}

function tellUnread(last: string | undefined, unread: string, fields: readonly FieldDiff[]): Markdown[] {
  if (last === undefined) return []
  if (unread !== '') return [md`- Of the metadata of ${last} only Requires-Python is compared: ${unread}.`]
  return fields.length === 0 ? [md`- Its metadata say the same of what installs.`] : []
}

function some(items: readonly string[]): { readonly markup: string } {
  const shown = items.slice(0, most).map((item) => md`${code(short(item))}`)
  const rest = items.length - shown.length
  return raw(md`${raw(shown.reduce((all, one) => md`${raw(all)}, ${raw(one)}`))}${rest > 0 ? ` and ${rest} more` : ''}`)
}

/** A summary is a line; who wrote a wheel may have written a book. */
function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}

function weight({ files, bytes }: Weight): string {
  return `${counted(files, 'file')}${bytes === undefined ? '' : `, ${formatSize(bytes)}`}`
}

function percent({ bytes: before }: Weight, { bytes: now }: Weight): string {
  if (before === undefined || now === undefined || before === 0) return ''
  const change = Math.round((100 * (now - before)) / before)
  return change === 0 ? '' : ` (${change > 0 ? '+' : '−'}${Math.abs(change)} %)`
}
