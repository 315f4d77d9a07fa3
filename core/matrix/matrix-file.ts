/** One choice of a parameter: a value, or a parameter set with all that it sets. */
export interface Choice {
  /** The parameter's name; of a set its own. */
  readonly name: string
  /** Whether it is a parameter set, whose name is what names of legs show; else they show its one value. */
  readonly isSet: boolean
  /** The group that a parameter set is of, which is nobody's variable. */
  readonly group?: string
  /** What it sets, in order; the names differ ignoring case. */
  readonly values: readonly (readonly [parameter: string, value: string])[]
}

/** A dimension of a matrix: a parameter, or a group of parameter sets. */
export interface Parameter {
  readonly name: string
  readonly choices: readonly Choice[]
}

/** Dimensions, the first of which varies slowest. */
export type Matrix = readonly Parameter[]

/** A matrix file, read: azure-sdk's language (https://github.com/Azure/azure-sdk-tools/blob/main/doc/common/matrix_generator.md). */
export interface MatrixFile {
  /** For messages. */
  readonly source: string
  /** Each is multiplied by itself, and what they come to stands in their order. */
  readonly matrices: readonly Matrix[]
  /** The path behind `$IMPORT`, relative to the sources. */
  readonly imports: string | undefined
  readonly include: readonly Matrix[]
  readonly exclude: readonly Matrix[]
  /** By value or name of a set, in lower case. */
  readonly displayNames: ReadonlyMap<string, string>
  /** In their order: the later wins. */
  readonly variables: readonly LegVariables[]
  readonly legName: LegName | undefined
  /** How many legs may run at once; 0 for no limit. */
  readonly maxParallel: number | undefined
}

/** Variables of all legs that have what `where` says; of all legs where it says nothing. */
export interface LegVariables {
  /** For messages: `eng/matrix.yml: variables[1]`. */
  readonly at: string
  /** A name, and the values that it may have; all must hold. */
  readonly where: readonly (readonly [name: string, values: readonly string[]])[]
  readonly set: readonly (readonly [name: string, value: string])[]
}

/** How legs are called: texts and, in braces, what they have, as they follow each other. */
export type LegName = readonly ({ readonly text: string } | { readonly of: string })[]

/** One choice of every dimension. */
export type Combination = readonly Choice[]
