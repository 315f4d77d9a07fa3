import type { Choice, Reason } from './selection.ts'

/** Why a package is selected, or why it is not, as a part of a sentence that follows its name. */
export function reasonText({ package: { folder }, reason }: Pick<Choice, 'package' | 'reason'>): string {
  if (reason === undefined)
    return `nothing in ${folder === '.' ? 'it' : folder} changed, nothing that it needs did, and no rule says otherwise`
  return selectedText(reason)
}

function selectedText(reason: Reason): string {
  switch (reason.kind) {
    case 'path':
      return `${reason.path} changed`
    case 'trigger':
      return reason.path === reason.trigger
        ? `${reason.path} changed, one of its triggering paths`
        : `${reason.path} changed, below its triggering path ${reason.trigger}`
    case 'service':
      return `${reason.path} changed, beside the only ci.yml of its service`
    case 'additional':
      return `${reason.by} names it to be tested along`
    case 'rule':
      return `${reason.path} changed, for which ${reason.at} names it`
    case 'hook':
      return 'the hook added it'
    case 'needs':
      return needsText(reason.chain)
    case 'locked':
      return `${reason.path} says another version of ${listed(reason.projects)}`
    case 'shared':
      return `${reason.path} changed, which all packages are made with`
    case 'fallback':
      return 'nothing else was selected, and it is the fallback'
    case 'everything':
      return reason.says
  }
}

/** The chain begins with what changed and ends with what the package itself needs. */
function needsText(chain: readonly string[]): string {
  const [first = '', ...further] = [...chain].reverse()
  return further.length === 0
    ? `it needs ${first}, which changed`
    : `it needs ${first}, which needs ${further.join(', which needs ')}, which changed`
}

/** Some names, and how many more there are. */
function listed(names: readonly string[]): string {
  const rest = names.length - mostNames
  return rest > 0 ? `${names.slice(0, mostNames).join(', ')} and ${rest} more` : names.join(', ')
}

const mostNames = 10
