import { addTo } from '../add-to.ts'
import type { LocalPackage } from '../changes/local-package.ts'
import { testedAlong } from '../changes/select/along.ts'
import { directoryOf } from '../changes/select/picking.ts'
import { rulePicker } from '../changes/select/ruling.ts'
import type { Rule, Rules } from '../changes/select/rules.ts'
import type { BelongingDigests } from './belonging-digests.ts'
import { type KeyInput, listValue } from './fingerprint.ts'

/** That a package is tested along with another. */
export interface AlongInput {
  /** `along <project>`, or `along many others`. */
  readonly input: KeyInput
  /** Whether that makes it a changed one itself. */
  readonly as: 'direct' | 'indirect'
}

interface Said {
  readonly one: LocalPackage
  readonly by: string
  readonly value: string
  readonly as: AlongInput['as']
}

/** Beyond so many that a rule has some packages tested along with, they are one input: one for each would be their product. */
const mostNamed = 30

/**
 * By package what the others are made of along with which it is tested: since these name it (`additional`), or a rule of packages that change does. One step and no further:
 * what they are tested along with, or need, is no part of it.
 */
export function alongInputs(
  packages: readonly LocalPackage[],
  { rules }: Pick<Rules, 'rules'>,
  digests: Pick<BelongingDigests, 'direct' | 'own'>,
): ReadonlyMap<LocalPackage, readonly AlongInput[]> {
  const alongWith = testedAlong(packages)
  const named = packages.flatMap((by) =>
    alongWith(by).flatMap(({ one }): Said[] =>
      one === undefined ? [] : [{ one, by: by.project, value: digests.own(by).digest, as: 'indirect' }],
    ),
  )
  const all = [...named, ...ruled(packages, rules, digests)].filter(({ one, by }) => one.project !== by)
  return new Map([...grouped(all, ({ one }) => one)].map(([one, said]) => [one, inputsOf(said)]))
}

function ruled(packages: readonly LocalPackage[], rules: readonly Rule[], digests: Pick<BelongingDigests, 'direct'>): Said[] {
  const directory = directoryOf(packages)
  return rules.flatMap((rule) => {
    if (rule.kind !== 'changed') return []
    const picked = rulePicker(rule, directory)
    const byList = new Map<readonly LocalPackage[], LocalPackage[]>()
    for (const by of packages) for (const given of picked(by.project)) if (given.packages.length > 0) addTo(byList, given.packages, by)
    return [...byList].flatMap(([list, several]) => {
      const others = several.map((by): Pick<Said, 'by' | 'value'> => ({ by: by.project, value: digests.direct(by) }))
      const told = others.length > mostNamed ? [{ by: 'many others', value: listValue(others.map(({ value }) => value).sort()) }] : others
      return told.flatMap((other) => list.map((one): Said => ({ one, ...other, as: rule.picks.as })))
    })
  })
}

/** One for each of the others, whatever says it how often. */
function inputsOf(all: readonly Said[]): AlongInput[] {
  return [...grouped(all, ({ by }) => by)].map(([by, said]) => ({
    input: { name: `along ${by}`, value: listValue([...new Set(said.map(({ value }) => value))].sort()) },
    as: said.some(({ as }) => as === 'direct') ? 'direct' : 'indirect',
  }))
}

function grouped<K>(all: readonly Said[], of: (said: Said) => K): Map<K, Said[]> {
  const found = new Map<K, Said[]>()
  for (const said of all) addTo(found, of(said), said)
  return found
}
