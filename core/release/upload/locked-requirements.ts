import { Problem } from '../../problem.ts'
import { parseRequirement } from '../../python/requirement.ts'

/**
 * Requirements by which twine may be installed where a token is at hand: each names one version and the hashes of its files, so that no index can bring anything
 * else, wherever pip asks. The text for pip, without options; what is not pinned, or no twine at all, is a Problem `INPUT_INVALID` that names its line.
 */
export function lockedRequirements(text: string): string {
  const found = logicalLines(text).map(({ at, line }) => ({ at, ...readLine(line, at) }))
  const names = found.map(({ project }) => project)
  if (!names.includes('twine'))
    throw invalid('names no twine', 'Add twine==7.0.0 and all that it needs, each with its hashes (pip-compile --generate-hashes).')
  return `${found.map(({ pinned }) => pinned).join('\n')}\n`
}

/** Whether the input is the text of requirements itself, and not the path of a file of them. */
export function isRequirementsText(input: string): boolean {
  return /[\n\r]|==|--hash/.test(input)
}

/** As pip joins them: a backslash at its end goes on in the next line; what follows a `#` at the beginning or after a blank is a comment. */
function logicalLines(text: string): { readonly at: number; readonly line: string }[] {
  const joined: { at: number; line: string }[] = []
  let open = false
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.replace(/(?:^|\s+)#.*$/, '')
    const part = line.replace(/\\$/, '').trim()
    const last = joined.at(-1)
    if (open && last !== undefined) last.line = `${last.line} ${part}`
    else joined.push({ at: index + 1, line: part })
    open = line.endsWith('\\')
  }
  return joined.map(({ at, line }) => ({ at, line: line.trim() })).filter(({ line }) => line !== '')
}

function readLine(line: string, at: number): { readonly project: string; readonly pinned: string } {
  const where = `in its line ${at}`
  if (line.startsWith('-'))
    throw invalid(
      `holds the option '${line.split(/[\s=]/)[0]}' ${where}`,
      'Leave options out. Where packages come from is said by PIP_INDEX_URL and its like in the environment of this step.',
    )
  const [written = '', ...options] = line.split(/\s+(?=--)/)
  const requirement = parseRequirement(written)
  if (requirement?.url !== undefined || requirement === undefined)
    throw invalid(`has ${where} what is no requirement of an index`, 'Write name==version --hash=sha256:...; no path, no address.')
  if (!/^==(?!=)[^*,]+$/.test(requirement.specifiers.text.replaceAll(/\s/g, '')))
    throw invalid(`does not pin ${requirement.project} ${where}`, `Write ${requirement.project}==version --hash=sha256:...`)
  if (options.length === 0 || !options.every((option) => /^--hash[= ]sha256:[0-9a-f]{64}$/i.test(option)))
    throw invalid(
      `has no SHA-256, or something else beside it, for ${requirement.project} ${where}`,
      'Write --hash=sha256:<64 hex digits>; pip-compile --generate-hashes does.',
    )
  return { project: requirement.project, pinned: [written, ...options].join(' ') }
}

function invalid(what: string, remedy: string): Problem {
  return new Problem('INPUT_INVALID', `The input 'twineRequirements' ${what}.`, remedy)
}
