import type { Need } from '../../../../core/changes/local-package.ts'

/** Needs as tests write them: `run numpy>=1`, `optional:x numpy`, `group:dev acme local`. */
export function needTexts(needs: readonly (Omit<Need, 'local'> & { readonly local?: boolean })[]): string[] {
  return needs.map(
    ({ kind, of, requirement, local }) =>
      `${kind}${of === '' ? '' : `:${of}`} ${requirement.project}${requirement.specifiers.text}${local === true ? ' local' : ''}`,
  )
}
