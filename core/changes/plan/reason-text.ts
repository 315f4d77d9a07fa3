import { few } from '../../few.ts'
import type { Choice, Reason } from '../select/selection.ts'

/** Why a package is selected, or why it is not, as a part of a sentence that follows its name. */
export function reasonText({ package: { folder }, reason }: Pick<Choice, 'package' | 'reason'>): string {
  if (reason === undefined)
    return `nothing in ${folder === '.' ? 'it' : folder} changed, nothing that it needs did, and no rule says otherwise`
  return selectedText(reason)
}

type Tellers = { readonly [Kind in Reason['kind']]: (reason: Extract<Reason, { kind: Kind }>) => string }

const tellers: Tellers = {
  path: ({ path }) => `${path} changed`,
  trigger: ({ path, trigger }) =>
    path === trigger ? `${path} changed, one of its triggering paths` : `${path} changed, below its triggering path ${trigger}`,
  service: ({ path }) => `${path} changed, beside the only ci.yml of its service`,
  additional: ({ by }) => `${by} names it to be tested along`,
  rule: ({ at, path }) => `${path} changed, for which the rule in ${at}, names it`,
  along: ({ at, by }) => `${by} changed, for which the rule in ${at}, names it`,
  hook: () => 'the hook added it',
  needs: ({ chain, gone }) => needsText(chain, gone === true ? 'is gone from the repository' : 'changed'),
  locked: ({ path, projects }) =>
    projects.length === 0
      ? `${path} changed in a way that may concern any package`
      : `${path} says another version of ${few(projects, 10)}`,
  shared: ({ path }) => `${path} changed, which all packages are made with`,
  common: ({ path, what }) => `${path} changed, which ${commonText[what]}`,
  fallback: () => 'nothing else was selected, and it is the fallback',
  everything: ({ says }) => says,
}

const commonText = {
  settings: 'its build or its tests may read',
  matrix: 'says what jobs it has',
  rules: 'says what is planned',
} as const

function selectedText<Kind extends Reason['kind']>(reason: Extract<Reason, { kind: Kind }>): string {
  const teller: Tellers[Kind] = tellers[reason.kind]
  return teller(reason)
}

/** The chain begins with what changed and ends with what the package itself needs. */
function needsText(chain: readonly string[], what: string): string {
  return `it needs ${chain.toReversed().join(', which needs ')}, which ${what}`
}
