import type { LocalPackage } from './local-package.ts'
import type { Choice, Reason } from './selection.ts'

/** Decisions about packages while they are made: a direct one beats an indirect one, else the first stays. */
export class Choices {
  private readonly made = new Map<LocalPackage, Choice>()

  get none(): boolean {
    return this.made.size === 0
  }

  isDirect(one: LocalPackage): boolean {
    return this.made.get(one)?.as === 'direct'
  }

  choose(one: LocalPackage, as: 'direct' | 'indirect', reason: Reason): void {
    const before = this.made.get(one)
    if (before === undefined || (before.as === 'indirect' && as === 'direct')) this.made.set(one, { package: one, as, reason })
  }

  /** What was decided about each, in the order given. */
  of(packages: readonly LocalPackage[]): Choice[] {
    return packages.map((one) => this.made.get(one) ?? { package: one, as: 'not-selected', reason: undefined })
  }
}
