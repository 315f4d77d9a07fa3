/** A condition as environment markers are written (PEP 508), over their variables and those of the job. */
export interface Marker {
  /** As it was written. */
  readonly text: string
  /** Whether it holds; names that the markers do not know are asked as variables of the job, and are empty where these are not set. */
  holds(variable: (name: string) => string): boolean
}
