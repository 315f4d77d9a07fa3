/** Which combinations of a matrix are taken: all, or so many that every value is in one. */
export type Selection = 'all' | 'sparse'

/** A use of a matrix file, as `MatrixConfigs` of azure-sdk write it. */
export interface MatrixConfig {
  readonly name: string
  /** Relative to the sources. Empty: one leg without parameters. */
  readonly path: string
  readonly selection: Selection
  readonly nonSparseParameters: readonly string[]
  /** False: its legs go out once, without packages. */
  readonly batching: boolean
}

/** Of packages that name no configuration: one leg without parameters. */
export const noMatrix: MatrixConfig = { name: '', path: '', selection: 'all', nonSparseParameters: [], batching: true }
