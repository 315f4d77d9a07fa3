import type { LocalPackage } from '../local-package.ts'
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

  /** Whether that is what holds now. */
  choose(one: LocalPackage, as: 'direct' | 'indirect', reason: Reason): boolean {
    const before = this.made.get(one)
    if (before !== undefined && (before.as === 'direct' || as === 'indirect')) return false
    this.made.set(one, { package: one, as, reason })
    return true
  }

  /** What was decided about each, in the order given. */
  of(packages: readonly LocalPackage[]): Choice[] {
    return packages.map((one) => this.made.get(one) ?? { package: one, as: 'not-selected', reason: undefined })
  }
}
