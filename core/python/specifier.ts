import { type Version, compareVersions, isFinal, parseVersion, publicVersion, sameVersion, variantOf } from './version.ts'

/** Version specifiers that must all hold; none admits everything (PEP 440). */
export interface SpecifierSet {
  /** As written, without surrounding white space. */
  readonly text: string
  readonly specifiers: readonly Specifier[]
}

/** One clause; `prefix` is true for `==1.2.*`, whose version is then 1.2. */
export type Specifier =
  | { readonly operator: Exclude<Operator, '==='>; readonly version: Version; readonly prefix: boolean }
  | { readonly operator: '==='; readonly text: string }

/** The comparisons of PEP 440. */
export type Operator = '==' | '!=' | '<=' | '>=' | '<' | '>' | '~=' | '==='

/** Reads comma-separated specifiers, empty ones passed over as pip does; undefined when one is none: `2.0`, `=>2`, `>=1.0.*`, `~=1`. */
export function parseSpecifiers(text: string): SpecifierSet | undefined {
  const clauses = text.split(',').map((clause) => clause.trim())
  const specifiers = clauses.filter((clause) => clause !== '').map(parseSpecifier)
  return specifiers.every((one) => one !== undefined) ? { text: text.trim(), specifiers } : undefined
}

/** Whether every specifier holds; pre-releases are judged as any other version, what to offer is the caller's choice. */
export function admits(set: SpecifierSet, version: Version): boolean {
  return set.specifiers.every((specifier) => holds(specifier, version))
}

/** Whether one version is named, by `==1.2` or `===1.2`, and not a family of them as by `==1.2.*`. */
export function isPin({ specifiers }: SpecifierSet): boolean {
  return specifiers.some((one) => one.operator === '===' || (one.operator === '==' && !one.prefix))
}

/**
 * Whether some micro release of python X.Y is admitted, as `<3.9.2` admits 3.9. None given, or one that cannot be read,
 * admits all: installers ignore it too.
 */
export function admitsPython(requiresPython: string | undefined, python: string): boolean {
  const set = parseSpecifiers(requiresPython ?? '')
  if (set === undefined || set.specifiers.length === 0) return true
  return micros(set).some((micro) => {
    const version = parseVersion(`${python}.${micro}`)
    return version !== undefined && admits(set, version)
  })
}

/** What a clause says changes only at a micro that it names, so these and their successors stand for all. */
function micros(set: SpecifierSet): string[] {
  const named = set.specifiers.map((one) => (one.operator === '===' ? parseVersion(one.text) : one.version)?.parts.release[2] ?? '0')
  return ['0', ...named, ...named.map((micro) => String(BigInt(micro) + 1n))]
}

function parseSpecifier(clause: string): Specifier | undefined {
  const [, operator, text = ''] = /^(~=|===?|!=|<=?|>=?)\s*(\S+)$/.exec(clause) ?? []
  if (operator === '===') return { operator, text }
  const prefix = text.endsWith('.*')
  const version = parseVersion(prefix ? text.slice(0, -2) : text)
  return version !== undefined && isOperator(operator) && isLawful(operator, version, prefix) ? { operator, version, prefix } : undefined
}

function isOperator(text: string | undefined): text is keyof typeof judges {
  return text !== undefined && Object.hasOwn(judges, text)
}

/** PEP 440: stars and local parts are for equality only, not both at once, a star only after a plain release; `~=` needs two parts. */
function isLawful(operator: keyof typeof judges, version: Version, prefix: boolean): boolean {
  if (operator === '==' || operator === '!=') return !prefix || !isMoreThanRelease(version)
  return !prefix && version.local === '' && (operator !== '~=' || version.parts.release.length > 1)
}

function isMoreThanRelease(version: Version): boolean {
  return version.pre || version.post || version.dev || version.local !== ''
}

function holds(specifier: Specifier, version: Version): boolean {
  if (specifier.operator === '===') return version.text.toLowerCase() === specifier.text.toLowerCase()
  return judges[specifier.operator](version, specifier.version, specifier.prefix)
}

type Judge = (version: Version, bound: Version, prefix: boolean) => boolean

/** PEP 440: order leaves the version's local part out; `<` does not reach the bound's own pre-releases, `>` not its post-releases. */
const judges: Readonly<Record<Exclude<Operator, '==='>, Judge>> = {
  '==': equals,
  '!=': (version, bound, prefix) => !equals(version, bound, prefix),
  '<=': (version, bound) => compareVersions(publicVersion(version), bound) <= 0,
  '>=': atLeast,
  '<': (version, bound) => compareVersions(version, isFinal(bound) ? variantOf(bound, { dev: '0' }) : bound) < 0,
  '>': (version, bound) => compareVersions(publicVersion(version), bound) > 0 && !sameVersion(withoutPost(version), bound),
  '~=': (version, bound) => atLeast(version, bound) && hasPrefix(version, bound, bound.parts.release.length - 1),
}

function atLeast(version: Version, bound: Version): boolean {
  return compareVersions(publicVersion(version), bound) >= 0
}

function withoutPost(version: Version): Version {
  return variantOf(version, { post: undefined, dev: undefined, local: [] })
}

/** A specifier without a local part means every local version of its own. */
function equals(version: Version, bound: Version, prefix: boolean): boolean {
  if (prefix) return hasPrefix(version, bound, bound.parts.release.length)
  return sameVersion(bound.local === '' ? publicVersion(version) : version, bound)
}

function hasPrefix(version: Version, bound: Version, length: number): boolean {
  const { epoch, release } = version.parts
  const wanted = bound.parts.release.slice(0, length)
  return epoch === bound.parts.epoch && wanted.every((number, at) => number === (release[at] ?? '0'))
}
