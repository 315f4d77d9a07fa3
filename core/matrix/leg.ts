/** A leg of a matrix before it is named for good: what its name says, and its cells in order. */
export interface MatrixLeg {
  /** Lawful characters, but neither cut nor told apart from others'. May be empty. */
  readonly name: string
  readonly cells: readonly (readonly [name: string, value: string])[]
}
