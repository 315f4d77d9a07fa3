/** One choice of a parameter: a value, or a parameter set with all that it sets. */
export interface Choice {
  /** The parameter's name; of a set its own. */
  readonly name: string
  /** Whether it is a parameter set, whose name is what names of legs show; else they show its one value. */
  readonly isSet: boolean
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
  readonly matrix: Matrix
  /** The path behind `$IMPORT`, relative to the sources. */
  readonly imports: string | undefined
  readonly include: readonly Matrix[]
  readonly exclude: readonly Matrix[]
  /** By value or name of a set, in lower case. */
  readonly displayNames: ReadonlyMap<string, string>
}

/** One choice of every dimension. */
export type Combination = readonly Choice[]
